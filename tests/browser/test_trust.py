"""Who keeps their word and who goes on together, in a real browser: figures, an excuse, a partnership."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
COMPANY, SCHOOL, REGION = "bedrijf@vertrouwen.example", "school@vertrouwen.example", "regio@vertrouwen.example"
PLAN = """INSERT INTO match (request_id, activity_id, school_id, school_site_id, school_region, company_id,
        company_site_id, company_region, proposed_by, state, school_yes, company_yes, week, holds, reason)
    SELECT r.id, a.id, r.school_id, r.school_site_id, r.region_code, a.company_id, a.company_site_id, a.region_code,
        'school', 'cancelled_by_company', true, true, a.weeks[1], false, 'transport'
    FROM (SELECT * FROM school_request WHERE state = 'open' ORDER BY id LIMIT 1) r,
        (SELECT * FROM activity WHERE state = 'published' ORDER BY id LIMIT 1) a
    RETURNING *, (SELECT title FROM school_request r WHERE r.id = request_id)"""
TOLD = """INSERT INTO match_event (match_id, place, at, type, side, facts)
    VALUES (%(id)s, %(place)s, now() - %(ago)s * interval '1 day', %(type)s, %(side)s, %(facts)s)"""
HELD = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, %(name)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)
    INSERT INTO membership (account_id, role, school_id, company_id, region_code)
    SELECT id, %(name)s, %(school)s, %(company)s, %(region)s FROM person ON CONFLICT DO NOTHING"""


@pytest.fixture
def cancelled(demo: Live) -> dict[str, Any]:
    """A match that its company cancelled late, and people of both sides and the region."""
    with psycopg.connect(demo.database, autocommit=True, row_factory=dict_row) as db:
        db.execute("TRUNCATE match, match_event, partnership CASCADE")
        found = db.execute(PLAN).fetchone()
        assert found is not None
        moment = {"week": str(found["week"]), "slotId": None, "startsAt": None, "endsAt": None}
        facts = {"moment": moment, "professionalId": None, "holds": True, "respondBy": "2099-01-01T00:00:00Z"}
        for place, (kind, side, more) in enumerate(
            (
                ("proposed", "school", {**facts, "moments": []}),
                ("accepted", "company", facts),
                ("cancelled", "company", {"leadHours": 3}),
            )
        ):
            told = {"place": place + 1, "ago": 3 - place, "type": kind, "side": side, "facts": Jsonb(more)}
            db.execute(TOLD, {"id": found["id"], **told})
        nobody = {"school": None, "company": None, "region": None}
        for email, role, held in (
            (COMPANY, "company_coordinator", {"company": found["company_id"]}),
            (SCHOOL, "school_coordinator", {"school": found["school_id"]}),
            (REGION, "regional_coordinator", {"region": found["company_region"]}),
        ):
            db.execute(HELD, {**nobody, "email": email, "name": role, **held})
    return found


def test_an_excuse_is_asked_granted_and_seen(demo: Live, open_page: Open, cancelled: dict[str, Any]) -> None:
    page = signed_in(demo, open_page, COMPANY, f"/mijn/afspraken/{cancelled['id']}")
    expect(page.get_by_text("Deze afspraak telt mee voor jullie betrouwbaarheid.")).to_be_visible()
    page.get_by_role("button", name="Dit konden wij niet helpen").press("Enter")
    page.get_by_label("Wat gebeurde er?").fill("De brug ging niet meer dicht.")
    shot(page, "appeal")
    assert violations(page) == []
    page.get_by_role("button", name="Vraag om dit niet mee te tellen").click()
    expect(page.get_by_text("De regiocoördinator beslist hierover.")).to_be_visible()
    desk = signed_in(demo, open_page, REGION, "/regio/verzoeken", 390, language="en-GB")
    card = desk.get_by_role("article").filter(has_text="De brug ging niet meer dicht.")
    card.get_by_role("button", name="Decide").click()
    card.get_by_label("Why do you decide so?").fill("Dat klopt.")
    shot(desk, "appeals-390")
    assert violations(desk) == []
    card.get_by_role("button", name="Does not count", exact=True).click()
    expect(desk.get_by_text("De brug ging niet meer dicht.")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Telt niet mee.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_organisation_sees_what_counts(demo: Live, open_page: Open, cancelled: dict[str, Any], width: int) -> None:
    page = signed_in(demo, open_page, COMPANY, f"/mijn/organisatie/{cancelled['company_id']}", width=width)
    part = page.get_by_role("region", name="Betrouwbaarheid")
    expect(part).to_contain_text("Op tijd geantwoord")
    part.get_by_text("Welke afspraken telden mee").click()
    expect(part).to_contain_text(cancelled["title"])
    shot(page, f"reliability-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_become_partners_and_end_it(demo: Live, open_page: Open, cancelled: dict[str, Any]) -> None:
    with psycopg.connect(demo.database, autocommit=True, row_factory=dict_row) as db:
        found = db.execute("SELECT name FROM school WHERE id = %(school_id)s", cancelled).fetchone() or {}
        db.execute(
            "UPDATE school SET participation = 'active' WHERE name = %(name)s OR id = %(id)s",
            {**found, "id": cancelled["school_id"]},
        )
    page = signed_in(demo, open_page, COMPANY, "/mijn/partners", 390)
    expect(page.get_by_text("Nog geen vaste partners")).to_be_visible()
    page.get_by_label("Welke school?").fill(found["name"])
    page.locator("form .chip strong").first.click()
    page.get_by_role("checkbox").last.press("Space")
    shot(page, "partners-390")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Stel voor").click()
    expect(page.get_by_text("Wacht op de school.")).to_be_visible()
    with psycopg.connect(demo.database, autocommit=True) as db:  # names of schools repeat
        db.execute("UPDATE partnership SET school_id = %(school_id)s", cancelled)
    theirs = signed_in(demo, open_page, SCHOOL, "/mijn/partners", language="en-GB")
    theirs.get_by_role("button", name="Become partners").press("Enter")
    theirs.get_by_role("button", name="Yes, let us").click()
    expect(theirs.get_by_label("School years together")).to_contain_text("0 activities")
    shot(theirs, "partners-1280")
    assert violations(theirs) == []
    theirs.get_by_role("button", name="End this partnership").click()
    theirs.get_by_label("Why?").select_option("contact_left")
    theirs.get_by_role("button", name="End it").click()
    expect(theirs.get_by_text("The contact person has left")).to_be_visible()
