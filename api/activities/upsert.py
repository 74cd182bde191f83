"""Takes activities in, one or a million, by the same statement; the copies of the site come from the site.

A known activity keeps its state: that changes by its own actions alone. `home` is the region that the sender is
bound to, None for all; activities of other regions stay as they are.
"""

from collections.abc import Mapping
from typing import Any

from api.kit.db import Connection
from api.kit.merge import Counts, as_json, differs, kept, merged, recordset, staging, update
from api.regions.models import AWAY

STAGED = {
    "row": "integer",
    "scheme": "text",
    "value": "text",
    "company_scheme": "text",
    "company_value": "text",
    "title": "text",
    "summary": "text",
    "kind": "text",
    "goals": "text[]",
    "subjects": "text[]",
    "levels": "text[]",
    "years": "smallint[]",
    "themes": "text[]",
    "modes": "text[]",
    "languages": "text[]",
    "weeks": "date[]",
    "duration_minutes": "integer",
    "max_group": "integer",
    "radius_km": "integer",
    "capacity_week": "integer",
    "capacity_year": "integer",
    "fallback_mode": "text",
    "preparation": "text",
    "follow_up": "text",
    "virtual_url": "text",
    "programme": "text",
    "access": "jsonb",
    "state": "text",
    "level_mask": "bigint",
    "year_mask": "integer",
    "subject_mask": "bigint",
    "theme_mask": "bigint",
    "language_mask": "bigint",
    "first_week": "integer",
    "week_mask": "bigint",
}
TABLE = "staged_activity"
STAGE = staging(TABLE, STAGED)
_OWN = [
    "title", "summary", "kind", "goals", "subjects", "levels", "years", "themes", "modes", "languages", "weeks",
    "max_group", "radius_km", "capacity_week", "capacity_year", "level_mask", "year_mask", "subject_mask",
    "theme_mask", "language_mask", "first_week", "week_mask",
]  # fmt: skip
_COPIES = ["company_id", "company_name", "company_place", "region_code", "sectors", "lat", "lon"]
_KEPT = ["duration_minutes", "fallback_mode", "virtual_url", "programme", "access"]
_PROSE = ["preparation", "follow_up"]
# They follow from the weeks; those of a row that is known leave out the weeks in which nothing is left.
_FOLLOW = ("first_week", "week_mask")
_AWAY = f"o.participation IN {AWAY}"
# What is published for a company that paused waits until the company is back.
_STATE = f"""CASE WHEN t.state = 'draft' THEN 'draft' WHEN s.state = 'retired' THEN 'retired'
            WHEN {_AWAY} THEN 'paused' ELSE 'published' END"""
_WAITS = f"t.state IS DISTINCT FROM 'draft' AND s.state <> 'retired' AND {_AWAY}"
_INTO = ["company_site_id", "scheme", "value", *_OWN, *_KEPT, *_PROSE, "state"]
_INTO += ["paused_with_company", *_COPIES]


def _news(new: str, old: str) -> dict[str, str]:
    """SQL: what the row `old` becomes when `new` comes in."""
    return {
        "company_site_id": f"{new}.company_site_id",
        **{name: f"{new}.{name}" for name in [*_OWN, *_COPIES]},
        **kept(old, *_KEPT, new=new),
        **{name: f"CASE {new}.{name} WHEN '' THEN {old}.{name} ELSE {new}.{name} END" for name in _PROSE},
        # Among the two it follows the site that it is at now.
        "state": f"""CASE WHEN {old}.state NOT IN ('published', 'retired') THEN {old}.state
            WHEN {new}.state IN ('retired', 'paused') THEN {new}.state ELSE 'published' END""",
        "paused_with_company": f"""{old}.paused_with_company
            OR ({old}.state IN ('published', 'retired') AND {new}.paused_with_company)""",
    }


def _insert(source: str, beside: str = "") -> str:
    """SQL: takes in the rows of `source`, as far as those `beside` them ask for it, with the copies of their sites.

    `state` is that of a new one: what is known keeps its state, and changes no more once it is archived.
    """
    own = ", ".join(f"t.{name}" for name in [*_OWN, *_KEPT])
    prose = ", ".join(f"coalesce(t.{name}, '') AS {name}" for name in _PROSE)
    return f"""INSERT INTO activity ({", ".join(_INTO)}) SELECT {", ".join(f"new.{name}" for name in _INTO)}
    FROM (SELECT s.id AS company_site_id, t.scheme, t.value, {own}, {prose},
            {_STATE} AS state, {_WAITS} AS paused_with_company, s.company_id, s.name AS company_name,
            s.place AS company_place, s.region_code, s.sectors, s.lat, s.lon
        FROM {source}
        JOIN company_site s ON s.scheme = t.company_scheme AND s.value = t.company_value
        JOIN company o ON o.id = s.company_id) new {beside}"""


_OR_UPDATE = f"""ON CONFLICT (scheme, value) {update("activity", _news("excluded", "activity"), _FOLLOW)}
    AND activity.state <> 'archived'"""
_PUT = f"{_insert(recordset(STAGED))} {_OR_UPDATE}"
# Rows that are as they were are left out here: a conflict would make the whole new row first, its search vector too.
_KNOWN = f"""LEFT JOIN activity old ON old.scheme = new.scheme AND old.value = new.value
    WHERE old.id IS NULL OR {differs("old", _news("new", "old"), _FOLLOW)}"""
_CHANGED = f"{_insert(f'{TABLE} t', _KNOWN)} {_OR_UPDATE} RETURNING version = 1 AS created"


async def put(db: Connection, row: Mapping[str, Any]) -> None:
    """One activity."""
    await db.execute(_PUT.encode(), {**as_json(row), "home": None})


async def merge_staged(db: Connection, home: list[str] | None = None) -> Counts:
    """All rows of the staged table, which holds each code once."""
    return await merged(db, _CHANGED, TABLE, {"home": home})
