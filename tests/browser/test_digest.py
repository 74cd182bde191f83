"""The weekly letter in a real browser: chosen at one's account, and ended by the mailed link."""

from collections.abc import Callable

import psycopg
from playwright.sync_api import Page, expect

from api.accounts.rules import digest, new_token
from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
EMAIL = "weekbericht@example.org"
MADE = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, 'Keeper')
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id), held AS (
    INSERT INTO membership (account_id, role, region_code) SELECT id, 'regional_coordinator', 'friesland' FROM person
    ON CONFLICT DO NOTHING)
    INSERT INTO digest_letter (account_id, week, token_hash) SELECT id, '2026-11-23', %(hash)s FROM person"""


def test_it_is_asked_for_and_ended_by_one_click(demo: Live, open_page: Open) -> None:
    token = new_token()
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(MADE, {"email": EMAIL, "hash": digest(token)})
    page = signed_in(demo, open_page, EMAIL, "/mijn/account", 390)
    expect(page.get_by_text("omdat jij iets beheert")).to_be_visible()
    page.get_by_role("button", name="Stuur me het weekbericht").press("Enter")
    expect(page.get_by_text("Je krijgt het weekbericht.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("heading", name="Weekbericht").scroll_into_view_if_needed()
    shot(page, "digest-390")
    stop = open_page("about:blank", 1280, "en-GB", host=demo.url)
    stop.goto(f"{demo.url}/v1/unsubscriptions/{token}")
    expect(stop.get_by_role("heading", name="No weekly letter any more?")).to_be_visible()
    assert token not in stop.url
    assert violations(stop) == []
    shot(stop, "unsubscribe-1280")
    stop.get_by_role("button", name="Unsubscribe me").press("Enter")
    expect(stop.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert violations(stop) == []
    page.reload()
    expect(page.get_by_text("Je krijgt geen weekbericht.")).to_be_visible()
