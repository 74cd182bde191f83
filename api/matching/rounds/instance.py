"""`match-instance/1`: what a round works on. Read in any order, kept in the order of ids.

Beside the fields of the rules a request may name a `group` (requests of one group are placed together or not at
all) and its `arrival` (its turn where first come is first served; ids decide among equals), and a pin or forbid its
`author` and `reason`. Anything else is refused by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TypeVar

from api.matching.model import WEIGHTS, Offer, Part, Place, Request
from api.matching.rounds.fields import Field, Refused, document

FORMAT = "match-instance/1"
POLICIES = ("reach", "maxScore")
SIDE_RULES = ("siteWeek", "siteCompany")
EMPTY_SHA = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Site:
    id: str
    name: str
    place: Place
    prior: int
    priority: bool = False

    @property
    def counted(self) -> int:
        """Earlier matches as the order of need sees them."""
        return self.prior - self.priority


@dataclass(frozen=True, slots=True)
class Company:
    id: str
    name: str
    place: Place
    capacity_year: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; `site` is a place in the instance's sites."""

    id: str
    site: int
    request: Request
    group: str | None = None
    arrival: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer; `company` is a place in the instance's companies."""

    id: str
    company: int
    offer: Offer
    capacity_week: int
    capacity_year: int


@dataclass(frozen=True, slots=True)
class Pin:
    request: int
    offer: int
    week: date
    pointer: str = ""


@dataclass(frozen=True)
class Instance:
    """Everything in the order of ids; requests, offers, pins, forbids and partners by their places in it."""

    name: str
    sites: tuple[Site, ...]
    companies: tuple[Company, ...]
    requests: tuple[Asked, ...]
    offers: tuple[Offered, ...]
    pins: tuple[Pin, ...] = ()
    forbids: Mapping[tuple[int, int], str] = field(default_factory=dict)
    partners: frozenset[tuple[int, int]] = frozenset()
    seed: str = ""
    weights: Mapping[Part, int] = field(default_factory=lambda: WEIGHTS)
    policy: str = "reach"
    side_rules: frozenset[str] = frozenset()
    sha256: str = EMPTY_SHA

    @property
    def has_side_rules(self) -> bool:
        return bool(self.side_rules) or any(asked.group is not None for asked in self.requests)


TOP = ("format", "name", "weeks", "sites", "companies", "requests", "offers")
TOP_OPTIONAL = ("pins", "forbids", "partners", "seed", "weights", "policy", "sideRules")
SITE = ("id", "name", "lat", "lon", "priorMatches")
COMPANY = ("id", "name", "lat", "lon", "capacityYear")
REQUEST = (
    *("id", "site", "level", "year", "subjects", "themes", "activityTypesRanked", "pupils", "languages"),
    *("maxKm", "onlineOk", "weeksOk", "weeksPreferred"),
)
OFFER = (
    *("id", "company", "activityType", "levels", "years", "subjects", "themes", "languages", "maxGroup"),
    *("radiusKm", "online", "capacityYear", "capacityWeek", "weeks"),
)
WHY = ("author", "reason")


def _place(of: Mapping[str, Field]) -> Place:
    return Place(of["lat"].real(90), of["lon"].real(180))


def _site(given: Field) -> Site:
    of = given.members(SITE, ("priority",))
    priority = of["priority"].flag() if "priority" in of else False
    return Site(of["id"].text(), of["name"].text(), _place(of), of["priorMatches"].whole(most=1_000_000), priority)


def _company(given: Field) -> Company:
    of = given.members(COMPANY)
    return Company(of["id"].text(), of["name"].text(), _place(of), of["capacityYear"].whole())


def _asked(given: Field, sites: Mapping[str, int], places: tuple[Site, ...]) -> Asked:
    of = given.members(REQUEST, ("arrival", "group"))
    kinds = of["activityTypesRanked"].texts()
    if len(kinds) > 3 or len(set(kinds)) < len(kinds):
        raise Refused("not_a_ranking", of["activityTypesRanked"].pointer, "one to three types, each once")
    site = of["site"].known(sites)
    request = Request(
        kinds=kinds,
        level=of["level"].text(),
        year=of["year"].whole(),
        subjects=frozenset(of["subjects"].texts()),
        themes=frozenset(of["themes"].texts()),
        languages=frozenset(of["languages"].texts()),
        pupils=of["pupils"].whole(least=1, most=100_000),
        place=places[site].place,
        max_km=of["maxKm"].whole(most=50_000),
        online_ok=of["onlineOk"].flag(),
        weeks_ok=of["weeksOk"].weeks(),
        weeks_preferred=of["weeksPreferred"].weeks(),
    )
    group = of["group"].text() if "group" in of else None
    return Asked(of["id"].text(), site, request, group, of["arrival"].whole() if "arrival" in of else 0)


def _offered(given: Field, companies: Mapping[str, int], places: tuple[Company, ...]) -> Offered:
    of = given.members(OFFER)
    company = of["company"].known(companies)
    offer = Offer(
        kind=of["activityType"].text(),
        levels=frozenset(of["levels"].texts()),
        years=frozenset(of["years"].wholes()),
        subjects=frozenset(of["subjects"].texts()),
        themes=frozenset(of["themes"].texts()),
        languages=frozenset(of["languages"].texts()),
        max_group=of["maxGroup"].whole(most=100_000),
        radius_km=of["radiusKm"].whole(most=50_000),
        online=of["online"].flag(),
        weeks=of["weeks"].weeks(),
        place=places[company].place,
    )
    return Offered(of["id"].text(), company, offer, of["capacityWeek"].whole(), of["capacityYear"].whole())


Row = TypeVar("Row", Site, Company, Asked, Offered)


def _in_order(rows: Iterable[Row], pointer: str) -> tuple[tuple[Row, ...], dict[str, int]]:
    """Rows by id, and the place of each id; refuses an id that stands twice."""
    found = list(rows)
    seen: set[str] = set()
    for n, row in enumerate(found):
        if row.id in seen:
            raise Refused("duplicate_id", f"{pointer}/{n}/id", row.id)
        seen.add(row.id)
    found.sort(key=lambda row: row.id)
    return tuple(found), {row.id: n for n, row in enumerate(found)}


def _pins(given: Field, requests: Mapping[str, int], offers: Mapping[str, int]) -> tuple[Pin, ...]:
    found = {}
    for item in given.items():
        of = item.members(("request", "offer", "week"), WHY)
        pin = Pin(of["request"].known(requests), of["offer"].known(offers), of["week"].week(), item.pointer)
        if pin.request in found:
            raise Refused("pinned_twice", item.pointer, of["request"].value)
        found[pin.request] = pin
    return tuple(found[request] for request in sorted(found))


def _forbids(given: Field, requests: Mapping[str, int], offers: Mapping[str, int]) -> dict[tuple[int, int], str]:
    found = {}
    for item in given.items():
        of = item.members(("request", "offer"), WHY)
        reason = of["reason"].text() if "reason" in of else ""
        found[of["request"].known(requests), of["offer"].known(offers)] = reason
    return found


def _partners(given: Field, sites: Mapping[str, int], companies: Mapping[str, int]) -> frozenset[tuple[int, int]]:
    rows = (item.members(("site", "company")) for item in given.items())
    return frozenset((of["site"].known(sites), of["company"].known(companies)) for of in rows)


def _weights(given: Field) -> dict[Part, int]:
    of = given.members(tuple(WEIGHTS))
    weights = {part: of[part].whole(most=100) for part in WEIGHTS}
    if sum(weights.values()) != 100:
        raise Refused("weights_not_100", given.pointer, sum(weights.values()))
    return weights


def read(text: bytes) -> Instance:
    """The instance in a file; Refused, with a code and a pointer, when it is not one."""
    top = document(text).members(TOP, TOP_OPTIONAL)
    if top["format"].value != FORMAT:
        raise Refused("unknown_format", "/format", f"expected {FORMAT}")
    for week in top["weeks"].items():
        week.week()
    sites, site_at = _in_order(map(_site, top["sites"].items()), "/sites")
    companies, company_at = _in_order(map(_company, top["companies"].items()), "/companies")
    asked = (_asked(row, site_at, sites) for row in top["requests"].items())
    requests, request_at = _in_order(asked, "/requests")
    offered = (_offered(row, company_at, companies) for row in top["offers"].items())
    offers, offer_at = _in_order(offered, "/offers")
    empty = Field([], "")
    return Instance(
        name=top["name"].text(),
        sites=sites,
        companies=companies,
        requests=requests,
        offers=offers,
        pins=_pins(top.get("pins", empty), request_at, offer_at),
        forbids=_forbids(top.get("forbids", empty), request_at, offer_at),
        partners=_partners(top.get("partners", empty), site_at, company_at),
        seed=top["seed"].text() if "seed" in top else "",
        weights=_weights(top["weights"]) if "weights" in top else WEIGHTS,
        policy=top["policy"].one_of(POLICIES) if "policy" in top else "reach",
        side_rules=frozenset(rule.one_of(SIDE_RULES) for rule in top.get("sideRules", empty).items()),
        sha256=sha256(text).hexdigest(),
    )
