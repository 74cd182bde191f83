"""Takes requests in, one or many, by the same statement.

`home` is the region that the sender is bound to, None for all; requests of other regions stay as they are.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.kit.db import Connection
from api.kit.merge import Counts, as_json, kept, merged, recordset, staging, update
from api.requests.queries import COLUMNS
from api.requests.rules import ACTIONS, RESPOND_DAYS

STAGED = {
    "row": "integer",
    "scheme": "text",
    "value": "text",
    "site_scheme": "text",
    "site_value": "text",
    "title": "text",
    "topic": "text",
    "goal": "text",
    "kinds": "text[]",
    "subjects": "text[]",
    "level": "text",
    "year": "integer",
    "themes": "text[]",
    "pupils": "integer",
    "staff": "integer",
    "languages": "text[]",
    "max_km": "integer",
    "online_ok": "boolean",
    "weeks_ok": "date[]",
    "weeks_preferred": "date[]",
    "windows": "jsonb",
    "needs": "text[]",
    "embed": "jsonb",
}
TABLE = "staged_school_request"
STAGE = staging(TABLE, STAGED)
# What is open rests while its site is retired; every other state is left by actions and duties alone.
_SET = {
    **{name: f"excluded.{name}" for name in ["school_site_id", "school_id", "region_code", *COLUMNS]},
    **kept("school_request", "topic", "staff", "embed"),
    "windows": """CASE WHEN excluded.windows = '[]' THEN school_request.windows ELSE excluded.windows END""",
    "state": """CASE WHEN school_request.state IN ('open', 'retired') THEN excluded.state
        ELSE school_request.state END""",
}
_CHANGES = ", ".join(f"'{state}'" for state in sorted(ACTIONS["edit"]))


def requests_from(source: str) -> str:
    """SQL: makes the requests that are new and brings the others up to date while they may be edited. `by` is the
    person who asks, None for a system.
    """
    own = ", ".join("coalesce(t.windows, '[]')" if name == "windows" else f"t.{name}" for name in COLUMNS)
    return f"""
    INSERT INTO school_request
        (school_site_id, school_id, region_code, scheme, value, state, respond_by, created_by, {", ".join(COLUMNS)})
    SELECT DISTINCT ON (t.scheme, t.value) s.id, s.school_id, s.region_code, t.scheme, t.value,
        CASE s.state WHEN 'retired' THEN 'retired' ELSE 'open' END,
        now() + make_interval(days => coalesce((g.settings ->> 'respond_days')::int, {RESPOND_DAYS})), %(by)s, {own}
    FROM {source}
    JOIN school_site s ON s.scheme = t.site_scheme AND s.value = t.site_value
    LEFT JOIN region g ON g.code = s.region_code
    ORDER BY t.scheme, t.value, t.row DESC
    ON CONFLICT (scheme, value) {update("school_request", _SET)} AND school_request.state IN ({_CHANGES})
    RETURNING id, version = 1 AS created
    """


async def put(db: Connection, row: Mapping[str, Any], by: UUID | None = None) -> None:
    """One request."""
    await db.execute(requests_from(recordset(STAGED)).encode(), {**as_json(row), "home": None, "by": by})


async def merge_staged(db: Connection, home: list[str] | None = None) -> Counts:
    """All rows of the staged table."""
    return await merged(db, requests_from(f"{TABLE} t"), TABLE, {"home": home, "by": None})
