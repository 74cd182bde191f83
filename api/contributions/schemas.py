"""What somebody gave, by school year."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from api.kit.schemas import Wire, example
from api.polls.schemas import ClassResultsOut

GIVEN = {
    "schoolYear": "2026-2027",
    "minutes": 450,
    "classes": 4,
    "pupils": 108,
    "schools": 2,
    "answers": 3,
    "score": 4.7,
    "classResults": {"answers": 24, "questions": [{"question": "fits_me", "counts": [1, 2, 6, 10, 5]}]},
    "activities": [
        {"id": "0199d5a4-7c1e-7000-8000-000000000021", "title": "Zonnepanelen meten", "classes": 4, "minutes": 450}
    ],
}
SchoolYear = Annotated[str, Path(pattern="^20[0-9]{2}-20[0-9]{2}$", examples=["2026-2027"])]


class GivenActivity(Wire):
    id: UUID
    title: str
    classes: int
    minutes: int


class ContributionOut(Wire):
    """Of what took place. `minutes` are those agreed, else the activity's own; `answers` and `score`, 1 to 5, are
    what schools said of it, from three answers on; `classResults` what classes said afterwards, of each class
    once it is closed and ten or more answered.
    """

    model_config = example(GIVEN)

    school_year: str
    minutes: int
    classes: int
    pupils: int
    schools: int
    answers: int | None
    score: float | None
    class_results: ClassResultsOut | None
    activities: list[GivenActivity]


class ContributionsOut(Wire):
    model_config = example({"items": [GIVEN]})

    items: list[ContributionOut]
