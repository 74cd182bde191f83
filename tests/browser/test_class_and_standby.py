"""In a real browser: a class is asked three questions and answers without a name."""

from collections.abc import Callable

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import signed_in
from tests.browser.test_matches import COMPANY, TEACHER, pair
from tests.browser.test_region import _fine, agreed
from tests.conftest import Live

__all__ = ["agreed", "pair"]
Open = Callable[..., Page]
QUESTIONS = ("knows_work", "fits_me", "learn_more")
COME = (
    "UPDATE match SET week = date_trunc('week', now())::date WHERE id = %(match)s",
    "UPDATE school_request SET pupils = 12 WHERE id = (SELECT request_id FROM match WHERE id = %(match)s)",
)


@pytest.fixture
def come(demo: Live, agreed: str) -> str:
    """An appointment with twelve pupils, in its week."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        for statement in COME:
            db.execute(statement.encode(), {"match": agreed})
    return agreed


def _answers(demo: Live, code: str, value: int) -> None:
    body = {"code": code, "answers": [{"question": one, "value": value} for one in QUESTIONS]}
    assert httpx.post(f"{demo.url}/v1/class-polls/answers", json=body).status_code == 200


@pytest.mark.parametrize(("width", "language"), [(1280, "en-GB"), (390, "nl-NL")])
def test_a_class_answers_three_questions(demo: Live, open_page: Open, come: str, width: int, language: str) -> None:
    dutch = language == "nl-NL"
    page = signed_in(demo, open_page, TEACHER, f"/mijn/afspraken/{come}", width=width, language=language)
    page.get_by_role("button", name="Vraag het de klas achteraf" if dutch else "Ask the class after").click()
    code = page.locator(".class-word").inner_text().replace(" ", "")
    _fine(page, width, "class-code")

    pupil = open_page(f"{demo.url}/klas", width=width, language=language)
    field = pupil.get_by_role("textbox")
    field.fill("dit is geen code")
    field.press("Enter")
    expect(pupil.get_by_text("Dit is geen code" if dutch else "This is not a code")).to_be_visible()
    _fine(pupil, width, "class-type")
    field.fill(f"{code[:4].upper()} {code[4:]}")
    field.press("Enter")
    sentence = pupil.get_by_role("group", name="Techniek past bij mij." if dutch else "Technology suits me.")
    expect(sentence).to_be_visible()
    for group in pupil.get_by_role("group").all():
        group.get_by_role("radio").first.focus()
        pupil.keyboard.press("ArrowDown")
        pupil.keyboard.press("ArrowDown")
    _fine(pupil, width, "class-questions")
    pupil.get_by_role("button", name="Stuur mijn antwoorden" if dutch else "Send my answers").press("Enter")
    expect(pupil.get_by_role("heading", name="Dank je wel!" if dutch else "Thank you!")).to_be_focused()
    _fine(pupil, width, "class-thanks")
    assert pupil.context.cookies() == []
    assert pupil.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").find(code) == -1

    for value in (1, 2, 4, 4, 4, 5, 5, 5, 5):
        _answers(demo, code, value)
    page.get_by_role("button", name="Klaar" if dutch else "Done", exact=True).click()
    page.get_by_role("button", name="Sluit de vragen" if dutch else "Close the questions").click()
    _fine(page, width, "class-close")
    page.get_by_role("button", name="Ja, sluit de vragen" if dutch else "Yes, close the questions").click()
    expect(page.get_by_text("10 leerlingen antwoordden." if dutch else "10 pupils answered.")).to_be_visible()
    page.get_by_text("Alle antwoorden in een tabel" if dutch else "All answers in a table").click()
    _fine(page, width, "class-results")
    theirs = signed_in(demo, open_page, COMPANY, f"/mijn/afspraken/{come}", width=width, language=language)
    said = "Achteraf: 7 van 10 leerlingen" if dutch else "After: 7 of 10 pupils"
    expect(theirs.get_by_text(said)).to_have_count(3)
    late = open_page(f"{demo.url}/klas#{code}", width=width, language=language)
    expect(late.get_by_text("De vragen zijn gesloten" if dutch else "The questions are closed")).to_be_visible()
    assert code not in late.url
