"""A coordinator's round in a real browser, from beginning it to sending everything at once."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from api.kit.postgres import as_service
from tests.browser.conftest import coordinator_of, fits, shot, signed_in, violations
from tests.conftest import Live

Open = Callable[..., Page]
COORDINATOR = "ronde@regio.example"


@pytest.fixture
def coordinator(demo: Live) -> str:
    return coordinator_of(demo, COORDINATOR, "zuid-limburg")


@pytest.fixture
def worker(demo: Live, tmp_path: Path) -> Iterator[None]:
    """Which solves rounds."""
    environment = {"DATABASE_URL": as_service(demo.database), "LOKET_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "api.cli", "work"]
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        yield
        process.terminate()


def _types_freely(page: Page) -> None:
    """With the form for a reason open no letter does a deed, in its field or on its buttons."""
    expect(page.get_by_label("Waarom?")).to_be_focused()
    page.keyboard.type("Vraag niet aan een ander.")
    expect(page.get_by_label("Waarom?")).to_have_value("Vraag niet aan een ander.")
    page.get_by_role("button", name="Laat maar").focus()
    page.keyboard.press("n")
    expect(page.get_by_label("Waarom?")).to_be_visible()
    page.keyboard.press("Escape")


def _shows_what_became(page: Page, made: int) -> None:
    became = page.locator("[id^=pair-]").filter(has_text="wacht op school en bedrijf")
    expect(became).to_have_count(made)
    shot(page, "round-sent-390")
    became.first.get_by_role("link", name="Naar de afspraak").click()
    expect(page.get_by_role("heading", name="Wat er gebeurde")).to_be_visible()
    page.go_back()


@pytest.mark.usefixtures("worker")
def test_a_round_from_its_beginning_to_all_proposals_sent(demo: Live, open_page: Open, coordinator: str) -> None:
    page = signed_in(demo, open_page, coordinator, "/regio/rondes")
    page.get_by_label("Naam van de ronde").fill("Voorjaar")
    shot(page, "rounds-list")
    assert violations(page) == []
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_role("button", name="Reken uit").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Bewezen: beter kan niet.")).to_be_visible()
    shot(page, "round-1280")
    assert violations(page) == []
    with page.expect_download() as table:
        page.get_by_role("button", name="Bewaar als tabel").click()
    assert table.value.suggested_filename == "Voorjaar.csv"
    assert table.value.path().read_text(encoding="utf-8-sig").startswith("week,request,school,")

    expect(page.locator("[id^=pair-]").first).to_be_visible()
    page.keyboard.press("v")
    _types_freely(page)
    page.keyboard.press("v")
    page.get_by_label("Waarom?").fill("Zij werken al jaren samen.")
    page.get_by_role("button", name="Zet vast").first.click()
    expect(page.get_by_text("Reken opnieuw voordat je verstuurt.")).to_be_visible()
    expect(page.get_by_role("button", name="Verstuur alles")).not_to_be_visible()
    page.get_by_role("button", name="Reken opnieuw").click()
    expect(page.get_by_text("klaar om te bekijken")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Wat je besloot")).to_be_visible()
    expect(page.get_by_text("vastgezet")).to_have_count(2)

    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "round-390")
    assert violations(page) == []
    assert fits(page)
    page.get_by_role("button", name="Verstuur alles").click()
    page.get_by_role("button", name="Verstuur alles").click()
    expect(page.get_by_text("verstuurd", exact=True)).to_be_visible(timeout=30_000)
    with psycopg.connect(demo.database) as db:
        made = db.execute(
            "SELECT count(*) FROM match WHERE origin = 'round' AND school_region = 'zuid-limburg'"
        ).fetchone()
    assert made is not None
    _shows_what_became(page, made[0])
    with page.expect_download() as agenda:
        page.get_by_role("button", name="Bewaar voor je agenda").click()
    assert agenda.value.path().read_text().count("BEGIN:VEVENT") == made[0]
    expect(page.get_by_role("status").filter(has_text=f"{made[0]} voorstel")).to_be_visible()
