"""A round's plan for a spreadsheet; pure."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from api.kit.sheets import Cell, sheet
from api.matching.model import WEIGHTS

HEADER = (
    *("week", "request", "school", "schoolPlace", "level", "year", "pupils"),
    *("activity", "kind", "company", "companyPlace", "score", *WEIGHTS),
    *("decision", "refused", "requestId", "activityId", "matchId"),
)


def plan(bodies: Iterable[str]) -> str:
    """CSV of proposals that are JSON already; parts of a score are 0 to 1000."""
    return sheet(HEADER, map(_row, map(json.loads, bodies)))


def _row(pair: dict[str, Any]) -> list[Cell]:
    return list(_cells(pair["request"], pair["activity"], pair))


def _cells(request: dict[str, Any], activity: dict[str, Any], pair: dict[str, Any]) -> Iterator[Cell]:
    site, company = request["site"], activity["company"]
    yield from (pair["week"], request["title"], site["name"], site["place"])
    yield from (request["level"], request["year"], request["pupils"])
    yield from (activity["title"], activity["kind"], company["name"], company["place"], pair["score"])
    yield from (pair["parts"].get(part) for part in WEIGHTS)
    yield from (pair["decision"], pair["refused"], request["id"], activity["id"], pair["match"])
