"""Regions (the tenants), municipalities, postcodes and school holidays; shipped with a validity year."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from api.kit.models import Identified, json_object

# Whether an organisation takes part: not yet, in full, not for now, no longer, or long ago.
PARTICIPATIONS = "participation IN ('none', 'active', 'paused', 'left', 'archived')"

# Those of them that neither ask nor offer anything.
AWAY = "('paused', 'left', 'archived')"


def participation(default: str) -> Any:
    return Field(default=default, sa_column_kwargs={"server_default": default})


class Region(SQLModel, table=True):
    """A labour-market region (a tenant) or a province; `shape` is a GeoJSON geometry."""

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("kind IN ('labour_market', 'province')", name="kind"),
        CheckConstraint("code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="code_form"),
    )

    code: str = Field(primary_key=True)
    name: str
    kind: str
    valid_from: int
    brand: dict[str, float] = json_object()
    settings: dict[str, Any] = json_object()
    lat: float | None = None
    lon: float | None = None
    shape: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Municipality(SQLModel, table=True):
    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),)

    code: str = Field(primary_key=True)
    name: str = Field(index=True)
    valid_from: int
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    province_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    holiday_region: str | None = None
    lat: float | None = None
    lon: float | None = None


class Postcode(SQLModel, table=True):
    """The four digits of a postcode and a centre with its precision."""

    __tablename__ = "postcode"
    __table_args__ = (
        CheckConstraint("precision IN ('postcode', 'municipality')", name="precision"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),
    )

    code: str = Field(primary_key=True)
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", index=True)
    lat: float | None = None
    lon: float | None = None
    precision: str


class NamedPlace(SQLModel, table=True):
    """A name that people use for a place within a municipality, or for the municipality itself."""

    __tablename__ = "place"

    name: str = Field(primary_key=True)
    municipality_code: str = Field(primary_key=True, foreign_key="municipality.code")
    lat: float
    lon: float


class SchoolHoliday(Identified, table=True):
    """First and last free day, both included."""

    __tablename__ = "school_holiday"
    __table_args__ = (
        UniqueConstraint("school_year", "name", "holiday_region"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
    )

    school_year: str
    name: str
    holiday_region: str
    starts_on: date
    ends_on: date
    compulsory: bool
