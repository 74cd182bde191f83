"""A round's outcome as one side may read it: its own in full, of others nothing but numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.matching.model import km_between
from api.matching.near import near_miss
from api.matching.rounds.instance import Instance
from api.matching.rounds.limits import broken_in
from api.matching.scores import facts, parts, total, weighted

Row = Mapping[str, Any]


def _at(rows: Sequence[Any], name: str) -> int | None:
    return next((n for n, row in enumerate(rows) if row.id == name), None)


def _asking(of: Instance, offer: int) -> list[int]:
    """Requests that the offer fits."""
    return [n for n in range(len(of.requests)) if (n, offer) not in of.forbids and not broken_in(of, n, offer)]


def _places(of: Instance, offer: int) -> int:
    offered = of.offers[offer]
    return min(offered.capacity_year, of.companies[offered.company].capacity_year)


def placed(of: Instance, request_id: str, offer_id: str, week: date) -> dict[str, Any] | None:
    """{score, parts, askedBy, places}: six parts with their facts that add up to the score, how many requests the
    offer fits, this one too, and its places. None when a code is another now.
    """
    request, offer = _at(of.requests, request_id), _at(of.offers, offer_id)
    if request is None or offer is None:
        return None
    asked, offered = of.requests[request].request, of.offers[offer].offer
    km = km_between(asked, offered)
    points = parts(asked, offered, km, week)
    shares, why = weighted(points, of.weights), facts(asked, offered, km, week)
    return {
        "score": total(points, of.weights),
        "parts": [
            {"name": name, "points": shares[name], "of": of.weights[name] * 100, "fact": why[name]} for name in points
        ],
        "askedBy": len(_asking(of, offer)),
        "places": _places(of, offer),
    }


def rivals(of: Instance, plan: Sequence[Row], request_id: str) -> list[dict[str, int]]:
    """Who holds what fits this request, as counts by how many matches their schools have now, the fewest first."""
    request = _at(of.requests, request_id)
    if request is None:
        return []
    at, offer_at = {row.id: n for n, row in enumerate(of.requests)}, {row.id: n for n, row in enumerate(of.offers)}
    new = Counter(of.requests[at[row["request"]]].site for row in plan)
    fitting = {n for n in range(len(of.offers)) if (request, n) not in of.forbids and not broken_in(of, request, n)}
    sites = [of.requests[at[row["request"]]].site for row in plan if offer_at[row["offer"]] in fitting]
    counts = Counter(of.sites[site].prior + new[site] for site in sites)
    return [{"matches": matches, "requests": counts[matches]} for matches in sorted(counts)]


def price(objectives: Sequence[str], of: Instance, plan: Sequence[Row], amount: int) -> dict[str, int | None] | None:
    """A price of the certificate's first stage, which has these objectives, as ranks and points; ranks are null where
    reach does not count.

    None where it stands for a place that nobody could free (it is pinned away, or there is none), and in a repair,
    where it counts what stays as it was too.
    """
    if "unchanged" in objectives:
        return None
    if objectives == ["scoreTotalInt"]:
        # Whoever gives its place up loses no more than it has.
        return None if amount > max((row["score"] for row in plan), default=0) else {"ranks": None, "points": amount}
    unit = 1
    if "scoreTotalInt" in objectives:
        pinned = len(of.pins)
        owned = sum(row.capacity_year for row in of.companies) - pinned
        unit += 10_000 * max(1, min(len(of.requests) - pinned, owned))
    ranks, points = divmod(amount, unit)
    asked = Counter(row.site for row in of.requests)
    highest = max(of.sites[site].counted + many for site, many in asked.items()) + 1
    if ranks > highest:
        return None
    return {"ranks": ranks, "points": points if "scoreTotalInt" in objectives else None}


def offered(of: Instance, plan: Sequence[Row], offer_id: str) -> dict[str, Any] | None:
    """Of one offer {places, asked, got, waiting, misses, wider}: how many requests it fits, how many of those got
    something nowhere, and how many more of the unserved break one limit alone. `wider` is the smallest radius that
    brings any of them, with how many it would bring.
    """
    offer = _at(of.offers, offer_id)
    if offer is None:
        return None
    served = {row["request"] for row in plan}
    fitting = _asking(of, offer)
    unserved = [n for n, row in enumerate(of.requests) if row.id not in served]
    missed: Counter[str] = Counter()
    radii: list[int] = []
    for n in unserved:
        limits = broken_in(of, n, offer)
        if len(limits) != 1 or (n, offer) in of.forbids:
            continue
        missed[limits[0]] += 1
        relax = near_miss(of.requests[n].request, of.offers[offer].offer).relax
        if relax is not None and relax.field == "radiusKm":
            radii.append(int(str(relax.to)))
    return {
        "places": _places(of, offer),
        "asked": len(fitting),
        "got": sum(1 for row in plan if row["offer"] == offer_id),
        "waiting": sum(1 for n in fitting if of.requests[n].id not in served),
        "misses": [{"limit": limit, "requests": many} for limit, many in missed.most_common()],
        "wider": {
            "fromKm": of.offers[offer].offer.radius_km, "toKm": min(radii), "requests": radii.count(min(radii)),
        } if radii else None,
    }  # fmt: skip
