"""After a solve: what would be, by slider and keyboard; once it was sent, what fell away and its mending."""

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import test_rounds
from tests.browser.conftest import demo_of, fits, shot, signed_in, violations
from tests.browser.test_rounds import Open
from tests.conftest import Live

coordinator, worker = test_rounds.coordinator, test_rounds.worker
LONG = 60_000


@pytest.fixture(scope="module")
def demo(copy_demo: Callable[[str], str]) -> Iterator[Live]:
    """A demo of its own: what a round sends is open to no other."""
    with demo_of(copy_demo, "after") as live:
        yield live


def looked_at(page: Page, name: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        shot(page, f"{name}-{width}")
        assert violations(page) == []
        assert fits(page)


@pytest.mark.usefixtures("worker")
def test_a_what_if_is_answered_and_what_fell_away_is_mended(demo: Live, open_page: Open, coordinator: str) -> None:
    page = signed_in(demo, open_page, coordinator, "/regio/rondes")
    page.get_by_label("Naam van de ronde").fill("Herfst")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_role("button", name="Reken uit").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=LONG)

    asks = page.get_by_role("button", name="Reken uit")
    expect(asks).to_be_disabled()
    page.get_by_role("slider", name="Scholen gaan verder weg").press("ArrowRight")
    page.get_by_role("slider", name="Scholen gaan verder weg").press("ArrowRight")
    page.get_by_label("Eén bedrijf erbij, net als").select_option(index=1)
    page.get_by_role("slider", name="Met zoveel plekken").press("End")
    asks.press("Enter")
    answer = page.get_by_role("article").filter(has=page.get_by_role("heading", name="10 km verder"))
    expect(answer).to_contain_text("10 plekken")
    expect(answer.locator(".lead-line")).to_contain_text(re.compile("klas|verandert niets"), timeout=LONG)
    looked_at(page, "what-if")

    page.get_by_role("button", name="Verstuur alles").click()
    page.get_by_role("button", name="Verstuur alles").click()
    expect(page.get_by_text("Er viel nog niets weg.")).to_be_visible(timeout=30_000)
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(
            """UPDATE company SET participation = 'paused' WHERE id = (SELECT m.company_id FROM match m
                JOIN round_outcome p ON p.match_id = m.id JOIN match_round o ON o.id = p.round_id
                WHERE o.name = 'Herfst' LIMIT 1)"""
        )
    page.reload()
    expect(page.get_by_text("doet nu niet mee").first).to_be_visible()
    by_itself = page.get_by_role("checkbox", name="Zet vanzelf een herstel klaar")
    by_itself.press("Space")
    expect(by_itself).not_to_be_checked()
    page.reload()
    expect(by_itself).not_to_be_checked()
    page.get_by_role("button", name="Maak een herstel").click()
    page.get_by_role("link", name="Herstel van").click()
    expect(page.get_by_text("Dit herstelt een ronde")).to_be_visible()
    expect(page.get_by_role("button", name="Verstuur alles")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("blijft staan").nth(1)).to_be_visible()
    expect(page.get_by_text("Wat paste, is vol of doet niet meer mee.").first).to_be_visible()
    looked_at(page, "amendment")
    page.get_by_role("link", name="Naar die ronde").click()
    expect(page.get_by_role("heading", name="Herstel", exact=True)).to_be_visible()
    looked_at(page, "mend")
