"""People who are signed in, as tests need them, and what was mailed to them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts import queries, service
from api.accounts.rules import COOKIE, CSRF_HEADER, csrf_token
from api.kit.db import Connection, one, rows

Headers = Mapping[str, str]


async def person(db: Connection, email: str, role: str | None = None, **place: object) -> Headers:
    """A session of somebody with a role at `school_id`, `board_code`, `company_id` or `region_code`; and it is kept
    in the browser as the page keeps it.
    """
    account_id = await queries.ensure_account(db, email, email.partition("@")[0].title(), "nl")
    if role is not None:
        values = {"account_id": account_id, "role": role, **place}
        names, marks = ", ".join(values), ", ".join(f"%({name})s" for name in values)
        await db.execute(f"INSERT INTO membership ({names}) VALUES ({marks})".encode(), values)
    token = await service.begin_session(db, account_id, "test")
    # The database's own clock ends sessions; a test's may stand long ago.
    await db.execute("UPDATE session SET expires_at = now() + interval '1 day' WHERE account_id = %s", (account_id,))
    return signed(token)


def signed(token: str) -> Headers:
    return {"Cookie": f"{COOKIE}={token}", CSRF_HEADER: csrf_token(token)}


async def membership_of(db: Connection, email: str) -> UUID:
    row = await one(
        db,
        "SELECT m.id FROM membership m JOIN account a ON a.id = m.account_id WHERE a.email = %(email)s",
        {"email": email},
    )
    assert row is not None
    found: UUID = row["id"]
    return found


async def mails(db: Connection, to: str) -> list[tuple[str, dict[str, Any]]]:
    """Template and values of each, oldest first."""
    found = await rows(
        db, 'SELECT template, "values" FROM outbox_message WHERE to_address = %(to)s ORDER BY id', {"to": to}
    )
    return [(row["template"], row["values"]) for row in found]


async def token_for(db: Connection, to: str) -> str:
    """Of the newest mail's link."""
    return str((await mails(db, to))[-1][1]["link"]).partition("#")[2]


async def log(db: Connection) -> list[tuple[str, int]]:
    found = await rows(db, "SELECT operation, outcome FROM audit_entry ORDER BY id", {})
    return [(row["operation"], row["outcome"]) for row in found]


async def roles_of(db: Connection, email: str) -> list[str]:
    """That are held now."""
    found = await rows(
        db,
        """SELECT role FROM membership m JOIN account a ON a.id = m.account_id
           WHERE a.email = %(email)s AND (m.ends_at IS NULL OR m.ends_at > now()) ORDER BY role""",
        {"email": email},
    )
    return [row["role"] for row in found]
