"""When a region's rounds begin by themselves, and which began so."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from api.kit.models import Changing, Identified, text_list


class RoundSchedule(Identified, Changing, table=True):
    """One of a region, with the terms of its rounds. Days before `set_on`, when it was set last, do not count."""

    __tablename__ = "round_schedule"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'stopped')", name="state"),
        CheckConstraint("every_weeks BETWEEN 1 AND 52", name="every_weeks"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("ends_on >= starts_on", name="ends_on"),
        CheckConstraint("policy IN ('reach', 'maxScore')", name="policy"),
        CheckConstraint("rural_km BETWEEN 0 AND 100", name="rural_km"),
    )

    region_code: str = Field(foreign_key="region.code", unique=True)
    state: str = Field(default="active", sa_column_kwargs={"server_default": "active"})
    name: str
    every_weeks: int
    weekday: int
    starts_on: date
    ends_on: date | None = None
    set_on: date
    policy: str
    side_rules: list[str] = text_list()
    rural_km: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    weights: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    created_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)


class ScheduledRound(SQLModel, table=True):
    """A schedule and a day have one round, whoever makes it."""

    __tablename__ = "scheduled_round"

    schedule_id: UUID = Field(primary_key=True, foreign_key="round_schedule.id")
    planned_on: date = Field(primary_key=True)
    round_id: UUID = Field(foreign_key="match_round.id", unique=True)
