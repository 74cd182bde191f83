"""What would be: a round's file with what a coordinator asks about changed in it; pure."""

import json
from collections.abc import Mapping
from typing import Any

from api.rounds.snapshot import text_of

FARTHEST_KM = 50_000


def copied(changes: Mapping[str, Any] | None) -> dict[str, str]:
    """The offers of companies that are not there, each with the one that it is a copy of."""
    extra = (changes or {}).get("extraCompanies", [])
    return {f"{row['offer']}#extra-{n}": row["offer"] for n, row in enumerate(extra, 1)}


def imagined(text: str, changes: Mapping[str, Any]) -> str:
    """`changes` as a scenario keeps them, its companies with the `offer` that they copy."""
    whole = json.loads(text)
    for asked in whole["requests"]:
        asked["maxKm"] = min(FARTHEST_KM, asked["maxKm"] + changes.get("extraKm", 0))
    for (made, offer), row in zip(copied(changes).items(), changes.get("extraCompanies", []), strict=True):
        _add_company(whole, made, offer, row["places"])
    for name in ("policy", "weights", "sideRules"):
        if name in changes:
            whole[name] = changes[name]
    return text_of(whole)


def _add_company(whole: dict[str, Any], made: str, offer: str, places: int) -> None:
    """The same offer from the same place, by a company that does nothing else; what a class needs holds there too."""
    like = next(row for row in whole["offers"] if row["id"] == offer)
    at = next(row for row in whole["companies"] if row["id"] == like["company"])
    whole["companies"].append({**at, "id": made, "capacityYear": places})
    whole["offers"].append(
        {**like, "id": made, "company": made, "capacityWeek": max(1, like["capacityWeek"]), "capacityYear": places}
    )
    unmet = [row for row in whole["forbids"] if row["offer"] == offer and row.get("reason") == "needs"]
    whole["forbids"] += [{**row, "offer": made} for row in unmet]
