import html
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.kit import clock
from api.notices import letters
from api.notices.post import to_folder

FIRST = UUID("01999999-0000-7000-8000-000000000001")
SECOND = UUID("01999999-0000-7000-8000-000000000002")


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Two mails, and beside them what nobody may see."""
    made = tmp_path / "mail"
    post = to_folder(made)
    for message_id, organisation in ((FIRST, "Het <i>Lyceum</i>"), (SECOND, "De Werkplaats")):
        letter = letters.write("membership_ended", "nl", {"organisation": organisation})
        sender = "Techniekloket <loket@localhost>"
        mail = letters.addressed(letter, message_id, "noor@school.nl", sender, "nl", clock.now())
        await post(message_id, mail)
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    (made / "notes.eml").write_text("Subject: secret\n\n")
    (made / f"{FIRST}.1.half").write_text("Subject: secret\n\n")
    return made


@pytest.fixture
def spa(tmp_path: Path) -> Path:
    (tmp_path / "spa").mkdir()
    (tmp_path / "spa" / "index.html").write_text("the web app")
    return tmp_path / "spa"


def _client(app: FastAPI, language: str = "nl-NL,nl;q=0.9,en;q=0.8") -> httpx.AsyncClient:
    headers = {"Accept-Language": language}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://loket", headers=headers)


def _links(page: str) -> list[str]:
    return re.findall(r'href="(/demo/mail/[^"]+)"', page)


async def test_the_list_shows_the_newest_first_and_nothing_else(folder: Path, spa: Path) -> None:
    async with _client(create_app("", spa, folder)) as browser:
        answer = await browser.get("/demo/mail")
    assert answer.status_code == 200
    assert _links(answer.text) == [f"/demo/mail/{SECOND}", f"/demo/mail/{FIRST}"]
    assert re.findall("<strong>(.*?)</strong>", answer.text) == [
        "Je hoort niet meer bij De Werkplaats",
        "Je hoort niet meer bij Het &lt;i&gt;Lyceum&lt;/i&gt;",
    ]
    assert "secret" not in answer.text


async def test_a_mail_is_shown_in_a_frame_that_may_do_nothing_but_follow_a_link(folder: Path, spa: Path) -> None:
    async with _client(create_app("", spa, folder)) as browser:
        answer = await browser.get(f"/demo/mail/{FIRST}")
    ((rights, shown),) = re.findall(r'sandbox="([^"]*)"\s+srcdoc="([^"]*)"', answer.text)
    assert rights == "allow-top-navigation-by-user-activation"
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html.unescape(shown)) == ["Je toegang is gestopt"]
    assert "<i>Lyceum" not in html.unescape(shown)
    policies = answer.headers.get_list("content-security-policy")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'" in policies[0]
    assert re.findall("https?:|unsafe-eval|script-src", " ".join(policies)) == []


@pytest.mark.parametrize(
    "path",
    [
        "/demo/mail/..%2Fsecret",
        "/demo/mail/../secret",
        "/demo/mail/notes",
        "/demo/mail/notes.eml",
        f"/demo/mail/{FIRST}.eml",
        f"/demo/mail/{FIRST}.1.half",
        "/demo/mail/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ],
)
async def test_no_path_leads_out_of_the_folder(folder: Path, path: str) -> None:
    async with _client(create_app("", None, folder)) as browser:
        answer = await browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_mail_that_is_not_there(folder: Path, spa: Path) -> None:
    async with _client(create_app("", spa, folder), "en-GB,en;q=0.9,nl;q=0.5") as browser:
        answer = await browser.get("/demo/mail/01999999-0000-7000-8000-00000000000f")
    assert answer.status_code == 404
    assert re.findall("<h1>(.*?)</h1>", answer.text) == ["This mail is not here"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Er is nog geen post. Log in of nodig iemand uit, en kijk dan weer."),
        ("en-US,en", "There is no mail yet. Sign in or invite somebody, and look again."),
        ("de,fr;q=0.5", "Er is nog geen post. Log in of nodig iemand uit, en kijk dan weer."),
    ],
)
async def test_without_mail_it_says_so(tmp_path: Path, language: str, said: str) -> None:
    async with _client(create_app("", None, tmp_path / "none"), language) as browser:
        answer = await browser.get("/demo/mail")
    assert re.findall('<p class="ticket">(.*?)</p>', answer.text, re.DOTALL) == [said]


async def test_outside_the_demo_there_is_no_such_page(spa: Path) -> None:
    async with _client(create_app("", spa)) as browser:
        assert (await browser.get("/demo/mail")).text == "the web app"
    assert [path for path in create_app("", None, spa).openapi()["paths"] if "mail" in path] == []
