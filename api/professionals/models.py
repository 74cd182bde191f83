"""People of a company who teach or receive classes: what they know, when they can, how often they may be asked.

No address is kept here: who holds an account is reached through it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Identity, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from api.kit.models import Changing, Identified, json_object, moment, text_list


class ProfessionalState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class Professional(Identified, Changing, table=True):
    """`number` tells one from another where an exclusion constraint needs a plain number.

    An empty list of subjects, themes, levels, languages or modes says nothing; without `availability` every hour of
    a weekday will do. A person has one profile at a company at a time.
    """

    __tablename__ = "professional"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'paused', 'left')", name="state"),
        CheckConstraint("travel_km BETWEEN 0 AND 500", name="travel_km"),
        CheckConstraint("cap_per_month BETWEEN 1 AND 50", name="cap_per_month"),
        CheckConstraint("jsonb_typeof(availability) = 'array'", name="availability"),
        Index(
            "uq_professional_person",
            *("company_id", "account_id"),
            unique=True,
            postgresql_where=text("state <> 'left'"),
        ),
    )

    number: int = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False, unique=True)
    )
    company_id: UUID = Field(foreign_key="company.id", index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    display_name: str
    function: str | None = None
    bio: str = Field(default="", sa_column_kwargs={"server_default": ""})
    subjects: list[str] = text_list()
    themes: list[str] = text_list()
    levels: list[str] = text_list()
    languages: list[str] = text_list()
    modes: list[str] = text_list()
    travel_km: int
    availability: list[dict[str, Any]] = json_object("[]")
    weeks_off: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    cap_per_month: int | None = None
    vog_valid_until: date | None = None
    consent_at: datetime | None = moment()
    last_asked_at: datetime | None = moment()
    state: str = Field(default="active", sa_column_kwargs={"server_default": "active"})
