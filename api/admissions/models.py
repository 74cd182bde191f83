"""Applications: an organisation that wants to take part, and what was decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, text
from sqlmodel import Field

from api.kit.models import Changing, Identified, instant, moment


class ApplicationState(StrEnum):
    APPLIED = "applied"
    VERIFIED = "verified"
    WAITLISTED = "waitlisted"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = "state IN ('applied', 'verified', 'waitlisted')"


class Application(Identified, Changing, table=True):
    """Of a school by its site in the register, of a company by its KvK number; the contact is the first member.

    Who applied sees and withdraws it by a link, of which the hash is kept.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("kind IN ('school', 'company')", name="kind"),
        CheckConstraint(f"{OPEN} OR state IN ('admitted', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint(
            "(kind = 'school') = (school_site_id IS NOT NULL) AND (kind = 'company') = (kvk IS NOT NULL)",
            name="one_organisation",
        ),
        CheckConstraint("kvk ~ '^[0-9]{8}$'", name="kvk_form"),
        Index("uq_application_open_school", "school_site_id", unique=True, postgresql_where=text(OPEN)),
        Index("uq_application_open_company", "kvk", unique=True, postgresql_where=text(OPEN)),
        Index("ix_application_queue", "region_code", "state", "id"),
    )

    kind: str
    region_code: str = Field(foreign_key="region.code")
    school_site_id: UUID | None = Field(default=None, foreign_key="school_site.id")
    kvk: str | None = None
    organisation_name: str
    postcode: str | None = None
    place: str | None = None
    website: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    motivation: str = Field(default="", sa_column_kwargs={"server_default": ""})
    locale: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})
    consent_at: datetime = instant()
    link_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    state: str = Field(default="applied", sa_column_kwargs={"server_default": "applied"})
    note: str | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = moment()
