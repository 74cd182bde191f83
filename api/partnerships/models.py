"""Partnerships: one school and one company that go on with each other for years."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from api.kit.models import Changing, Identified, text_list

OPEN = "state IN ('proposed', 'active')"


class Partnership(Identified, Changing, table=True):
    """Whether an active one is dormant is not kept: it follows from the matches, by `loket_partnership_state`."""

    __tablename__ = "partnership"
    __table_args__: Any = (
        CheckConstraint(f"{OPEN} OR state = 'ended'", name="state"),
        CheckConstraint("proposed_by IN ('school', 'company', 'coordinator')", name="proposed_by"),
        CheckConstraint("state <> 'active' OR (school_yes AND company_yes)", name="active_by_both"),
        CheckConstraint("(started_on IS NOT NULL) OR state <> 'active'", name="active_since"),
        CheckConstraint(
            "(state = 'ended') = (ended_on IS NOT NULL) AND (state = 'ended') = (end_reason IS NOT NULL)",
            name="ended_with_reason",
        ),
        CheckConstraint("activities_per_year BETWEEN 1 AND 100", name="activities_per_year"),
        Index("uq_partnership_open", "school_id", "company_id", unique=True, postgresql_where=text(OPEN)),
    )

    school_id: UUID = Field(foreign_key="school.id", index=True)
    company_id: UUID = Field(foreign_key="company.id", index=True)
    state: str = Field(default="proposed", sa_column_kwargs={"server_default": "proposed"})
    proposed_by: str
    school_yes: bool
    company_yes: bool
    activities_per_year: int | None = None
    levels: list[str] = text_list()
    goals: list[str] = text_list()
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    end_note: str | None = None
    ended_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
