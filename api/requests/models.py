"""Demand: what a school site asks for. No pupil is named: a count, a level, a year, needs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from api.kit.models import Changing, Identified, moment, text_list


class RequestState(StrEnum):
    """Retired: open, but its site is gone from its register; it is open again when the site is back.

    Proposed, matched and fulfilled are what its matches make of it.
    """

    DRAFT = "draft"
    OPEN = "open"
    PROPOSED = "proposed"
    MATCHED = "matched"
    FULFILLED = "fulfilled"
    NEEDS_CONFIRMATION = "needs_confirmation"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


def moment_or_now() -> Any:
    """A point in time that is now unless it is still to come."""
    return Field(default=None, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("now()")})


class SchoolRequest(Identified, Changing, table=True):
    """`kinds` are in order of preference; school and region are the site's, kept true by a trigger.

    The waiting time begins at `opened_at` and goes on when a request is opened again. A draft has none.
    """

    __tablename__ = "school_request"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in RequestState)})", name="state"),
        CheckConstraint("cardinality(kinds) BETWEEN 1 AND 3", name="kinds"),
        CheckConstraint("cardinality(subjects) >= 1", name="subjects"),
        CheckConstraint("cardinality(languages) >= 1", name="languages"),
        CheckConstraint("cardinality(weeks_ok) >= 1 AND weeks_preferred <@ weeks_ok", name="weeks"),
        CheckConstraint("pupils BETWEEN 1 AND 1000", name="pupils"),
        CheckConstraint("year BETWEEN 1 AND 12", name="year"),
        CheckConstraint("max_km BETWEEN 0 AND 500", name="max_km"),
        CheckConstraint("staff BETWEEN 0 AND 50", name="staff"),
        CheckConstraint("jsonb_typeof(windows) = 'array'", name="windows"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (opened_at IS NOT NULL AND confirmed_at IS NOT NULL)", name="opened"
        ),
        CheckConstraint("state <> 'needs_confirmation' OR confirm_by IS NOT NULL", name="confirm_by"),
        Index("ix_school_request_open", "region_code", "level", postgresql_where=text("state = 'open'")),
    )

    school_site_id: UUID = Field(foreign_key="school_site.id", index=True)
    school_id: UUID = Field(index=True)
    region_code: str | None = None
    scheme: str | None = None
    value: str | None = None
    title: str
    topic: str | None = None
    goal: str
    kinds: list[str] = text_list()
    subjects: list[str] = text_list()
    level: str
    year: int
    themes: list[str] = text_list()
    pupils: int
    staff: int | None = None
    languages: list[str] = text_list()
    max_km: int
    online_ok: bool
    weeks_ok: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    weeks_preferred: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    windows: list[dict[str, int]] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'")))
    needs: list[str] = text_list()
    embed: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    state: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    respond_by: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    opened_at: datetime | None = moment_or_now()
    confirmed_at: datetime | None = moment_or_now()
    confirm_by: datetime | None = moment()
    created_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
