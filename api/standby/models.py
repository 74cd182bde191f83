"""Schools that wait for a place of an activity that is full."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from api.kit.models import Changing, Identified, moment
from api.kit.states import among


class StandbyState(StrEnum):
    """Offered: a place is held until `held_until`. Confirmed: it became a proposal, which is the match's to tell."""

    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    PASSED = "passed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ALIVE = frozenset({StandbyState.WAITLISTED, StandbyState.OFFERED})


class StandbyPlace(Identified, Changing, table=True):
    """A request that stands by for an activity, in some of its weeks; none named: in every week that it asks."""

    __tablename__ = "standby_place"
    __table_args__: Any = (
        CheckConstraint(f"state IN {among(StandbyState)}", name="state"),
        CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name="offered_until"),
        CheckConstraint("state NOT IN ('offered', 'confirmed') OR week IS NOT NULL", name="offered_week"),
        CheckConstraint("(state = 'confirmed') = (match_id IS NOT NULL)", name="confirmed_match"),
        CheckConstraint("extract(isodow FROM week) = 1", name="week"),
        Index(
            "uq_standby_place_alive",
            "request_id",
            "activity_id",
            unique=True,
            postgresql_where=text(f"state IN {among(ALIVE)}"),
        ),
        Index("ix_standby_place_activity_id_state", "activity_id", "state"),
    )

    request_id: UUID = Field(foreign_key="school_request.id", index=True)
    activity_id: UUID = Field(foreign_key="activity.id")
    weeks: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    state: str = Field(default="waitlisted", sa_column_kwargs={"server_default": "waitlisted"})
    week: date | None = None
    held_until: datetime | None = moment()
    match_id: UUID | None = Field(default=None, foreign_key="match.id", index=True)
