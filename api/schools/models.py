"""Schools and their sites."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from api.kit.models import Changing, Identified, text_list
from api.regions.models import PARTICIPATIONS, participation

SEARCH = (
    "loket_name_search(name, coalesce(place, '') || ' ' || coalesce(municipality_name, ''), street, "
    "ARRAY['c:' || lower(value)] || levels)"
)


class School(Identified, Changing, table=True):
    """An institution; in the Netherlands its code is the BRIN of four signs."""

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("scheme", "value"), CheckConstraint(PARTICIPATIONS, name="participation"))

    scheme: str
    value: str
    name: str
    board_code: str | None = Field(default=None, index=True)
    participation: str = participation("none")


class SchoolSite(Identified, Changing, table=True):
    """Where pupils are taught; 792 Dutch sites share a name, so the code alone identifies one."""

    __tablename__ = "school_site"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint("state IN ('active', 'retired')", name="state"),
        CheckConstraint("precision IN ('exact', 'postcode', 'municipality')", name="precision"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="location_range"),
        CheckConstraint("prior_matches BETWEEN 0 AND 10000", name="prior_matches"),
        Index("ix_school_site_search", "search", postgresql_using="gin"),
        Index("ix_school_site_sort_name", text("loket_fold(name)"), "id"),
    )

    school_id: UUID = Field(foreign_key="school.id", index=True)
    scheme: str
    value: str
    name: str
    street: str | None = None
    postcode: str | None = None
    place: str | None = None
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", index=True)
    municipality_name: str | None = None  # kept by triggers, for the search
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    holiday_region: str | None = None
    website: str | None = None
    denomination: str | None = None
    levels: list[str] = text_list()
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    prior_matches: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    state: str = Field(default="active", sa_column_kwargs={"server_default": "active"})
    search: str = Field(sa_column=Column(TSVECTOR, Computed(SEARCH, persisted=True)))
