"""Why a round decided so, on the screens of those whom it concerns."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import demo_of, fits, shot, signed_in, violations
from tests.browser.test_rounds import coordinator, worker
from tests.conftest import Live

Open = Callable[..., Page]
__all__ = ["coordinator", "worker"]


@pytest.fixture(scope="module")
def demo(copy_demo: Callable[[str], str]) -> Iterator[Live]:
    """A demo of its own: what a round sends is open to no other."""
    with demo_of(copy_demo, "why") as live:
        yield live


@pytest.mark.usefixtures("worker")
def test_a_swap_shows_what_it_costs_before_it_is_chosen(demo: Live, open_page: Open, coordinator: str) -> None:
    page = signed_in(demo, open_page, coordinator, "/regio/rondes")
    page.get_by_label("Naam van de ronde").fill("Wissels")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_role("button", name="Reken uit").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=60_000)
    expect(page.locator("[id^=pair-]").first).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("region", name="Wissel: ")).to_be_focused()
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
    page.get_by_role("button", name="Reken opnieuw").click()
    page.get_by_role("button", name="Verstuur alles").click(timeout=60_000)
    page.get_by_role("button", name="Verstuur alles").click()
    expect(page.get_by_text("verstuurd", exact=True)).to_be_visible(timeout=30_000)


OUTCOME = """SELECT p.request_id, p.activity_id, r.school_id, a.company_id FROM round_outcome p
    JOIN school_request r ON r.id = p.request_id LEFT JOIN activity a ON a.id = p.activity_id
    JOIN match_round o ON o.id = p.round_id WHERE o.state = 'published' AND {} ORDER BY p.id LIMIT 1"""


def _of(demo: Live, which: str) -> tuple[str, str, str, str]:
    """An outcome's request and activity, and somebody of its school and of its company."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        row = db.execute(OUTCOME.format(which)).fetchone()
        assert row is not None
        request, activity, school, company = map(str, row)
        add = """WITH a AS (INSERT INTO account (email, name) VALUES (%(email)s, 'Waarom') RETURNING id)
            INSERT INTO membership (account_id, role, {column}) SELECT id, %(role)s, %(place)s FROM a"""
        db.execute(
            add.format(column="school_id"), {"email": f"s{school}@why.example", "role": "teacher", "place": school}
        )
        if row[3]:
            values = {"email": f"c{company}@why.example", "role": "company_coordinator", "place": company}
            db.execute(add.format(column="company_id"), values)
    return request, activity, f"s{school}@why.example", f"c{company}@why.example"


@pytest.mark.parametrize("which", ["p.match_id IS NOT NULL", "p.activity_id IS NULL"])
def test_a_school_and_a_company_read_why(demo: Live, open_page: Open, which: str) -> None:
    """Of the round that was sent before."""
    request, activity, teacher, company = _of(demo, which)
    looks = [
        (
            f"/mijn/vragen/{request}/waarom",
            "Waarom kreeg ik dit?",
            teacher,
            "Je kreeg" if activity != "None" else "Er",
        )
    ]
    if activity != "None":
        looks.append((f"/mijn/aanbod/{activity}/waarom", "Wat bracht de matchronde?", company, "kwam"))
    for path, title, email, word in looks:
        page = signed_in(demo, open_page, email, path)
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page.locator(".lead-line").filter(has_text=word)).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            shot(page, f"why-{path.split('/')[2]}-{activity[:4]}-{width}")
            assert violations(page) == []
            assert fits(page)


def test_anybody_reads_the_rules_and_replays_a_round(demo: Live, open_page: Open) -> None:
    page = open_page(demo.url)
    page.get_by_role("link", name="Zo werkt een matchronde").click()
    expect(page.get_by_role("heading", name="Zo werkt een matchronde", level=1)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="soort")).to_contain_text("25")
    expect(page.get_by_role("link", name="de uitkomst met bewijs").first).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        shot(page, f"rules-{width}")
        assert violations(page) == []
        assert fits(page)
    page.get_by_role("button", name="English").or_(page.get_by_role("button", name="EN")).first.click()
    expect(page.get_by_role("heading", name="How a match round works", level=1)).to_be_visible()
