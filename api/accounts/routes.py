"""Signing in and out, one's sessions and account."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.accounts import matrix, queries, rules, service
from api.accounts.guards import Anyone, Person
from api.accounts.rules import COOKIE, SessionNotFound, SignInRefused
from api.accounts.schemas import (
    AccountOut,
    AccountPatch,
    RolesOut,
    SessionOut,
    SessionsOut,
    SignIn,
    SignInAttemptOut,
    SignInWish,
)
from api.kit.db import Db
from api.kit.errors import VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, item_answer, json_answer, tagged
from api.kit.limits import TooManyRequests
from api.kit.types import Id

router = APIRouter(tags=["accounts"], route_class=LoketRoute)


def origin_of(request: Request) -> str:
    """A fingerprint of the address that a request comes from; the address itself goes no further."""
    return rules.digest(request.client.host if request.client else "-").hex()


def device_of(request: Request) -> str:
    return rules.device_of(request.headers.get("user-agent", ""))


def with_session(answer: Response, token: str) -> Response:
    """The answer with the session's cookie: this host alone, never to scripts, not from another site's forms."""
    answer.set_cookie(
        COOKIE, token, max_age=int(service.SESSION_LASTS.total_seconds()), path="/", secure=True, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return answer


def without_session(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@router.post(
    "/sign-in-attempts",
    status_code=202,
    summary="Ask for a link to sign in",
    response_model=SignInAttemptOut,
    responses=refuses(TooManyRequests),
)
async def create_sign_in_attempt(request: Request, db: Db, _: Anyone, body: SignInWish) -> Response:
    """A link and a code go by mail; they work once, for fifteen minutes. The answer does not tell who is known."""
    return json_answer(await service.wish(db, body, origin_of(request)), 202)


@router.post(
    "/sessions",
    status_code=201,
    summary="Sign in with the mailed link or code",
    response_model=SessionOut,
    responses=refuses(SignInRefused, TooManyRequests),
)
async def create_session(request: Request, db: Db, _: Anyone, body: SignIn) -> Response:
    """Sets the session's cookie. The code is for who opens the mail elsewhere; ten tries per five minutes."""
    token, signed_in = await service.sign_in(db, body, origin_of(request), device_of(request))
    return with_session(json_answer(signed_in, 201), token)


@router.get("/roles", summary="Who may do what", response_model=RolesOut)
async def list_roles(request: Request, _: Anyone) -> Response:
    """The role matrix: for every operation the reach of each role. The tests of the service are made from it."""
    items = [{"operation": row.operation, "label": row.label, "reach": row.reach} for row in matrix.rows()]
    return tagged(request, json_answer(json.dumps({"items": items}, ensure_ascii=False)), 3600)


@router.get("/session", summary="Who is signed in", response_model=SessionOut)
async def read_session(request: Request, db: Db, who: Anyone) -> Response:
    """The account with its roles and the token that writes need; both null for a visitor."""
    return json_answer(await service.session_json(db, who.person_id, request.cookies.get(COOKIE)))


@router.post("/session/end", status_code=204, summary="Sign out")
async def end_session(db: Db, who: Person) -> Response:
    """Ends this session, everywhere at once."""
    assert who.session_id is not None
    await service.end_session(db, who, who.session_id)
    return without_session(Response(status_code=204))


@router.get("/sessions", summary="My sessions", response_model=SessionsOut)
async def list_sessions(db: Db, who: Person) -> Response:
    """Where one is signed in, most recently seen first."""
    return json_answer(json.dumps({"items": await service.sessions(db, who)}))


@router.post(
    "/sessions/{session_id}/end", status_code=204, summary="End a session", responses=refuses(SessionNotFound)
)
async def end_one_session(db: Db, who: Person, session_id: Id) -> Response:
    """Of one's own; it is refused from then on."""
    await service.end_session(db, who, session_id)
    answer = Response(status_code=204)
    return without_session(answer) if session_id == who.session_id else answer


@router.post("/sessions/end-others", status_code=204, summary="End all other sessions")
async def end_other_sessions(db: Db, who: Person) -> Response:
    """All but the one that asks."""
    assert who.id is not None
    await queries.end_other_sessions(db, who.id, who.session_id)
    return Response(status_code=204)


@router.get("/account", summary="My account", response_model=AccountOut)
async def read_account(request: Request, db: Db, who: Person) -> Response:
    """Name, address, language and roles."""
    found = await service.read_account(db, who)
    return item_answer(request, found["body"], found["version"])


@router.patch(
    "/account",
    summary="Change my account",
    response_model=AccountOut,
    responses=refuses(VersionMismatch, VersionRequired),
)
async def change_account(request: Request, db: Db, who: Person, patch: AccountPatch, versions: IfMatch) -> Response:
    """Name and language; another address is another account."""
    await service.change_account(db, who, patch, versions)
    found = await service.read_account(db, who)
    return item_answer(request, found["body"], found["version"])
