"""Companies and their sites."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from api.kit.models import Changing, Identified, instant, text_list
from api.regions.models import PARTICIPATIONS, participation

SEARCH = (
    "loket_name_search(name, coalesce(place, '') || ' ' || coalesce(municipality_name, ''), street, "
    "ARRAY['c:' || lower(value)] || sectors || sbi)"
)


class Company(Identified, Changing, table=True):
    """A legal entity; its sites may lie in several regions."""

    __tablename__ = "company"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint("kvk ~ '^[0-9]{8}$'", name="kvk_form"),
        CheckConstraint(PARTICIPATIONS, name="participation"),
    )

    scheme: str
    value: str
    name: str
    kvk: str | None = Field(default=None, index=True)
    size_class: str | None = None
    url: str | None = None
    participation: str = participation("active")


class CompanySite(Identified, Changing, table=True):
    """Where a company works; `capacity_year` bounds what it does in a year over all its activities."""

    __tablename__ = "company_site"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint("state IN ('active', 'retired')", name="state"),
        CheckConstraint("precision IN ('exact', 'postcode', 'municipality')", name="precision"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="location_range"),
        CheckConstraint("capacity_year BETWEEN 0 AND 100000", name="capacity_year"),
        Index("ix_company_site_search", "search", postgresql_using="gin"),
        Index("ix_company_site_sort_name", text("loket_fold(name)"), "id"),
    )

    company_id: UUID = Field(foreign_key="company.id", index=True)
    scheme: str
    value: str
    name: str
    street: str | None = None
    postcode: str | None = None
    place: str | None = None
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", index=True)
    municipality_name: str | None = None  # kept by triggers, for the search
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    sectors: list[str] = text_list()
    sbi: list[str] = text_list()
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    capacity_year: int | None = None
    state: str = Field(default="active", sa_column_kwargs={"server_default": "active"})
    search: str = Field(sa_column=Column(TSVECTOR, Computed(SEARCH, persisted=True)))


class CodeAcceptance(Identified, table=True):
    """A company's coordinator agreed to a version of the code of conduct; `actor_id` is a person's or a key's."""

    __tablename__ = "code_acceptance"
    __table_args__ = (UniqueConstraint("company_id", "version"),)

    company_id: UUID = Field(foreign_key="company.id")
    version: str
    actor_id: UUID = Field(index=True)
    accepted_at: datetime = instant()
