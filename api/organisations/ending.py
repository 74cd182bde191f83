"""What ends with a role: what its holder gave by it, and whether somebody is left to look after its place."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.kit.db import Connection, rows
from api.organisations.queries import OPEN, WITHDRAW, lock_place
from api.organisations.rules import GIVING

_GIVING = ", ".join(f"'{role.value}'" for role in sorted(GIVING))
# What the holder of the role `h` has given by it, and its own hand-over.
GIVEN = f"""(m.succeeds = h.id OR (m.invited_by = h.account_id AND h.role IN ({_GIVING}) AND (
    (m.school_id, m.board_code, m.company_id, m.region_code)
        IS NOT DISTINCT FROM (h.school_id, h.board_code, h.company_id, h.region_code)
    OR m.school_id IN (SELECT id FROM school WHERE board_code = h.board_code)
    OR m.school_id IN (SELECT school_id FROM school_site WHERE region_code = h.region_code)
    OR m.board_code IN (SELECT o.board_code FROM school o JOIN school_site s ON s.school_id = o.id
        WHERE s.region_code = h.region_code)
    OR m.company_id IN (SELECT company_id FROM company_site WHERE region_code = h.region_code)
    OR (h.role = 'platform_admin' AND num_nonnulls(m.school_id, m.board_code, m.company_id) = 0))))"""  # noqa: S608
WITHDRAW_GIVEN = f"{WITHDRAW} FROM membership h WHERE h.id = %(id)s AND {OPEN} AND {GIVEN}"
# Of roles that ran out by themselves, as the break-glass does.
WITHDRAW_LAPSED = f"""{WITHDRAW} FROM membership h WHERE h.ends_at BETWEEN now() - interval '1 day' AND now()
    AND m.created_at BETWEEN h.starts_at AND h.ends_at AND {OPEN} AND {GIVEN}"""
# The organisations that take part, the regions and the platform that nobody would look after without the roles of
# `{going}`. Who acts for an hour looks after nothing.
ORPHANS = """
WITH going AS MATERIALIZED (SELECT m.* FROM membership m WHERE m.ends_at IS NULL AND {going}),
staying AS NOT MATERIALIZED (
    SELECT m.* FROM membership m WHERE m.ends_at IS NULL AND m.id NOT IN (SELECT id FROM going))
SELECT s.id::text, 'school' AS kind, s.name
FROM going g JOIN school s ON s.id = g.school_id OR s.board_code = g.board_code
WHERE g.role = 'school_coordinator' AND s.participation = 'active' AND NOT EXISTS (SELECT 1 FROM staying x
    WHERE x.role = g.role AND (x.school_id = s.id OR x.board_code = s.board_code))
UNION
SELECT c.id::text, 'company', c.name FROM going g JOIN company c ON c.id = g.company_id
WHERE g.role = 'company_coordinator' AND c.participation = 'active'
    AND NOT EXISTS (SELECT 1 FROM staying x WHERE x.role = g.role AND x.company_id = c.id)
UNION
SELECT coalesce(g.region_code, 'platform'), CASE WHEN g.region_code IS NULL THEN 'platform' ELSE 'region' END,
    coalesce(r.name, 'Techniekloket')
FROM going g LEFT JOIN region r ON r.code = g.region_code
WHERE g.role IN ('regional_coordinator', 'platform_admin') AND NOT EXISTS (SELECT 1 FROM staying x
    WHERE x.role = g.role AND x.region_code IS NOT DISTINCT FROM g.region_code)
ORDER BY 3, 1
"""
KEEPING = """SELECT m.* FROM membership m WHERE m.account_id = %(id)s AND m.ends_at IS NULL
    AND m.role IN ('school_coordinator', 'company_coordinator', 'regional_coordinator', 'platform_admin')
    ORDER BY m.company_id, m.school_id, m.board_code, m.region_code"""
END_ALL = """UPDATE membership m SET ends_at = now() FROM account a
    WHERE a.id = m.account_id AND (m.school_id = %(id)s OR m.company_id = %(id)s)
      AND (m.ends_at IS NULL OR m.ends_at > now())
    RETURNING a.id AS account_id, a.email, a.locale"""


async def left_without(db: Connection, membership_id: UUID) -> list[dict[str, Any]]:
    """`id`, `kind` and `name` of what nobody would look after without this role; its place is locked."""
    return await rows(db, ORPHANS.format(going="m.id = %(id)s"), {"id": membership_id})


async def left_behind(db: Connection, account_id: UUID) -> list[dict[str, Any]]:
    """As `left_without`, of all roles of a person; locks their places."""
    for held in await rows(db, KEEPING, {"id": account_id}):
        await lock_place(db, held)
    return await rows(db, ORPHANS.format(going="m.account_id = %(id)s"), {"id": account_id})


async def end(db: Connection, held: Mapping[str, Any]) -> None:
    """Ends a row of `held`; what its holder gave by it is withdrawn."""
    await db.execute("UPDATE membership SET ends_at = now() WHERE id = %(id)s", {"id": held["id"]})
    await db.execute(WITHDRAW_GIVEN.encode(), {"id": held["id"]})


async def withdraw_lapsed(db: Connection) -> int:
    """How many invitations were open that a role gave which ran out."""
    return (await db.execute(WITHDRAW_LAPSED.encode())).rowcount


async def end_all(db: Connection, organisation_id: UUID) -> list[dict[str, Any]]:
    """Ends every role at the organisation; `account_id`, `email` and `locale` of whose it was."""
    return await rows(db, END_ALL, {"id": organisation_id})
