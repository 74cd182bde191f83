"""What people take along, in a real browser: the address of one's calendar."""

import os
from collections.abc import Callable

import httpx
import psycopg
import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]


def _shot(page: Page, name: str) -> None:
    """For who wants to look: LOKET_SHOTS names a folder."""
    if folder := os.environ.get("LOKET_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


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
    _shot(page, f"calendar-{width}")
    assert violations(page) == []
    path = url[url.index("/v1/") :]
    assert Calendar.from_ical(httpx.get(demo.url + path).text).walk("VEVENT") == []
    page.get_by_role("button", name=kept).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    assert url not in page.content()
