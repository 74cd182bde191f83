"""What somebody gave, on paper; and when what classes said of it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.kit.clock import LOCAL
from api.kit.errors import NotFound
from api.kit.http import Language
from api.notices.rules import day_said
from api.papers.press import Part, Table, Ticket

# Fewer answers would tell whose they are.
SCORED_FROM = 3
WORDS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "title": "Inzet voor techniek in de klas", "year": "Schooljaar", "somebody": "Een gastdocent",
        "lead": "{name} liet in dit schooljaar aan leerlingen zien hoe techniek werkt.",
        "activity": "Activiteit", "classes": "Klassen", "hours": "Uren", "pupils": "leerlingen", "reach": "Bereikt",
        "reached": "{classes} klassen, {hours} uur", "one": "1 klas, {hours} uur",
        "said": "Scholen gaven", "of": "{score} van 5, {answers} keer", "note": "De code leidt naar Mijn inzet",
        "foot": "Opgemaakt op {day}, uit afspraken die beide kanten bevestigden.",
    },
    "en": {
        "title": "Given to technology in class", "year": "School year", "somebody": "A guest teacher",
        "lead": "{name} showed pupils in this school year how technology works.",
        "activity": "Activity", "classes": "Classes", "hours": "Hours", "pupils": "pupils", "reach": "Reached",
        "reached": "{classes} classes, {hours} hours", "one": "1 class, {hours} hours",
        "said": "Schools gave", "of": "{score} of 5, {answers} times", "note": "The code leads to What I gave",
        "foot": "Made on {day}, of appointments that both sides confirmed.",
    },
}  # fmt: skip


class ContributionNotFound(NotFound):
    """Nothing of one's own took place in this school year."""

    code, title = "contribution_not_found", "Nothing of yours took place in this school year."


def hours(minutes: int, lang: Language) -> str:
    """To half an hour: 7,5."""
    halves = round(minutes / 30)
    whole = f"{halves // 2}{'.5' if halves % 2 else ''}"
    return whole.replace(".", ",") if lang == "nl" else whole


def certificate(year: Mapping[str, Any], name: str | None, link: str, now: datetime, lang: Language) -> Ticket:
    """Of one school year as it crosses the wire."""
    words, given = WORDS[lang], hours(year["minutes"], lang)
    rows = [(words["reach"], f"{year['pupils']} {words['pupils']}")]
    if year["score"] is not None:
        score = f"{year['score']:.1f}".replace(".", "," if lang == "nl" else ".")
        rows.append((words["said"], words["of"].format(score=score, answers=year["answers"])))
    return Ticket(
        lang=lang,
        title=f"{words['title']}, {year['schoolYear']}",
        heading=words["title"],
        lead=words["lead"].format(name=name or words["somebody"]),
        rows=tuple(rows),
        table=Table(
            (words["activity"], words["classes"], words["hours"]),
            tuple((a["title"], str(a["classes"]), hours(a["minutes"], lang)) for a in year["activities"]),
        ),
        stub=Part(
            f"{words['year']} {year['schoolYear']}",
            words["one" if year["classes"] == 1 else "reached"].format(classes=year["classes"], hours=given),
            words["note"],
        ),
        link=link,
        foot=words["foot"].format(day=day_said(now.astimezone(LOCAL), lang)),
    )
