"""What a person chose about the weekly letter, and the weeks that were settled for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel

from api.kit.models import instant


class DigestChoice(SQLModel, table=True):
    """Whoever never chose has none, and gets what their role needs."""

    __tablename__ = "digest_choice"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    wanted: bool
    chosen_at: datetime = instant()


class DigestLetter(SQLModel, table=True):
    """A week that was settled for a person: by a letter, whose link is kept as its SHA-256, or with nothing to tell.

    There is one for each person and week, which is why no letter is written twice.
    """

    __tablename__ = "digest_letter"
    __table_args__ = (CheckConstraint("octet_length(token_hash) = 32", name="token_hash_length"),)

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    week: date = Field(primary_key=True)
    token_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True))
    settled_at: datetime = instant()
