"""What schools look for and nobody answered: in numbers for everybody, class by class for a company that fits."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
KEEPER = "baas@vraag.example"
# A published offer that some open request fits, and how many classes wait in its region.
OFFER = """SELECT a.company_id, a.title, a.region_code FROM activity a JOIN school_request r
    ON r.state = 'open' AND r.region_code = a.region_code AND a.kind = ANY (r.kinds) AND a.subjects && r.subjects
       AND r.level = ANY (a.levels) AND r.year = ANY (a.years) AND r.pupils <= a.max_group
       AND r.online_ok AND a.online AND a.weeks && r.weeks_ok
    WHERE a.scheme = 'demo' AND a.state = 'published' ORDER BY a.value, r.value LIMIT 1"""
WAITING = "SELECT count(*) FROM school_request WHERE state = 'open' AND region_code = %s"


@pytest.fixture
def offer(demo: Live) -> tuple[str, str, int]:
    """Its title, its region and how many classes wait there; its company has a coordinator."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        company, title, region = db.execute(OFFER).fetchone() or ()
        account = db.execute(
            """INSERT INTO account (email, name) VALUES (%(email)s, 'Baas')
               ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id""",
            {"email": KEEPER},
        ).fetchone()
        assert account is not None
        db.execute("DELETE FROM membership WHERE account_id = %s", account)
        db.execute(
            "INSERT INTO membership (account_id, role, company_id) VALUES (%s, 'company_coordinator', %s)",
            [account[0], company],
        )
        waiting = db.execute(WAITING, [region]).fetchone()
        assert waiting is not None
        return title, region, waiting[0]


def test_everybody_sees_how_many_classes_wait_and_for_what(
    demo: Live, open_page: Open, offer: tuple[str, str, int]
) -> None:
    _, region, waiting = offer
    page = open_page(f"{demo.url}/bedrijven?region={region}")
    page.get_by_role("link", name="Kijk wat ze zoeken").click()
    expect(page.get_by_role("heading", level=2, name=f"{waiting} klassen zoeken nog iemand")).to_be_visible()
    page.get_by_role("button", name="per onderwijssoort").press("Enter")
    expect(page).to_have_url(f"{demo.url}/onvervulde-vragen?region={region}&by=level")
    expect(page.get_by_role("columnheader", name="Onderwijs")).to_be_visible()
    cells = page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert sum(int(cell) for cell in cells) == waiting


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("nl-NL", "light"), ("en-GB", "dark")])
def test_the_page_is_for_all(demo: Live, open_page: Open, width: int, language: str, scheme: str) -> None:
    page = open_page(f"{demo.url}/onvervulde-vragen?by=municipality", width, language, scheme)
    page.get_by_role("table").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_company_goes_from_how_many_wait_to_the_classes_of_an_offer(
    demo: Live, open_page: Open, offer: tuple[str, str, int], width: int
) -> None:
    title, _, waiting = offer
    page = signed_in(demo, open_page, KEEPER, "/mijn/aanbod", width=width)
    expect(page.get_by_text(f"{waiting} klassen zoeken nog iemand")).to_be_visible()
    page.get_by_label(f"Wie vraagt dit?: {title}", exact=True).click()
    page.get_by_role("button", name="Bied aan").first.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
