"""What somebody worries about: who said it of what, and what came of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from api.kit.models import Identified, instant, moment


class About(StrEnum):
    ACTIVITY = "activity"
    REQUEST = "request"
    MATCH = "match"
    COMPANY = "company"
    SCHOOL = "school"


class Concern(Identified, table=True):
    """`region_code` is that of what it is about: its coordinator looks into it."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(f"about_type IN ({', '.join(repr(kind.value) for kind in About)})", name="about_type"),
        CheckConstraint("state IN ('open', 'handled')", name="state"),
        CheckConstraint("(state = 'handled') = (handled_at IS NOT NULL)", name="handled_at"),
    )

    region_code: str | None = Field(default=None, index=True)
    about_type: str
    about_id: UUID
    text: str
    reporter_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    state: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    outcome: str = Field(default="", sa_column_kwargs={"server_default": ""})
    handled_by: UUID | None = Field(default=None, foreign_key="account.id")
    handled_at: datetime | None = moment()
    created_at: datetime = instant()
