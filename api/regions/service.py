"""Loads the shipped reference data; finds places."""

from api.kit.db import Connection
from api.kit.settings import settings
from api.regions import queries, rules
from api.regions.reference import load_reference
from api.regions.rules import Point


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
        raise rules.near_refused("unknown_postcode", "this postcode is not known here")
    return centre


async def read_region(db: Connection, code: str, shape: bool = False) -> tuple[int, str]:
    """Version and JSON of a region, or of its outline."""
    row = await (queries.shape if shape else queries.region)(db, code)
    if row is None:
        raise rules.UnknownRegion()
    return row["version"], row["body"]
