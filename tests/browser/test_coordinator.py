"""A coordinator's journey on the screens, with the clock of the story: what waits, a round, its mending, a concern,
and the region online and back. Its worker passes by when the story says so.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.test_journeys import Opens, opens
from tests.journeys.counter import Caller, Counter
from tests.journeys.test_coordinator import OFFERS, asks_again, offers, schools
from tests.journeys.town import REGION

__all__ = ["offers", "opens", "schools"]
Open = Callable[..., Page]


def solves(counter: Counter, page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("wacht op de rekenaar").first).to_be_visible()
    counter.work()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=30_000)


def decides(page: Page, key: str, button: str) -> None:
    """On the pair that has the focus, by keyboard, with a reason."""
    expect(page.locator("[id^=pair-]")).to_have_count(OFFERS)
    page.keyboard.press(key)
    page.get_by_label("Waarom?").fill("Zo is het afgesproken.")
    with page.expect_response("**/decisions"):
        page.get_by_role("button", name=button).first.press("Enter")
    expect(page.get_by_label("Waarom?")).to_have_count(0)


def swaps(page: Page) -> None:
    """The next pair, once the runner-ups are there with what each costs, for anything else."""
    page.keyboard.press("n")
    expect(page.get_by_text("Dit kan ook.")).to_be_visible()
    page.get_by_role("button", name="Maakt niet uit").press("Enter")
    page.get_by_label("Waarom?").fill("Dit ging vorig jaar niet goed.")
    with page.expect_response("**/decisions"):
        page.get_by_role("button", name="Wissel").first.press("Enter")


def sends(page: Page) -> None:
    page.get_by_role("button", name="Verstuur alles").click()
    with page.expect_response("**/publish"):
        page.get_by_role("button", name="Verstuur alles").click()
    expect(page.get_by_text("verstuurd", exact=True)).to_be_visible(timeout=30_000)


def answered(coordinator: Caller, state: str) -> list[Any]:
    found = coordinator.gets("/matches", region=REGION, state=state, pageSize=50)["items"]
    return [item["id"] for item in found]


@pytest.mark.usefixtures("offers")
def test_a_coordinator_serves_a_region(
    counter: Counter, coordinator: Caller, teacher: Caller, schools: list[Any], opens: Opens
) -> None:
    asks_again(counter, coordinator, schools)
    page = opens(coordinator, "/regio")
    expect(page.get_by_text("Vraag 0").first).to_be_visible()
    assert violations(page) == []

    # A round: solved, one pair pinned and another forbidden by keyboard, solved again, sent.
    page.goto(f"{counter.url}/regio/rondes")
    page.get_by_label("Naam van de ronde").fill("Voorjaar")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Leg vast").click()
    solves(counter, page, "Reken uit")
    decides(page, "v", "Zet vast")
    page.keyboard.press("j")
    swaps(page)
    solves(counter, page, "Reken opnieuw")
    assert violations(page) == []
    sends(page)
    sent = answered(coordinator, "proposed")
    assert len(sent) == OFFERS

    # One is agreed, three are declined; what is mended leaves the agreed one.
    for side in ("school", "company"):
        coordinator.posts(f"/matches/{sent[0]}/accept", {"side": side})
    for match in sent[1:4]:
        coordinator.posts(f"/matches/{match}/decline", {"reason": "date_unsuitable", "side": "company"})
    page.reload()
    page.get_by_role("button", name="Maak een herstel").click()
    counter.work()
    page.get_by_role("link", name="Herstel van").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=30_000)
    sends(page)
    assert answered(coordinator, "confirmed") == [sent[0]]
    assert len(answered(coordinator, "proposed")) == OFFERS - 1

    # A concern that somebody reported is handled.
    (made,) = coordinator.gets("/activities", q="Meten 0")["items"]
    about = {"about": {"type": "activity", "id": made["id"]}, "text": "Het werd een reclamepraatje."}
    teacher.posts("/concerns", about, 201)
    page.goto(f"{counter.url}/regio/zorgen")
    page.get_by_role("button", name="Handel af").click()
    page.get_by_label("Wat heb je gedaan?").fill("Gebeld met het bedrijf.")
    page.get_by_role("button", name="Bewaar en sluit").click()
    expect(page.get_by_text("Er is niets gemeld.")).to_be_visible()

    # Online and back.
    page.goto(f"{counter.url}/regio/omschakelen")
    page.get_by_role("button", name="Bekijk: naar online").click()
    page.get_by_role("button", name="Schakel om naar online", exact=True).click()
    page.get_by_role("button", name="Ja, schakel om").click()
    expect(page.get_by_text("Gedaan.")).to_be_visible()
    assert coordinator.gets(f"/matches/{sent[0]}")["switchedOnline"] is True
    page.get_by_role("button", name="Bekijk: weer ter plaatse").click()
    page.get_by_role("button", name="Zet terug naar ter plaatse").click()
    page.get_by_role("button", name="Ja, zet terug").click()
    expect(page.get_by_text("Gedaan.")).to_be_visible()
    assert coordinator.gets(f"/matches/{sent[0]}")["switchedOnline"] is False
