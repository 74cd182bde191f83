"""Partnerships as JSON; for both sides and the coordinators of regions where one of them has a site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.db import Connection, as_house, one, only, rows, utc
from api.kit.states import among
from api.matches.models import KEPT

COORDINATED = """(%(everywhere)s
    OR EXISTS (SELECT 1 FROM school_site x WHERE x.school_id = p.school_id
        AND x.region_code = ANY (%(own_regions)s::text[]))
    OR EXISTS (SELECT 1 FROM company_site x WHERE x.company_id = p.company_id
        AND x.region_code = ANY (%(own_regions)s::text[])))"""
OWNED = f"""(p.school_id = ANY (%(own_schools)s::uuid[]) OR p.company_id = ANY (%(own_companies)s::uuid[])
    OR {COORDINATED})"""
STATE = "loket_partnership_state(p.state, p.started_on, p.school_id, p.company_id, %(today)s::date)"
# Without what the actor may do, which is the rules' to say.
PARTNERSHIP_JSON = f"""json_build_object('id', p.id, 'state', {STATE},
    'school', json_build_object('id', s.id, 'name', s.name),
    'company', json_build_object('id', c.id, 'name', c.name), 'proposedBy', p.proposed_by,
    'waitsFor', CASE WHEN p.state = 'proposed' THEN array_remove(ARRAY[
        CASE WHEN NOT p.school_yes THEN 'school' END, CASE WHEN NOT p.company_yes THEN 'company' END], NULL)
        ELSE ARRAY[]::text[] END,
    'agreement', json_build_object('activitiesPerYear', p.activities_per_year, 'levels', p.levels, 'goals', p.goals),
    'startedOn', p.started_on, 'endedOn', p.ended_on, 'endReason', p.end_reason, 'endNote', p.end_note,
    'createdAt', {utc("p.created_at")}, 'updatedAt', {utc("p.updated_at")})::text"""
FROM = "FROM partnership p JOIN school s ON s.id = p.school_id JOIN company c ON c.id = p.company_id"
FOUND = f"{FROM} WHERE {OWNED} AND (%(state)s::text IS NULL OR {STATE} = %(state)s)"
ROW = f"p.*, {COORDINATED} AS coordinated, {PARTNERSHIP_JSON} AS body"
PAGE = f"""SELECT {ROW} {FOUND} AND (%(after_id)s::uuid IS NULL OR p.id < %(after_id)s)
    ORDER BY p.id DESC LIMIT %(limit)s"""
# In whose log a step belongs: a region that the actor looks after where there is one, then the school's.
REGION = """(SELECT x.region_code FROM (
        SELECT region_code, 1 AS place FROM school_site WHERE school_id = p.school_id
        UNION SELECT region_code, 2 FROM company_site WHERE company_id = p.company_id) x
    WHERE x.region_code IS NOT NULL
    ORDER BY x.region_code <> ALL (%(own_regions)s::text[]), x.place, x.region_code LIMIT 1)"""
TAKES_PART = f"s.participation AS school_takes_part, c.participation AS company_takes_part, {REGION} AS region_code"
# Both organisations, and whether the actor coordinates a region of either.
PAIR = f"""SELECT p.*, {TAKES_PART}, {COORDINATED} AS coordinated
    FROM (SELECT %(school)s::uuid AS school_id, %(company)s::uuid AS company_id) p
    LEFT JOIN school s ON s.id = p.school_id LEFT JOIN company c ON c.id = p.company_id"""
INSERT = """INSERT INTO partnership (school_id, company_id, proposed_by, school_yes, company_yes,
        activities_per_year, levels, goals)
    VALUES (%(school)s, %(company)s, %(side)s, %(school_yes)s, %(company_yes)s, %(activities_per_year)s, %(levels)s,
        %(goals)s) RETURNING id"""
ACCEPT = """UPDATE partnership SET school_yes = %(school_yes)s, company_yes = %(company_yes)s,
        state = CASE WHEN %(school_yes)s AND %(company_yes)s THEN 'active' ELSE state END,
        started_on = CASE WHEN %(school_yes)s AND %(company_yes)s THEN %(today)s::date END,
        version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
END = """UPDATE partnership SET state = 'ended', ended_on = %(today)s, end_reason = %(reason)s, end_note = %(note)s,
        ended_by = %(actor)s, version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
VISITS = f"""SELECT m.week, r.pupils FROM match m JOIN school_request r ON r.id = m.request_id
    WHERE m.school_id = %(school)s AND m.company_id = %(company)s AND m.state IN {among(KEPT)} ORDER BY m.week"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED and COORDINATED."""
    coordinates = actor.has(Role.REGIONAL_COORDINATOR)
    return {
        "everywhere": coordinates and actor.everywhere,
        "own_regions": actor.regions() if coordinates else [],
        "own_schools": actor.schools(*SCHOOL_ROLES),
        "own_companies": actor.companies(*COMPANY_ROLES),
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Rows with `coordinated` and `body`, newest first."""
    return await rows(db, PAGE, values)


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", values))["n"])


async def partnership(db: Connection, who: Actor, partnership_id: UUID, today: Any) -> DictRow | None:
    """The row with `coordinated` and `body`."""
    query = f"SELECT {ROW} {FROM} WHERE p.id = %(id)s AND {OWNED}"
    return await one(db, query, {"id": partnership_id, "today": today, **visible_to(who)})


async def locked(db: Connection, who: Actor, partnership_id: UUID) -> DictRow | None:
    """The row with `coordinated`, whether both take part, and `region_code`; for who may change it."""
    query = f"""SELECT p.*, {TAKES_PART}, {COORDINATED} AS coordinated {FROM}
        WHERE p.id = %(id)s AND {OWNED} FOR UPDATE OF p"""
    return await one(db, query, {"id": partnership_id, **visible_to(who)})


async def pair(db: Connection, who: Actor, school_id: UUID, company_id: UUID) -> DictRow:
    """Whether each takes part (None: there is no such organisation), whether the actor coordinates either, and
    `region_code`.
    """
    return await only(db, PAIR, {"school": school_id, "company": company_id, **visible_to(who)})


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID:
    made: UUID = (await only(db, INSERT, values))["id"]
    return made


async def accept(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(ACCEPT.encode(), values)


async def end(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(END.encode(), values)


async def visits(db: Connection, row: Mapping[str, Any]) -> list[DictRow]:
    """`week` and `pupils` of what took place between the two, in whichever region."""
    async with as_house(db):
        return await rows(db, VISITS, {"school": row["school_id"], "company": row["company_id"]})
