"""Where `near` is."""

import re
from dataclasses import dataclass
from datetime import date

from api.accounts.rules import Actor
from api.kit.errors import FieldError, NotFound, PeriodReversed, Refusal

_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)", re.ASCII)
# Digits and then letters are Dutch alone; sites across the border have other forms.
_ALMOST = re.compile(r"\d+[ -]*[A-Z][A-Z0-9 -]*", re.ASCII)
_POSTCODE = re.compile(r"(\d{4})\s?(?:[A-Za-z]{2})?", re.ASCII)


class UnknownRegion(NotFound):
    """There is no such region."""

    code, title = "unknown_region", "There is no region with this code."


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float


class UnknownMunicipality(NotFound):
    """The body names a municipality that is not known here."""

    code, title = "unknown_municipality", "There is no municipality with this code."


class UnknownPlace(NotFound):
    """The postcode is not known here."""

    code, title = "unknown_place", "This place is not known here."


class PlaceNeeded(Refusal):
    """A distance is asked, and not from where."""

    status, code, title = 409, "place_needed", "Distances need `near`."


class PostcodeUnreadable(Refusal):
    """The postcode is none of the country of its address."""

    status, code, title = 409, "postcode_unreadable", "This is no postcode of this country."


# What `near` looks like: lat,lon within the world, or a Dutch postcode.
NEAR = r"^(-?[0-8]?[0-9](\.[0-9]{1,12})?,-?(1[0-7][0-9]|[0-9]?[0-9])(\.[0-9]{1,12})?|[0-9]{4} ?([A-Za-z]{2})?)$"


def point_or_postcode(near: str) -> Point | str:
    """`lat,lon` as a point, a postcode as its four digits; the form was checked against NEAR."""
    if found := _POINT.fullmatch(near):
        return Point(float(found[1]), float(found[2]))
    return near[:4]


def postcode4(postcode: str | None) -> str | None:
    """The four digits of a Dutch postcode; None for other forms."""
    found = _POSTCODE.fullmatch(postcode.strip()) if postcode else None
    return found[1] if found else None


def check_distance(near: str | None, within_km: int | None) -> None:
    if within_km is not None and near is None:
        raise PlaceNeeded(FieldError("#/withinKm", "place_needed", "a distance needs `near`", "query"))


def check_period(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise PeriodReversed(FieldError("#/to", "period_reversed", "this lies before `from`", "query"))


def check_postcode(postcode: str | None, municipality_code: str | None) -> None:
    """Refuses what looks Dutch and is no postcode, and any other form in a Dutch municipality."""
    if postcode is None or _POSTCODE.fullmatch(postcode):
        return
    if _ALMOST.fullmatch(postcode) or (municipality_code or "").startswith("GM"):
        fault = FieldError("#/address/postcode", "postcode_unreadable", "a postcode such as 5611 AB is expected")
        raise PostcodeUnreadable(fault)


def compact(postcode: str | None) -> str | None:
    """A postcode without its space, as registers have it."""
    return postcode.replace(" ", "") if postcode else None


def home_of(actor: Actor) -> list[str] | None:
    """The regions that the actor's writes are bound to; None for those bound by nothing or by an organisation."""
    return None if actor.everywhere else actor.regions() or None


# An organisation that took part and does not now: it asks nothing new, and what it offers is hidden.
AWAY = frozenset({"paused", "left", "archived"})


class OrganisationPaused(Refusal):
    """The school or company has paused, or no longer takes part."""

    status, code, title = 409, "organisation_paused", "This organisation does not take part at present."


def check_takes_part(participation: str) -> None:
    if participation in AWAY:
        raise OrganisationPaused()
