"""Signing in by mail, sessions, one's own account; keys are made here and shown once."""

import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.accounts import queries, rules
from api.accounts.roles import Role
from api.accounts.rules import SCHOOL_ROLES, Actor
from api.accounts.schemas import AccountPatch, SignIn, SignInWish
from api.kit import audit, clock, limits, queue
from api.kit.db import Connection, as_house
from api.kit.http import Versions
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice

MAIL_SIGN_IN = "mail_sign_in"
ATTEMPT_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(days=30)


async def wish(db: Connection, body: SignInWish, origin: str) -> str:
    """Takes the wish down and answers; whether there is an account, only the mail will tell."""
    hashed = rules.digest(body.email)
    await limits.spend(db, f"wish {hashed.hex()}", rules.WISHES)
    await limits.spend(db, f"wish from {origin}", rules.WISHES_FROM_ONE_PLACE)
    async with as_house(db):
        made = await queries.insert_attempt(
            db,
            {
                "email": body.email,
                "hash": hashed,
                "locale": body.locale,
                "expires": clock.now() + ATTEMPT_LASTS,
            },
        )
    await queue.defer(db, MAIL_SIGN_IN, attempt_id=str(made["id"]))
    return json.dumps({"id": str(made["id"]), "expiresAt": made["expires_at"]})


async def mail_sign_in(db: Connection, attempt_id: UUID) -> None:
    """Mails a link and a code to who has an account, and to who has none that there is none."""
    found = await queries.unmailed_attempt(db, attempt_id)
    if found is None:
        return
    token, code = rules.new_token(), rules.new_code()
    await queries.arm_attempt(
        db,
        {
            "id": attempt_id,
            "account": found["account_id"],
            "token": rules.digest(token),
            "code": rules.digest(code),
        },
    )
    base = settings().public_url
    if found["account_id"] is None:
        values: dict[str, str | int] = {"link": f"{base}/meedoen"}
        await notices.tell(db, Notice(Template.NO_ACCOUNT, found["email"], found["asked_locale"], values))
        return
    minutes = int(ATTEMPT_LASTS.total_seconds() // 60)
    values = {"link": f"{base}/inloggen/link#{token}", "code": code, "minutes": minutes}
    await notices.tell(db, Notice(Template.SIGN_IN, found["email"], found["locale"], values, found["account_id"]))


async def sign_in(db: Connection, body: SignIn, origin: str, device: str) -> tuple[str, str]:
    """A session for the link's or the code's account: its token, and who is signed in.

    A wrong one counts, whoever it was for.
    """
    await limits.spend(db, f"sign-in from {origin}", rules.TRIES_FROM_ONE_PLACE)
    async with as_house(db):
        account_id = await _account_for(db, body)
        if account_id is None:
            raise rules.SignInRefused()
        token = await begin_session(db, account_id, device)
        return token, await session_json(db, account_id, token)


async def _account_for(db: Connection, body: SignIn) -> UUID | None:
    now = clock.now()
    if body.token is not None:
        return await queries.use_attempt(db, queries.BY_LINK, {"token": rules.digest(body.token), "now": now})
    assert body.attempt_id is not None
    assert body.code is not None
    attempt = await queries.attempt(db, body.attempt_id)
    code = rules.digest(rules.plain_code(body.code))
    if attempt is None:
        return None
    await limits.spend(db, f"code {attempt['email_hash'].hex()}", rules.TRIES)
    if attempt["code_hash"] is None or not hmac.compare_digest(attempt["code_hash"], code):
        return None
    return await queries.use_attempt(db, queries.BY_CODE, {"id": body.attempt_id, "code": code, "now": now})


async def begin_session(db: Connection, account_id: UUID, device: str) -> str:
    """A new session with a token that nobody had before; the token."""
    token, now = rules.new_token(), clock.now()
    await queries.insert_session(
        db,
        {
            "account": account_id,
            "hash": rules.digest(token),
            "device": device,
            "now": now,
            "expires": now + SESSION_LASTS,
        },
    )
    audit.concerns(subject=f"/v1/accounts/{account_id}", actor=account_id)
    return token


async def session_json(db: Connection, account_id: UUID | None, token: str | None) -> str:
    """Who is signed in, and what the page must send along with writes."""
    if account_id is None or token is None:
        return '{"account":null,"csrfToken":null}'
    found = await queries.account(db, account_id)
    assert found is not None
    return f'{{"account":{found["body"]},"csrfToken":{json.dumps(rules.csrf_token(token))}}}'


async def sessions(db: Connection, who: Actor) -> list[dict[str, object]]:
    assert who.id is not None
    return [
        {
            "id": str(row["id"]),
            "device": row["device"],
            "createdAt": row["created_at"],
            "seenAt": row["seen_at"],
            "expiresAt": row["expires_at"],
            "current": row["id"] == who.session_id,
        }
        for row in await queries.sessions(db, who.id)
    ]


async def read_account(db: Connection, who: Actor) -> dict[str, Any]:
    """`version` and `body`."""
    assert who.id is not None
    found = await queries.account(db, who.id)
    assert found is not None
    return found


async def change_account(db: Connection, who: Actor, patch: AccountPatch, versions: Versions) -> None:
    assert who.id is not None
    row = await queries.locked_account(db, who.id)
    assert row is not None
    versions.check(row["version"])
    name = patch.name if "name" in patch.model_fields_set else row["name"]
    locale = patch.locale if "locale" in patch.model_fields_set else row["locale"]
    await queries.change_account(db, who.id, name, locale)


async def end_session(db: Connection, who: Actor, session_id: UUID) -> None:
    assert who.id is not None
    if not await queries.end_session(db, who.id, session_id):
        raise rules.SessionNotFound()


async def create_key(
    db: Connection,
    role: Role,
    region_codes: Sequence[str] = (),
    organisation_id: UUID | None = None,
    name: str = "made by the operator",
) -> str:
    """A key as the operator makes it: of any role, bound to regions or to a school or company."""
    key = rules.new_key()
    await queries.insert_client(
        db,
        {
            "name": name,
            "role": role.value,
            "scopes": list(rules.SCOPES),
            "regions": list(region_codes),
            "school": organisation_id if role in SCHOOL_ROLES else None,
            "company": None if role in SCHOOL_ROLES else organisation_id,
            "hash": rules.digest(key),
            "prefix": rules.shown_prefix(key),
            "rate": rules.OPERATOR_RATE,
            "by": None,
        },
    )
    return key
