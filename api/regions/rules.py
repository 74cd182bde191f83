"""Where `near` is."""

import re
from dataclasses import dataclass

from api.accounts.rules import Actor
from api.kit.errors import NotFound, Refusal

_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)", re.ASCII)
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
