"""Professionals as JSON, found by words, subject, level and distance.

They are read through the view `seen_professional`, the second wall of what is shown of whom: it leaves out who is
not shown to the asker, and the columns that are not.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from api.accounts.queries import CURRENT
from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.merge import lock_code
from api.kit.states import allowed_in
from api.professionals.rules import ACTIONS, is_school_side
from api.regions.queries import distance_km

IN_REGION = """EXISTS (SELECT 1 FROM company_site s
    WHERE s.company_id = p.company_id AND s.region_code = ANY (%(own_regions)s::text[]))"""
# The person, while a role at the company is held, and who coordinates the company or its region.
OWNED = f"""(%(everywhere)s OR p.company_id = ANY (%(kept_companies)s::uuid[])
    OR (p.account_id = %(me)s::uuid AND p.company_id = ANY (%(own_companies)s::uuid[])) OR {IN_REGION})"""
VISIBLE = "(mine.owned OR p.company_id = ANY (%(own_companies)s::uuid[]) OR (%(school_side)s AND p.shown))"
PLACE = """(SELECT s.place FROM company_site s WHERE s.company_id = c.id AND s.state = 'active'
    ORDER BY s.name, s.id LIMIT 1)"""


def _owned(value: str) -> str:
    return f"CASE WHEN mine.owned THEN {value} END"


PROFESSIONAL_JSON = f"""json_build_object('id', p.id,
    'company', json_build_object('id', c.id, 'name', c.name, 'place', {PLACE}),
    'displayName', p.display_name, 'function', p.function, 'bio', p.bio, 'subjects', p.subjects,
    'themes', p.themes, 'levels', p.levels, 'languages', p.languages, 'modes', p.modes, 'travelKm', p.travel_km,
    'distanceKm', round(near.km::numeric, 1), 'state', p.state,
    'allowedActions', CASE WHEN mine.owned THEN {allowed_in("p.state", ACTIONS)} ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("p.updated_at")}, 'availability', {_owned("p.availability")},
    'weeksOff', {_owned("p.weeks_off")}, 'capPerMonth', {_owned("p.cap_per_month")},
    'vogValidUntil', {_owned("p.vog_valid_until")}, 'accountId', {_owned("p.account_id")},
    'consentAt', {_owned(utc("p.consent_at"))}, 'lastAskedAt', {_owned(utc("p.last_asked_at"))})::text"""
SEEN = f"""FROM seen_professional p JOIN company c ON c.id = p.company_id
    CROSS JOIN LATERAL (SELECT {OWNED} AS owned) mine"""
NOWHERE = "CROSS JOIN (SELECT NULL::float8 AS km) near"
NEAREST = f"""CROSS JOIN LATERAL (SELECT min({distance_km("s")}) AS km FROM company_site s
    WHERE s.company_id = p.company_id AND s.state = 'active' AND s.lat IS NOT NULL) near"""
# Every word somewhere. An empty list of subjects or levels says nothing, and fits.
WORDS = """NOT EXISTS (SELECT 1 FROM regexp_split_to_table(loket_fold(%(q)s), '\\s+') word
    WHERE strpos(loket_fold(concat_ws(' ', p.display_name, p.function, p.bio, c.name)), word) = 0)"""
MATCHES = f"""(%(q)s::text IS NULL OR {WORDS})
    AND (%(company)s::uuid IS NULL OR p.company_id = %(company)s)
    AND (%(subject)s::text IS NULL OR p.subjects = '{{}}' OR %(subject)s = ANY (p.subjects))
    AND (%(levels)s::text[] IS NULL OR p.levels = '{{}}' OR p.levels && %(levels)s::text[])
    AND (%(region)s::text IS NULL OR EXISTS (SELECT 1 FROM company_site s
        WHERE s.company_id = p.company_id AND s.state = 'active' AND s.region_code = %(region)s))
    AND CASE WHEN %(state)s::text IS NULL THEN p.state <> 'left' ELSE p.state = %(state)s END
    AND (NOT %(mine)s OR p.account_id = %(me)s::uuid)"""
NEAR_ENOUGH = "near.km <= coalesce(%(within_km)s::float8, 'infinity')"


def _found(near: bool) -> str:
    distance, enough = (NEAREST, f" AND {NEAR_ENOUGH}") if near else (NOWHERE, "")
    return f"{SEEN} {distance} WHERE {VISIBLE} AND {MATCHES}{enough}"


FIRST_ID = "coalesce(%(after_id)s::uuid, '00000000-0000-0000-0000-000000000000')"
BY_NAME = f"""SELECT p.id, loket_fold(p.display_name) AS sort_name, {PROFESSIONAL_JSON} AS body {_found(near=False)}
    AND (loket_fold(p.display_name), p.id) > (coalesce(%(after_name)s::text, ''), {FIRST_ID})
    ORDER BY loket_fold(p.display_name), p.id LIMIT %(limit)s"""
BY_DISTANCE = f"""SELECT p.id, near.km, {PROFESSIONAL_JSON} AS body {_found(near=True)}
    AND (near.km, p.id) > (coalesce(%(after_km)s::float8, -1), {FIRST_ID})
    ORDER BY near.km, p.id LIMIT %(limit)s"""
ONE = f"SELECT p.version, {PROFESSIONAL_JSON} AS body {SEEN} {NOWHERE} WHERE p.id = %(id)s AND {VISIBLE}"
LOCKED = f"SELECT p.* FROM professional p WHERE p.id = %(id)s AND {OWNED} FOR UPDATE"
COLUMNS = [
    "account_id", "display_name", "function", "bio", "subjects", "themes", "levels", "languages", "modes",
    "travel_km", "availability", "weeks_off", "cap_per_month", "vog_valid_until", "consent_at",
]  # fmt: skip
_VALUES = ", ".join(f"%({name})s" for name in COLUMNS)
INSERT = f"""INSERT INTO professional (company_id, {", ".join(COLUMNS)})
    VALUES (%(company_id)s, {_VALUES}) RETURNING id"""
CHANGE = f"""UPDATE professional SET version = version + 1, updated_at = now(),
        {", ".join(f"{name} = %({name})s" for name in COLUMNS)}
    WHERE id = %(id)s AND ({", ".join(COLUMNS)}) IS DISTINCT FROM ({_VALUES})"""
SET_STATE = """UPDATE professional SET state = %(state)s, version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
COMPANY = """SELECT c.id, ARRAY(SELECT DISTINCT s.region_code FROM company_site s
        WHERE s.company_id = c.id AND s.region_code IS NOT NULL) AS regions
    FROM company c WHERE c.id = %(id)s"""
# Whoever was asked longest ago comes first, and before them who was never asked.
IN_TURN = "p.last_asked_at NULLS FIRST, p.number"


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of VISIBLE: coordinators and colleagues see everybody of a company, schools who is shown."""
    return {
        "everywhere": actor.everywhere,
        "me": actor.id if actor.kind == "person" else None,
        "kept_companies": actor.companies(Role.COMPANY_COORDINATOR),
        "own_companies": actor.companies(*COMPANY_ROLES),
        "own_regions": actor.regions(),
        "school_side": is_school_side(actor),
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id`, `body` and `sort_name`; with a point `km` in its place, nearest first."""
    return await rows(db, BY_NAME if values["lat"] is None else BY_DISTANCE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    row = await only(db, f"SELECT count(*) AS n {_found(near=values['lat'] is not None)}", dict(values))
    return int(row["n"])


async def professional(db: Connection, who: Actor, professional_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(db, ONE, {"id": professional_id, **visible_to(who)})


async def bodies(db: Connection, who: Actor, professional_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those that the actor may see."""
    query = f"SELECT p.id, {PROFESSIONAL_JSON} AS body {SEEN} {NOWHERE} WHERE p.id = ANY (%(ids)s) AND {VISIBLE}"
    found = await rows(db, query, {"ids": list(professional_ids), **visible_to(who)})
    return {row["id"]: row["body"] for row in found}


async def locked(db: Connection, who: Actor, professional_id: UUID) -> dict[str, Any] | None:
    """The row, when it is the actor's to change."""
    return await one(db, LOCKED, {"id": professional_id, **visible_to(who)})


async def company(db: Connection, company_id: UUID) -> dict[str, Any] | None:
    """`id` and the `regions` of its sites."""
    return await one(db, COMPANY, {"id": company_id})


async def holds_role(db: Connection, company_id: UUID, account_id: UUID) -> bool:
    """Whether the account holds a role at the company now."""
    held = f"SELECT 1 FROM membership m WHERE m.account_id = %(account)s AND m.company_id = %(company)s AND {CURRENT}"
    return await one(db, held, {"account": account_id, "company": company_id}) is not None


async def has_profile(db: Connection, company_id: UUID, account_id: UUID) -> bool:
    """Whether the account has a profile at the company; until the transaction ends nobody else makes it one."""
    await lock_code(db, "professional", str(company_id), str(account_id))
    return (
        await one(
            db,
            """SELECT 1 FROM professional
               WHERE company_id = %(company)s AND account_id = %(account)s AND state <> 'left'""",
            {"company": company_id, "account": account_id},
        )
        is not None
    )


async def in_turn(db: Connection, company_id: UUID) -> list[dict[str, Any]]:
    """The rows of the company's active professionals, whose turn it is first."""
    return await rows(
        db,
        f"""SELECT p.* FROM professional p
            WHERE p.company_id = %(company)s AND p.state = 'active' ORDER BY {IN_TURN}""",
        {"company": company_id},
    )
