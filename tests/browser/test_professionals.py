"""A company's people and one's own profile, in a real browser on the demo's data."""

from collections.abc import Callable
from itertools import product

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
KEEPER, TEACHES = "baas@bedrijf.example", "collega@bedrijf.example"
HELD = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, %(name)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)
    INSERT INTO membership (account_id, role, company_id)
    SELECT person.id, %(role)s, first.company_id FROM person CROSS JOIN (
        SELECT company_id FROM company_site WHERE scheme = 'demo' ORDER BY value LIMIT 1) first
    ON CONFLICT DO NOTHING"""


@pytest.fixture(autouse=True)
def people(demo: Live) -> None:
    """A coordinator and a guest teacher at the first company of the demo; nobody but the demo's own has a profile."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute("DELETE FROM professional WHERE display_name NOT LIKE 'Gastdocent _ van %'")
        db.execute("UPDATE professional SET state = 'active'")
        db.execute(HELD, {"email": KEEPER, "name": "Coördinator", "role": "company_coordinator"})
        db.execute(HELD, {"email": TEACHES, "name": "Collega", "role": "professional"})


def _card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_a_coordinator_adds_changes_and_pauses(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, KEEPER, "/")
    page.locator("button.person").click()
    page.get_by_role("link", name="Mijn mensen").click()
    expect(page.get_by_role("article").first).to_contain_text("zichtbaar voor scholen")
    page.get_by_role("button", name="Voeg iemand toe").click()
    expect(page.get_by_role("heading", name="Iemand toevoegen")).to_be_focused()
    page.get_by_label("Naam op het kaartje").fill("Nieuwe gastdocent")
    page.get_by_label("Hooguit zo vaak per maand").fill("2")
    page.get_by_role("button", name="dinsdag: voeg uren toe").click()
    page.get_by_text("Weken waarin het niet kan: 0").click()
    week = page.get_by_role("group", name="In welke weken kan het niet?").locator("label").first
    week.click()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard.")).to_be_visible()
    card = _card(page, "Nieuwe gastdocent")
    for told in ("2 keer per maand", "di 09:00–12:30", "niet in de week van", "alleen voor jullie zichtbaar"):
        expect(card).to_contain_text(told)

    card.get_by_role("button", name="Wijzig").click()
    expect(page.get_by_label("Naam op het kaartje")).to_have_value("Nieuwe gastdocent")
    page.get_by_role("button", name="dinsdag: voeg uren toe").click()
    page.get_by_label("dinsdag tot").last.fill("12:00")
    page.get_by_role("button", name="Bewaar").click()
    assert page.get_by_label("dinsdag tot").last.evaluate("field => field.validity.rangeUnderflow")
    page.get_by_label("dinsdag tot").last.fill("15:00")
    page.get_by_role("checkbox", name="Deze persoon vindt het goed").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(card).to_contain_text("di 09:00–12:30, 12:30–15:00")
    expect(card).to_contain_text("zichtbaar voor scholen")

    card.get_by_role("button", name="Neem pauze").click()
    card.get_by_role("button", name="Begin de pauze").click()
    expect(card.locator(".badge")).to_have_text("pauze")
    card.get_by_role("button", name="Stop: ").click()
    card.get_by_role("button", name="Stop als gastdocent").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Laat zien wie gestopt is").click()
    expect(_card(page, "Nieuwe gastdocent").locator(".badge")).to_have_text("gestopt")


def test_a_professional_makes_a_profile_with_the_keyboard_alone(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, TEACHES, "/mijn/profiel")
    page.get_by_role("button", name="Maak je profiel").press("Enter")
    expect(page.get_by_label("Naam op het kaartje")).to_have_value("Collega")
    page.get_by_role("button", name="vrijdag: voeg uren toe").press("Enter")
    page.get_by_role("checkbox", name="Scholen mogen mijn naam").press("Space")
    page.get_by_label("Naam op het kaartje").press("Enter")
    card = _card(page, "Collega")
    expect(card).to_contain_text("vr 09:00–12:30")
    expect(card).to_contain_text("zichtbaar voor scholen")

    keeper = signed_in(demo, open_page, KEEPER, "/mijn/mensen")
    _card(keeper, "Collega").get_by_role("button", name="Wijzig").click()
    expect(keeper.get_by_text("Deze persoon zei zelf ja")).to_be_visible()
    keeper.get_by_label("Hooguit zo vaak per maand").fill("3")
    keeper.get_by_role("button", name="Bewaar").click()
    expect(_card(keeper, "Collega")).to_contain_text("3 keer per maand")

    page.get_by_label("Hooguit zo vaak per maand").fill("1")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("alert")).to_contain_text("Iemand anders heeft dit net veranderd")
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_label("Hooguit zo vaak per maand")).to_have_value("3")


def test_who_has_no_role_there_reads_why(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, TEACHES, "/mijn/mensen")
    expect(page.get_by_text("Deze pagina is voor: bedrijfscoördinator")).to_be_visible()


def test_a_list_that_does_not_come_says_so(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, KEEPER, "/")
    page.route("**/v1/professionals?*", lambda route: route.abort())
    page.goto(f"{demo.url}/mijn/mensen")
    expect(page.get_by_role("alert")).to_contain_text("Je bent offline", timeout=15_000)
    page.unroute("**/v1/professionals?*")
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_role("article").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), list(product((1280, 320), ("light", "dark"))))
def test_screens_are_accessible(demo: Live, open_page: Open, width: int, scheme: str) -> None:
    language = "nl-NL" if scheme == "light" else "en-GB"
    keeper = signed_in(demo, open_page, KEEPER, "/mijn/mensen", width, language, scheme)
    own = signed_in(demo, open_page, TEACHES, "/mijn/profiel", width, language, scheme)
    faults = []
    for page, steps in ((keeper, ("", ".button >> nth=0")), (own, ("", ".note .button"))):
        for step in steps:
            if step:
                page.locator(f"main .section {step}").click()
                page.wait_for_load_state("networkidle")
            faults += [f"{page.url} {step}: {fault}" for fault in violations(page)]
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 0:
                faults.append(f"{page.url} {step}: {overflow} px too wide")
    assert faults == []
