"""What a suggestion says of itself, recomputed from the request and the activity as they were sent and answered."""

import math
from collections.abc import Mapping
from typing import Any

WEIGHTS = {"type": 25, "subject": 20, "theme": 20, "distance": 15, "group": 10, "date": 10}


def _km(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    """The angle between two directions from the middle of the earth, by their vectors."""
    vectors = []
    for place in (a, b):
        lat, lon = math.radians(place["lat"]), math.radians(place["lon"])
        vectors.append((math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)))
    return 2 * 6371.0088 * math.asin(math.dist(*vectors) / 2)


def _codes(asked: Mapping[str, Any], activity: Mapping[str, Any], field: str, fact: Mapping[str, Any]) -> int:
    wanted = asked.get(field, [])
    assert fact == {"common": sorted(set(wanted) & set(activity[field])), "asked": sorted(wanted)}
    return len(fact["common"]) * 1000 // len(wanted) if wanted else 500


def _distance(
    asked: Mapping[str, Any], site: Mapping[str, Any], activity: Mapping[str, Any], fact: Mapping[str, Any]
) -> int:
    online = bool(asked.get("onlineOk")) and not {"online", "hybrid"}.isdisjoint(activity["modes"])
    limit = min(asked.get("maxKm", activity["radiusKm"]), activity["radiusKm"])
    assert (fact["limitKm"], fact["online"]) == (limit, online)
    if "siteId" not in asked:
        assert fact["km"] is None
        return 500
    if activity["location"] is None:
        assert (fact["km"], online) == (None, True)
        return 500
    km = _km(site, activity["location"])
    assert abs(fact["km"] - km) <= 0.05 + 1e-6
    tenths = round(fact["km"] * 10)
    near = 1000 - tenths * 1000 // (limit * 10) if limit and tenths <= limit * 10 else 0
    return max(near, 500) if online else near


def check(
    asked: Mapping[str, Any], site: Mapping[str, Any], activity: Mapping[str, Any], item: Mapping[str, Any]
) -> None:
    """Every fact is true, every part is worth its points, and together they are the score."""
    parts = {part["name"]: part for part in item["parts"]}
    fact = {name: part["fact"] for name, part in parts.items()}
    kinds = asked.get("kinds", [])
    choice = kinds.index(activity["kind"]) + 1 if kinds else None
    assert fact["type"] == {"kind": activity["kind"], "choice": choice, "of": len(kinds)}
    pupils = asked.get("pupils")
    assert fact["group"] == {"pupils": pupils, "maxGroup": activity["maxGroup"]}
    weeks = asked.get("weeksOk")
    preferred = item["week"] in asked.get("weeksPreferred", []) if weeks else None
    assert fact["date"] == {"week": item["week"], "preferred": preferred}
    assert item["week"] in activity["weeks"]
    worth = {
        "type": 500 if choice is None else (1000, 600, 300)[choice - 1],
        "subject": _codes(asked, activity, "subjects", fact["subject"]),
        "theme": _codes(asked, activity, "themes", fact["theme"]),
        "distance": _distance(asked, site, activity, fact["distance"]),
        "group": 500 if pupils is None else min(1000, pupils * 1000 // activity["maxGroup"]),
        "date": 500 if preferred is None else 1000 if preferred else 400,
    }
    for name, weight in WEIGHTS.items():
        assert parts[name]["of"] == weight * 100
        assert abs(parts[name]["points"] * 10 - weight * worth[name]) < 10
    assert sum(part["points"] for part in parts.values()) == item["score"]
    assert item["score"] == sum(weight * worth[name] for name, weight in WEIGHTS.items()) // 10
    assert item["placesLeft"] == activity["placesLeft"]
