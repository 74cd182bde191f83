"""Supply: what a company site offers, with its weeks and capacities.

Company, name, place, region, sectors and coordinates of the site are copied into the row, so that searching and
scoring read one table; the trigger `activity_follows_site` keeps the copies true.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlmodel import Field

from api.kit.models import Changing, Identified, text_list


class ActivityState(StrEnum):
    """Retired: published, but its site is gone from its register; it is published again when the site is back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    ARCHIVED = "archived"
    RETIRED = "retired"


SEARCH = (
    "loket_activity_search(title, summary, company_name, kind, subjects, levels, years, themes, sectors, "
    "modes, languages, region_code, loket_cell(lat, lon))"
)
PUBLISHED = text("state = 'published'")
SCORED = ["id", "level_mask", "year_mask", "subject_mask", "theme_mask", "language_mask", "max_group"]
SCORED += ["radius_km", "online", "first_week", "week_mask", "lat", "lon"]


class Activity(Identified, Changing, table=True):
    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint("state IN ('draft', 'published', 'paused', 'archived', 'retired')", name="state"),
        CheckConstraint("max_group BETWEEN 1 AND 1000", name="max_group"),
        CheckConstraint("radius_km BETWEEN 0 AND 500", name="radius_km"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 100000", name="duration_minutes"),
        CheckConstraint("capacity_week BETWEEN 1 AND 1000", name="capacity_week"),
        CheckConstraint("capacity_year BETWEEN 1 AND 10000", name="capacity_year"),
        CheckConstraint(
            "level_mask >= 0 AND subject_mask >= 0 AND theme_mask >= 0 AND language_mask >= 0 "
            "AND week_mask >= 0 AND year_mask >= 0",
            name="masks",
        ),
        CheckConstraint("week_mask = 0 OR week_mask & 1 = 1", name="first_week"),
        Index("ix_activity_search", "search", postgresql_using="gin", postgresql_where=PUBLISHED),
        Index("ix_activity_newest", "id", postgresql_where=PUBLISHED),
        Index("ix_activity_company_site_id", "company_site_id"),
        Index("ix_activity_near", "kind", "cell", postgresql_include=SCORED, postgresql_where=PUBLISHED),
        Index(
            "ix_activity_online",
            "kind",
            postgresql_include=SCORED,
            postgresql_where=text("state = 'published' AND online"),
        ),
    )

    company_site_id: UUID = Field(foreign_key="company_site.id")
    company_id: UUID = Field(index=True)
    scheme: str | None = None
    value: str | None = None
    title: str
    summary: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kind: str
    goals: list[str] = text_list()
    subjects: list[str] = text_list()
    levels: list[str] = text_list()
    years: list[int] = Field(sa_column=Column(ARRAY(SmallInteger), nullable=False, server_default=text("'{}'")))
    themes: list[str] = text_list()
    modes: list[str] = text_list()
    languages: list[str] = text_list()
    weeks: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    # Weeks in which nothing is left, kept by the functions that count places; the week mask leaves them out.
    full_weeks: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False, server_default=text("'{}'")))
    duration_minutes: int | None = None
    max_group: int
    radius_km: int
    capacity_week: int
    capacity_year: int
    # Where it goes on when nobody can come.
    fallback_mode: str | None = None
    preparation: str = Field(default="", sa_column_kwargs={"server_default": ""})
    follow_up: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # For its owner's eyes, and for groups that are confirmed: no list and no view for everybody has it.
    virtual_url: str | None = None
    # Under which scheme it is counted.
    programme: str | None = None
    access: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    state: str = Field(default="draft", sa_column_kwargs={"server_default": "draft"})
    # Hidden because its company paused: it comes back when the company does.
    paused_with_company: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})

    company_name: str
    company_place: str | None = None
    region_code: str | None = None
    sectors: list[str] = text_list()
    lat: float | None = None
    lon: float | None = None

    level_mask: int = Field(sa_type=BigInteger)
    year_mask: int = Field(sa_type=Integer)
    subject_mask: int = Field(sa_type=BigInteger)
    theme_mask: int = Field(sa_type=BigInteger)
    language_mask: int = Field(sa_type=BigInteger)
    first_week: int = Field(sa_type=Integer)
    week_mask: int = Field(sa_type=BigInteger)
    online: bool = Field(
        sa_column=Column(
            Boolean,
            Computed("'online' = ANY (modes) OR 'hybrid' = ANY (modes)", persisted=True),
            nullable=False,
        )
    )
    cell: int | None = Field(
        default=None,
        sa_column=Column(Integer, Computed("loket_cell(lat, lon)", persisted=True)),
    )
    search: str = Field(sa_column=Column(TSVECTOR, Computed(SEARCH, persisted=True)))
