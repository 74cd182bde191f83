"""Webhooks in a real browser: how each does, what it was sent, once more, and its end."""

from collections.abc import Callable

import psycopg
from playwright.sync_api import Page, expect

from tests.browser.conftest import shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
EMAIL = "webhooks@example.org"
MADE = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, 'Keeper')
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id), held AS (
    INSERT INTO membership (account_id, role, region_code) SELECT id, 'regional_coordinator', 'friesland' FROM person
    ON CONFLICT DO NOTHING), portal AS (
    INSERT INTO api_client (name, role, scopes, region_codes, key_hash)
    VALUES ('Portaal', 'portal', '{read:region}', '{friesland}', sha256('webhooks')) RETURNING id), hook AS (
    INSERT INTO webhook (client_id, url, secret, event_types, state)
    SELECT id, 'https://portaal.example/een/lang/adres/voor/wat/er/gebeurt', 'whsec_Y25y',
        '{match.confirmed,match.cancelled}', s.state FROM portal, (VALUES ('failed'), ('active')) s (state)
    RETURNING id, state)
    INSERT INTO webhook_delivery (webhook_id, type, body, state, attempts, last_error, delivered_at)
    SELECT h.id, 'match.confirmed', '{"type":"match.confirmed","timestamp":"2026-11-24T09:00:00Z","data":{}}',
        d.state, d.attempts, d.error, CASE WHEN d.state = 'delivered' THEN now() END
    FROM hook h, (VALUES ('delivered', 1, NULL), ('dead', 6, 'status_500')) d (state, attempts, error)
    WHERE h.state = 'active'"""


def test_what_was_sent_is_seen_sent_again_and_ended(demo: Live, open_page: Open) -> None:
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(MADE, {"email": EMAIL})
    page = signed_in(demo, open_page, EMAIL, "/regio/sleutels", 390)
    expect(page.get_by_text("Uitgezet: komt niet aan")).to_be_visible()
    page.get_by_text("Wat er is gestuurd").first.click()
    expect(page.get_by_text("6 pogingen · status_500")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, "webhooks-390")
    page.get_by_role("button", name="Stuur opnieuw").first.press("Enter")
    expect(page.get_by_text("Onderweg")).to_be_visible()
    page.get_by_role("button", name="Probeer uit").first.press("Enter")
    expect(page.get_by_text("Er is een proefbericht gestuurd")).to_be_visible()
    wide = signed_in(demo, open_page, EMAIL, "/regio/sleutels", 1280, "en-GB")
    wide.get_by_text("What was sent").first.click()
    expect(wide.get_by_text("webhook.test")).to_be_visible()
    assert violations(wide) == []
    shot(wide, "webhooks-1280")
    wide.get_by_role("button", name="Turn on again").press("Enter")
    wide.get_by_role("button", name="Turn it on").press("Enter")
    expect(wide.get_by_text("Turned off: does not arrive")).to_have_count(0)
    for left in (1, 0):
        wide.get_by_role("button", name="End it").first.press("Enter")
        wide.get_by_role("button", name="End the webhook").press("Enter")
        expect(wide.get_by_text("portaal.example")).to_have_count(left)
