"""The outbox: messages that were told and are to be delivered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, text
from sqlmodel import Field

from api.kit.models import Identified, json_object


class Template(StrEnum):
    SIGN_IN = "sign_in"
    NO_ACCOUNT = "no_account"
    INVITATION = "invitation"
    APPLICATION_RECEIVED = "application_received"
    APPLICATION_DECIDED = "application_decided"
    MEMBERSHIP_ENDED = "membership_ended"
    HANDED_OVER = "handed_over"
    TAKEN_OVER = "taken_over"
    MATCH = "match"
    STANDBY = "standby"
    STILL_MEANT = "still_meant"
    DORMANT = "dormant"
    ROUND_READY = "round_ready"
    PARTNERSHIP = "partnership"
    DIGEST = "digest"
    WEBHOOK_FAILED = "webhook_failed"
    ERASED = "erased"


class OutboxMessage(Identified, table=True):
    """One mail to one person. `values` may hold a secret, such as a sign-in link, and is emptied once settled."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state IN ('pending','sent','dead')", name="state"),
        CheckConstraint("locale IN ('nl','en')", name="locale"),
        CheckConstraint("state = 'pending' OR \"values\" = '{}'", name="settled_keeps_no_values"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_when_sent"),
        Index("ix_outbox_message_due_at", "due_at", postgresql_where=text("state = 'pending'")),
    )

    to_address: str
    locale: str
    template: str
    values: dict[str, Any] = json_object()
    account_id: UUID | None = Field(default=None, index=True)
    state: str = Field(default="pending", sa_column_kwargs={"server_default": text("'pending'")})
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_error: str | None = None
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    sent_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
