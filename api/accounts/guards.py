"""Who may, as types in a signature. No guard, no route: a test walks all routes."""

import hmac
import math
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.accounts import queries, rules
from api.accounts.roles import Role
from api.accounts.rules import CLIENT_ROLES, COMPANY_ROLES, COOKIE, CSRF_HEADER, SCHOOL_ROLES, VISITOR, Actor
from api.kit import idempotency
from api.kit.db import Connection, Db
from api.kit.errors import Forbidden, Refusal, Unauthenticated
from api.kit.http import SAFE
from api.kit.limits import Allowance, TooManyRequests

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="techniekloket"'}
_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key that starts with lk_")
_cookie = APIKeyCookie(auto_error=False, scheme_name="session", name=COOKIE, description="A signed-in person")


class CsrfRefused(Refusal):
    """A write with a session's cookie that the page did not send itself."""

    status, code, title = 403, "csrf_refused", "Send the session's csrfToken as X-CSRF-Token."


@asynccontextmanager
async def identified(request: Request, db: Connection) -> AsyncIterator[None]:
    """Finds who asks, once per request, and tells the database for as long as the request lasts.

    A key that is not known is refused; a session that is over is a visitor, so that public pages go on.
    """
    request.state.actor = VISITOR
    header, token = request.headers.get("authorization"), request.cookies.get(COOKIE)
    if header is None and token is None:
        yield
        return
    try:
        if header is not None:
            request.state.actor = await _client(request, db, header)
        elif token is not None:
            request.state.actor = await _person(request, db, token)
        yield
    finally:
        if not getattr(request.state, "has_left", False):
            await queries.leave(db)


async def _client(request: Request, db: Connection, header: str) -> Actor:
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(rules.PREFIX):
        raise Unauthenticated(headers=CHALLENGE)
    known = await queries.enter(db, "client", rules.digest(key))
    if known is None:
        raise Unauthenticated(headers=CHALLENGE)
    allowance = Allowance(known["limit"], known["used"], math.ceil(known["rest"]), 60)
    request.state.allowance = allowance  # the answer's headers tell of it, whatever the answer is
    if allowance.spent:
        raise TooManyRequests()
    return rules.actor_of(known, "client")


async def _person(request: Request, db: Connection, token: str) -> Actor:
    known = await queries.enter(db, "person", rules.digest(token))
    if known is None:
        return VISITOR
    if request.method not in SAFE and not _sent_by_our_page(request, token):
        raise CsrfRefused()
    return rules.actor_of(known, "person")


def _sent_by_our_page(request: Request, token: str) -> bool:
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    return hmac.compare_digest(request.headers.get(CSRF_HEADER, ""), rules.csrf_token(token))


async def _actor(request: Request) -> Actor:
    actor: Actor = getattr(request.state, "actor", VISITOR)
    return actor


Known = Annotated[Actor, Depends(_actor)]


async def _reader(actor: Known) -> Actor:
    """Everybody; a key sees as much as its scopes allow, and without `read:region` no more than a visitor."""
    if not actor.has(*CLIENT_ROLES) or "read:region" in actor.scopes:
        return actor
    if "read:public" not in actor.scopes:
        raise ScopeMissing()
    return replace(actor, memberships=())


class ScopeMissing(Forbidden):
    """The key's scopes do not include this operation."""

    code, title = "scope_missing", "The scopes of this key do not include this operation."


Anyone = Annotated[Actor, Depends(_reader)]
Guard = Callable[..., Coroutine[Any, Any, Actor]]


def _one_of(*roles: Role, scope: str | None = None, people: bool = False) -> Guard:
    """One of the roles; portals and scripts need the scope too. `people`: anybody who is signed in."""

    async def guard(
        request: Request,
        db: Db,
        actor: Known,
        _key: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        _session: Annotated[str | None, Depends(_cookie)],
        idempotency_key: idempotency.Key = None,
    ) -> Actor:
        if actor.id is None:
            raise Unauthenticated(headers=CHALLENGE)
        if people and actor.kind != "person":
            raise Forbidden()
        if roles and not actor.has(*roles):
            raise Forbidden()
        if actor.has(*CLIENT_ROLES) and scope is not None and scope not in actor.scopes:
            raise ScopeMissing()
        if idempotency_key is not None and request.method == "POST":
            await idempotency.claim(request, db, actor.id, idempotency_key)
        return actor

    return guard


_REGION = (Role.REGIONAL_COORDINATOR, Role.PORTAL, Role.SCRIPT)
Importer = Annotated[
    Actor, Depends(_one_of(Role.REGIONAL_COORDINATOR, Role.SCRIPT, Role.DATA_SPECIALIST, scope="import:*"))
]
SchoolSide = Annotated[
    Actor, Depends(_one_of(Role.TEACHER, Role.SCHOOL_COORDINATOR, *_REGION, scope="write:requests"))
]
SchoolReader = Annotated[
    Actor, Depends(_one_of(Role.TEACHER, Role.SCHOOL_COORDINATOR, *_REGION, scope="read:region"))
]
SchoolKeeper = Annotated[Actor, Depends(_one_of(Role.SCHOOL_COORDINATOR, *_REGION, scope="import:*"))]
CompanySide = Annotated[
    Actor, Depends(_one_of(Role.PROFESSIONAL, Role.COMPANY_COORDINATOR, *_REGION, scope="write:activities"))
]
CompanyKeeper = Annotated[Actor, Depends(_one_of(Role.COMPANY_COORDINATOR, *_REGION, scope="import:*"))]
# Webhooks are made by the portal or script that is told; who looks after its key sees and ends them too.
HookOwner = Annotated[Actor, Depends(_one_of(Role.PORTAL, Role.SCRIPT, scope="read:region"))]
HookKeeper = Annotated[
    Actor,
    Depends(_one_of(Role.REGIONAL_COORDINATOR, Role.PLATFORM_ADMIN, Role.PORTAL, Role.SCRIPT, scope="read:region")),
]
# Who speaks for a company.
CompanyCoordinator = Annotated[Actor, Depends(_one_of(Role.COMPANY_COORDINATOR))]
# Who people are is not for portals and scripts.
PeopleSide = Annotated[
    Actor, Depends(_one_of(Role.PROFESSIONAL, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR))
]
PeopleReader = Annotated[Actor, Depends(_one_of(*sorted(SCHOOL_ROLES | COMPANY_ROLES), Role.REGIONAL_COORDINATOR))]
_PARTIES = (Role.TEACHER, Role.SCHOOL_COORDINATOR, Role.PROFESSIONAL, Role.COMPANY_COORDINATOR, *_REGION)
MatchParty = Annotated[Actor, Depends(_one_of(*_PARTIES, scope="act:matches"))]
MatchReader = Annotated[Actor, Depends(_one_of(*_PARTIES, scope="read:region"))]
# Who is of a school or a company, and speaks for it alone.
Sides = Annotated[Actor, Depends(_one_of(*sorted(SCHOOL_ROLES | COMPANY_ROLES)))]
# Who stands before a class.
ClassAsker = Annotated[Actor, Depends(_one_of(*sorted(SCHOOL_ROLES)))]
# Who signs for an organisation that goes on with another for years; and with a region's coordinator.
PartnerSides = Annotated[Actor, Depends(_one_of(Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR))]
PartnerKeeper = Annotated[
    Actor, Depends(_one_of(Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR))
]
Person = Annotated[Actor, Depends(_one_of(people=True))]
RegionSide = Annotated[Actor, Depends(_one_of(Role.REGIONAL_COORDINATOR))]
Keeper = Annotated[
    Actor,
    Depends(
        _one_of(Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR, Role.PLATFORM_ADMIN)
    ),
]
Admin = Annotated[Actor, Depends(_one_of(Role.PLATFORM_ADMIN))]
# Who looks after regions: keys of portals and scripts, and the log.
Overseer = Annotated[Actor, Depends(_one_of(Role.REGIONAL_COORDINATOR, Role.PLATFORM_ADMIN))]
