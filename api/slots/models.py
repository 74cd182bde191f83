"""Moments at which an activity can be; each counts its own places."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.kit.models import Changing, Identified, instant


class SlotState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"


class Slot(Identified, Changing, table=True):
    """`week` is the Monday of its local day; `taken` holds both confirmed groups and places that are held."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("activity_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        CheckConstraint("extract(isodow FROM week) = 1", name="week"),
        CheckConstraint("capacity BETWEEN 1 AND 1000", name="capacity"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
        CheckConstraint("state IN ('open', 'cancelled')", name="state"),
        Index("ix_slot_activity_id_week", "activity_id", "week"),
    )

    activity_id: UUID = Field(foreign_key="activity.id", ondelete="CASCADE")
    starts_at: datetime = instant(default=False)
    ends_at: datetime = instant(default=False)
    time_zone: str
    week: date
    capacity: int
    taken: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    state: str = Field(default="open", sa_column_kwargs={"server_default": "open"})


class PlaceCount(SQLModel, table=True):
    """How many places are taken of an activity in a week or a school year, and of a company site in a school year.

    `holder_id` is the activity or the site; `period` the Monday, or the first of August. Only the functions
    `loket_take_place` and `loket_give_place` write it.
    """

    __tablename__ = "place_count"
    __table_args__ = (
        CheckConstraint("kind IN ('week', 'year', 'company')", name="kind"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
    )

    holder_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    period: date = Field(primary_key=True)
    capacity: int
    taken: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
