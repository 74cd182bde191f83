"""Where `near` is."""

import re
from dataclasses import dataclass

from api.kit.errors import FieldError, InvalidInput, NotFound

_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)", re.ASCII)
_POSTCODE = re.compile(r"(\d{4})\s?(?:[A-Za-z]{2})?", re.ASCII)


class UnknownRegion(NotFound):
    """There is no such region."""

    code, title = "unknown_region", "There is no region with this code."


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float


def near_refused(code: str, detail: str) -> InvalidInput:
    return InvalidInput(FieldError("#/near", code, detail, "query"))


def point_or_postcode(near: str) -> Point | str:
    """`lat,lon` as a point, a Dutch postcode as its four digits; anything else is refused."""
    if found := _POINT.fullmatch(near):
        lat, lon = float(found[1]), float(found[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise near_refused("near_range", "latitude up to 90 and longitude up to 180 are accepted")
        return Point(lat, lon)
    if found := _POSTCODE.fullmatch(near.strip()):
        return str(found[1])
    raise near_refused("near_form", "send lat,lon or a postcode such as 5611 AB")


def postcode4(postcode: str | None) -> str | None:
    """The four digits of a Dutch postcode; None for other forms."""
    found = _POSTCODE.fullmatch(postcode.strip()) if postcode else None
    return found[1] if found else None
