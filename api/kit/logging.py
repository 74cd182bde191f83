"""Structured logs: one JSON line per event, without bodies, queries or credentials."""

import logging
import re

import structlog

from api.kit.settings import settings

# The database names the values of a row that it refuses; those are somebody's data.
_DETAIL = re.compile(r"\nDETAIL:.*?(?=\n\n(?:During|The above)|\Z)", re.DOTALL)


def without_details(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if "exception" in event:
        event["exception"] = _DETAIL.sub("", event["exception"])
    return event


def configure() -> None:
    level = getattr(logging, settings().log_level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_details,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
