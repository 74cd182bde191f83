"""Three questions to a class, before a visit and after it. Only counts are kept: no answer, no time, nobody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.kit.models import Identified, instant


class ClassPoll(Identified, table=True):
    """`answers` counts pupils who answered, `most` of them at most. No time stamp: the last change of this row is the
    last answer.
    """

    __tablename__ = "class_poll"
    __table_args__ = (
        UniqueConstraint("match_id", "stage"),
        CheckConstraint("stage IN ('before', 'after')", name="stage"),
        CheckConstraint("octet_length(code_hash) = 32", name="code_hash_length"),
        CheckConstraint("answers BETWEEN 0 AND most", name="answers"),
    )

    match_id: UUID = Field(foreign_key="match.id")
    stage: str
    code_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    most: int
    answers: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    is_closed: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    closes_at: datetime = instant(default=False)


class ClassPollCount(SQLModel, table=True):
    """How often a value was given to a question. All rows are there from the beginning: none tells that it came."""

    __tablename__ = "class_poll_count"
    __table_args__ = (
        CheckConstraint("value BETWEEN 1 AND 5", name="value"),
        CheckConstraint("answers >= 0", name="answers"),
    )

    poll_id: UUID = Field(primary_key=True, foreign_key="class_poll.id", ondelete="CASCADE")
    question: str = Field(primary_key=True)
    value: int = Field(primary_key=True)
    answers: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
