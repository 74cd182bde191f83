"""Matches and their log. A match's row is what its log says: replaying the events gives the row."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlmodel import Field

from api.kit.models import Changing, Identified, instant, json_object, moment
from api.kit.states import among


class Side(StrEnum):
    SCHOOL = "school"
    COMPANY = "company"
    COORDINATOR = "coordinator"
    HOUSE = "house"


class MatchState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED_SCHOOL = "accepted_school"
    ACCEPTED_COMPANY = "accepted_company"
    CONFIRMED = "confirmed"
    RESCHEDULE_PROPOSED = "reschedule_proposed"
    DELIVERED = "delivered"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    DECLINED_BY_SCHOOL = "declined_by_school"
    DECLINED_BY_COMPANY = "declined_by_company"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED_BY_SCHOOL = "cancelled_by_school"
    CANCELLED_BY_COMPANY = "cancelled_by_company"
    CANCELLED_BY_REGION = "cancelled_by_region"
    NO_SHOW_SCHOOL = "no_show_school"
    NO_SHOW_COMPANY = "no_show_company"
    REPLACED = "replaced"


# Somebody has to answer, within a time.
WAITING = frozenset({MatchState.PROPOSED, MatchState.ACCEPTED_SCHOOL, MatchState.ACCEPTED_COMPANY})
PLANNED = frozenset({MatchState.CONFIRMED, MatchState.RESCHEDULE_PROPOSED})
KEPT = frozenset({MatchState.DELIVERED, MatchState.EVALUATED, MatchState.CLOSED})
NO_SHOW = frozenset({MatchState.NO_SHOW_SCHOOL, MatchState.NO_SHOW_COMPANY})
CALLED_OFF = frozenset({MatchState.CANCELLED_BY_SCHOOL, MatchState.CANCELLED_BY_COMPANY})
# Over before it took place; its place is somebody else's.
RELEASED = frozenset(MatchState) - WAITING - PLANNED - KEPT - NO_SHOW


class Match(Identified, Changing, table=True):
    """Organisations and regions of both sides are those of their sites, kept true by triggers.

    `moments` are up to three that `moments_by` proposed. `holds`: a place is counted for it, until `held_until`
    while it waits.
    """

    __tablename__ = "match"
    __table_args__ = (
        CheckConstraint("origin IN ('manual', 'round', 'replacement', 'standby')", name="origin"),
        CheckConstraint("proposed_by IN ('school', 'company', 'coordinator')", name="proposed_by"),
        CheckConstraint(f"state IN {among(MatchState)}", name="state"),
        CheckConstraint(
            f"respond_by IS NOT NULL = (state IN {among(WAITING | {MatchState.RESCHEDULE_PROPOSED})})",
            name="waiting_has_deadline",
        ),
        CheckConstraint(f"holds OR state NOT IN {among(PLANNED)}", name="settled_has_place"),
        CheckConstraint(f"NOT holds OR state NOT IN {among(RELEASED)}", name="released_holds_nothing"),
        CheckConstraint(
            f"school_yes AND company_yes OR state NOT IN {among(PLANNED | KEPT)}", name="confirmed_by_both"
        ),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="moment_whole"),
        CheckConstraint("extract(isodow FROM week) = 1", name="week"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
        CheckConstraint("lesson_after IN ('done', 'waived')", name="lesson_after"),
        ExcludeConstraint(
            (func.int8range(text("professional_number"), text("professional_number"), text("'[]'")), "&&"),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            name="ex_match_professional_busy",
            where=text(
                f"professional_number IS NOT NULL AND starts_at IS NOT NULL AND state IN {among(PLANNED | KEPT)}"
            ),
        ),
        Index(
            "uq_match_one_confirmed",
            "request_id",
            unique=True,
            postgresql_where=text(f"state IN {among(PLANNED | KEPT)}"),
        ),
        Index(
            "uq_match_pair",
            "request_id",
            "activity_id",
            unique=True,
            postgresql_where=text(f"state IN {among(WAITING | PLANNED)}"),
        ),
        Index("ix_match_activity_id_week", "activity_id", "week"),
        Index("ix_match_school_id", "school_id", "id"),
        Index("ix_match_company_id", "company_id", "id"),
        Index("ix_match_school_region", "school_region", "id"),
        Index("ix_match_company_region", "company_region", "id"),
        Index("ix_match_respond_by", "respond_by", postgresql_where=text("respond_by IS NOT NULL")),
        Index("ix_match_held_until", "held_until", postgresql_where=text("held_until IS NOT NULL")),
    )

    request_id: UUID = Field(foreign_key="school_request.id", index=True)
    activity_id: UUID = Field(foreign_key="activity.id")
    school_id: UUID
    school_site_id: UUID = Field(index=True)
    school_region: str | None = None
    company_id: UUID
    company_site_id: UUID = Field(index=True)
    company_region: str | None = None
    origin: str = Field(default="manual", sa_column_kwargs={"server_default": "manual"})
    proposed_by: str
    state: str
    school_yes: bool
    company_yes: bool
    week: date
    slot_id: UUID | None = Field(default=None, foreign_key="slot.id", index=True)
    starts_at: datetime | None = moment()
    ends_at: datetime | None = moment()
    moments: list[Any] = json_object("[]")
    moments_by: str | None = None
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id", index=True)
    professional_number: int | None = Field(default=None, sa_type=BigInteger)
    holds: bool
    held_until: datetime | None = moment()
    respond_by: datetime | None = moment()
    remind_at: datetime | None = moment()
    lesson_after: str | None = None
    feedback_by: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False, server_default=text("'{}'")))
    # Physical by agreement, and online for as long as the region is.
    switched_online: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    reason: str | None = None
    score: int | None = None
    explanation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    replaces_id: UUID | None = Field(default=None, foreign_key="match.id", index=True)
    replaced_by_id: UUID | None = Field(default=None, foreign_key="match.id", index=True)
    school_contact_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    company_contact_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)


class MatchEvent(Identified, table=True):
    """One step of a match, `place` counting from 1; never changed. `facts` are what the step settled."""

    __tablename__ = "match_event"
    __table_args__ = (
        UniqueConstraint("match_id", "place"),
        Index("ix_match_event_appealed", "match_id", postgresql_where=text("type = 'appealed'")),
        CheckConstraint("side IN ('school', 'company', 'coordinator', 'house')", name="side"),
    )

    match_id: UUID = Field(foreign_key="match.id")
    place: int
    at: datetime = instant(default=False)
    type: str
    side: str
    actor_id: UUID | None = Field(default=None, index=True)
    reason: str | None = None
    facts: dict[str, Any] = json_object()
    note: str | None = None
