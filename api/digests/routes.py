"""The weekly letter: whether one gets it, and the link by which it stops."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from api.accounts.guards import Anyone, Person
from api.accounts.routes import origin_of
from api.digests import service
from api.digests.rules import SubscriptionNotFound
from api.digests.schemas import DigestOut, UnsubscribedOut
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.limits import TooManyRequests

router = APIRouter(tags=["accounts"], route_class=LoketRoute)
Token = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43}$")]


@router.get("/account/digest", summary="My weekly letter", response_model=DigestOut)
async def read_digest(db: Db, who: Person) -> Response:
    """Whether one gets it. Without a choice, who looks after a school, a company or a region does."""
    return json_answer(await service.read(db, who))


@router.post(
    "/account/digest/subscribe",
    summary="Ask for the weekly letter",
    response_model=DigestOut,
)
async def subscribe_digest(db: Db, who: Person) -> Response:
    """From the coming week on; in weeks with nothing to tell there is none."""
    return json_answer(await service.choose(db, who, True))


@router.post(
    "/account/digest/unsubscribe",
    summary="Ask for no weekly letter",
    response_model=DigestOut,
)
async def unsubscribe_digest(db: Db, who: Person) -> Response:
    """From now on, whatever the role."""
    return json_answer(await service.choose(db, who, False))


@router.get(
    "/unsubscriptions/{token}",
    status_code=303,
    summary="The page of a link to unsubscribe",
    response_class=RedirectResponse,
)
async def open_unsubscription(_: Anyone, token: Token) -> Response:
    """For a browser: leads to a page with one button. Opening it changes nothing, whoever looks into the mail."""
    return RedirectResponse(f"/afmelden#{token}", status_code=303, headers={"Cache-Control": "no-store"})


@router.post(
    "/unsubscriptions/{token}",
    summary="Unsubscribe by the mailed link",
    response_model=UnsubscribedOut,
    responses=refuses(SubscriptionNotFound, TooManyRequests),
)
async def unsubscribe_by_link(request: Request, db: Db, _: Anyone, token: Token) -> Response:
    """One click, as RFC 8058 has it: without signing in, whatever body the mail program sends, and as often as it
    likes.
    """
    return json_answer(await service.unsubscribe(db, token, origin_of(request)))
