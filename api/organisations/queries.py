"""Organisations, roles and invitations as JSON; roles are seen by who keeps the place where they are held."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.queries import CURRENT, ORGANISED, WHERE_HELD
from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, as_house, one, only, rows, utc
from api.organisations.rules import Invited, Place, coordinated, coordinates_everywhere

SITES = """coalesce((SELECT json_agg(json_build_object('id', s.id, 'name', s.name, 'place', s.place,
        'street', s.street, 'region', s.region_code) ORDER BY s.name, s.id)
    FROM (SELECT * FROM {kind}_site WHERE {kind}_id = o.id AND state = 'active' ORDER BY name, id LIMIT 200) s),
    '[]')"""
REGIONS = "ARRAY(SELECT DISTINCT region_code FROM {kind}_site s WHERE {where} AND region_code IS NOT NULL)"
_OF = "s.{kind}_id = o.id AND s.state = 'active'"


def _organisation(kind: str) -> str:
    regions = REGIONS.format(kind=kind, where=_OF.format(kind=kind))
    return f"""SELECT '{kind}' AS kind, o.id, o.scheme, o.value, o.name, o.participation, o.version,
        {utc("o.updated_at")} AS updated_at, {SITES.format(kind=kind)} AS sites, {regions} AS regions
        FROM {kind} o WHERE o.id = %(id)s"""


ORGANISATION = f"{_organisation('school')} UNION ALL {_organisation('company')}"
LOCKS = [f"SELECT id FROM {kind} WHERE id = %(id)s FOR NO KEY UPDATE" for kind in ("school", "company")]
LOCK_BOARD = "SELECT id FROM school WHERE board_code = %(code)s ORDER BY id FOR NO KEY UPDATE"
SET_STATE = """UPDATE {kind} SET participation = %(state)s, version = version + 1, updated_at = now()
    WHERE id = %(id)s AND participation <> %(state)s"""
BOARD = f"""SELECT {
    REGIONS.format(
        kind="school",
        where='''s.school_id IN
    (SELECT id FROM school WHERE board_code = %(code)s) AND s.state = 'active' ''',
    )
} AS regions
    WHERE EXISTS (SELECT 1 FROM school WHERE board_code = %(code)s)"""


# Where `m` has the columns of a role that is held or waits.
AT = """(%(organisation)s::uuid IS NULL OR m.school_id = %(organisation)s OR m.company_id = %(organisation)s)
    AND (%(board)s::text IS NULL OR m.board_code = %(board)s)
    AND (%(region)s::text IS NULL OR m.region_code = %(region)s)"""
# As `rules.may_invite` has it: without a site the aggregate is NULL, and the place is no region's.
KEPT = """(%(everywhere)s OR m.school_id = ANY (%(own_schools)s::uuid[])
    OR m.company_id = ANY (%(own_companies)s::uuid[])
    OR m.board_code = ANY ((SELECT loket_boards())::text[]) OR m.region_code = ANY (%(own_regions)s::text[])
    OR (SELECT array_agg(s.region_code::text) FROM school_site s JOIN school x ON x.id = s.school_id
        WHERE (x.id = m.school_id OR x.board_code = m.board_code) AND s.state = 'active'
            AND s.region_code IS NOT NULL) <@ %(own_regions)s::text[]
    OR (SELECT array_agg(s.region_code::text) FROM company_site s
        WHERE s.company_id = m.company_id AND s.state = 'active'
            AND s.region_code IS NOT NULL) <@ %(own_regions)s::text[]
    OR (%(admin)s AND m.role IN ('regional_coordinator', 'data_specialist', 'platform_admin')))"""
OWN_OR_KEPT = f"(m.account_id = %(me)s::uuid OR {KEPT})"
PLACE_NAME = "coalesce(o.name, c.name, m.board_code, g.name, 'Techniekloket')"
MEMBER_JSON = f"""json_build_object('id', m.id, 'role', m.role,
    'account', json_build_object('id', a.id, 'name', a.name, 'email', a.email), {WHERE_HELD},
    'startsAt', {utc("m.starts_at")}, 'endsAt', {utc("m.ends_at")},
    'state', CASE WHEN {CURRENT} THEN 'active' ELSE 'ended' END,
    'allowedActions', CASE WHEN NOT ({CURRENT}) THEN ARRAY[]::text[]
        WHEN m.role IN ('school_coordinator', 'company_coordinator', 'regional_coordinator') AND m.ends_at IS NULL
            THEN ARRAY['end', 'hand-over'] ELSE ARRAY['end'] END)::text"""
MEMBERS = f"""FROM membership m JOIN account a ON a.id = m.account_id {ORGANISED}
    WHERE {CURRENT} AND {AT} AND {OWN_OR_KEPT}"""
MEMBER_PAGE = f"""SELECT m.id, {MEMBER_JSON} AS body {MEMBERS}
    AND (%(after_id)s::uuid IS NULL OR m.id > %(after_id)s) ORDER BY m.id LIMIT %(limit)s"""
MEMBER = f"SELECT m.*, {MEMBER_JSON} AS body FROM membership m JOIN account a ON a.id = m.account_id {ORGANISED}"
HELD = f"""SELECT m.*, a.name, a.email, a.locale, {PLACE_NAME} AS place_name
    FROM membership m JOIN account a ON a.id = m.account_id {ORGANISED}"""
OF_PLACE = """m.school_id IS NOT DISTINCT FROM %(school)s::uuid
    AND m.board_code IS NOT DISTINCT FROM %(board)s::text AND m.company_id IS NOT DISTINCT FROM %(company)s::uuid
    AND m.region_code IS NOT DISTINCT FROM %(region)s::text"""
# Roles for a region or the platform have no row to lock.
LOCK_ROLES = "SELECT pg_advisory_xact_lock(hashtextextended('roles ' || coalesce(%(region)s::text, ''), 0))"
INSERT_MEMBERSHIP = """INSERT INTO membership
        (account_id, role, school_id, board_code, company_id, region_code, ends_at)
    VALUES (%(account)s, %(role)s, %(school)s, %(board)s, %(company)s, %(region)s, %(ends)s)
    ON CONFLICT DO NOTHING RETURNING id"""

STATE = """CASE WHEN m.accepted_at IS NOT NULL THEN 'accepted' WHEN m.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN m.expires_at <= now() THEN 'expired' ELSE 'pending' END"""
OPEN = "m.accepted_at IS NULL AND m.withdrawn_at IS NULL AND m.expires_at > now()"
INVITATION_JSON = f"""json_build_object('id', m.id, 'role', m.role, {WHERE_HELD}, 'email', m.email,
    'locale', m.locale, 'state', {STATE}, 'createdAt', {utc("m.created_at")}, 'expiresAt', {utc("m.expires_at")},
    'allowedActions', CASE WHEN {OPEN} THEN ARRAY['withdraw'] ELSE ARRAY[]::text[] END)::text"""
INVITATIONS = f"""FROM invitation m {ORGANISED}
    WHERE {KEPT} AND {AT} AND (%(state)s::text IS NULL OR {STATE} = %(state)s)"""
INVITATION_PAGE = f"""SELECT m.id, {INVITATION_JSON} AS body {INVITATIONS}
    AND (%(after_id)s::uuid IS NULL OR m.id < %(after_id)s) ORDER BY m.id DESC LIMIT %(limit)s"""
INSERT_INVITATION = """INSERT INTO invitation
        (role, school_id, board_code, company_id, region_code, email, locale, token_hash, invited_by, expires_at,
         succeeds)
    VALUES (%(role)s, %(school)s, %(board)s, %(company)s, %(region)s, %(email)s, %(locale)s, %(hash)s, %(by)s,
        %(expires)s, %(succeeds)s) RETURNING id"""
WITHDRAW = "UPDATE invitation m SET withdrawn_at = now()"
BY_LINK = f"""SELECT m.*, {PLACE_NAME} AS place_name, json_build_object({WHERE_HELD})::text AS place,
    {utc("m.expires_at")} AS expires, a.id AS account_id, a.name IS NULL AS name_needed, i.name AS inviter
    FROM invitation m {ORGANISED} LEFT JOIN account a ON a.email = m.email LEFT JOIN account i ON i.id = m.invited_by
    WHERE m.token_hash = %(hash)s AND m.email IS NOT NULL AND {OPEN}"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of KEPT and OWN_OR_KEPT."""
    return {
        "me": actor.id,
        "everywhere": coordinates_everywhere(actor),
        "own_regions": sorted(coordinated(actor)),
        "own_schools": actor.schools(Role.SCHOOL_COORDINATOR),
        "own_companies": actor.companies(Role.COMPANY_COORDINATOR),
        "admin": actor.has(Role.PLATFORM_ADMIN),
    }


def columns(place: Place | Mapping[str, Any]) -> dict[str, Any]:
    """The values of OF_PLACE, of a place or of a row that has one."""
    if isinstance(place, Place):
        return {
            "school": place.school_id,
            "board": place.board_code,
            "company": place.company_id,
            "region": place.region_code,
        }
    return {
        "school": place["school_id"],
        "board": place["board_code"],
        "company": place["company_id"],
        "region": place["region_code"],
    }


async def organisation(db: Connection, organisation_id: UUID, lock: bool = False) -> dict[str, Any] | None:
    """A school or a company with its `sites` and their `regions`; with `lock` nobody else changes its state."""
    if lock:
        await _lock(db, organisation_id)
    return await one(db, ORGANISATION, {"id": organisation_id})


async def board_regions(db: Connection, code: str) -> frozenset[str] | None:
    """The regions of a board's sites; None when no school names it."""
    row = await one(db, BOARD, {"code": code})
    return frozenset(row["regions"]) if row else None


async def region_name(db: Connection, code: str) -> str | None:
    row = await one(db, "SELECT name FROM region WHERE code = %(code)s", {"code": code})
    return row["name"] if row else None


async def lock_place(db: Connection, place: Mapping[str, Any]) -> None:
    """Who changes the roles of an organisation, a region or the platform waits for who else does."""
    if place["school_id"] is None and place["board_code"] is None and place["company_id"] is None:
        await db.execute(LOCK_ROLES.encode(), {"region": place["region_code"]})
    if place["board_code"] is not None:
        async with as_house(db):  # whoever waits here may change it in part alone
            await db.execute(LOCK_BOARD.encode(), {"code": place["board_code"]})
    for organisation_id in (place["school_id"], place["company_id"]):
        if organisation_id is not None:
            await _lock(db, organisation_id)


async def _lock(db: Connection, organisation_id: UUID) -> None:
    """Whoever waits here may change the organisation in part alone, and would be given no lock."""
    async with as_house(db):
        for statement in LOCKS:
            await db.execute(statement.encode(), {"id": organisation_id})


async def set_state(db: Connection, kind: str, organisation_id: UUID, state: str) -> None:
    await db.execute(SET_STATE.format(kind=kind).encode(), {"id": organisation_id, "state": state})


async def begin(db: Connection, kind: str, organisation_id: UUID) -> None:
    """Takes part, if it did not yet."""
    await db.execute(
        f"{SET_STATE.format(kind=kind)} AND participation = 'none'".encode(),
        {"id": organisation_id, "state": "active"},
    )


async def boards(db: Connection) -> frozenset[str]:
    """The boards that the actor coordinates."""
    row = await one(db, "SELECT loket_boards() AS codes", {})
    return frozenset(row["codes"] if row else ())


async def members(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, in the order of their beginning."""
    return await rows(db, MEMBER_PAGE, dict(values))


async def count_members(db: Connection, values: Mapping[str, Any]) -> int:
    row = await only(db, f"SELECT count(*) AS n {MEMBERS}", dict(values))
    return int(row["n"])


async def member(db: Connection, membership_id: UUID) -> dict[str, Any] | None:
    """The row with its `body`."""
    return await one(db, f"{MEMBER} WHERE m.id = %(id)s", {"id": membership_id})


async def held(db: Connection, who: Actor, membership_id: UUID, lock: bool = False) -> dict[str, Any] | None:
    """A current role that is the actor's own or kept by it, with `name`, `email`, `locale` and `place_name`."""
    values = {"id": membership_id, **visible_to(who)}
    end = "FOR UPDATE OF m" if lock else ""
    return await one(db, f"{HELD} WHERE m.id = %(id)s AND {CURRENT} AND {OWN_OR_KEPT} {end}", values)


async def held_by_any(db: Connection, membership_id: UUID) -> dict[str, Any] | None:
    """As `held`, whoever asks; locked."""
    return await one(db, f"{HELD} WHERE m.id = %(id)s AND {CURRENT} FOR UPDATE OF m", {"id": membership_id})


async def insert_membership(db: Connection, values: Mapping[str, Any]) -> UUID | None:
    """The new role's id; None when it is held already."""
    row = await one(db, INSERT_MEMBERSHIP, {"ends": None, **values})
    return row["id"] if row else None


async def is_member(db: Connection, email: str, role: str, place: Place) -> bool:
    row = await only(
        db,
        f"""SELECT EXISTS (SELECT 1 FROM membership m JOIN account a ON a.id = m.account_id
            WHERE a.email = %(email)s AND m.role = %(role)s AND {CURRENT} AND {OF_PLACE}) AS found""",
        {"email": email, "role": role, **columns(place)},
    )
    return bool(row["found"])


async def invitations(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, newest first."""
    return await rows(db, INVITATION_PAGE, dict(values))


async def count_invitations(db: Connection, values: Mapping[str, Any]) -> int:
    row = await only(db, f"SELECT count(*) AS n {INVITATIONS}", dict(values))
    return int(row["n"])


async def insert_invitation(db: Connection, values: Mapping[str, Any]) -> UUID:
    row = await only(db, INSERT_INVITATION, dict(values))
    invitation_id: UUID = row["id"]
    return invitation_id


async def invitation(db: Connection, who: Actor, invitation_id: UUID) -> dict[str, Any] | None:
    """`body`, of one that the actor may see."""
    return await one(
        db,
        f"SELECT {INVITATION_JSON} AS body FROM invitation m {ORGANISED} WHERE m.id = %(id)s AND {KEPT}",
        {"id": invitation_id, **visible_to(who)},
    )


async def withdraw(db: Connection, invitation_id: UUID) -> bool:
    """Whether it was open."""
    done = await db.execute(f"{WITHDRAW} WHERE m.id = %(id)s AND {OPEN}".encode(), {"id": invitation_id})
    return done.rowcount == 1


async def withdraw_same(db: Connection, invited: Invited) -> None:
    """Of two invitations to the same the later counts."""
    await db.execute(
        f"{WITHDRAW} WHERE m.email = %(email)s AND m.role = %(role)s AND {OPEN} AND {OF_PLACE}".encode(),
        {"email": invited.email, "role": invited.role, **columns(invited.place)},
    )


async def withdraw_all(db: Connection, organisation_id: UUID) -> None:
    await db.execute(
        f"{WITHDRAW} WHERE (m.school_id = %(id)s OR m.company_id = %(id)s) AND {OPEN}".encode(),
        {"id": organisation_id},
    )


async def invitation_by_link(db: Connection, hashed: bytes) -> dict[str, Any] | None:
    """An open invitation with `place_name`, `place` (JSON), `expires`, `name_needed`, `inviter`, and the
    `account_id` at its address.
    """
    return await one(db, BY_LINK, {"hash": hashed})


async def use_invitation(db: Connection, invitation_id: UUID) -> bool:
    """Uses it up, once."""
    done = await db.execute(
        f"UPDATE invitation m SET accepted_at = now() WHERE m.id = %(id)s AND {OPEN}".encode(), {"id": invitation_id}
    )
    return done.rowcount == 1
