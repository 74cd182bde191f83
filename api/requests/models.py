"""Demand: what a school site asks for. No pupil is named: a count, a level, a year, needs."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from api.kit.models import Changing, Identified, text_list


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


class SchoolRequest(Identified, Changing, table=True):
    """`kinds` are in order of preference; school and region are the site's, kept true by a trigger."""

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
        Index("ix_school_request_open", "region_code", "level", postgresql_where=text("state = 'open'")),
    )

    school_site_id: UUID = Field(foreign_key="school_site.id", index=True)
    school_id: UUID = Field(index=True)
    region_code: str | None = None
    scheme: str | None = None
    value: str | None = None
    title: str
    goal: str
    kinds: list[str] = text_list()
    subjects: list[str] = text_list()
    level: str
    year: int
    themes: list[str] = text_list()
    pupils: int
    languages: list[str] = text_list()
    max_km: int
    online_ok: bool
    weeks_ok: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    weeks_preferred: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    needs: list[str] = text_list()
    state: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    respond_by: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
