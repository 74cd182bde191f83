"""What a coordinator settles before a round begins, in a real browser, in both languages and widths."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import coordinator_of, fits, shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
COORDINATOR = "vooraf@regio.example"


@pytest.fixture
def coordinator(demo: Live) -> str:
    return coordinator_of(demo, COORDINATOR, "drenthe")


WORDS = {
    "nl": {
        "way": "Voordat een ronde begint", "find": "Welke vestiging?", "why": "Waarom gaat deze school voor?",
        "send": "Laat voorgaan", "done": "Deze school gaat nu voor.", "back": "Neem terug",
        "yes": "Neem voorrang terug", "none": "Nu gaat geen school voor.", "name": "Hoe heten deze rondes?",
        "ends": "Tot en met", "set": "Plan de rondes", "next": "De volgende ronde begint op", "change": "Verander",
        "stop": "Stop", "stopped": "gestopt", "sure": "Stop de planning", "every": "Elke 4 weken op maandag.",
    },
    "en": {
        "way": "Before a round begins", "find": "Which site?", "why": "Why does this school come first?",
        "send": "Let it come first", "done": "This school comes first now.", "back": "Take back",
        "yes": "Take priority back", "none": "No school comes first now.", "name": "What are these rounds called?",
        "ends": "Until", "set": "Schedule the rounds", "next": "The next round begins on", "change": "Change",
        "stop": "Stop", "stopped": "stopped", "sure": "Stop the schedule", "every": "Every 4 weeks on Monday.",
    },
}  # fmt: skip


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (390, "en")])
def test_a_school_comes_first_and_no_more(
    demo: Live, open_page: Open, coordinator: str, width: int, language: str
) -> None:
    words = WORDS[language]
    page = signed_in(demo, open_page, coordinator, "/regio/rondes", width=width, language=language)
    page.get_by_role("link", name=words["way"]).click()
    expect(page.get_by_text(words["none"])).to_be_visible()
    assert violations(page) == []
    page.get_by_label(words["find"]).fill("college")
    page.get_by_role("button", name="college").first.click()
    page.get_by_label(words["why"]).fill("Vier jaar lang viel alles uit.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["done"])).to_be_visible()
    expect(page.get_by_text("Vier jaar lang viel alles uit.")).to_be_visible()
    shot(page, f"planning-{width}-{language}")
    assert violations(page) == []
    assert fits(page)
    page.get_by_role("button", name=words["back"]).click()
    assert violations(page) == []
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.get_by_text(words["none"])).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (390, "en")])
def test_rounds_begin_by_themselves(demo: Live, open_page: Open, coordinator: str, width: int, language: str) -> None:
    words = WORDS[language]
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute("DELETE FROM round_schedule")
    page = signed_in(demo, open_page, coordinator, "/regio/rondes/vooraf", width=width, language=language)
    page.get_by_label(words["name"]).fill("Maandronde")
    page.get_by_label(words["ends"]).fill("2099-07-09")
    shot(page, f"schedule-form-{width}-{language}")
    assert violations(page) == []
    page.get_by_role("button", name=words["set"]).click()
    expect(page.get_by_text(words["every"])).to_be_visible()
    expect(page.get_by_text(words["next"])).to_be_visible()
    shot(page, f"schedule-{width}-{language}")
    assert violations(page) == []
    assert fits(page)
    page.get_by_role("button", name=words["change"], exact=True).click()
    page.get_by_label(words["name"]).fill("Nieuwe ronde")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nieuwe ronde")).to_be_visible()
    page.get_by_role("button", name=words["stop"], exact=True).click()
    page.get_by_role("button", name=words["sure"]).click()
    expect(page.get_by_text(words["stopped"], exact=True)).to_be_visible()
    expect(page.get_by_text(words["next"])).not_to_be_visible()
    assert violations(page) == []
