"""A published round as it stands now, as a `match-instance/1` and what a repair of it begins with; pure.

What was proposed and lives on is pinned, so that an amendment cannot touch it. A live match that its own request or
activity has outgrown since (another week, another level) is left out of the file, and so left alone: its request is
not looked at, its place stays taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from api.matches.models import PLANNED, RELEASED, WAITING
from api.matching.rounds.instance import Instance, read
from api.matching.rounds.limits import broken_in
from api.rounds.snapshot import Region, Row, instance, name_of, text_of

Pair = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """What became of a round's matches: those that live on, and those that fell away before they took place."""

    kept: tuple[Row, ...]
    fallen: tuple[Row, ...]


def standing(matches: Iterable[Row]) -> Standing:
    """What is planned stands, whoever offers it. A proposal to a company that is away is as good as gone."""
    known = list(matches)
    kept = [row for row in known if row["state"] in PLANNED or (row["state"] in WAITING and row["available"])]
    fallen = [row for row in known if row["state"] in RELEASED or (row["state"] in WAITING and not row["available"])]
    return Standing(tuple(kept), tuple(fallen))


def in_vain(matches: Iterable[Row]) -> dict[UUID, UUID]:
    """By request the proposal that waits for a company that is away."""
    return {row["request_id"]: row["match_id"] for row in standing(matches).fallen if row["state"] in WAITING}


@dataclass(frozen=True)
class Terms:
    """The round's own terms, what a class may need, and from which week on places are given."""

    of_round: Row
    needs: Mapping[str, Mapping[str, Any]]
    this_week: date


@dataclass(frozen=True)
class Mended:
    """`repair` is None where nothing was published before, `of` where the file is another round's and not read."""

    text: str
    repair: dict[str, Any] | None
    of: Region | None = None


def mended(
    terms: Terms, of: Region, now: Standing, forbids: AbstractSet[tuple[UUID, UUID]], policy: str = "keepPublished"
) -> Mended:
    """`of` holds the requests that may be served or are kept, and the offers of both; `forbids` are of their ids.
    fairnessFirst pins nothing.
    """
    whole, entered = _written(terms, of, now, now.kept, forbids)
    kept = _holding(read(text_of(whole).encode()), _with_room(of, now.kept))
    if len(kept) < len(now.kept):
        whole, entered = _written(terms, of, now, kept, forbids)
    gone = _withdrawn(whole, of, now, kept)
    free = {name_of(row) for row in of.offers if row["available"]}
    pins = [pair_of(row) for row in kept if policy == "keepPublished" or row["offer"] not in free]
    _give_room(whole, of, [*kept, *gone])
    lost = {(row["request"], row["offer"]) for row in now.fallen} - {(row["request"], row["offer"]) for row in gone}
    whole["pins"] = pins
    whole["forbids"] += _known(whole, lost)
    published = [pair_of(row) for row in [*kept, *gone]]
    withdrawn = sorted({f"offer:{row['offer']}" for row in gone})
    return Mended(text_of(whole), {"policy": policy, "withdrawn": withdrawn, "published": published}, entered)


def pair_of(row: Row) -> dict[str, str]:
    return {"request": row["request"], "offer": row["offer"], "week": row["week"].isoformat()}


def _written(
    terms: Terms, of: Region, now: Standing, kept: Sequence[Row], forbids: AbstractSet[tuple[UUID, UUID]]
) -> tuple[dict[str, Any], Region]:
    """The file without its pins, and what stands in it; places that the kept matches hold are free in it."""
    matched = {row["offer"] for row in [*kept, *now.fallen]}
    alone = {row["request_id"] for row in now.kept} - {row["request_id"] for row in kept}
    held = [row for row in [*kept, *(row for row in now.fallen if not row["available"])] if row["holds"]]
    planned = Counter(row["site_id"] for row in kept if row["state"] in PLANNED)
    by_company = Counter(row["company"] for row in kept if row["holds"])
    region = replace(
        of,
        sites=[{**row, "prior": row["prior"] - planned[row["id"]]} for row in of.sites],
        companies=[_freed(row, by_company[name_of(row)]) for row in of.companies],
        requests=[row for row in of.requests if row["id"] not in alone],
        offers=[
            _free_again(row, [match["week"] for match in held if match["activity_id"] == row["id"]])
            for row in of.offers
            if row["available"] or name_of(row) in matched
        ],
    )
    whole = instance(terms.of_round, region, terms.needs, terms.this_week)
    # By what they are called now: a code may have changed since it was decided.
    asked, offered = ({row["id"]: name_of(row) for row in found} for found in (region.requests, region.offers))
    named = {(asked[one], offered[other]) for one, other in forbids if one in asked and other in offered}
    whole["forbids"] += _known(whole, named)
    return whole, region


def _freed(row: Row, held: int) -> Row:
    return row if row["left_year"] is None else {**row, "left_year": row["left_year"] + held}


def _free_again(row: Row, weeks: Sequence[date]) -> Row:
    left = dict(row["left_in"])
    for week in weeks:
        left[week.isoformat()] = left.get(week.isoformat(), row["capacity_week"] - 1) + 1
    return {**row, "left_in": left, "left_year": row["left_year"] + len(weeks)}


def _known(whole: Mapping[str, Any], pairs: Iterable[Pair]) -> list[dict[str, str]]:
    """As forbids, without a reason: who said no is not for everybody. What is forbidden already stays as it is."""
    requests, offers = ({row["id"] for row in whole[name]} for name in ("requests", "offers"))
    there = {(row["request"], row["offer"]) for row in whole["forbids"]}
    return [
        {"request": request, "offer": offer}
        for request, offer in sorted(set(pairs) - there)
        if request in requests and offer in offers
    ]


def _with_room(of: Region, kept: Sequence[Row]) -> list[Row]:
    """Proposals that hold no place any more count as long as there is one for them."""
    offers, companies = {row["id"]: row for row in of.offers}, {name_of(row): row for row in of.companies}
    taken: Counter[object] = Counter()
    found = []
    for row in kept:
        offer, company = offers.get(row["activity_id"]), companies.get(row["company"])
        if not row["holds"] and offer and company:
            week = row["week"].isoformat()
            left = {
                (row["offer"], week): offer["left_in"].get(week, offer["capacity_week"]),
                row["offer"]: offer["left_year"],
                ("company", row["company"]): company["left_year"],
            }
            if any(places is not None and taken[what] >= places for what, places in left.items()):
                continue
            taken.update(left.keys())
        found.append(row)
    return found


def _holding(known: Instance, kept: Sequence[Row]) -> list[Row]:
    """The matches that the rules of today allow to be pinned beside each other."""
    requests = {row.id: n for n, row in enumerate(known.requests)}
    offers = {row.id: n for n, row in enumerate(known.offers)}
    seen, found = set[object](), []
    for row in kept:
        request, offer = requests.get(row["request"]), offers.get(row["offer"])
        if request is None or offer is None or (request, offer) in known.forbids or request in seen:
            continue
        if broken_in(known, request, offer, row["week"]):
            continue
        site = known.requests[request].site
        rules = {"siteWeek": (site, row["week"]), "siteCompany": (site, "at", known.offers[offer].company)}
        keys = {key for rule, key in rules.items() if rule in known.side_rules}
        if keys.isdisjoint(seen):
            seen |= {*keys, request}
            found.append(row)
    return found


def _withdrawn(whole: Mapping[str, Any], of: Region, now: Standing, kept: Sequence[Row]) -> list[Row]:
    """What was proposed of activities that are not there any more: the repair tells what became of it."""
    pinned = {row["offer"] for row in kept}
    away = {name_of(row) for row in of.offers if not row["available"]} - pinned
    room = Counter({row["id"]: row["capacityYear"] for row in whole["companies"]})
    room.subtract(row["company"] for row in kept)
    known = read(text_of(whole).encode())
    whose = [row for row in now.fallen if row["offer"] in away]
    found = []
    for row in _holding(known, [*kept, *whose])[len(kept) :]:
        if room[row["company"]] > 0:
            room[row["company"]] -= 1
            found.append(row)
    return found


def _give_room(whole: Mapping[str, Any], of: Region, pairs: Sequence[Row]) -> None:
    """A file knows one number for all weeks: where that is too small for what stands, nothing new comes in."""
    rows = {name_of(row): row for row in of.offers}
    weeks: dict[str, list[date]] = {}
    for row in pairs:
        weeks.setdefault(row["offer"], []).append(row["week"])
    whole["offers"][:] = list(_roomy(whole["offers"], rows, weeks))
    of_company = Counter(row["company"] for row in pairs)
    for company in whole["companies"]:
        company["capacityYear"] = max(company["capacityYear"], of_company[company["id"]])


def _roomy(
    offers: Iterable[dict[str, Any]], rows: Mapping[str, Row], weeks: Mapping[str, Sequence[date]]
) -> Iterator[dict[str, Any]]:
    for offer in offers:
        held = weeks.get(offer["id"], ())
        most = max(Counter(held).values(), default=0)
        closed = not rows[offer["id"]]["available"] or most > offer["capacityWeek"]
        yield {
            **offer,
            "capacityWeek": max(offer["capacityWeek"], most),
            "capacityYear": len(held) if closed else max(offer["capacityYear"], len(held)),
        }
