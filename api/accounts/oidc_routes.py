"""Signing in by an identity provider: a browser is sent there and comes back, so these answer with a place to go."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import oidc_service
from api.accounts.guards import Anyone
from api.accounts.routes import device_of, origin_of, with_session
from api.accounts.rules import OIDC_COOKIE, SignInWayUnknown
from api.accounts.schemas import OidcStart, SignInMethodsOut
from api.kit.errors import refuses
from api.kit.http import LoketRoute, OutsideRoute, Pool, ReturnRoute, json_answer
from api.kit.limits import TooManyRequests
from api.kit.settings import settings

router = APIRouter(tags=["accounts"])
ways = APIRouter(route_class=LoketRoute)
there = APIRouter(route_class=OutsideRoute)
back = APIRouter(route_class=ReturnRoute)
Told = Annotated[str | None, Query(max_length=4000)]


def sent_to(place: str) -> Response:
    return RedirectResponse(place, 302, {"Cache-Control": "no-store"})


@ways.get("/sign-in/methods", summary="Ways to sign in", response_model=SignInMethodsOut)
async def list_sign_in_methods(_: Anyone) -> Response:
    """By mail always; `oidc` is null unless an identity provider is connected, else what its button says."""
    chosen = settings()
    oidc = {"name": chosen.oidc_name} if chosen.oidc_issuer else None
    return json_answer(json.dumps({"mail": True, "oidc": oidc}))


@there.get(
    "/sign-in/oidc",
    status_code=302,
    summary="Sign in by the identity provider",
    response_class=RedirectResponse,
    responses=refuses(SignInWayUnknown, TooManyRequests),
)
async def begin_oidc(request: Request, database: Pool, _: Anyone, wanted: Annotated[OidcStart, Query()]) -> Response:
    """For a browser to open: leads to the provider, and in the end to `returnTo`, a path of this site."""
    oidc_service.check_connected()
    place, browser = await oidc_service.begin(database, wanted.return_to, origin_of(request))
    answer = sent_to(place)
    if browser is not None:
        lasts = int(oidc_service.ATTEMPT_LASTS.total_seconds())
        answer.set_cookie(OIDC_COOKIE, browser, max_age=lasts, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@back.get(
    "/sign-in/oidc/callback",
    status_code=302,
    summary="Come back from the identity provider",
    response_class=RedirectResponse,
    responses=refuses(SignInWayUnknown),
)
async def finish_oidc(
    request: Request,
    database: Pool,
    _: Anyone,
    state: Told = None,
    code: Told = None,
    error: Told = None,
    iss: Told = None,
) -> Response:
    """For the provider alone. Sets the session's cookie, or leads to `/inloggen?reden=onbekend` or `=mislukt`."""
    oidc_service.check_connected()
    told = {"state": state, "code": code, "error": error, "iss": iss}
    browser, made_by = request.cookies.get(OIDC_COOKIE), device_of(request)
    place, token = await oidc_service.finish(database, told, browser, made_by, request.scope["request_id"])
    answer = sent_to(place)
    answer.delete_cookie(OIDC_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer if token is None else with_session(answer, token)


for part in (ways, there, back):
    router.include_router(part)
