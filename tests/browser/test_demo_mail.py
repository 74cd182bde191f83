"""The pages of the demo's mail, at a desk and on a phone."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from api.app import create_app
from api.notices import letters
from tests.browser.conftest import violations

Open = Callable[..., Page]
MAIL = UUID("01999999-0000-7000-8000-000000000001")


@pytest.fixture
def pages(database_url: str, tmp_path: Path) -> Iterator[str]:
    """Where the pages are; their folder is the test's `tmp_path`."""
    server = uvicorn.Server(uvicorn.Config(create_app(database_url, None, tmp_path), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/demo/mail"
    server.should_exit = True
    thread.join(10)


def _put_mail(folder: Path, link: str) -> None:
    letter = letters.write("sign_in", "nl", {"link": link, "code": "482913", "minutes": 15})
    told_at = datetime(2026, 6, 3, tzinfo=UTC)
    mail = letters.addressed(letter, MAIL, "noor@school.nl", "loket@localhost", "nl", told_at)
    (folder / f"{MAIL}.eml").write_bytes(mail.as_bytes())


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(pages: str, tmp_path: Path, open_page: Open, width: int, scheme: str) -> None:
    faults = []
    for path in ("", f"/{MAIL}", f"/{UUID(int=0)}"):
        faults += violations(open_page(pages + path, width, scheme=scheme))
    _put_mail(tmp_path, pages)
    for path in ("", f"/{MAIL}"):
        page = open_page(pages + path, width, "en-GB", scheme)
        faults += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults == []


def test_the_link_in_a_mail_can_be_followed(pages: str, tmp_path: Path, open_page: Open) -> None:
    _put_mail(tmp_path, pages)
    page = open_page(f"{pages}/{MAIL}")
    page.frame_locator("iframe").get_by_role("link", name="Log in").press("Enter")
    expect(page).to_have_url(pages)
    expect(page.get_by_role("heading", level=1)).to_have_text("Post van de demo")
