from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from api.notices import letters
from api.notices.models import Template
from api.notices.rules import BadAddress, BadHeader

LINK = "https://loket.nl/in?token=t0k3n&next=%2F"
STOP = "https://loket.nl/afmelden#t0k3n"
LINKS = ("link", "unsubscribe", "one_click")
ORGANISATION = "Van Dijk & Zn <Techniek>"
SAMPLES: dict[Template, dict[str, str | int]] = {
    Template.SIGN_IN: {"link": LINK, "code": "482913", "minutes": 15},
    Template.NO_ACCOUNT: {"link": LINK},
    Template.INVITATION: {
        "organisation": ORGANISATION,
        "role": "docent",
        "inviter": "Noor de Wit",
        "link": LINK,
        "days": 7,
    },
    Template.APPLICATION_RECEIVED: {"organisation": ORGANISATION, "link": LINK},
    Template.APPLICATION_DECIDED: {
        "organisation": ORGANISATION,
        "decision": "admitted",
        "note": "Welkom!\n\nTot ziens.",
        "link": LINK,
    },
    Template.MEMBERSHIP_ENDED: {"organisation": ORGANISATION},
    Template.HANDED_OVER: {"organisation": ORGANISATION, "successor": "Ali Demir"},
    Template.TAKEN_OVER: {
        "organisation": ORGANISATION,
        "predecessor": "Noor de Wit",
        "role": "contactpersoon",
        "link": LINK,
    },
    Template.MATCH: {
        "event": "confirmed",
        "request": "Gastles energie",
        "school": "Voorbeeldcollege",
        "activity": "Zonnepanelen meten",
        "company": ORGANISATION,
        "when": "week van 18 januari 2027",
        "reason": "",
        "answer_by": "",
        "link": LINK,
    },
    Template.ROUND_READY: {
        "kind": "round",
        "round": "Maandronde 11 jan. 2027",
        "region": "Friesland",
        "failed": "",
        "asked": 120,
        "served": 103,
        "link": LINK,
    },
    Template.STANDBY: {
        "request": "Wie komt er?",
        "school": "Voorbeeldcollege",
        "activity": "Zonnepanelen meten",
        "company": "Voorbeeld Energie",
        "week": "18 jan. 2027",
        "until": "27 nov. 2026, 10:00",
        "link": LINK,
    },
    Template.STILL_MEANT: {
        "request": "Wie komt er?",
        "school": ORGANISATION,
        "until": "24 dec. 2026",
        "link": LINK,
    },
    Template.DORMANT: {
        "organisation": ORGANISATION,
        "since": "24 nov. 2025",
        "until": "24 jan. 2027",
        "link": LINK,
    },
    Template.PARTNERSHIP: {
        "event": "ended",
        "school": "Voorbeeldcollege",
        "company": ORGANISATION,
        "reason": "Het doel is bereikt",
        "link": LINK,
    },
    Template.DIGEST: {
        "week": 48,
        "waits": "- Zonnepanelen meten",
        "coming": "- Windmolen bouwen",
        "unanswered": 91,
        "applications": 92,
        "concerns": 93,
        "appeals": 94,
        "offered": "- Brug bouwen",
        "asked": "- Wie helpt ons?",
        "agreed": 95,
        "held": 96,
        "fell": 97,
        "link": LINK,
        "unsubscribe": STOP,
        "one_click": STOP,
    },
    Template.WEBHOOK_FAILED: {"url": "https://portaal.example/loket", "link": LINK},
    Template.ERASED: {},
}
SUBJECTS = {
    (Template.SIGN_IN, "nl"): "Log in bij Techniekloket",
    (Template.SIGN_IN, "en"): "Sign in to Techniekloket",
    (Template.NO_ACCOUNT, "nl"): "Je hebt nog geen account bij Techniekloket",
    (Template.NO_ACCOUNT, "en"): "You have no Techniekloket account yet",
    (Template.INVITATION, "nl"): f"Noor de Wit nodigt je uit voor {ORGANISATION}",
    (Template.INVITATION, "en"): f"Noor de Wit invites you to {ORGANISATION}",
    (Template.APPLICATION_RECEIVED, "nl"): "Je aanmelding is binnen",
    (Template.APPLICATION_RECEIVED, "en"): "We have your application",
    (Template.APPLICATION_DECIDED, "nl"): f"{ORGANISATION} doet mee",
    (Template.APPLICATION_DECIDED, "en"): f"{ORGANISATION} takes part",
    (Template.MEMBERSHIP_ENDED, "nl"): f"Je hoort niet meer bij {ORGANISATION}",
    (Template.MEMBERSHIP_ENDED, "en"): f"You no longer belong to {ORGANISATION}",
    (Template.HANDED_OVER, "nl"): f"Je werk voor {ORGANISATION} is overgedragen",
    (Template.HANDED_OVER, "en"): f"Your work for {ORGANISATION} was handed over",
    (Template.TAKEN_OVER, "nl"): f"Je bent nu contactpersoon voor {ORGANISATION}",
    (Template.TAKEN_OVER, "en"): f"You are now the contact for {ORGANISATION}",
    (Template.MATCH, "nl"): "Afgesproken: Zonnepanelen meten",
    (Template.MATCH, "en"): "Agreed: Zonnepanelen meten",
    (Template.ROUND_READY, "nl"): "Ronde klaar om te bekijken: Maandronde 11 jan. 2027",
    (Template.ROUND_READY, "en"): "Round ready to look at: Maandronde 11 jan. 2027",
    (Template.STILL_MEANT, "nl"): "Zoek je dit nog? Wie komt er?",
    (Template.STILL_MEANT, "en"): "Do you still need this? Wie komt er?",
    (Template.STANDBY, "nl"): "Er is een plek vrij: Zonnepanelen meten",
    (Template.STANDBY, "en"): "A place is free: Zonnepanelen meten",
    (Template.DORMANT, "nl"): f"Doet {ORGANISATION} nog mee?",
    (Template.DORMANT, "en"): f"Does {ORGANISATION} still take part?",
    (Template.PARTNERSHIP, "nl"): f"Niet langer vaste partners: Voorbeeldcollege en {ORGANISATION}",
    (Template.PARTNERSHIP, "en"): f"No longer partners: Voorbeeldcollege and {ORGANISATION}",
    (Template.DIGEST, "nl"): "Jouw week 48 bij Techniekloket",
    (Template.DIGEST, "en"): "Your week 48 at Techniekloket",
    (Template.WEBHOOK_FAILED, "nl"): "Een webhook werkt niet meer",
    (Template.WEBHOOK_FAILED, "en"): "A webhook does not work any more",
    (Template.ERASED, "nl"): "Je gegevens zijn gewist",
    (Template.ERASED, "en"): "Your data has been erased",
}
EACH = [(template, locale) for template in Template for locale in ("nl", "en")]


class _Page(HTMLParser):
    """What a reader gets to see, where the links go, and what else would be fetched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.tags: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.language = given["lang"] if tag == "html" else self.language
        self.links += [given["href"]] if tag == "a" else []
        self.fetched += [given["src"]] if "src" in given else []
        self.fetched += [given["style"]] if "url(" in given.get("style", "") else []

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(("template", "locale"), EACH)
def test_a_letter_says_what_it_must_say_in_both_shapes(template: Template, locale: str) -> None:
    values = SAMPLES[template]
    letter = letters.write(template, locale, values)
    page = _Page(letter.html)
    assert letter.subject == SUBJECTS[template, locale]
    assert page.language == locale
    choices = ("decision", "event", "kind")
    told = {name: str(value).split("\n\n") for name, value in values.items() if name not in (*choices, *LINKS)}
    untold = [n for n, parts in told.items() if not all(p in letter.text and p in page.words for p in parts)]
    assert untold == []
    assert page.links == [values[name] for name in LINKS[:2] if name in values]
    assert letter.text.count(LINK) == page.links.count(LINK)
    assert (page.fetched, set(page.tags) & {"img", "link", "script", "table", "techniek"}) == ([], set())


@pytest.mark.parametrize(("template", "locale"), EACH)
def test_a_missing_value_is_an_error(template: Template, locale: str) -> None:
    for name in SAMPLES[template]:
        with pytest.raises(UndefinedError):
            letters.write(template, locale, {key: v for key, v in SAMPLES[template].items() if key != name})


@pytest.mark.parametrize(
    ("decision", "locale", "stub"),
    [
        ("admitted", "nl", "Besluit: Toegelaten"),
        ("rejected", "nl", "Besluit: Niet toegelaten"),
        ("waitlisted", "nl", "Besluit: Op de wachtlijst"),
        ("admitted", "en", "Decision: Admitted"),
        ("rejected", "en", "Decision: Not admitted"),
        ("waitlisted", "en", "Decision: On the waiting list"),
    ],
)
def test_each_decision_has_its_words(decision: str, locale: str, stub: str) -> None:
    values = {**SAMPLES[Template.APPLICATION_DECIDED], "decision": decision, "note": ""}
    text = letters.write(Template.APPLICATION_DECIDED, locale, values).text
    assert [line for line in text.splitlines() if ": " in line] == [stub]


def test_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        letters.write("application_decided", "nl", {**SAMPLES[Template.APPLICATION_DECIDED], "decision": "maybe"})


def test_a_subject_cannot_start_another_header() -> None:
    with pytest.raises(BadHeader):
        letters.write("membership_ended", "nl", {"organisation": "School\r\nBcc: all@school.nl"})


MESSAGE_ID = UUID("01999999-0000-7000-8000-000000000001")
TOLD_AT = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
SENDER = "Techniekloket <loket@loket.nl>"


def test_the_message_carries_its_headers() -> None:
    letter = letters.write("sign_in", "nl", SAMPLES[Template.SIGN_IN])
    message = letters.addressed(letter, MESSAGE_ID, "noor@school.nl", SENDER, "nl", TOLD_AT)
    assert {name: str(value) for name, value in message.items() if name not in ("MIME-Version", "Content-Type")} == {
        "From": "Techniekloket <loket@loket.nl>",
        "To": "noor@school.nl",
        "Subject": "Log in bij Techniekloket",
        "Date": "Wed, 03 Jun 2026 09:30:00 +0000",
        "Message-ID": "<01999999-0000-7000-8000-000000000001@loket.nl>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "nl",
    }
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_no_message_goes_to_an_address_with_a_line_break() -> None:
    letter = letters.write("erased", "nl", {})
    with pytest.raises(BadAddress):
        letters.addressed(letter, MESSAGE_ID, "noor@school.nl\r\nBcc: all@school.nl", SENDER, "nl", TOLD_AT)


@pytest.mark.parametrize(
    ("locale", "subject", "said"),
    [
        ("nl", "Herstel klaar om te bekijken: Voorjaar", "Wat staat, blijft staan."),
        ("en", "Amendment ready to look at: Voorjaar", "What stands, stays."),
    ],
)
def test_a_letter_about_an_amendment_says_that_it_is_one(locale: str, subject: str, said: str) -> None:
    values = {**SAMPLES[Template.ROUND_READY], "kind": "amendment", "round": "Voorjaar"}
    letter = letters.write(Template.ROUND_READY, locale, values)
    assert letter.subject == subject
    assert said in letter.text
    assert "planning" not in letter.text
    assert "scheduled" not in letter.text
