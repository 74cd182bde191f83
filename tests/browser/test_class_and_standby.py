"""In a real browser: a class answers three questions without a name; who stands by takes a place that came free."""

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


SECOND = """INSERT INTO school_request (school_site_id, school_id, region_code, title, goal, kinds, subjects, level,
        year, themes, pupils, languages, max_km, online_ok, weeks_ok, respond_by, state)
    SELECT school_site_id, school_id, region_code, 'Nog een klas', goal, kinds, subjects, level, year, themes, pupils,
        languages, max_km, online_ok, ARRAY[%(week)s::date], respond_by, 'open'
    FROM school_request WHERE id = %(request)s RETURNING id"""
FULL = """UPDATE activity SET capacity_week = 1 WHERE id = %(activity)s"""


@pytest.fixture
def crowded(demo: Live, pair: dict[str, str]) -> dict[str, str]:
    """One place in a week, which is somebody's; another request of the same school for that week."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(FULL.encode(), pair)
        db.execute("DELETE FROM school_request WHERE title = 'Nog een klas'")
        second = db.execute(SECOND.encode(), pair).fetchone()
    assert second is not None
    key = {"Authorization": f"Bearer {demo.key('script')}"}
    body = {"requestId": pair["request"], "activityId": pair["activity"], "moments": [{"week": pair["week"]}]}
    made = httpx.post(f"{demo.url}/v1/matches", json={**body, "side": "school"}, headers=key)
    assert made.status_code == 201, made.text
    return {**pair, "second": str(second[0]), "match": made.json()["id"], "key": key["Authorization"]}


@pytest.mark.parametrize(("width", "language"), [(1280, "nl-NL"), (390, "en-GB")])
def test_who_stands_by_takes_the_place_that_comes_free(
    demo: Live, open_page: Open, crowded: dict[str, str], width: int, language: str
) -> None:
    dutch = language == "nl-NL"
    at = f"/activiteiten/{crowded['activity']}"
    page = signed_in(demo, open_page, TEACHER, at, width=width, language=language)
    asked = page.get_by_label("Voor een vraag die je al stelde" if dutch else "For something you asked before")
    asked.select_option(crowded["second"])
    join = page.get_by_role("button", name="Zet me op de wachtlijst" if dutch else "Put me on the waiting list")
    expect(join).to_be_visible()
    _fine(page, width, "standby-full")
    join.press("Enter")
    expect(page.get_by_text("staat op de wachtlijst" if dutch else "is on the waiting list")).to_be_visible()
    theirs = signed_in(demo, open_page, COMPANY, "/mijn/aanbod", width=width, language=language)
    line = "1 school wacht op een plek" if dutch else "1 school waits for a place"
    expect(theirs.get_by_text(line)).to_be_visible()
    _fine(theirs, width, "standby-line")
    free = httpx.post(
        f"{demo.url}/v1/matches/{crowded['match']}/withdraw",
        json={"side": "school"},
        headers={"Authorization": crowded["key"]},
    )
    assert free.status_code == 200, free.text
    page.goto(f"{demo.url}/mijn/vragen")
    expect(page.get_by_role("heading", name="Op de wachtlijst" if dutch else "On the waiting list")).to_be_visible()
    _fine(page, width, "standby-offered")
    page.get_by_role("button", name="Neem de plek" if dutch else "Take the place").press("Enter")
    expect(page.get_by_role("heading", name="Wat er gebeurde" if dutch else "What happened")).to_be_visible()
    page.goto(f"{demo.url}/mijn/vragen/{crowded['second']}")
    expect(page.get_by_text("Voorgesteld voor de week" if dutch else "Proposed for the week")).to_be_visible()
    _fine(page, width, "standby-request")
