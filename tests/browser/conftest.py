"""The built SPA in a real Chromium, on the demo and on an empty database."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.accounts import rules
from api.app import built_spa
from tests.conftest import Live, serving
from tests.journeys.town import companies, coordinator, counter, operator, teacher

__all__ = ["companies", "coordinator", "counter", "operator", "teacher"]
AXE = Path(__file__).parent.parent.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SESSION = """INSERT INTO session (account_id, token_hash, device, expires_at)
    SELECT id, %(hash)s, 'Chrome, Linux', now() + interval '1 day' FROM account WHERE email = %(email)s"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None or built_spa() is None or not AXE.is_file():
        missing = "a Chromium" if found is None else "the built web app"
        if os.environ.get("CI"):
            pytest.fail(f"{missing} is needed for the browser tests")
        pytest.skip(f"{missing} is not here")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield made
        made.close()


def shot(page: Page, name: str) -> None:
    """For who wants to look: LOKET_SHOTS names a folder."""
    if folder := os.environ.get("LOKET_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def coordinator_of(live: Live, email: str, region: str) -> str:
    """The address of somebody who coordinates the region."""
    with psycopg.connect(live.database, autocommit=True) as db:
        db.execute("INSERT INTO account (email, name) VALUES (%s, 'Regio') ON CONFLICT DO NOTHING", [email])
        db.execute(
            """INSERT INTO membership (account_id, role, region_code)
               SELECT id, 'regional_coordinator', %s FROM account WHERE email = %s ON CONFLICT DO NOTHING""",
            [region, email],
        )
    return email


@contextmanager
def demo_of(copy_demo: Callable[[str], str], name: str) -> Iterator[Live]:
    """The service on the demo's data, in a database of this name."""
    with serving(copy_demo(f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")) as live:
        yield live


@pytest.fixture(scope="session")
def demo(copy_demo: Callable[[str], str]) -> Iterator[Live]:
    with demo_of(copy_demo, "demo") as live:
        yield live


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a width, in a language and colour scheme; faults of the page fail the test."""
    contexts = []
    faults: list[str] = []

    def opened(url: str, width: int = 1280, language: str = "nl-NL", scheme: str = "light", host: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        own = (host or url).split("/")[2]
        page.on("request", lambda sent: faults.append(sent.url) if own not in sent.url.split("/")[2:3] else None)
        if url != "about:blank":
            page.goto(url)
            page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == [], "no error, and no request to another host"


# What a colour scheme can change, as long as its styles change colours alone.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, rules: object = RULES) -> list[str]:
    """What axe finds against WCAG 2.2 AA, each with the first element at fault."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # Of what is well one element is told, not each: it is never looked at.
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)",
        rules,
    )
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def narrowed(page: Page, width: int) -> Page:
    """The same page at another width: what depends on it is written in the styles."""
    page.set_viewport_size({"width": width, "height": 900})
    return page


def signed_in(
    live: Live, open_page: Callable[..., Page], email: str, path: str, *more: object, **named: object
) -> Page:
    """A page of somebody who came in earlier."""
    token = rules.new_token()
    with psycopg.connect(live.database, autocommit=True) as db:
        db.execute(SESSION, {"hash": rules.digest(token), "email": email})
    page = open_page("about:blank", *more, host=live.url, **named)
    cookie = {"name": rules.COOKIE, "value": token, "url": live.url.replace("http:", "https:"), "secure": True}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live.url}{path}")
    page.wait_for_load_state("networkidle")
    return page
