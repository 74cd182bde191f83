"""Why a round decided so, on the screens of those whom it concerns."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import signed_in, violations
from tests.browser.test_rounds import coordinator, fits, shot, worker
from tests.conftest import Live

Open = Callable[..., Page]
__all__ = ["coordinator", "worker"]


@pytest.mark.usefixtures("worker")
def test_a_swap_shows_what_it_costs_before_it_is_chosen(demo: Live, open_page: Open, coordinator: str) -> None:
    page = signed_in(demo, open_page, coordinator, "/regio/rondes")
    page.get_by_label("Naam van de ronde").fill("Wissels")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_role("button", name="Reken uit").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=60_000)
    page.keyboard.press("n")
    expect(page.locator("p", has_text="Dit kan ook.")).to_be_focused()
    choices = page.get_by_role("button", name="Kies deze")
    expect(choices.first).to_be_visible(timeout=30_000)
    shot(page, "swap-1280")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "swap-390")
    assert violations(page) == []
    assert fits(page)
    choices.first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Waarom?").fill("Dit bedrijf werkt al met deze klas.")
    page.get_by_role("button", name="Kies deze").click()
    expect(page.get_by_text("Reken opnieuw voordat je verstuurt.")).to_be_visible()
    expect(page.get_by_text("vastgezet").first).to_be_visible()
    with psycopg.connect(demo.database) as db:
        written = db.execute("SELECT decision, reason FROM round_decision ORDER BY id DESC LIMIT 1").fetchone()
    assert written == ("pin", "Dit bedrijf werkt al met deze klas.")
    page.get_by_role("button", name="Blaas af").click()
    page.get_by_role("button", name="Blaas af").click()
    expect(page.get_by_text("afgeblazen", exact=True)).to_be_visible()
