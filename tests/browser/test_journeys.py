"""The journeys of a teacher and of a professional on the screens that there are, with the clock of the story."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.accounts.rules import COOKIE
from tests.browser.conftest import violations
from tests.journeys.counter import Caller, Counter
from tests.journeys.town import SCHOOL

Open = Callable[..., Page]
Opens = Callable[[Caller, str], Page]


@pytest.fixture
def opens(counter: Counter, open_page: Open) -> Opens:
    """A page of somebody who is signed in, on the day of the story."""

    def opened(who: Caller, path: str) -> Page:
        page = open_page("about:blank", host=counter.url)
        value = who.headers["Cookie"].removeprefix(f"{COOKIE}=")
        url = counter.url.replace("http:", "https:")
        page.context.add_cookies([{"name": COOKIE, "value": value, "url": url, "secure": True}])
        page.clock.set_fixed_time(counter.clock.now())
        page.goto(f"{counter.url}{path}")
        page.wait_for_load_state("networkidle")
        return page

    return opened


def _later(counter: Counter, local: str, *pages: Page) -> None:
    counter.day(local)
    for page in pages:
        page.clock.set_fixed_time(counter.clock.now())
        page.reload()
        page.wait_for_load_state("networkidle")


def _asks(counter: Counter, page: Page) -> None:
    """From the sentence on the home page to a request that is kept."""
    page.goto(f"{counter.url}/vraag?kind=guest_lesson&level=havo&year=3&theme=energy")
    page.get_by_role("button", name="Verder").click()
    if page.get_by_label("Je school").count():
        page.get_by_label("Je school").fill(SCHOOL["value"])
        page.get_by_role("button", name="Augustinianum").first.click()
    page.get_by_label("Hoeveel leerlingen?").fill("28")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Natuurkunde", exact=True).check(force=True)
    page.locator("input[name=goal]").first.check(force=True)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Alle weken").click()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Geef je vraag een titel").fill("Gastles over stroom")
    page.get_by_role("button", name="Stuur je vraag op").click()
    expect(page.get_by_role("heading", name="Je vraag staat klaar")).to_be_visible()


def _proposes(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Vraag aan: Meten bij {name}").first.click()
    page.get_by_role("button", name="Stuur het voorstel").click()
    expect(page.get_by_text("Wacht op het bedrijf")).to_be_visible()


def _says_yes(page: Page) -> None:
    page.get_by_role("button", name="Ja", exact=True).click()
    page.get_by_role("button", name="Ja", exact=True).click()
    expect(page.get_by_role("heading", name="Gepland")).to_be_visible()


def test_a_teacher_gets_a_guest_lesson(
    counter: Counter, companies: dict[str, Caller], teacher: Caller, opens: Opens
) -> None:
    counter.day("2026-03-02T09:00+01:00")
    page = opens(teacher, "/")
    page.get_by_label("Onderwijs").select_option("havo")
    page.get_by_label("Plaats of postcode").fill("5613LH")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.locator(".ticket").first).to_contain_text("km")
    _asks(counter, page)

    page.goto(f"{counter.url}/mijn/vragen")
    page.get_by_role("link", name="Gastles over stroom").click()
    expect(page.get_by_role("heading", name="Dit past bij je vraag")).to_be_visible()
    _proposes(page, "zonnig")
    company = opens(companies["zonnig"], "/mijn/afspraken")
    _says_yes(company)

    _later(counter, "2026-03-14T10:00+01:00", page, company)
    expect(page.get_by_role("link", name="zonnig@bedrijf.example")).to_be_visible()
    company.get_by_role("article").get_by_role("link").first.click()
    company.get_by_role("button", name="Afzeggen").click()
    company.get_by_role("button", name="Storing of drukte in het bedrijf").click()
    expect(company.get_by_text("De school krijgt meteen te zien")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Wat er voor in de plaats kan komen")).to_be_visible()
    assert violations(page) == []
    _proposes(page, "windrijk")
    other = opens(companies["windrijk"], "/mijn/afspraken")
    _says_yes(other)

    _later(counter, "2026-04-10T10:00+02:00", page, other)
    page.get_by_role("button", name="Het ging door").click()
    page.get_by_role("button", name="Ja, het ging door").click()
    page.get_by_role("button", name="Les erna").click()
    with page.expect_response("**/lesson-after"):
        page.get_by_role("button", name="Ja, die is gegeven").click()
    for side in (page, other):
        side.reload()
        side.get_by_role("button", name="Vertel hoe het was").click()
        side.get_by_role("button", name="Verstuur").click()
        expect(side.get_by_role("button", name="Vertel hoe het was")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Klaar", exact=True)).to_be_visible()
    assert violations(page) == []


def test_a_professional_offers(counter: Counter, companies: dict[str, Caller], teacher: Caller, opens: Opens) -> None:
    """A profile with a limit, an answer to what nobody answered, a no with a reason in one click, and silence."""
    counter.day("2026-03-02T09:00+01:00")
    company = companies["stroom"]
    page = opens(company, "/mijn/profiel")
    page.get_by_role("button", name="Maak je profiel").click()
    page.get_by_label("Hooguit zo vaak per maand").fill("1")
    page.get_by_role("checkbox", name="Scholen mogen mijn naam").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("1 keer per maand")).to_be_visible()

    school = opens(teacher, "/")
    _asks(counter, school)
    page.goto(f"{counter.url}/mijn/kansen")
    page.get_by_role("button", name="Bied aan: Gastles over stroom").first.click()
    page.get_by_role("button", name="Stuur het voorstel").click()
    expect(page.get_by_text("Wacht op de school")).to_be_visible()
    school.goto(f"{counter.url}/mijn/afspraken")
    school.get_by_role("button", name="Nee", exact=True).first.click()
    with school.expect_response("**/decline"):
        school.get_by_role("button", name="De datum past niet").click()
    page.reload()
    expect(page.get_by_text("De school zei nee")).to_be_visible()

    (request,) = teacher.gets("/requests", state="open")["items"]
    wanted = f"{counter.url}/mijn/vragen/{request['id']}"
    school.goto(wanted)
    _proposes(school, "stroom")
    page.goto(f"{counter.url}/mijn/afspraken")
    page.get_by_role("button", name="Nee", exact=True).click()
    page.get_by_role("button", name="Geen tijd").click()
    expect(page.get_by_role("heading", name="Wacht op jou")).to_have_count(0)

    school.goto(wanted)
    _proposes(school, "stroom")
    for day in ("2026-03-05", "2026-03-09"):
        _later(counter, f"{day}T10:00+01:00", school, page)
        counter.work()
    subjects = [str(mail["Subject"]) for mail in counter.mails("stroom@bedrijf.example")[-2:]]
    assert subjects == ["Je antwoord wordt gevraagd: Meten bij stroom", "Geen antwoord gekregen: Meten bij stroom"]
    school.reload()
    expect(school.get_by_text("Geen antwoord gekregen")).to_be_visible()
    school.goto(wanted)
    expect(school.get_by_text("we zoeken", exact=True)).to_be_visible()
