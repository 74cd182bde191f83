"""Takes activities in, one or a million, by the same statement; the copies of the site come from the site.

A known activity keeps its state: that changes by its own actions alone. `home` is the region that the sender is
bound to, None for all; activities of other regions stay as they are.
"""

from collections.abc import Mapping
from typing import Any

from api.kit.db import Connection
from api.kit.merge import Counts, as_json, kept, merged, recordset, staging, update

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
_SET = {
    "company_site_id": "excluded.company_site_id",
    **{name: f"excluded.{name}" for name in [*_OWN, *_COPIES]},
    **kept("activity", *_KEPT),
    **{
        name: f"CASE excluded.{name} WHEN '' THEN activity.{name} ELSE excluded.{name} END"
        for name in ("preparation", "follow_up")
    },
    # Among the two it follows the site that it is at now.
    "state": """CASE WHEN activity.state NOT IN ('published', 'retired') THEN activity.state
        WHEN excluded.state IN ('retired', 'paused') THEN excluded.state ELSE 'published' END""",
    "paused_with_company": """activity.paused_with_company
        OR (activity.state IN ('published', 'retired') AND excluded.paused_with_company)""",
}
_AWAY = "o.participation IN ('paused', 'left', 'archived')"
# What is published for a company that paused waits until the company is back.
_STATE = f"""CASE WHEN t.state = 'draft' THEN 'draft' WHEN s.state = 'retired' THEN 'retired'
            WHEN {_AWAY} THEN 'paused' ELSE 'published' END"""
_WAITS = f"t.state IS DISTINCT FROM 'draft' AND s.state <> 'retired' AND {_AWAY}"
_INTO = ["company_site_id", "scheme", "value", *_OWN, *_KEPT, "preparation", "follow_up", "state"]
_INTO += ["paused_with_company", *_COPIES]


def activities_from(source: str, only_last: bool = True) -> str:
    """`only_last` keeps the later of two rows with one code; a source that has none may leave it out.

    `state` is that of a new one: what is known keeps its state, and changes no more once it is archived.
    """
    own = ", ".join(f"t.{name}" for name in [*_OWN, *_KEPT])
    distinct = "DISTINCT ON (t.scheme, t.value)" if only_last else ""
    order = "ORDER BY t.scheme, t.value, t.row DESC" if only_last else ""
    return f"""
    INSERT INTO activity ({", ".join(_INTO)})
    SELECT {distinct} s.id, t.scheme, t.value, {own},
        coalesce(t.preparation, ''), coalesce(t.follow_up, ''), {_STATE}, {_WAITS},
        s.company_id, s.name, s.place, s.region_code, s.sectors, s.lat, s.lon
    FROM {source}
    JOIN company_site s ON s.scheme = t.company_scheme AND s.value = t.company_value
    JOIN company o ON o.id = s.company_id
    {order}
    ON CONFLICT (scheme, value) {update("activity", _SET)} AND activity.state <> 'archived'
    RETURNING id, version = 1 AS created
    """


async def put(db: Connection, row: Mapping[str, Any]) -> None:
    """One activity."""
    await db.execute(activities_from(recordset(STAGED)).encode(), {**as_json(row), "home": None})


async def merge_staged(db: Connection, home: list[str] | None = None) -> Counts:
    """All rows of the staged table, which holds each code once."""
    return await merged(db, activities_from(f"{TABLE} t", only_last=False), TABLE, {"home": home})
