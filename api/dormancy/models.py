"""The question whether an organisation is still there, one row per person who was asked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field

from api.kit.models import Identified, instant, moment


class DormancyQuestion(Identified, table=True):
    """Its link works once, for whoever of the organisation answers first; all of them are settled by that."""

    __tablename__ = "dormancy_question"
    __table_args__ = (
        CheckConstraint("num_nonnulls(school_id, company_id) = 1", name="one_organisation"),
        CheckConstraint("answer IN ('active', 'pause', 'stop')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
    )

    school_id: UUID | None = Field(default=None, foreign_key="school.id", index=True)
    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    asked_at: datetime = instant()
    expires_at: datetime = instant(default=False)
    answered_at: datetime | None = moment()
    answer: str | None = None
