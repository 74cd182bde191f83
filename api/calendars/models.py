"""The address at which a person's own appointments can be read by a calendar."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel

from api.kit.models import instant


class CalendarFeed(SQLModel, table=True):
    """At most one for each person; its token is shown once and kept as its SHA-256."""

    __tablename__ = "calendar_feed"
    __table_args__ = (CheckConstraint("octet_length(token_hash) = 32", name="token_hash_length"),)

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    created_at: datetime = instant()
