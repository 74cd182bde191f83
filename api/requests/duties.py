"""What the worker does for requests: asks whether an old one is still meant, and ends it when nobody says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.kit.clock import LOCAL, monday_of
from api.kit.db import Connection
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice, day_said
from api.requests import queries, rules
from api.requests.models import RequestState


async def due(db: Connection, now: datetime) -> list[UUID]:
    """Requests that nobody confirmed in time."""
    return await queries.old(db, _at(now))


async def attend(db: Connection, request_id: UUID, now: datetime) -> None:
    """One of them, if it still is: it needs a confirmation, and its asker hears so; without one it expires."""
    at = _at(now)
    row = await queries.locked_old(db, request_id, at)
    if row is None:
        return
    if row["state"] == RequestState.NEEDS_CONFIRMATION:
        await db.execute(queries.EXPIRE.encode(), {"id": request_id})
        return
    confirm_by = now + rules.CONFIRM_WITHIN
    await db.execute(queries.ASK_AGAIN.encode(), {"id": request_id, "confirm_by": confirm_by})
    await _ask(db, row, confirm_by, max(row["weeks_ok"]) < at["this_week"])


def _at(now: datetime) -> dict[str, Any]:
    this_week = monday_of(now.astimezone(LOCAL).date())
    return {"now": now, "this_week": this_week, "confirm_days": rules.CONFIRM_DAYS}


async def _ask(db: Connection, request: Mapping[str, Any], confirm_by: datetime, weeks_over: bool) -> None:
    day = confirm_by.astimezone(LOCAL).date()
    told = {"request": request["title"], "school": request["site_name"]}
    told["weeks"] = "over" if weeks_over else ""
    told["link"] = f"{settings().public_url}/mijn/vragen"
    for reader in await queries.readers(db, request):
        values = {**told, "until": day_said(day, reader["locale"])}
        await notices.tell(db, Notice(Template.STILL_MEANT, reader["email"], reader["locale"], values, reader["id"]))
