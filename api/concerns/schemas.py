"""Concerns as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import Id, Paragraphs, told_as_paragraphs

Kind = Literal["activity", "request", "match", "company", "school"]
State = Literal["open", "handled"]
Said = Annotated[Paragraphs, StringConstraints(min_length=1), told_as_paragraphs(filled=True)]
CONCERN = {
    "id": "0199d5a4-7c1e-7000-8000-000000000071",
    "about": {"type": "activity", "id": "0199d5a4-7c1e-7000-8000-000000000021", "title": "Bouw een windmolen"},
    "text": "In de les werd vooral iets verkocht.",
    "region": "zuidoost-brabant",
    "reporter": {"name": "Docent", "email": "docent@example.org"},
    "state": "open",
    "outcome": "",
    "createdAt": "2026-11-24T09:00:00Z",
    "handledAt": None,
    "allowedActions": ["handle"],
}


class AboutIn(Wire):
    """A company and a school are named by a site."""

    type: Kind
    id: Id


class ConcernIn(Wire):
    model_config = example({"about": {"type": "activity", "id": CONCERN["id"]}, "text": CONCERN["text"]})

    about: AboutIn
    text: Said


class Handling(Wire):
    """What came of it."""

    model_config = example({"outcome": "Gebeld met het bedrijf; het materiaal is aangepast."})

    outcome: Said


class AboutOut(Wire):
    type: Kind
    id: UUID
    title: str | None


class Reporter(Wire):
    name: str | None
    email: str | None


class ConcernOut(Wire):
    """Who reported it is told to the coordinator alone."""

    model_config = example(CONCERN)

    id: UUID
    about: AboutOut
    text: str
    region: str | None
    reporter: Reporter | None
    state: State
    outcome: str
    created_at: AwareDatetime
    handled_at: AwareDatetime | None
    allowed_actions: list[str]


class ConcernsOut(Wire):
    model_config = example({"items": [CONCERN], "nextCursor": None})

    items: list[ConcernOut]
    next_cursor: str | None
    count: int | None = None


class ConcernSearch(Page):
    state: Annotated[State | None, Field(description="open ones wait for somebody")] = None
