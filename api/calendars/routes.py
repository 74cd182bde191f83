"""One's own appointments for a calendar program, at an address that is the key."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, Person
from api.calendars import service
from api.calendars.rules import CalendarNotFound
from api.calendars.schemas import CalendarAddressOut, CalendarFeedOut
from api.kit import audit, idempotency
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer, tagged
from api.kit.states import StateForbids

router = APIRouter(tags=["calendars"], route_class=LoketRoute)
# Under it the rest of a path is a secret.
CALENDARS = "/v1/calendars/"
Token = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43}$")]


class ICalendar(Response):
    media_type = "text/calendar"


EMPTY = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Techniekloket//Afspraken//NL\r\nEND:VCALENDAR\r\n"
SHOWN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}, "example": EMPTY}}}
}


@router.get("/account/calendar", summary="The address of my calendar", response_model=CalendarFeedOut)
async def read_calendar_feed(db: Db, who: Person) -> Response:
    """Whether there is one and since when; never the address."""
    return json_answer(await service.read(db, who))


@router.post(
    "/account/calendar", status_code=201, summary="Make an address for my calendar", response_model=CalendarAddressOut
)
async def create_calendar_feed(request: Request, db: Db, who: Person) -> Response:
    """It is in this answer and never shown again; the one before it stops working."""
    kept, shown = await service.create(db, who)
    idempotency.keep_instead(request, kept)
    return json_answer(shown, 201)


@router.post(
    "/account/calendar/revoke",
    summary="Revoke the address of my calendar",
    response_model=CalendarFeedOut,
    responses=refuses(StateForbids),
)
async def revoke_calendar_feed(db: Db, who: Person) -> Response:
    """Whoever knows it reads nothing more."""
    return json_answer(await service.revoke(db, who))


@router.get(
    "/calendars/{token}",
    summary="A person's appointments as iCalendar",
    response_class=ICalendar,
    responses={**SHOWN, **refuses(CalendarNotFound)},
)
async def read_calendar(request: Request, db: Db, _: Anyone, token: Token) -> Response:
    """What was agreed and what was called off, with UID and SEQUENCE of the mails; without names of persons."""
    audit.concerns(subject=CALENDARS)
    answer = tagged(request, ICalendar(await service.calendar(db, token)), 0)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
