"""How long what is kept, what one may consent to, and what privacy's verbs refuse."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from api.kit.errors import FieldError, NotFound, Refusal
from api.organisations.rules import LastCoordinator


class Text(NamedTuple):
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Period:
    """After this many days the worker forgets."""

    name: str
    days: int
    said: Text

    def before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)


PERIODS = (
    Period("sign_in_attempts", 1, Text("een dag na je poging", "a day after the attempt")),
    Period("oidc_attempts", 1, Text("een dag na je poging", "a day after the attempt")),
    Period("rate_counters", 1, Text("een dag", "a day")),
    Period("idempotency_keys", 2, Text("twee dagen", "two days")),
    Period(
        "sessions", 30, Text("30 dagen nadat je bent uitgelogd", "30 days after you signed out or the session ended")
    ),
    Period(
        "invitations",
        30,
        Text("30 dagen nadat de uitnodiging is gebruikt of verlopen", "30 days after it was used or ended"),
    ),
    Period("mails", 30, Text("30 dagen na het versturen", "30 days after sending")),
    Period(
        "application_contacts",
        180,
        Text(
            "180 dagen na het besluit; zonder besluit een jaar na de laatste stap",
            "180 days after the decision; without one a year after the last step",
        ),
    ),
    Period(
        "open_applications",
        365,
        Text("een jaar na de laatste stap", "a year after the last step"),
    ),
    Period(
        "professionals",
        180,
        Text("180 dagen nadat je bent gestopt als gastdocent", "180 days after you stopped as a guest teacher"),
    ),
    Period("concerns", 365, Text("een jaar nadat de zorg is behandeld", "a year after the concern was handled")),
    Period(
        "matches",
        730,
        Text("je naam en je woorden: twee jaar na de afspraak", "your name and words: two years after it"),
    ),
    Period(
        "accounts",
        730,
        Text(
            "tot je het wist, of tot 24 maanden na je laatste bezoek als je geen rol meer hebt",
            "until you erase it, or 24 months after your last visit when you hold no role any more",
        ),
    ),
    # Seven leap days more than seven years would be short; the database itself forgets nothing younger.
    Period("audit", 2557, Text("zeven jaar", "seven years")),
)
BY_NAME: Mapping[str, Period] = MappingProxyType({period.name: period for period in PERIODS})

Purpose = Literal["profile_public", "newsletter"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
# The wording in force; its text is in the SPA's locales as `privacy.consents.<purpose>`.
WORDINGS: Mapping[Purpose, str] = MappingProxyType({"profile_public": "2026-11", "newsletter": "2026-11"})


SOMEBODY: Mapping[str, str] = MappingProxyType({"nl": "iemand die hier niet meer is", "en": "somebody who has left"})


def unnamed(value: Any, names: Sequence[str], locale: str) -> Any:
    """JSON without these words, wherever they stand by themselves in a text of it."""
    if isinstance(value, dict):
        return {key: unnamed(inner, names, locale) for key, inner in value.items()}
    if isinstance(value, list):
        return [unnamed(inner, names, locale) for inner in value]
    if not isinstance(value, str):
        return value
    for name in names:
        value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SOMEBODY[locale], value, flags=re.IGNORECASE)
    return value


class AddressDiffers(Refusal):
    status, code, title = 400, "address_differs", "This is not the address of your account."


class WordingOutdated(Refusal):
    """What was read is not what would be agreed to."""

    status, code, title = 409, "wording_outdated", "The text has changed; read it again."


class ConsentNotFound(NotFound):
    code, title = "consent_not_found", "You gave no consent with this id."


def check_address(confirmed: str, email: str | None) -> None:
    if confirmed != email:
        detail = "the address of your own account is expected"
        raise AddressDiffers(FieldError("#/confirm", "address_differs", detail))


def check_nobody_is_left_alone(organisations: list[dict[str, str]]) -> None:
    if organisations:
        raise LastCoordinator(members={"organisations": organisations})


def check_wording(purpose: Purpose, wording: str) -> None:
    if wording != WORDINGS[purpose]:
        raise WordingOutdated()
