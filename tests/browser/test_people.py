"""People come in, in a real browser: with the demo's data, its worker, and its mail as one reads it."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import narrowed, signed_in, violations
from tests.conftest import Live
from tests.processes import free_port, running

Open = Callable[..., Page]
REGION, OTHER = "zuidoost-brabant", "friesland"
COORDINATOR, STRANGER = "corrie@regio.example", "sjoerd@fryslan.example"
TEACHER, COMPANY = "noor@lyceum.example", "bas@optiek.example"
# Mails that a test has read.
OPENED: set[str] = set()
HELD = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, %(name)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id)
    INSERT INTO membership (account_id, role, region_code)
    SELECT id, 'regional_coordinator', %(region)s FROM person"""


@pytest.fixture(scope="module")
def people(copy_demo: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The demo as one starts it again, with a coordinator in two regions and nobody who waits."""
    database, port = copy_demo(f"people_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"), free_port()
    url, folder = f"http://localhost:{port}", tmp_path_factory.mktemp("people")
    module = ("api.cli", "demo", "--no-open", "--port", str(port), "--data-dir", str(folder))
    environment = {"DATABASE_URL": database, "LOKET_PUBLIC_URL": url, "LOKET_LOG_LEVEL": "error"}
    with running(module, f"{url}/v1/health/ready", environment, within=120, quiet=True) as server:
        with psycopg.connect(database, autocommit=True) as db:
            db.execute(HELD, {"email": COORDINATOR, "name": "Corrie", "region": REGION})
            db.execute(HELD, {"email": STRANGER, "name": "Sjoerd", "region": OTHER})
            db.execute("DELETE FROM application")
        yield Live(url, database, server)


def _mail(live: Live, page: Page, to: str, subject: str) -> Page:
    """The newest mail of a subject to an address that was not open before, in a tab of its own."""
    tab = page.context.new_page()
    found = tab.get_by_role("listitem").filter(has_text=to).get_by_role("link", name=re.compile(subject))
    for _ in range(60):
        tab.goto(f"{live.url}/demo/mail")
        newest = found.first.get_attribute("href") if found.count() else None
        if newest is not None and newest not in OPENED:
            OPENED.add(newest)
            tab.goto(live.url + newest)
            return tab
        time.sleep(0.25)
    raise AssertionError(f"no mail to {to}")


def _sign_in(live: Live, page: Page, email: str) -> Page:
    """As a person does it: asks for a link, and opens it from the mail in another tab."""
    page.goto(f"{live.url}/inloggen")
    page.get_by_label("Je mailadres").fill(email)
    page.get_by_role("button", name="Stuur mij een link").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_focused()
    tab = _mail(live, page, email, "Log in bij")
    tab.frame_locator("iframe").get_by_role("link").first.press("Enter")
    expect(tab).to_have_url(f"{live.url}/inloggen/link")
    tab.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(tab.locator("button.person")).to_be_visible()
    return tab


def _apply(page: Page, name: str, email: str) -> None:
    page.get_by_label("Je naam").fill(name)
    page.get_by_label("Je mailadres").fill(email)
    page.get_by_label("Waarom wil je meedoen?").fill("Wij willen meedoen.")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Meld aan").click()
    expect(page.get_by_role("heading", name="Je aanmelding is binnen")).to_be_focused()


def _school(live: Live) -> dict[str, str]:
    """A site in the region that is the only one of its school."""
    for site in httpx.get(f"{live.url}/v1/schools?region={REGION}&level=havo&pageSize=50").json()["items"]:
        if len(httpx.get(f"{live.url}/v1/organisations/{site['school']['id']}").json()["sites"]) == 1:
            return {"name": site["name"], "code": site["code"]["value"], "organisation": site["school"]["id"]}
    raise AssertionError("no such school")


def _fill_draft(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/vraag?kind=guest_lesson&level=havo&year=3&theme=energy")
    for _ in range(3):
        page.get_by_role("button", name="Verder").click()
        if page.get_by_label("Hoeveel leerlingen?").count():
            page.get_by_label("Hoeveel leerlingen?").fill("28")
        if page.get_by_label("Natuurkunde", exact=True).count():
            page.get_by_label("Natuurkunde", exact=True).check(force=True)
            page.locator("input[name=goal]").first.check(force=True)
    page.get_by_role("button", name="Alle weken").click()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Geef je vraag een titel").fill("Gastles voor 3 havo")


def test_a_teacher_comes_in_and_asks(people: Live, open_page: Open) -> None:
    school = _school(people)
    visitor = open_page(f"{people.url}/meedoen")
    visitor.get_by_role("main").get_by_role("link", name="School").click()
    visitor.get_by_label("Je school").fill(school["code"])
    visitor.get_by_role("button", name=school["name"]).first.click()
    _apply(visitor, "Noor de Docent", TEACHER)
    mine = _mail(people, visitor, TEACHER, "Je aanmelding is binnen")
    mine.frame_locator("iframe").get_by_role("link").first.press("Enter")
    expect(mine).to_have_url(f"{people.url}/aanmelding")
    expect(mine.get_by_text("Noor de Docent")).to_be_visible()
    assert violations(mine) == []

    desk = _sign_in(people, open_page(people.url), COORDINATOR)
    desk.locator("button.person").click()
    expect(desk).to_have_url(f"{people.url}/regio")
    desk.locator("#person").get_by_role("link", name="Aanmeldingen").click()
    expect(desk.get_by_role("heading", name=school["name"])).to_be_visible()
    expect(desk.get_by_text("De vestiging staat in het register en is open.")).to_be_visible()
    desk.keyboard.press("t")
    desk.keyboard.type("Welkom, Noor!")
    assert violations(desk) == []
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text(f"{school['name']} doet mee.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Niemand wacht")).to_be_visible()

    teacher = open_page(people.url)
    _fill_draft(teacher, people)
    teacher.get_by_role("button", name="school", exact=True).click()
    teacher.get_by_label("Je school").fill(school["code"])
    teacher.get_by_role("button", name=school["name"]).first.click()
    for _ in range(3):
        teacher.get_by_role("button", name="Verder").click()
    teacher.get_by_role("button", name="Stuur je vraag op").click()
    teacher.get_by_label("Je mailadres").fill(TEACHER)
    teacher.get_by_role("button", name="Stuur mij een link").click()
    mail = _mail(people, teacher, TEACHER, "Log in bij")
    code = re.search(
        r"\b[BCDFGHJ-NP-TV-Z2-9]{4}-?[BCDFGHJ-NP-TV-Z2-9]{4}\b",
        mail.frame_locator("iframe").locator("body").inner_text(),
    )
    assert code is not None
    teacher.get_by_label("Of typ de code uit de mail").press_sequentially(code[0])
    assert violations(teacher) == []
    teacher.get_by_role("button", name="Log in met de code").click()
    expect(teacher.get_by_role("heading", name="Je vraag staat klaar")).to_be_visible()
    teacher.goto(f"{people.url}/mijn/organisatie")
    expect(teacher.get_by_role("heading", level=1)).to_have_text(
        httpx.get(f"{people.url}/v1/organisations/{school['organisation']}").json()["name"]
    )


def test_a_company_comes_in_and_invites(people: Live, open_page: Open) -> None:
    visitor = open_page(f"{people.url}/meedoen?als=bedrijf")
    for label, value in {
        "KvK-nummer": "9000 0001",
        "Naam van het bedrijf": "Proef Optiek",
        "Postcode": "5611 ab",
        "Plaats": "Eindhoven",
        "Website": "optiek.example",
    }.items():
        visitor.get_by_label(label).fill(value)
    _apply(visitor, "Bas Baas", COMPANY)
    again = open_page(f"{people.url}/meedoen?als=bedrijf")
    for label, value in {
        "KvK-nummer": "90000001",
        "Naam van het bedrijf": "X",
        "Postcode": "5611AB",
        "Plaats": "X",
    }.items():
        again.get_by_label(label).fill(value)
    again.get_by_label("Je naam").fill("X")
    again.get_by_label("Je mailadres").fill("x@optiek.example")
    again.get_by_role("checkbox").check()
    again.get_by_role("button", name="Meld aan").click()
    expect(again.get_by_role("alert")).to_contain_text("Dit kennen we al")

    desk = signed_in(people, open_page, COORDINATOR, "/regio/aanmeldingen")
    expect(desk.get_by_text("Postcode 5611AB ligt in Zuidoost-Brabant.")).to_be_visible()
    desk.get_by_role("button", name="Toelaten").click()
    desk.get_by_role("button", name="Laat toe en stuur de mail").click()
    expect(desk.get_by_text("Proef Optiek doet mee.")).to_be_visible()

    company = _sign_in(people, open_page(people.url), COMPANY)
    expect(company).to_have_url(f"{people.url}/mijn/kansen")
    company.locator("button.person").click()
    company.get_by_role("link", name="Mijn organisatie").click()
    expect(company.get_by_role("heading", level=1)).to_have_text("Proef Optiek")
    company.get_by_label("Mailadres").fill("gast@optiek.example")
    company.get_by_role("button", name="Stuur de uitnodiging").click()
    expect(company.get_by_text("De uitnodiging aan gast@optiek.example is onderweg.")).to_be_visible()
    mail = _mail(people, open_page(people.url), "gast@optiek.example", "nodigt je uit")
    mail.frame_locator("iframe").get_by_role("link").first.press("Enter")
    expect(mail).to_have_url(f"{people.url}/uitnodiging")
    expect(mail.get_by_text("Bas Baas nodigt je uit als gastdocent bij Proef Optiek.")).to_be_visible()
    assert violations(mail) == []
    mail.get_by_label("Je naam").fill("Gast Docent")
    mail.get_by_role("button", name="Doe mee").click()
    expect(mail.get_by_role("heading", level=1)).to_have_text("Proef Optiek")
    company.reload()
    expect(company.get_by_text("Gast Docent")).to_be_visible()
    company.get_by_role("button", name="Neem pauze").click()
    company.get_by_role("button", name="Begin de pauze").click()
    expect(company.get_by_text("Zolang de pauze duurt")).to_be_visible()
    company.get_by_role("banner").get_by_role("link", name="Bied iets aan").click()
    expect(company.get_by_text("Proef Optiek neemt pauze.")).to_be_visible()
    company.get_by_role("link", name="Weer meedoen").click()
    expect(company.get_by_role("button", name="Doe weer mee")).to_be_visible()


def test_the_other_region_sees_neither(people: Live, open_page: Open) -> None:
    desk = _sign_in(people, open_page(people.url), STRANGER)
    for path in ("/regio/aanmeldingen?state=all", "/regio/leden", "/regio/logboek"):
        desk.goto(f"{people.url}{path}")
        desk.wait_for_load_state("networkidle")
        shown = desk.get_by_role("main").inner_text()
        assert [
            word for word in ("Noor", TEACHER, "Bas Baas", COMPANY, "Proef Optiek", "Corrie") if word in shown
        ] == []
    expect(desk.get_by_role("heading", level=1)).to_have_text("Logboek")


PUBLIC = ("/inloggen?reden=mislukt", "/inloggen/link", "/inloggen/link#abcdefghijklmnopqrstuvwxyz", "/meedoen",
          "/meedoen?als=school", "/meedoen?als=bedrijf", "/aanmelding", "/uitnodiging#abcdefghijklmnopqrstuvwxyz",
          "/rollen", "/privacy", "/mijn/account")  # fmt: skip
DESK = ("/mijn/account", "/regio/aanmeldingen", "/regio/aanmeldingen?state=all", "/regio/leden", "/regio/sleutels",
        "/regio/logboek", "/mijn/organisatie")  # fmt: skip


@pytest.mark.parametrize(("scheme", "language"), [("light", "nl-NL"), ("dark", "en-GB")])
def test_screens_are_accessible(people: Live, open_page: Open, scheme: str, language: str) -> None:
    visitor = open_page(people.url, 1280, language, scheme)
    keeper = signed_in(people, open_page, COORDINATOR, "/", 1280, language, scheme)
    company = signed_in(people, open_page, COMPANY, "/", 1280, language, scheme)
    faults = []
    for page, paths in ((visitor, PUBLIC), (keeper, DESK), (company, ("/mijn/organisatie", "/regio/aanmeldingen"))):
        for path in paths:
            narrowed(page, 1280).goto(f"{people.url}{path}")
            page.wait_for_load_state("networkidle")
            for width in (1280, 390):
                faults += [f"{path} {width}: {fault}" for fault in violations(narrowed(page, width))]
            if narrowed(page, 320).evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{path}: scrolls sideways at 320")
    assert faults == []


def test_a_session_that_is_over_is_told_and_brings_one_back(people: Live, open_page: Open) -> None:
    page = signed_in(people, open_page, STRANGER, "/regio/leden")
    expect(page.get_by_role("heading", name="Van de regio")).to_be_visible()
    with psycopg.connect(people.database, autocommit=True) as db:
        db.execute("UPDATE session SET ended_at = now()")
    page.get_by_label("Mailadres", exact=True).fill("nieuw@fryslan.example")
    page.get_by_role("button", name="Stuur de uitnodiging").click()
    expect(page.get_by_role("heading", name="Je bent uitgelogd")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("main").get_by_role("link", name="Inloggen").click()
    page.get_by_label("Je mailadres").fill(STRANGER)
    page.get_by_role("button", name="Stuur mij een link").click()
    mail = _mail(people, page, STRANGER, "Log in bij")
    mail.frame_locator("iframe").get_by_role("link").first.press("Enter")
    mail.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(mail).to_have_url(f"{people.url}/regio/leden")


def test_a_key_is_shown_once(people: Live, open_page: Open) -> None:
    page = signed_in(people, open_page, COORDINATOR, "/regio/sleutels")
    page.get_by_role("textbox", name="Naam").fill("Portaal van de proef")
    page.get_by_role("button", name="Maak de sleutel").click()
    expect(page.get_by_role("heading", name="Je ziet deze sleutel één keer")).to_be_focused()
    key = page.locator(".secret").inner_text()
    assert (
        httpx.get(f"{people.url}/v1/schools?pageSize=1", headers={"Authorization": f"Bearer {key}"}).status_code
        == 200
    )
    assert violations(page) == []
    page.get_by_role("button", name="Ik heb hem bewaard").click()
    page.reload()
    expect(page.get_by_role("heading", name="Portaal van de proef")).to_be_visible()
    assert key not in page.content()
    page.get_by_role("button", name="Wijzig naam: Portaal van de proef").click()
    named = page.get_by_role("form", name="Wijzig naam: Portaal van de proef").get_by_label("Naam")
    expect(named).to_be_focused()
    assert violations(page) == []
    named.fill("Portaal van de regio")
    named.press("Enter")
    expect(page.get_by_role("button", name="Wijzig naam: Portaal van de regio")).to_be_focused()
    page.get_by_role("button", name="Trek in: Portaal van de regio").click()
    page.get_by_role("button", name="Trek de sleutel in").click()
    expect(page.get_by_role("heading", name="Portaal van de regio")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_told_of_a_hand_over_leaves_room_for_who_it_is(people: Live, open_page: Open, width: int) -> None:
    page = signed_in(people, open_page, COORDINATOR, "/regio/leden")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name=re.compile("^Draag over")).first.click()
    page.get_by_label("Mailadres van je opvolger").fill(f"opvolger{width}@regio.example")
    page.get_by_role("button", name="Draag de taak over").click()
    expect(page.get_by_role("status").get_by_text(f"opvolger{width}@regio.example")).to_be_visible()
    who = page.locator(".lines li:has([role=status]) > span").first.bounding_box()
    assert who is not None
    assert who["width"] > 150


def test_one_erases_oneself(people: Live, open_page: Open) -> None:
    with psycopg.connect(people.database, autocommit=True) as db:
        db.execute("INSERT INTO account (email, name) VALUES ('weg@optiek.example', 'Wie weggaat')")
    page = signed_in(people, open_page, "weg@optiek.example", "/mijn/account")
    erase = page.get_by_role("button", name="Wis alles")
    expect(erase).to_be_disabled()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download mijn gegevens").click()
    assert "weg@optiek.example" in Path(saved.value.path()).read_text()
    page.get_by_label("Typ je mailadres om te bevestigen").fill("Weg@optiek.example")
    erase.click()
    expect(page.get_by_role("heading", name="Je gegevens zijn gewist")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Inloggen")).to_be_visible()
