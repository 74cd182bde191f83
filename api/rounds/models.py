"""A round as it is kept: what was frozen, what came out, who decided what."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from api.kit.models import Changing, Identified, instant, json_object, moment, text_list
from api.kit.states import among


class RoundState(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    QUEUED = "queued"
    SOLVING = "solving"
    PROPOSED = "proposed"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CLOSED = "closed"
    STOPPED = "stopped"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RoundKind(StrEnum):
    ROUND = "round"
    SCENARIO = "scenario"
    AMENDMENT = "amendment"


Decision = Literal["accept", "pin", "forbid", "release"]


class MatchRound(Identified, Changing, table=True):
    """`snapshot` is what was frozen, `instance` that with the decisions, as it was solved; both are
    `match-instance/1` to the byte. `figures`, `baseline` and `gap` stand in the result too, which is large. `sent`
    and `refused` count what became of its proposals. `is_stale`: something was decided that the result does not
    know yet.

    An amendment mends its published parent, a scenario only asks what would be: `changes` says what it asks. `repair`
    is what a repair begins with: its policy, what was withdrawn, and what stays published.
    """

    __tablename__ = "match_round"
    __table_args__ = (
        CheckConstraint(f"state IN {among(RoundState)}", name="state"),
        CheckConstraint("policy IN ('reach', 'maxScore')", name="policy"),
        CheckConstraint("school_year BETWEEN 2000 AND 2100", name="school_year"),
        CheckConstraint("rural_km BETWEEN 0 AND 100", name="rural_km"),
        CheckConstraint("state = 'draft' OR state = 'cancelled' OR snapshot IS NOT NULL", name="snapshot"),
        CheckConstraint(
            "state NOT IN ('proposed', 'in_review', 'published', 'closed', 'stopped') OR result IS NOT NULL",
            name="result",
        ),
        CheckConstraint("state NOT IN ('published', 'closed') OR published_at IS NOT NULL", name="published_at"),
        CheckConstraint(f"kind IN {among(RoundKind)}", name="kind"),
        CheckConstraint("(parent_id IS NULL) = (kind = 'round')", name="parent"),
        CheckConstraint("kind <> 'scenario' OR state NOT IN ('published', 'closed')", name="scenario_stays"),
    )

    region_code: str = Field(foreign_key="region.code", index=True)
    name: str
    school_year: int
    policy: str
    side_rules: list[str] = text_list()
    rural_km: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    weights: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    kind: str = Field(default="round", sa_column_kwargs={"server_default": "round"})
    parent_id: UUID | None = Field(default=None, foreign_key="match_round.id", index=True)
    parent_sha256: str | None = None
    auto_repair: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})
    changes: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    repair: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    state: str = Field(default="draft", sa_column_kwargs={"server_default": "draft"})
    seed: str
    seed_sha256: str
    snapshot: str | None = None
    snapshot_sha256: str | None = None
    instance: str | None = None
    instance_sha256: str | None = None
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    figures: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    baseline: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    gap: float | None = None
    progress: dict[str, Any] = json_object()
    failure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    is_stale: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    stop_asked: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    tells_when_ready: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    created_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    frozen_at: datetime | None = moment()
    published_at: datetime | None = moment()
    sent: int | None = None
    refused: int | None = None


class RoundOutcome(Identified, table=True):
    """What a request got in the last result, or why it got nothing; `match_id` or `refused` say what became of it.

    `is_kept`: an amendment's pair that was proposed before and stays as it is. `is_extra`: in a scenario the pair is
    with a copy of the activity, at a company that is not there.
    """

    __tablename__ = "round_outcome"
    __table_args__ = (
        UniqueConstraint("round_id", "request_id"),
        CheckConstraint("(activity_id IS NULL) = (week IS NULL)", name="week"),
        CheckConstraint("(activity_id IS NULL) = (score IS NULL)", name="score"),
    )

    round_id: UUID = Field(foreign_key="match_round.id")
    request_id: UUID = Field(foreign_key="school_request.id", index=True)
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True)
    week: date | None = None
    score: int | None = None
    why: dict[str, Any] = json_object()
    match_id: UUID | None = Field(default=None, foreign_key="match.id", index=True)
    refused: str | None = None
    is_kept: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    is_extra: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})


class RoundEntry(Identified, table=True):
    """What a request or an activity is called in the round's files: its code when the round was frozen."""

    __tablename__ = "round_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "request_id"),
        UniqueConstraint("round_id", "activity_id"),
        CheckConstraint("num_nonnulls(request_id, activity_id) = 1", name="one"),
    )

    round_id: UUID = Field(foreign_key="match_round.id")
    request_id: UUID | None = Field(default=None, foreign_key="school_request.id", index=True)
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id", index=True)
    name: str


class RoundDecision(Identified, table=True):
    """The last decision on a request and an activity is the one that counts."""

    __tablename__ = "round_decision"
    __table_args__ = (
        CheckConstraint(f"decision IN {among(get_args(Decision))}", name="decision"),
        CheckConstraint("decision <> 'pin' OR week IS NOT NULL", name="week"),
    )

    round_id: UUID = Field(sa_column=Column(ForeignKey("match_round.id"), nullable=False, index=True))
    request_id: UUID = Field(foreign_key="school_request.id", index=True)
    activity_id: UUID = Field(foreign_key="activity.id", index=True)
    week: date | None = None
    decision: str
    reason: str
    actor_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    decided_at: datetime = instant()
