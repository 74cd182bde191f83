"""Questions to a class, and how many gave which answer."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from api.kit.schemas import Wire, example
from api.kit.types import WHOLE
from api.polls.rules import CODE_LENGTH, SHOWN_FROM, SIGNS, Stage
from api.vocabularies.schemas import ClassQuestion

Code = Annotated[str, Field(pattern=f"^[{SIGNS}]{{{CODE_LENGTH}}}$")]
CODE = "k7m2q9wx4ztp"
COUNTS = [0, 2, 5, 11, 6]
SHOWN: dict[str, Any] = {"answers": 24, "questions": [{"question": "knows_work", "counts": COUNTS}]}
CLOSED = {
    "stage": "after",
    "state": "closed",
    "closesAt": "2027-02-01T09:00:00Z",
    "tooFew": False,
    "results": SHOWN,
    "allowedActions": [],
}
OPEN = {**CLOSED, "state": "open", "results": None, "allowedActions": ["open", "close"]}


class ClassCountsOut(Wire):
    """How many gave the answers 1 to 5."""

    question: ClassQuestion
    counts: Annotated[list[int], Field(min_length=5, max_length=5)]


class ClassResultsOut(Wire):
    answers: Annotated[int, Field(ge=SHOWN_FROM)]
    questions: list[ClassCountsOut]


class ClassPollOut(Wire):
    """`results` come once it is closed and never change; `tooFew`: it is closed and fewer than ten answered."""

    model_config = example(CLOSED)

    stage: Stage
    state: Literal["none", "open", "closed"]
    closes_at: AwareDatetime | None
    too_few: bool
    results: ClassResultsOut | None
    allowed_actions: list[str]


class ClassPollsOut(Wire):
    model_config = example({"items": [{**CLOSED, "stage": "before"}, CLOSED]})

    items: list[ClassPollOut]


class ClassPollIn(Wire):
    model_config = example({"stage": "after"})

    stage: Annotated[Stage, Field(description="before the visit, or after it")]


class ClassPollAddressOut(ClassPollOut):
    """The only answer that shows code and address. A repeat by Idempotency-Key has null: they are kept nowhere.

    `squares` is the address as a QR code, a text of 0 and 1 for each row.
    """

    model_config = example({**OPEN, "code": CODE, "url": f"https://example.org/klas#{CODE}", "squares": ["10", "01"]})

    code: Code | None
    url: str | None
    squares: list[str] | None


class ClassCode(Wire):
    model_config = example({"code": CODE})

    code: Code


class LabelOut(Wire):
    """A code of a vocabulary with its words by language."""

    code: str
    label: dict[str, str]


class ClassQuestionsOut(Wire):
    """What a class is asked: each of `questions` has one of `values` for an answer."""

    model_config = example(
        {
            "stage": "after",
            "activity": "Zonnepanelen meten",
            "questions": [{"code": "fits_me", "label": {"nl": "Techniek past bij mij."}}],
            "values": [{"code": "1", "label": {"nl": "Helemaal niet", "en": "Not at all"}}],
        }
    )

    stage: Stage
    activity: str
    questions: list[LabelOut]
    values: list[LabelOut]


class ClassAnswerIn(Wire):
    question: ClassQuestion
    value: Annotated[int, Field(ge=1, le=5), WHOLE]


class ClassAnswersIn(Wire):
    """Each question once."""

    model_config = example(
        {
            "code": CODE,
            "answers": [
                {"question": "knows_work", "value": 4},
                {"question": "fits_me", "value": 3},
                {"question": "learn_more", "value": 5},
            ],
        }
    )

    code: Code
    answers: Annotated[list[ClassAnswerIn], Field(min_length=3, max_length=3)]


class CountedOut(Wire):
    model_config = example({"counted": True})

    counted: Literal[True]
