"""When an organisation sleeps, how it is asked, and what an answer does; pure."""

from datetime import timedelta
from typing import Literal

from api.accounts.roles import Role
from api.kit.errors import NotFound
from api.kit.limits import Limit

# A region may set its own `dormant_days`.
DORMANT_DAYS = 365
ASK_AGAIN_DAYS = 90
LINK_LASTS = timedelta(days=60)
READERS = 5
LOOKS_FROM_ONE_PLACE = Limit(300, 300)
Answer = Literal["active", "pause", "stop"]
# What an answer does to the organisation, by the verbs that it has.
VERBS: dict[Answer, str | None] = {"active": None, "pause": "pause", "stop": "leave"}


class QuestionNotFound(NotFound):
    """Answered by whoever, too old, or never asked; which of them is not told."""

    code, title = "question_not_found", "This link does not work, or no longer."


def keeper_of(kind: str) -> Role:
    """Whoever answers for an organisation."""
    return Role.SCHOOL_COORDINATOR if kind == "school" else Role.COMPANY_COORDINATOR
