"""What people take along, in a real browser: the address of one's calendar, and what they gave."""

from collections.abc import Callable

import httpx
import psycopg
import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]


@pytest.mark.parametrize(
    ("width", "language", "scheme", "make", "kept"),
    [
        (1280, "nl-NL", "light", "Maak een adres voor je agenda", "Ik heb het"),
        (390, "en-GB", "dark", "Make an address for your calendar", "I have it"),
    ],
)
def test_an_address_for_ones_calendar(
    demo: Live, open_page: Open, width: int, language: str, scheme: str, make: str, kept: str
) -> None:
    email = f"agenda-{width}@demo.example"
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute("INSERT INTO account (email, name) VALUES (%s, 'Agenda')", (email,))
    page = signed_in(demo, open_page, email, "/mijn/account", width, language, scheme)
    page.get_by_role("button", name=make).click()
    address = page.locator("code.secret")
    expect(address).to_be_visible()
    url = address.inner_text()
    shot(page, f"calendar-{width}")
    assert violations(page) == []
    path = url[url.index("/v1/") :]
    assert Calendar.from_ical(httpx.get(demo.url + path).text).walk("VEVENT") == []
    page.get_by_role("button", name=kept).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    assert url not in page.content()


# Whoever is a guest teacher in the demo gets an appointment that took place, of an account of the test's own.
GUEST = """WITH known AS (INSERT INTO account (email, name) VALUES (%(email)s, 'Wie geeft') RETURNING id),
    held AS (INSERT INTO membership (account_id, role, company_id)
        SELECT k.id, 'professional', a.company_id FROM known k, (SELECT company_id FROM activity LIMIT 1) a),
    made AS (INSERT INTO professional (company_id, account_id, display_name, travel_km)
        SELECT a.company_id, k.id, 'Wie geeft', 9 FROM known k, (SELECT company_id FROM activity LIMIT 1) a
        RETURNING id, company_id)
    INSERT INTO match (request_id, activity_id, school_id, school_site_id, company_id, company_site_id, proposed_by,
        state, school_yes, company_yes, week, holds, professional_id)
    SELECT r.id, a.id, r.school_id, r.school_site_id, a.company_id, a.company_site_id, 'school', 'delivered', true,
        true, '2026-11-02', true, m.id
    FROM made m, LATERAL (SELECT * FROM activity WHERE company_id = m.company_id LIMIT 1) a,
        LATERAL (SELECT * FROM school_request r WHERE NOT EXISTS (SELECT 1 FROM match x WHERE x.request_id = r.id)
            ORDER BY r.id LIMIT 1) r"""


CLASS = """WITH asked AS (INSERT INTO class_poll (match_id, stage, code_hash, most, answers, closes_at)
        SELECT m.id, 'after', sha256(m.id::text::bytea), 28, 20, now() FROM match m
        JOIN professional p ON p.id = m.professional_id JOIN account a ON a.id = p.account_id
        WHERE a.email = %(email)s RETURNING id)
    INSERT INTO class_poll_count (poll_id, question, value, answers)
    SELECT id, q, v, CASE v WHEN 1 THEN 0 WHEN 2 THEN 2 WHEN 3 THEN 5 WHEN 4 THEN 9 ELSE 4 END
    FROM asked, unnest(ARRAY['knows_work', 'fits_me', 'learn_more']) q, generate_series(1, 5) v"""


@pytest.mark.parametrize(
    ("width", "language", "scheme", "paper", "said"),
    [
        (1280, "nl-NL", "light", "Certificaat als PDF", "Schooljaar 2026-2027"),
        (390, "en-GB", "dark", "Certificate as PDF", "School year 2026-2027"),
    ],
)
def test_what_one_gave_and_its_certificate(
    demo: Live, open_page: Open, width: int, language: str, scheme: str, paper: str, said: str
) -> None:
    email = f"inzet-{width}@demo.example"
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute("INSERT INTO account (email, name) VALUES (%s, 'Nog niets')", (f"niets-{email}",))
        db.execute(GUEST, {"email": email})
        db.execute(CLASS, {"email": email})
    nothing = signed_in(demo, open_page, f"niets-{email}", "/mijn/inzet", width, language, scheme)
    expect(nothing.get_by_role("heading", level=2)).to_be_visible()
    assert violations(nothing) == []
    page = signed_in(demo, open_page, email, "/mijn/inzet", width, language, scheme)
    expect(page.get_by_role("heading", name="2026-2027")).to_be_visible()
    expect(page.locator(".class-bar")).to_have_count(3)
    shot(page, f"given-{width}")
    assert violations(page) == []
    with page.expect_download() as kept:
        page.get_by_role("button", name=paper).click()
    assert said in PdfReader(kept.value.path()).pages[0].extract_text()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
