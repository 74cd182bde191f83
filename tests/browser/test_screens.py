"""Every screen, at a desk and on a phone: accessible, without sideways scrolling."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COLOURS, RULES, narrowed, violations
from tests.conftest import Live

Open = Callable[..., Page]
WIDTHS = (1280, 390)
SOURCE = Path(__file__).parents[2] / "frontend" / "src"


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
        "place": "/?place=Velp",
        "strange": "/?level=zork&region=zork",
        "ask": "/vraag?kind=guest_lesson&level=havo&year=3&theme=energy",
        "wanted": f"/vraag?activity={activity}&level=havo&year=3",
        "open": "/gegevens",
        "lost": "/nergens",
        "gone": "/activiteiten/00000000-0000-0000-0000-000000000000",
        "malformed": "/scholen/zork",
    }


SCREENS = (
    "home", "search", "nothing", "activity", "schools", "school", "companies", "company", "place", "strange", "ask",
    "wanted", "open", "lost", "gone", "malformed",
)  # fmt: skip


def test_every_screen_is_looked_at(demo: Live) -> None:
    assert tuple(_screens(demo)) == SCREENS


@pytest.mark.parametrize("name", SCREENS)
def test_screens_of_the_demo(demo: Live, open_page: Open, name: str) -> None:
    """At every width and in both schemes: all rules in the light, what colours can break in the dark as well."""
    page = open_page(f"{demo.url}{_screens(demo)[name]}", WIDTHS[0])
    faults = []
    for width in WIDTHS:
        narrowed(page, width)
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            faults += [f"{width} {scheme}: {fault}" for fault in violations(page, rules)]
    assert faults == []
    assert narrowed(page, 320).evaluate("document.documentElement.scrollWidth <= innerWidth")


def _blocks(css: str, beginning: str) -> list[str]:
    """What stands between the braces behind each such beginning."""
    found = []
    for rest in css.split(beginning)[1:]:
        depth, start = 0, rest.index("{") + 1
        for place, sign in enumerate(rest):
            depth += (sign == "{") - (sign == "}")
            if sign == "}" and depth == 0:
                found.append(rest[start:place])
                break
    return found


def test_a_scheme_changes_colours_alone_and_no_code_asks_for_scheme_or_width() -> None:
    """So one load of a page can be looked at in both schemes and at every width."""
    files = {file.name: file.read_text() for file in SOURCE.rglob("*") if file.suffix in (".css", ".ts", ".tsx")}
    dark = [
        declared
        for text in files.values()
        for block in _blocks(text, "@media (prefers-color-scheme: dark)")
        for declared in re.findall(r"([\w-]+):\s*([^;{}]+);", block)
    ]
    colour = re.compile(r"oklch\(.*\)|var\(--[\w-]+\)|#[0-9a-f]{3,6}")
    assert len(dark) > 10
    assert [
        one for one in dark
        if not (one[0] == "--shadow" or ((one[0].startswith("--") or "color" in one[0] or one[0] == "background")
                and colour.fullmatch(one[1])))
    ] == []  # fmt: skip
    asked = re.compile(r"matchMedia|innerWidth|clientWidth|offsetWidth|ResizeObserver|prefers-color-scheme")
    assert [name for name, text in files.items() if not name.endswith(".css") and asked.search(text)] == []


@pytest.mark.parametrize("path", ["/", "/scholen", "/bedrijven", "/vraag"])
def test_screens_of_an_empty_counter(live: Live, open_page: Open, path: str) -> None:
    page = open_page(f"{live.url}{path}", language="en-GB")
    assert [violations(narrowed(page, width)) for width in WIDTHS] == [[], []]
    assert page.locator("html").get_attribute("lang") == "en"


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
    page.goto(f"{demo.url}/?level=havo")
    page.get_by_label("of zoek op woorden").fill("windmolen")
    page.get_by_label("of zoek op woorden").press("Enter")
    expect(page).to_have_url(f"{demo.url}/?level=havo&q=windmolen")
    expect(page.locator(".ticket h3").filter(has_not_text="windmolen")).to_have_count(0)
    expect(page.locator(".ticket h3").first).to_be_visible()


def test_schools_are_chosen_by_the_levels_that_they_have(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/scholen")
    expect(page.get_by_role("heading", name="1.619 scholen")).to_be_visible()
    offered = page.get_by_label("Onderwijs").locator("option").all_inner_texts()
    assert ("havo" in offered, [name for name in offered if name in ("basisonderwijs", "hbo")]) == (True, [])


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
    page.get_by_role("button", name="Stuur je vraag op").click()
    expect(page.get_by_role("heading", name="Nog één ding: wie ben je?")).to_be_focused()
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
    expect(page.locator(".tickets li").first).to_be_visible()


def test_a_page_that_was_never_open_opens_without_a_line(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/")
    page.wait_for_function("performance.getEntriesByType('resource').some(e => e.name.includes('/Ask-'))")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("link", name="Scholen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scholen")
    expect(page.get_by_role("alert")).to_contain_text("Je bent offline")
    page.get_by_role("link", name="Plaats een vraag").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plaats een vraag")
    assert violations(page) == []


def test_code_that_cannot_be_fetched_is_told_by_the_app(demo: Live, open_page: Open) -> None:
    page = open_page("about:blank", host=demo.url)
    page.route("**/assets/Schools-*.js", lambda route: route.abort())
    page.goto(f"{demo.url}/")
    page.get_by_role("link", name="Scholen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent offline")
    expect(page).to_have_title("Je bent offline · Techniekloket")
    page.unroute("**/assets/Schools-*.js")
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scholen")


def test_an_activity_is_asked_for_by_name(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/?region=zuidoost-brabant&level=havo&year=3&place=Eindhoven")
    page.get_by_role("link", name="Bouw een windmolen").first.click()
    page.get_by_role("link", name="Vraag aan").click()
    wanted = page.get_by_role("region", name="Je vraagt")
    expect(wanted).to_contain_text("Bouw een windmolen die echt stroom levert")
    expect(page.locator(".grown")).to_contain_text("een gastles voor 3 havo over energie en klimaat")
    expect(page.locator(".fits")).to_contain_text("Dit vroeg je")
    expect(page.locator(".fits .match").first).to_contain_text("Bouw een windmolen")
    page.get_by_label("Hoeveel leerlingen?").fill("900")
    expect(page.locator(".fits")).to_contain_text("Dit vroeg je, maar het past nog niet")
    assert violations(page) == []
    page.go_back()
    page.get_by_role("link", name="Terug naar het aanbod").click()
    expect(page).to_have_url(f"{demo.url}/?region=zuidoost-brabant&level=havo&year=3&place=Eindhoven")


def test_what_lacks_leads_to_its_question(demo: Live, open_page: Open) -> None:
    page = open_page(f"{demo.url}/vraag?kind=guest_lesson", 390)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Je school").fill("zzzzzz")
    expect(page.get_by_text("We vinden geen school met ‘zzzzzz’")).to_be_visible()
    for _ in range(3):
        page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Klopt het zo?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="aantal leerlingen").click()
    expect(page.get_by_role("heading", name="Voor wie is het?")).to_be_focused()
    page.get_by_role("button", name="passen").click()
    expect(page.get_by_role("heading", name="Dit past bij je vraag")).to_be_focused()


def test_holidays_that_are_not_known_are_not_claimed(demo: Live, open_page: Open) -> None:
    school = httpx.get(f"{demo.url}/v1/schools?q=eindhoven&pageSize=1").json()["items"][0]
    page = open_page(f"{demo.url}/vraag")
    for _ in range(3):
        page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Kies eerst je school")).to_be_visible()
    page.goto(f"{demo.url}/vraag?site={school['id']}")
    page.route("**/v1/holidays*", lambda route: route.fulfill(json={"items": [], "nextCursor": None}))
    for _ in range(3):
        page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("We weten nog niet wanneer je school vakantie heeft")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "title", "told"),
    [
        ("/?level=zork&region=zork", "Haal techniek de klas in", "Dit kennen we niet: ‘zork’"),
        ("/?place=Atlantis", "Haal techniek de klas in", "‘Atlantis’ kennen we niet"),
        ("/?place=Vaals", "Haal techniek de klas in", "We weten nog niet waar Vaals precies ligt"),
        ("/scholen?level=zork", "Scholen", "Dit kennen we niet: ‘zork’"),
        ("/activiteiten/zork", "Dit is er niet", "De pagina bestaat niet"),
        ("/bedrijven/00000000-0000-0000-0000-000000000000", "Dit is er niet", "Dit bedrijf is er niet"),
    ],
)
def test_what_nobody_knows_is_told_kindly(demo: Live, open_page: Open, path: str, title: str, told: str) -> None:
    page = open_page(f"{demo.url}{path}")
    expect(page).to_have_title(f"{title} · Techniekloket")
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("heading", name="Dat ging niet goed")).to_have_count(0)


@pytest.mark.parametrize("place", ["Den Haag", "5611 AB", " sneek "])
def test_a_place_is_the_middle_of_its_map(demo: Live, open_page: Open, place: str) -> None:
    page = open_page(f"{demo.url}/?place={place}")
    expect(page.locator(".ticket").first).to_contain_text("km")
    page.locator(".minimap").scroll_into_view_if_needed()
    expect(page.locator(".minimap .here")).to_be_visible()
    assert page.locator(".minimap .land").count() == 35
