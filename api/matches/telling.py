"""Who is told of which step of a match, by mail and in their language. Names of persons are never in it."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import CURRENT
from api.kit.clock import LOCAL
from api.kit.db import Connection, only, rows
from api.kit.settings import settings
from api.matches import calendars
from api.matches.announcing import announce
from api.matches.life import Event
from api.matches.models import PLANNED, Side
from api.matches.queries import ABOUT
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Locale, Notice, day_said
from api.vocabularies.shipped import vocabulary

SILENT = frozenset(
    {"hold_lapsed", "replaced_by", "lesson_after", "feedback", "delivered", "evaluated", "closed", "appealed"}
)
# What a region's coordinator does to many matches at once.
OF_THE_REGION = ("moved_online", "moved_back", "called_off")
# Whoever acts for the side in this match, else those who look after it, else whoever works there: five at most.
READERS = f"""WITH contact AS (
    SELECT id FROM account WHERE id = %(contact)s AND email IS NOT NULL
), held AS (
    SELECT DISTINCT m.account_id AS id, m.role IN ('school_coordinator', 'company_coordinator') AS keeper
    FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
    WHERE %(organisation)s IN (m.school_id, m.company_id, b.id) AND {CURRENT}
      AND NOT EXISTS (SELECT 1 FROM contact)
)
SELECT a.id, a.email, a.locale FROM account a WHERE a.email IS NOT NULL AND a.id IN (
    SELECT id FROM contact
    UNION ALL SELECT id FROM held WHERE keeper OR NOT EXISTS (SELECT 1 FROM held WHERE keeper))
ORDER BY a.id LIMIT 5"""  # noqa: S608


async def tell(db: Connection, match_id: UUID, event: Event) -> None:
    """A mail to each side that the step concerns, written with it: nothing leaves when it is taken back."""
    await announce(db, match_id, event)
    if event.type in SILENT:
        return
    match = await only(db, ABOUT, {"id": match_id})
    match["link"] = f"{settings().public_url}/mijn/afspraken/{match_id}"
    for side in _sides(match, event):
        organisation, contact = match[f"{side}_id"], match[f"{side}_contact_id"]
        for reader in await rows(db, READERS, {"organisation": organisation, "contact": contact}):
            values = _values(match, event, reader["locale"])
            await notices.tell(db, Notice(Template.MATCH, reader["email"], reader["locale"], values, reader["id"]))


def _sides(match: DictRow, event: Event) -> list[Side]:
    """Both when it is settled or time decided; else the side that has to answer or did not act."""
    both = [Side.SCHOOL, Side.COMPANY]
    if _news(match, event) in ("confirmed", "expired", "superseded", "cancelled", *OF_THE_REGION):
        return both
    if event.type in ("no_show", "excused", "appeal_refused"):
        return [Side(event.facts["of"])]
    if event.type in ("reminded", "proposed", "accepted", "moments_proposed"):
        said = {Side.SCHOOL: match["school_yes"], Side.COMPANY: match["company_yes"]}
        if match["state"] == "reschedule_proposed":
            return [side for side in both if side != match["moments_by"]]
        return [side for side in both if not said[side]]
    return [side for side in both if side is not event.side]


def _news(match: DictRow, event: Event) -> str:
    return "confirmed" if event.type == "accepted" and match["state"] == "confirmed" else event.type


def _values(match: DictRow, event: Event, locale: Locale) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "event": _news(match, event),
        "request": match["request_title"],
        "school": match["school_name"],
        "activity": match["activity_title"],
        "company": match["company_name"],
        "when": _when(match, locale),
        "where": calendars.place_said(match["venue"]) if match["venue"] and match["state"] in PLANNED else "",
        "reason": _reason(event, locale),
        "answer_by": _day(match["respond_by"], locale) if match["respond_by"] else "",
        "link": match["link"],
    }
    moved = values["event"] in ("moved_online", "moved_back") and match["state"] in PLANNED
    if values["event"] == "confirmed" or moved:
        values["calendar"] = calendars.calendar([calendars.event_of(match)], "REQUEST")
    elif event.type == "cancelled" or event.facts.get("planned"):
        values["calendar"] = calendars.calendar([calendars.event_of(match)], "CANCEL")
    return values


def _reason(event: Event, locale: Locale) -> str:
    if event.reason is None:
        return ""
    scheme = "cancel-reasons" if event.type == "cancelled" else "decline-reasons"
    label: str = vocabulary().concept(scheme, event.reason).label[locale]
    return label


def _day(at: datetime, locale: Locale) -> str:
    local = at.astimezone(LOCAL)
    return day_said(local, locale)


def _when(match: DictRow, locale: Locale) -> str:
    if match["starts_at"] is not None and match["state"] in PLANNED:
        local = match["starts_at"].astimezone(LOCAL)
        return f"{_day(match['starts_at'], locale)}, {local:%H:%M}"
    week = match["week"]
    named = day_said(week, locale)
    return f"de week van {named}" if locale == "nl" else f"the week of {named}"
