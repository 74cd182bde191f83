"""Every screen, at a desk and on a phone: accessible, without sideways scrolling."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.conftest import Live

Open = Callable[..., Page]
WIDTHS = (1280, 390)


def _first(live: Live, path: str) -> str:
    return str(httpx.get(f"{live.url}/v1{path}").json()["items"][0]["id"])


def _screens(live: Live) -> dict[str, str]:
    activity = _first(live, "/activities?kind=company_visit&pageSize=1")
    school, company = _first(live, "/schools?pageSize=1"), _first(live, "/companies?pageSize=1")
    return {
        "home": "/",
        "search": "/?region=zuidoost-brabant&level=havo&year=3&place=Eindhoven",
        "nothing": "/?region=friesland&kind=contest&level=vwo",
        "activity": f"/activiteiten/{activity}",
        "schools": "/scholen?q=lyceum",
        "school": f"/scholen/{school}",
        "companies": "/bedrijven",
        "company": f"/bedrijven/{company}",
        "ask": "/vraag?kind=guest_lesson&level=havo&year=3&theme=energy",
        "lost": "/nergens",
        "gone": "/activiteiten/00000000-0000-0000-0000-000000000000",
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_of_the_demo(demo: Live, open_page: Open, width: int, scheme: str) -> None:
    faults = []
    for name, path in _screens(demo).items():
        page = open_page(f"{demo.url}{path}", width, scheme=scheme)
        faults += [f"{name}: {fault}" for fault in violations(page)]
        page.context.close()
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_screens_of_an_empty_counter(live: Live, open_page: Open, width: int) -> None:
    for path in ("/", "/scholen", "/bedrijven", "/vraag"):
        page = open_page(f"{live.url}{path}", width, language="en-GB")
        assert violations(page) == []
        assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_scrolls_sideways_at_320(demo: Live, open_page: Open) -> None:
    wide = []
    for name, path in _screens(demo).items():
        page = open_page(f"{demo.url}{path}", 320)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
        page.context.close()
    assert wide == []


def test_the_sentence_holds_the_search_in_the_address(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/?region=zuidoost-brabant")
    page.get_by_label("Onderwijs").select_option("havo")
    page.get_by_label("Thema", exact=True).select_option("energy")
    page.get_by_label("Plaats of postcode").fill("Eindhoven")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("heading", name="activiteiten")).to_be_visible()
    expect(page).to_have_url(f"{demo.url}/?region=zuidoost-brabant&level=havo&theme=energy&place=Eindhoven")
    expect(page.locator(".ticket").first).to_contain_text("km")
    page.reload()
    expect(page.get_by_label("Onderwijs")).to_have_value("havo")


def test_a_teacher_asks_and_sees_who_fits(demo: Live, open_page: Open) -> None:
    school = httpx.get(f"{demo.url}/v1/schools?q=eindhoven&level=havo&pageSize=1").json()["items"][0]
    page = open_page(f"{demo.url}/vraag")
    page.get_by_label("Gastles").check(force=True)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Je school").fill(school["code"]["value"])
    page.get_by_role("button", name=school["name"]).first.click()
    page.get_by_role("combobox", name="Onderwijs").select_option("havo")
    page.get_by_role("combobox", name="Leerjaar").select_option("3")
    page.get_by_label("Hoeveel leerlingen?").fill("28")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Natuurkunde", exact=True).check(force=True)
    page.locator("input[name=goal]").first.check(force=True)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Alle weken").click()
    expect(page.locator(".match").first).to_contain_text("km van hooguit 30")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Geef je vraag een titel").fill("Gastles voor 3 havo")
    page.get_by_label("Sleutel van je regio").fill("lk_not-a-key")
    page.get_by_role("button", name="Stuur je vraag op").click()
    expect(page.get_by_role("alert")).to_contain_text("Deze sleutel kennen we niet")
    page.get_by_label("Sleutel van je regio").fill(demo.key("teacher", organisation=school["school"]["id"]))
    page.get_by_role("button", name="Stuur je vraag op").click()
    expect(page.get_by_role("heading", name="Je vraag staat klaar")).to_be_visible()
    assert violations(page) == []


def test_by_keyboard_alone(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.ticket') !== null"):
            break
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_dead_line_is_told_and_can_be_tried_again(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/scholen")
    page.route("**/v1/companies*", lambda route: route.abort())
    page.get_by_role("link", name="Bedrijven").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Je bent offline")
    page.unroute("**/v1/companies*")
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.locator(".rows li").first).to_be_visible()
