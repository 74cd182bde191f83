"""People who sign in, as tests need them."""

from dataclasses import dataclass
from uuid import UUID

import httpx

from api.accounts import queries, rules, service
from api.kit import clock
from api.kit.db import Connection, one, rows

EMAIL = "noor@school.example"


@dataclass
class Mailed:
    """What the mail says."""

    token: str
    code: str


async def account(db: Connection, email: str = EMAIL) -> UUID:
    row = await one(db, "INSERT INTO account (email, name) VALUES (%(email)s, 'Noor') RETURNING id", {"email": email})
    assert row is not None
    made: UUID = row["id"]
    return made


async def mailed(db: Connection, attempt_id: str) -> Mailed:
    """Does what the worker does, and reads the mail that waits in the outbox."""
    await service.mail_sign_in(db, UUID(attempt_id))
    message = (await rows(db, 'SELECT "values" FROM outbox_message ORDER BY id DESC LIMIT 1', {}))[0]["values"]
    return Mailed(message["link"].partition("#")[2], message["code"])


async def ask(http: httpx.AsyncClient, email: str = EMAIL) -> str:
    """The id of the attempt."""
    answer = await http.post("/sign-in-attempts", json={"email": email})
    assert answer.status_code == 202, answer.text
    made: str = answer.json()["id"]
    return made


async def session(db: Connection, account_id: UUID) -> dict[str, str]:
    """Headers of a person who is signed in, for writes too."""
    token = rules.new_token()
    now = clock.now()
    values = {"account": account_id, "hash": rules.digest(token), "device": "-", "now": now}
    await queries.insert_session(db, {**values, "expires": now + service.SESSION_LASTS})
    return {"Cookie": f"{rules.COOKIE}={token}", rules.CSRF_HEADER: rules.csrf_token(token)}
