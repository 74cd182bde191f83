"""Which of two partners is told of a step, by mail and in their language. Names of persons are never in it."""

from collections.abc import Iterable
from uuid import UUID

from api.kit.db import Connection, as_house, only, rows
from api.kit.settings import settings
from api.matches.models import Side
from api.matches.telling import READERS
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Locale, Notice
from api.partnerships.rules import Event
from api.vocabularies.shipped import vocabulary

ABOUT = """SELECT p.school_id, p.company_id, s.name AS school, c.name AS company, p.end_reason FROM partnership p
    JOIN school s ON s.id = p.school_id JOIN company c ON c.id = p.company_id WHERE p.id = %(id)s"""


async def tell(db: Connection, partnership_id: UUID, event: Event, sides: Iterable[Side]) -> None:
    """A mail to whoever signs for each of these sides, written with the step that it tells of."""
    async with as_house(db):  # who acts knows the people of their own side alone
        told = await only(db, ABOUT, {"id": partnership_id})
        for side in sides:
            for reader in await rows(db, READERS, {"organisation": told[f"{side}_id"], "contact": None}):
                values = {
                    "event": event,
                    "school": told["school"],
                    "company": told["company"],
                    "reason": _reason(told["end_reason"], reader["locale"]),
                    "link": f"{settings().public_url}/mijn/partners",
                }
                notice = Notice(Template.PARTNERSHIP, reader["email"], reader["locale"], values, reader["id"])
                await notices.tell(db, notice)


def _reason(code: str | None, locale: Locale) -> str:
    if code is None:
        return ""
    label: str = vocabulary().concept("end-reasons", code).label[locale]
    return label
