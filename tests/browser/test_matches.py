"""A match in a real browser: a teacher asks, a company answers, one cancels, and what could come instead is there."""

from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row
from pypdf import PdfReader

from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
TEACHER, COMPANY, REGION = "docent@match.example", "bedrijf@match.example", "regio@match.example"
OPEN = "SELECT id, title AS asks, school_id, region_code FROM school_request WHERE state = 'open' ORDER BY id"
OFFER = "SELECT title, company_id FROM activity WHERE id = %(id)s"
HELD = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, %(name)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)
    INSERT INTO membership (account_id, role, school_id, company_id, region_code)
    SELECT id, %(role)s, %(school)s, %(company)s, %(region)s FROM person ON CONFLICT DO NOTHING"""


def _fitting(demo: Live, db: psycopg.Connection[dict[str, Any]]) -> dict[str, Any]:
    """A request with several suggestions, and the best of them."""
    key = {"Authorization": f"Bearer {demo.key('script')}"}
    for asked in db.execute(OPEN).fetchall():
        search = {"requestId": str(asked["id"])}
        items = httpx.get(f"{demo.url}/v1/match-suggestions", params=search, headers=key).json()["items"]
        if len(items) > 1:
            offer = db.execute(OFFER, {"id": items[0]["activity"]["id"]}).fetchone()
            assert offer is not None
            best = items[0]
            more = {"activity": best["activity"]["id"], "week": best["week"]}
            return {"request": asked["id"], **more, **asked, **offer}
    raise AssertionError("no request of the demo has two suggestions")


@pytest.fixture
def pair(demo: Live) -> dict[str, str]:
    with psycopg.connect(demo.database, autocommit=True, row_factory=dict_row) as db:
        db.execute("TRUNCATE match, match_event, place_count, slot CASCADE")
        db.execute("UPDATE school_request SET state = 'open' WHERE state IN ('proposed', 'matched')")
        db.execute("UPDATE activity SET full_weeks = '{}' WHERE full_weeks <> '{}'")
        found = _fitting(demo, db)
        nobody = {"school": None, "company": None, "region": None}
        for email, role, place in (
            (TEACHER, "teacher", {"school": found["school_id"]}),
            (COMPANY, "company_coordinator", {"company": found["company_id"]}),
            (REGION, "regional_coordinator", {"region": found["region_code"]}),
        ):
            db.execute(HELD, {**nobody, "email": email, "name": role, "role": role, **place})
    return {name: str(value) for name, value in found.items()}


def _ask(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Vraag aan: {title}").first.click()
    page.get_by_label("Een woord erbij").fill("We verheugen ons erop.")
    shot(page, "propose")
    page.get_by_role("button", name="Stuur het voorstel").click()
    expect(page.get_by_role("heading", name="Wat er gebeurde")).to_be_visible()


def test_who_pauses_is_told_so_and_the_others_who_is_away(demo: Live, open_page: Open, pair: dict[str, str]) -> None:
    page = signed_in(demo, open_page, TEACHER, f"/mijn/vragen/{pair['request']}")
    _ask(page, pair["title"])
    pause = "UPDATE company SET participation = %s WHERE id = %s"
    elsewhere = """INSERT INTO membership (account_id, role, company_id)
        SELECT a.id, 'professional', c.id FROM account a, company c
        WHERE a.email = %s AND c.id <> %s ORDER BY c.id LIMIT 1 RETURNING id"""
    with psycopg.connect(demo.database, autocommit=True) as db:
        held = db.execute(elsewhere, [TEACHER, pair["company_id"]]).fetchone()
        db.execute(pause, ["paused", pair["company_id"]])
        try:
            page = signed_in(demo, open_page, TEACHER, "/mijn/afspraken")
            expect(page.get_by_text("Het bedrijf doet nu niet mee.")).to_be_visible()
            expect(page.get_by_text("Jullie staan op pauze.")).to_have_count(0)
            theirs = signed_in(demo, open_page, COMPANY, "/mijn/afspraken")
            expect(theirs.get_by_text("Jullie staan op pauze.")).to_be_visible()
            theirs.get_by_role("article").get_by_role("link", name="Weer meedoen").click()
            expect(theirs).to_have_url(f"{demo.url}/mijn/organisatie/{pair['company_id']}")
        finally:
            db.execute(pause, ["active", pair["company_id"]])
            db.execute("DELETE FROM membership WHERE id = %s", held)


@pytest.mark.parametrize("width", [1280, 390])
def test_from_a_question_to_a_kept_promise(demo: Live, open_page: Open, pair: dict[str, str], width: int) -> None:
    page = signed_in(demo, open_page, TEACHER, "/mijn/vragen", width=width)
    shot(page, f"requests-{width}")
    page.goto(f"{demo.url}/mijn/vragen/{pair['request']}")
    expect(page.get_by_role("heading", name="Dit past bij je vraag")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(pair["asks"])
    shot(page, f"request-{width}")
    assert violations(page) == []
    _ask(page, pair["title"])
    expect(page.get_by_text("Wacht op het bedrijf")).to_be_visible()
    expect(page.get_by_text("Namen en adressen zie je zodra")).to_be_visible()

    theirs = signed_in(demo, open_page, COMPANY, "/mijn/afspraken", width=width)
    expect(theirs.get_by_role("heading", name="Wacht op jou")).to_be_visible()
    shot(theirs, f"waiting-{width}")
    assert violations(theirs) == []
    theirs.get_by_role("button", name="Ja", exact=True).click()
    theirs.get_by_label("Wie komt er?").select_option(index=1)
    shot(theirs, f"yes-{width}")
    assert violations(theirs) == []
    theirs.get_by_role("button", name="Ja", exact=True).click()
    expect(theirs.get_by_role("heading", name="Gepland")).to_be_visible()
    theirs.get_by_role("article").get_by_role("link").first.click()
    expect(theirs.get_by_role("link", name=TEACHER)).to_be_visible()
    beside = theirs.get_by_role("complementary")
    expect(beside.get_by_text("Gastdocent")).to_have_count(1)
    expect(beside.locator("dd", has_text=COMPANY)).to_have_text(f"company_coordinator{COMPANY}")
    shot(theirs, f"planned-{width}")
    assert violations(theirs) == []
    with theirs.expect_download() as kept:
        theirs.get_by_role("button", name="Bevestiging als PDF").click()
    assert kept.value.suggested_filename == "techniekloket.pdf"
    assert "Afgesproken" in PdfReader(kept.value.path()).pages[0].extract_text()

    page.reload()
    expect(page.get_by_role("link", name=COMPANY)).to_be_visible()
    page.get_by_role("button", name="Afzeggen").click()
    shot(page, f"cancel-{width}")
    page.get_by_role("button", name="Ziekte").click()
    expect(page.get_by_role("heading", name="Wat er voor in de plaats kan komen")).to_be_visible()
    shot(page, f"instead-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_coordinator_proposes_and_the_school_says_another_moment(
    demo: Live, open_page: Open, pair: dict[str, str]
) -> None:
    page = signed_in(demo, open_page, REGION, f"/mijn/vragen/{pair['request']}")
    _ask(page, pair["title"])
    school = signed_in(demo, open_page, TEACHER, "/mijn/afspraken", width=390)
    school.get_by_role("button", name="Ander moment").click()
    school.get_by_role("button", name="Nog een moment").click()
    shot(school, "moments-390")
    assert violations(school) == []
    school.get_by_role("button", name="Stel deze momenten voor").click()
    expect(school.get_by_role("heading", name="Wacht op de ander")).to_be_visible()
    company = signed_in(demo, open_page, COMPANY, "/mijn/afspraken")
    company.get_by_role("button", name="Nee", exact=True).click()
    company.get_by_role("button", name="De datum past niet").click()
    expect(company.get_by_role("heading", name="Voorbij")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_company_offers_and_the_school_says_yes_in_one_click(
    demo: Live, open_page: Open, pair: dict[str, str], width: int
) -> None:
    page = signed_in(demo, open_page, COMPANY, "/mijn/kansen", width=width)
    page.get_by_role("button", name=pair["title"], exact=True).click()
    offer = page.get_by_role("button", name=f"Bied aan: {pair['asks']}").first
    expect(offer).to_be_visible()
    shot(page, f"chances-{width}")
    assert violations(page) == []
    offer.click()
    page.get_by_role("button", name="Stuur het voorstel").click()
    expect(page.get_by_text("Wacht op de school")).to_be_visible()
    school = signed_in(demo, open_page, TEACHER, "/mijn/afspraken", width=width)
    school.get_by_role("button", name="Ja", exact=True).click()
    expect(school.get_by_role("heading", name="Gepland")).to_be_visible()
    assert school.evaluate("document.documentElement.scrollWidth") <= width


def test_on_the_page_of_an_activity_one_asks_for_a_saved_request(
    demo: Live, open_page: Open, pair: dict[str, str]
) -> None:
    page = signed_in(demo, open_page, TEACHER, f"/activiteiten/{pair['activity']}", width=390)
    page.get_by_label("Voor een vraag die je al stelde").select_option(pair["request"])
    page.get_by_role("button", name=f"Vraag aan: {pair['title']}").click()
    assert violations(page) == []
    shot(page, "activity-390")
    page.get_by_role("button", name="Stuur het voorstel").click()
    expect(page.get_by_text("Wacht op het bedrijf")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_company_names_a_moment_and_takes_it_back(
    demo: Live, open_page: Open, pair: dict[str, str], width: int, scheme: str
) -> None:
    page = signed_in(demo, open_page, COMPANY, "/mijn/aanbod", width=width, scheme=scheme)
    page.get_by_role("button", name=f"Momenten: {pair['title']}").click()
    page.get_by_label("Dag").fill("2020-01-01")
    page.get_by_role("button", name="Voeg toe").click()
    assert page.evaluate("document.querySelector('input[type=date]').matches(':invalid')")
    page.get_by_label("Dag").fill(pair["week"])
    page.get_by_label("Groepen tegelijk").fill("2")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("plek voor 2 van 2 groepen")).to_be_visible()
    shot(page, f"slots-{width}")
    assert violations(page) == []
    page.get_by_role("button", name="Voeg toe").click()
    page.get_by_label("Dag").fill(pair["week"])
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Neem terug: ").click()
    page.get_by_role("button", name="Neem terug", exact=True).click()
    expect(page.get_by_text("Het moment is teruggenomen.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_coordinator_goes_through_the_day_by_keyboard(
    demo: Live, open_page: Open, pair: dict[str, str], width: int, scheme: str
) -> None:
    page = signed_in(demo, open_page, REGION, "/regio", width=width, scheme=scheme)
    expect(page.get_by_text("hebben nog niets")).to_be_visible()
    assert violations(page) == []
    while pair["request"] not in (page.locator("[aria-current=true].plain-row").get_attribute("id") or ""):
        page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Stuur het voorstel")).to_be_visible()
    shot(page, f"today-propose-{width}")
    assert violations(page) == []
    page.get_by_role("button", name="Stuur het voorstel").press("Enter")
    expect(page.get_by_text("Voorgesteld. Beide kanten krijgen bericht.")).to_be_visible()
    expect(page.get_by_role("heading", name="Wacht op allebei")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("k")
    page.keyboard.press("n")
    expect(page.get_by_label("Namens wie?")).to_be_focused()
    page.get_by_role("button", name="Toch niet").focus()
    page.keyboard.press("m")
    expect(page.get_by_role("form", name="Nee")).to_be_visible()
    page.get_by_label("Namens wie?").select_option("school")
    shot(page, f"today-no-{width}")
    page.get_by_role("button", name="De datum past niet").click()
    expect(page.get_by_text("Gedaan. De ander krijgt bericht.")).to_be_visible()
    page.keyboard.press("o")
    expect(page).to_have_url(f"{demo.url}/mijn/vragen/{page.url.rsplit('/', 1)[1]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/mijn/afspraken", "/mijn/vragen"])
def test_with_nothing_yet(demo: Live, open_page: Open, pair: dict[str, str], path: str) -> None:
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute("INSERT INTO school (scheme, value, name) VALUES ('t', 'leeg', 'Leeg') ON CONFLICT DO NOTHING")
        values = {"email": "nieuw@match.example", "name": "Nieuw", "role": "teacher", "company": None, "region": None}
        row = db.execute("SELECT id FROM school WHERE scheme = 't' AND value = 'leeg'").fetchone()
        assert row is not None
        db.execute(HELD, {**values, "school": row[0]})
    page = signed_in(demo, open_page, "nieuw@match.example", path, width=320, language="en-GB", scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shot(page, f"nothing{path.replace('/', '-')}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
