"""A confirmed match on paper: what stands on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from api.kit.clock import LOCAL
from api.kit.http import Language
from api.kit.states import StateForbids
from api.matches.calendars import place_said
from api.matches.models import KEPT, PLANNED
from api.notices.rules import day_said
from api.papers.press import Part, Ticket
from api.vocabularies.shipped import vocabulary

WORDS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "title": "Bevestiging", "agreed": "Afgesproken", "school": "School", "company": "Bedrijf",
        "lead": "Jullie zeiden allebei ja. Neem dit blad mee, of laat het zien bij de balie.",
        "asked": "Vraag", "for": "Voor", "pupils": "leerlingen", "comes": "Komt", "when": "Wanneer", "where": "Waar",
        "week": "in de week van", "scan": "De code leidt naar de afspraak", "until": "tot",
        "foot": "De afspraak kan veranderd zijn. Wat geldt, staat op haar pagina:",
    },
    "en": {
        "title": "Confirmation", "agreed": "Agreed", "school": "School", "company": "Company",
        "lead": "You both said yes. Take this sheet along, or show it at the reception.",
        "asked": "Request", "for": "For", "pupils": "pupils", "comes": "Comes", "when": "When", "where": "Where",
        "week": "in the week of", "scan": "The code leads to the appointment", "until": "to",
        "foot": "The appointment may have changed. What holds is on its page:",
    },
}  # fmt: skip


def check_confirmed(state: str) -> None:
    if state not in PLANNED | KEPT:
        raise StateForbids()


def when(week: date, starts_at: datetime | None, ends_at: datetime | None, lang: Language) -> str:
    """In local time; a week without a time by its Monday."""
    words = WORDS[lang]
    if starts_at is None or ends_at is None:
        return f"{words['week']} {day_said(week, lang)}"
    first, last = starts_at.astimezone(LOCAL), ends_at.astimezone(LOCAL)
    return f"{day_said(first, lang)}, {first:%H:%M} {words['until']} {last:%H:%M}"


def ticket(match: Mapping[str, Any], told_when: str, link: str, lang: Language) -> Ticket:
    """Of a match as its parties read it; who to reach stands on it where it stands there."""
    words, request, activity = WORDS[lang], match["request"], match["activity"]
    school, company = request["school"], activity["company"]
    level = vocabulary().concept("levels", request["level"]).label[lang]
    rows = [
        (words["asked"], request["title"]),
        (words["for"], f"{level} {request['year']}, {request['pupils']} {words['pupils']}"),
    ]
    if match["venue"]:
        rows.append((words["where"], place_said(match["venue"])))
    if match["professional"]:
        rows.append((words["comes"], match["professional"]["name"]))
    for side in ("school", "company"):
        contact = (match["contacts"] or {}).get(side)
        if contact:
            rows.append((words[side], ", ".join(said for said in (contact["name"], contact["email"]) if said)))
    return Ticket(
        lang=lang,
        title=f"{words['title']}: {activity['title']}",
        heading=words["agreed"],
        lead=words["lead"],
        halves=(
            Part(words["school"], school["name"], school["place"] or ""),
            Part(activity["title"], company["name"], company["place"] or ""),
        ),
        rows=tuple(rows),
        stub=Part(words["when"], told_when, words["scan"]),
        link=link,
        foot=words["foot"],
    )
