"""What a school asks, what a company offers, the code of conduct and a concern, in a real browser on the demo."""

from collections.abc import Callable
from itertools import product

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
TEACHER, KEEPER, COLLEAGUE, REGION = (f"{name}@aanbod.example" for name in ("docent", "baas", "collega", "regio"))
ACCOUNT = """INSERT INTO account (email, name) VALUES (%(email)s, %(email)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id"""
ASKED = """SELECT r.id, r.school_id FROM school_request r WHERE r.scheme = 'demo' ORDER BY r.value LIMIT 1"""
OFFERS = """SELECT company_id, region_code FROM company_site WHERE scheme = 'demo' ORDER BY value DESC LIMIT 1"""


@pytest.fixture(autouse=True)
def people(demo: Live) -> None:
    """A teacher with one request, two people of a company without a code, and the region's coordinator."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        request, school = db.execute(ASKED).fetchone() or ()
        company, company_region = db.execute(OFFERS).fetchone() or ()
        db.execute("DELETE FROM code_acceptance")
        db.execute("DELETE FROM concern")
        db.execute("DELETE FROM activity WHERE title = 'Meet een brug'")
        db.execute(
            """UPDATE school_request SET state = 'needs_confirmation', confirm_by = now() + interval '9 days',
                   title = 'Wie komt er?', topic = NULL, windows = '[]', embed = NULL WHERE id = %s""",
            [request],
        )
        for email, role, place, of in (
            (TEACHER, "teacher", "school_id", school),
            (KEEPER, "company_coordinator", "company_id", company),
            (COLLEAGUE, "professional", "company_id", company),
            (REGION, "regional_coordinator", "region_code", company_region),
        ):
            account = (db.execute(ACCOUNT, {"email": email}).fetchone() or ())[0]
            db.execute("DELETE FROM membership WHERE account_id = %s", [account])
            db.execute(
                f"INSERT INTO membership (account_id, role, {place}) VALUES (%s, %s, %s)".encode(),
                [account, role, of],
            )


def _card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_a_teacher_says_that_a_request_is_still_meant_and_changes_it(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, TEACHER, "/mijn/vragen")
    card = _card(page, "Wie komt er?")
    expect(card.locator(".badge")).to_have_text("klopt dit nog?")
    expect(card).to_contain_text("Laat vóór")
    card.get_by_role("button", name="Ja, we zoeken dit nog").press("Enter")
    expect(page.get_by_text("Fijn. We zoeken verder.")).to_be_visible()
    expect(card.locator(".badge")).to_have_text("we zoeken")
    card.get_by_role("button", name="Wijzig").press("Enter")
    expect(page.get_by_role("heading", name="Je vraag veranderen")).to_be_focused()
    page.get_by_label("Onderwerp").fill("bruggen")
    page.get_by_label("Dag", exact=True).select_option("2")
    page.get_by_label("Van lesuur").select_option("3")
    page.get_by_role("button", name="Voeg een moment toe").press("Enter")
    expect(page.get_by_text("dinsdag, lesuur 3 tot en met 3")).to_be_visible()
    page.get_by_label("In de les ervoor").fill("Wat is een kracht?")
    page.get_by_role("button", name="Bewaar").press("Enter")
    expect(page.get_by_text("Bewaard.")).to_be_visible()
    expect(card).to_contain_text("bruggen")
    card.get_by_role("link", name="Wie komt er?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie komt er?")
    expect(page.locator(".badge").first).to_have_text("we zoeken")
    expect(page.locator(".facts")).to_contain_text("dinsdag, lesuur 3 tot en met 3")
    page.get_by_role("button", name="Wijzig").press("Enter")
    page.get_by_label("Onderwerp").fill("bogen")
    page.get_by_role("button", name="Bewaar").press("Enter")
    expect(page.locator(".facts")).to_contain_text("bogen")
    page.go_back()
    card.get_by_role("button", name="Trek in").click()
    card.get_by_role("button", name="Trek de vraag in").click()
    expect(card.locator(".badge")).to_have_text("ingetrokken")
    page.get_by_label("Laat zien").select_option("withdrawn")
    expect(_card(page, "Wie komt er?")).to_be_visible()
    page.get_by_label("Laat zien").select_option("draft")
    expect(page.get_by_text("Nog geen vragen")).to_be_visible()


def test_a_request_whose_weeks_are_over_gets_new_ones_and_is_looked_for_again(demo: Live, open_page: Open) -> None:
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(
            """UPDATE school_request SET weeks_ok = '{2020-11-02,2020-11-09}', weeks_preferred = '{2020-11-09}'
               WHERE title = 'Wie komt er?'"""
        )
    page = signed_in(demo, open_page, TEACHER, "/mijn/vragen")
    card = _card(page, "Wie komt er?")
    expect(card).to_contain_text("De weken zijn voorbij. Kies nieuwe weken.")
    card.get_by_role("button", name="Ja, we zoeken dit nog").click()
    expect(card).to_contain_text("Alle weken van deze vraag zijn voorbij.")
    card.get_by_role("link", name="Wie komt er?").click()
    page.get_by_role("button", name="Wijzig").click()
    form = page.locator("form.parts")
    expect(form.locator(".part").first).to_contain_text("De weken zijn voorbij. Kies nieuwe weken.")
    expect(form).to_contain_text("0 weken gekozen")
    weeks = form.get_by_role("group", name="In welke weken kan het?")
    for place in (3, 5):
        weeks.locator("label").nth(place).click()
    form.get_by_role("group", name="Welke weken heb je het liefst?").locator("label").nth(1).click()
    expect(form).to_contain_text("2 weken gekozen")
    shot(page, "new-weeks")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard.")).to_be_visible()
    expect(page.get_by_text("De weken zijn voorbij.")).to_be_hidden()
    page.get_by_role("button", name="Ja, we zoeken dit nog").click()
    expect(page.get_by_text("Fijn. We zoeken verder.")).to_be_visible()
    expect(page.locator(".badge").first).to_have_text("we zoeken")
    with psycopg.connect(demo.database) as db:
        found = "SELECT weeks_ok, weeks_preferred FROM school_request WHERE title = 'Wie komt er?'"
        weeks_ok, weeks_preferred = db.execute(found).fetchone() or ((), ())
    assert len(weeks_ok) == 2
    assert weeks_preferred == weeks_ok[1:]


def _fill_in(page: Page) -> None:
    page.get_by_role("button", name="Maak een activiteit").click()
    page.get_by_label("Soort").select_option("company_visit")
    page.get_by_label("Titel").fill("Meet een brug")
    expect(page.get_by_label("Hoeveel minuten")).to_have_value("150")
    expect(page.get_by_label("Grootste groep")).to_have_value("25")
    expect(page.get_by_label("Vooraf")).not_to_have_value("")
    for legend, choice in (
        ("Bij welke vakken?", "Natuurkunde"), ("Welk onderwijs?", "havo"), ("Welke leerjaren?", "3"),
        ("Wat trekken bezoekers aan?", "Helm"), ("Wat geldt bij jullie?", "trappen zonder lift"),
    ):  # fmt: skip
        page.get_by_role("group", name=legend).get_by_text(choice, exact=True).first.click()
    page.get_by_role("group", name="In welke weken kan het?").locator("label").nth(8).click()
    page.get_by_role("button", name="Bewaar").click()


def test_a_company_makes_an_activity_and_accepts_the_code_when_it_publishes(demo: Live, open_page: Open) -> None:
    page = signed_in(demo, open_page, KEEPER, "/mijn/aanbod")
    _fill_in(page)
    card = _card(page, "Meet een brug")
    expect(card.locator(".badge")).to_have_text("concept")

    colleague = signed_in(demo, open_page, COLLEAGUE, "/mijn/aanbod")
    _card(colleague, "Meet een brug").get_by_role("button", name="Maak openbaar").click()
    expect(colleague.get_by_text("Vraag de coördinator van je bedrijf")).to_be_visible()

    card.get_by_role("button", name="Maak openbaar").press("Enter")
    expect(page.get_by_role("heading", name="Eerst de gedragscode")).to_be_focused()
    expect(page.get_by_text("Geen reclame")).to_be_visible()
    page.get_by_role("button", name="Wij houden ons hieraan").press("Enter")
    expect(page.get_by_text("Aangenomen.")).to_be_visible()
    card.get_by_role("button", name="Maak openbaar").press("Enter")
    expect(card.locator(".badge")).to_have_text("openbaar")
    card.get_by_role("button", name="Wijzig").click()
    page.get_by_label("Titel").fill("Meet een brug")
    page.get_by_label("Achteraf").fill("Reken na.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard.")).to_be_visible()
    card.get_by_role("button", name="Pauzeer").click()
    expect(card.locator(".badge")).to_have_text("pauze")


def test_a_concern_comes_to_the_coordinator(demo: Live, open_page: Open) -> None:
    with psycopg.connect(demo.database) as db:
        found = db.execute(
            """SELECT a.id FROM activity a JOIN membership m ON m.region_code = a.region_code
               JOIN account p ON p.id = m.account_id AND p.email = %s WHERE a.state = 'published' LIMIT 1""",
            [REGION],
        ).fetchone()
    assert found is not None
    page = signed_in(demo, open_page, TEACHER, f"/activiteiten/{found[0]}")
    page.get_by_role("button", name="Meld een zorg").click()
    page.get_by_label("Wat gaat er mis?").fill("Er werd vooral iets verkocht.")
    page.get_by_role("button", name="Stuur naar de coördinator").click()
    expect(page.get_by_text("Dank je.")).to_be_visible()
    desk = signed_in(demo, open_page, REGION, "/regio/zorgen")
    one = desk.get_by_role("article").filter(has_text="Er werd vooral iets verkocht.")
    expect(one).to_contain_text(TEACHER)
    one.get_by_role("button", name="Handel af").click()
    one.get_by_label("Wat heb je gedaan?").fill("Gebeld.")
    one.get_by_role("button", name="Bewaar en sluit").click()
    expect(desk.get_by_text("Geen zorgen")).to_be_visible()
    desk.get_by_role("button", name="behandeld", exact=True).click()
    expect(one).to_contain_text("Gebeld.")


@pytest.mark.parametrize(
    ("path", "who", "call"),
    [
        ("/mijn/vragen", TEACHER, "requests"),
        ("/mijn/aanbod", KEEPER, "activities"),
        ("/regio/zorgen", REGION, "concerns"),
    ],
)
def test_a_list_that_does_not_come_says_so(demo: Live, open_page: Open, path: str, who: str, call: str) -> None:
    page = signed_in(demo, open_page, who, "/")
    page.route(f"**/v1/{call}?*", lambda route: route.abort())
    page.goto(f"{demo.url}{path}")
    expect(page.get_by_role("alert")).to_contain_text("Je bent offline", timeout=15_000)


@pytest.mark.parametrize(("width", "scheme"), list(product((1280, 320), ("light", "dark"))))
def test_screens_are_accessible(demo: Live, open_page: Open, width: int, scheme: str) -> None:
    language = "nl-NL" if scheme == "light" else "en-GB"
    names = {"nl-NL": ("Wijzig", "Maak een activiteit"), "en-GB": ("Change", "Make an activity")}[language]
    faults = []
    for who, path, button in (
        (TEACHER, "/mijn/vragen", f"{names[0]}: Wie komt er?"), (KEEPER, "/mijn/aanbod", names[1]),
        (REGION, "/regio/zorgen", None),
    ):  # fmt: skip
        page = signed_in(demo, open_page, who, path, width, language, scheme)
        faults += violations(page)
        if button:
            page.get_by_role("button", name=button).first.click()
            faults += violations(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path}: {over} px too wide"] if over > 0 else []
    assert faults == []
