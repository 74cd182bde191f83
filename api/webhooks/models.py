"""Webhooks of portals and scripts, and what is told to each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, text
from sqlmodel import Field

from api.kit.models import Changing, Identified, instant, moment, text_list


class Webhook(Identified, Changing, table=True):
    """An address that a client is told at. Its secret signs what is sent, so that it is kept as it is."""

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("state IN ('active', 'disabled', 'failed')", name="state"),)

    client_id: UUID = Field(foreign_key="api_client.id", index=True)
    url: str
    secret: str
    event_types: list[str] = text_list()
    state: str = Field(default="active", sa_column_kwargs={"server_default": "active"})
    dead_in_row: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    rest_until: datetime | None = moment()


class WebhookDelivery(Identified, table=True):
    """One event for one webhook; its id goes along with every try, so that a repeat can be told."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'delivered', 'dead')", name="state"),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_at_when_delivered"),
        Index("ix_webhook_delivery_webhook_id_id", "webhook_id", "id"),
        Index("ix_webhook_delivery_due_at", "due_at", postgresql_where=text("state = 'pending'")),
    )

    webhook_id: UUID = Field(foreign_key="webhook.id", ondelete="CASCADE")
    type: str
    body: str
    state: str = Field(default="pending", sa_column_kwargs={"server_default": text("'pending'")})
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_error: str | None = None
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))
    created_at: datetime = instant()
    delivered_at: datetime | None = moment()
