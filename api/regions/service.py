"""Loads the shipped reference data; finds places."""

from typing import Any

from api.kit import paging
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.kit.schemas import AddressIn
from api.kit.settings import settings
from api.regions import queries, rules
from api.regions.reference import load_reference
from api.regions.rules import Point
from api.regions.schemas import SiteSearch


async def load(db: Connection) -> None:
    """Adds what this country's release ships; other countries' data comes by import."""
    await queries.load(db, load_reference(settings().country))


async def locate(db: Connection, near: str) -> Point:
    """The point that `near` names; refused with the field when it is no point and no known postcode."""
    place = rules.point_or_postcode(near)
    if isinstance(place, Point):
        return place
    centre = await queries.postcode_centre(db, place)
    if centre is None:
        raise rules.UnknownPlace(FieldError("#/near", "unknown_place", "this postcode is not known here", "query"))
    return centre


async def near_values(db: Connection, search: SiteSearch) -> dict[str, Any]:
    """The point and where the page begins, as values for a statement ordered by name or by distance."""
    rules.check_distance(search.near, search.within_km)
    await check_region(db, search.region)
    point = await locate(db, search.near) if search.near else None
    return {
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "within_km": search.within_km if point else None,
        "region": search.region,
        "municipality": search.municipality,
        **paging.by_name_or_distance(search, point is not None),
    }


async def check_region(db: Connection, code: str | None) -> None:
    """Refuses to search in a region that is not known here."""
    if code is not None and not await queries.has_region(db, code):
        raise rules.UnknownRegion(FieldError("#/region", "unknown_region", "not known here", "query"))


async def check_address(db: Connection, address: AddressIn) -> None:
    """Refuses a postcode that cannot be one, and a municipality that is not known here."""
    rules.check_postcode(address.postcode, address.municipality_code)
    code = address.municipality_code
    if code is not None and not await queries.has_municipality(db, code):
        unknown = FieldError("#/address/municipalityCode", "unknown_municipality", "not known here")
        raise rules.UnknownMunicipality(unknown)


async def read_region(db: Connection, code: str, shape: bool = False) -> tuple[int, str]:
    """Version and JSON of a region, or of its outline."""
    row = await (queries.shape if shape else queries.region)(db, code)
    if row is None:
        raise rules.UnknownRegion()
    return row["version"], row["body"]
