"""Signing in by an identity provider: a real one, in a process of its own, well behaved and not."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from api.accounts import provider as conversation
from api.accounts.rules import COOKIE, OIDC_COOKIE
from api.kit import clock
from api.kit.db import Connection, one, rows
from api.kit.settings import settings
from tests.processes import free_port, running

EMAIL, SUBJECT = "noor@school.example", "noor"
MISLUKT, ONBEKEND = "/inloggen?reden=mislukt", "/inloggen?reden=onbekend"
Twist = Callable[..., None]
Visit = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {"AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    with running(["tests.accounts.provider", str(port)], f"{url}/jwks", environment, quiet=True):
        yield url


@pytest.fixture(autouse=True)
def connected(issuer: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of a service that is connected to the provider; nothing is remembered of it."""
    for name, value in {
        "ISSUER": issuer, "CLIENT_ID": "loket", "CLIENT_SECRET": "geheim-van-de-client", "NAME": "SURFconext",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"LOKET_OIDC_{name}", value)
    monkeypatch.setenv("LOKET_PUBLIC_URL", "https://loket")
    _forget()
    yield
    _forget()


def _forget() -> None:
    settings.cache_clear()
    conversation._providers.clear()
    conversation._keys.clear()


@pytest.fixture
def twist(issuer: str) -> Iterator[Twist]:
    """Tells the provider how to misbehave, and who its person is."""

    def told(**how: object) -> None:
        httpx.put(f"{issuer}/twist", json=how).raise_for_status()
        conversation._providers.clear()

    httpx.put(f"{issuer}/users/{SUBJECT}", json={"email": EMAIL, "email_verified": True}).raise_for_status()
    yield told
    told()


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://loket") as client:
        yield client


@pytest.fixture
async def noor(db: Connection) -> str:
    row = await one(db, "INSERT INTO account (email) VALUES (%(email)s) RETURNING id", {"email": EMAIL})
    assert row is not None
    return str(row["id"])


async def _set_out(browser: httpx.AsyncClient, return_to: str = "/mijn") -> str:
    """Where the browser is sent."""
    answer = await browser.get("/v1/sign-in/oidc", params={"returnTo": return_to})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def _allow(place: str, subject: str = SUBJECT) -> str:
    """The person says yes at the provider; where that sends the browser, as path and query."""
    allowed = httpx.post(place, data={"sub": subject}, follow_redirects=False)
    assert allowed.status_code == 302, allowed.text
    back = urlsplit(allowed.headers["location"])
    assert (back.scheme, back.netloc) == ("https", "loket")
    return f"{back.path}?{back.query}"


async def _sign_in(browser: httpx.AsyncClient, return_to: str = "/mijn") -> httpx.Response:
    return await browser.get(_allow(await _set_out(browser, return_to)))


async def _signed_in(browser: httpx.AsyncClient) -> str | None:
    account = (await browser.get("/v1/session")).json()["account"]
    return account["id"] if account else None


async def test_a_known_address_signs_in_and_is_known_by_its_identity_from_then_on(
    browser: httpx.AsyncClient, db: Connection, noor: str, twist: Twist, issuer: str
) -> None:
    place = await _set_out(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    assert place.startswith(f"{issuer}/oauth2/authorize?")
    assert asked["redirect_uri"] == "https://loket/v1/sign-in/oidc/callback"
    assert (asked["code_challenge_method"], asked["scope"], asked["client_id"]) == ("S256", "openid email", "loket")
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    answer = await browser.get(_allow(place))
    assert (answer.status_code, answer.headers["location"]) == (302, "/mijn")
    assert answer.headers["cache-control"] == "no-store"
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}="))
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly", "secure", "samesite=lax", "path=/", "max-age=2592000",
    }  # fmt: skip
    assert await _signed_in(browser) == noor
    assert OIDC_COOKIE not in browser.cookies
    await db.execute("UPDATE account SET email = 'anders@school.example' WHERE id = %s", (noor,))
    browser.cookies.clear()
    assert (await _sign_in(browser)).headers["location"] == "/mijn"
    assert await _signed_in(browser) == noor
    logged = await rows(db, "SELECT actor_id, outcome FROM audit_entry WHERE operation = 'finish_oidc'", {})
    assert [(str(row["actor_id"]), row["outcome"]) for row in logged] == [(noor, 302)] * 2


async def test_the_attempt_is_kept_by_hashes_bound_to_the_browser_and_gone_afterwards(
    browser: httpx.AsyncClient, db: Connection, noor: str, twist: Twist
) -> None:
    place = await _set_out(browser)
    state = parse_qs(urlsplit(place).query)["state"][0]
    kept = str(await rows(db, "SELECT * FROM oidc_attempt", {}))
    assert state not in kept
    assert browser.cookies[OIDC_COOKIE] not in kept
    await browser.get(_allow(place))
    assert await rows(db, "SELECT * FROM oidc_attempt", {}) == []


async def test_a_new_session_begins_whatever_cookie_was_planted(
    browser: httpx.AsyncClient, noor: str, twist: Twist
) -> None:
    planted = "planted-by-somebody-else-planted-by-somebody"
    back = _allow(await _set_out(browser))
    cookies = f"{COOKIE}={planted}; {OIDC_COOKIE}={browser.cookies[OIDC_COOKIE]}"
    browser.cookies.clear()
    answer = await browser.get(back, headers={"Cookie": cookies})
    assert answer.headers["location"] == "/mijn"
    given = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}="))
    assert planted not in given
    browser.cookies.clear()
    seen = await browser.get("/v1/session", headers={"Cookie": f"{COOKIE}={planted}"})
    assert seen.json()["account"] is None


async def test_the_address_may_come_from_the_userinfo(browser: httpx.AsyncClient, noor: str, twist: Twist) -> None:
    twist(without=["email", "email_verified"])
    assert (await _sign_in(browser)).headers["location"] == "/mijn"
    assert await _signed_in(browser) == noor


async def test_nobody_known_is_told_so_and_nothing_else(
    browser: httpx.AsyncClient, db: Connection, twist: Twist
) -> None:
    answer = await _sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (302, ONBEKEND)
    assert await _signed_in(browser) is None
    assert await rows(db, "SELECT * FROM identity", {}) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "noor@school.example\r\nBcc: x@x.nl"},
        {"email": None},
    ],
    ids=["unverified", "verified as text", "header injection", "null"],
)
async def test_an_address_that_is_not_verified_finds_nobody(
    browser: httpx.AsyncClient, noor: str, twist: Twist, claims: dict[str, object]
) -> None:
    twist(claims=claims)
    assert (await _sign_in(browser)).headers["location"] == ONBEKEND
    assert await _signed_in(browser) is None


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"sign": "none"}, "id_token_not_signed"),
        ({"sign": "HS256"}, "id_token_not_signed"),
        ({"sign": "stranger"}, "id_token_not_signed"),
        ({"claims": {"aud": "another"}}, "id_token_invalid_claim"),
        ({"claims": {"aud": ["loket", "another"]}}, "id_token_for_another"),
        ({"claims": {"azp": "another"}}, "id_token_for_another"),
        ({"claims": {"iss": "https://another.example"}}, "id_token_invalid_claim"),
        ({"claims": {"nonce": "of-another-attempt"}}, "id_token_invalid_claim"),
        ({"without": ["nonce"]}, "id_token_missing_claim"),
        ({"claims": {"exp": 1_700_000_000}}, "id_token_expired_token"),
        ({"without": ["exp"]}, "id_token_missing_claim"),
        ({"without": ["sub"]}, "id_token_missing_claim"),
        ({"claims": {"sub": ""}}, "id_token_invalid_claim"),
        ({"claims": {"iat": 9_999_999_999}}, "id_token_invalid_claim"),
        ({"iss": "https://another.example"}, "other_issuer"),
        ({"discovery": {"authorization_response_iss_parameter_supported": True}}, "other_issuer"),
        ({"discovery": {"issuer": "https://another.example"}}, "discovery_other_issuer"),
        ({"discovery": {"token_endpoint": "http:/nowhere"}}, "discovery_without_tls"),
        ({"discovery": {"token_endpoint": "http://127.0.0.1:1/token"}}, "token_unreachable"),
    ],
    ids=str,
)
async def test_what_is_not_right_signs_nobody_in(
    browser: httpx.AsyncClient,
    noor: str,
    twist: Twist,
    how: dict[str, object],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = await _set_out(browser)
    twist(**how)
    back = _allow(place)
    answer = await browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (302, MISLUKT)
    assert await _signed_in(browser) is None
    logged = capsys.readouterr().out
    assert re.findall(r'"reason": "(\w+)", "event": "oidc_failed"', logged) == [reason]
    for secret in (*parse_qs(urlsplit(back).query)["code"], "geheim-van-de-client", EMAIL):
        assert secret not in logged


async def test_answers_that_name_the_issuer_and_more_are_read(
    browser: httpx.AsyncClient, noor: str, twist: Twist, issuer: str
) -> None:
    twist(iss=issuer, discovery={"authorization_response_iss_parameter_supported": True})
    assert (await _sign_in(browser)).headers["location"] == "/mijn"


async def test_new_keys_of_the_provider_are_learnt(browser: httpx.AsyncClient, noor: str, twist: Twist) -> None:
    assert (await _sign_in(browser)).headers["location"] == "/mijn"
    twist(rotate=True)
    assert (await _sign_in(browser)).headers["location"] == "/mijn"


async def test_the_way_back_works_once_in_the_browser_that_set_out(
    app: FastAPI, browser: httpx.AsyncClient, noor: str, twist: Twist
) -> None:
    back = _allow(await _set_out(browser))
    wanted = browser.cookies[OIDC_COOKIE]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://loket") as other:
        assert (await other.get(back)).headers["location"] == MISLUKT
        await _set_out(other)
        assert (await other.get(back)).headers["location"] == MISLUKT
        assert await _signed_in(other) is None
    forged = back.replace("state=", "state=x")
    assert (await browser.get(forged)).headers["location"] == MISLUKT
    browser.cookies.clear()
    came_with = {"Cookie": f"{OIDC_COOKIE}={wanted}"}
    assert (await browser.get(back, headers=came_with)).headers["location"] == "/mijn"
    browser.cookies.clear()
    assert (await browser.get(back, headers=came_with)).headers["location"] == MISLUKT
    assert await _signed_in(browser) is None


async def test_a_code_of_another_attempt_is_refused(browser: httpx.AsyncClient, noor: str, twist: Twist) -> None:
    stolen = parse_qs(urlsplit(_allow(await _set_out(browser))).query)["code"][0]
    mine = parse_qs(urlsplit(await _set_out(browser)).query)["state"][0]
    answer = await browser.get("/v1/sign-in/oidc/callback", params={"state": mine, "code": stolen})
    assert answer.headers["location"] == MISLUKT


async def test_who_comes_back_too_late_begins_again(
    browser: httpx.AsyncClient, noor: str, twist: Twist, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = _allow(await _set_out(browser))
    late = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert (await browser.get(back)).headers["location"] == MISLUKT


async def test_a_no_at_the_provider_is_no(browser: httpx.AsyncClient, twist: Twist) -> None:
    state = parse_qs(urlsplit(await _set_out(browser)).query)["state"][0]
    answer = await browser.get("/v1/sign-in/oidc/callback", params={"state": state, "error": "access_denied"})
    assert answer.headers["location"] == MISLUKT


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil", "/\t/evil", "javascript:alert(1)", "/é",
     " //evil", "/a\r\nSet-Cookie: x=1", "evil.example"],
)  # fmt: skip
async def test_the_way_ends_on_this_site(browser: httpx.AsyncClient, noor: str, twist: Twist, wanted: str) -> None:
    answer = await _sign_in(browser, wanted)
    assert (answer.status_code, answer.headers["location"]) == (302, "/")


async def test_an_erased_person_is_nobody(
    browser: httpx.AsyncClient, db: Connection, noor: str, twist: Twist
) -> None:
    await _sign_in(browser)
    await db.execute("UPDATE account SET email = NULL, name = NULL, erased_at = now() WHERE id = %s", (noor,))
    assert await _signed_in(browser) is None
    browser.cookies.clear()
    assert (await _sign_in(browser)).headers["location"] == ONBEKEND


async def test_a_provider_that_is_slow_or_gone_fails_clearly_and_soon(
    browser: httpx.AsyncClient, twist: Twist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "WITHIN_SECONDS", 0.5)
    twist(slow=["/.well-known/openid-configuration"])
    begun = time.perf_counter()
    assert await _set_out(browser) == MISLUKT
    assert time.perf_counter() - begun < 5
    twist()
    back = _allow(await _set_out(browser))
    twist(slow=["/oauth2/token"])
    assert (await browser.get(back)).headers["location"] == MISLUKT
    monkeypatch.setenv("LOKET_OIDC_ISSUER", f"http://127.0.0.1:{free_port()}")
    _forget()
    assert await _set_out(browser) == MISLUKT


async def test_the_ways_to_sign_in_are_told(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await http.get("/sign-in/methods")).json() == {"mail": True, "oidc": {"name": "SURFconext"}}
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"LOKET_OIDC_{name}")
    _forget()
    assert (await http.get("/sign-in/methods")).json() == {"mail": True, "oidc": None}
    for place in ("/sign-in/oidc", "/sign-in/oidc/callback?state=a&code=b"):
        answer = await http.get(place)
        assert (answer.status_code, answer.json()["code"]) == (404, "sign_in_way_unknown")


def test_half_a_connection_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOKET_OIDC_CLIENT_SECRET")
    with pytest.raises(ValueError, match="go together"):
        settings()
    monkeypatch.setenv("LOKET_OIDC_CLIENT_SECRET", "geheim-van-de-client")
    assert "geheim" not in repr(settings())
    monkeypatch.setenv("LOKET_OIDC_ISSUER", "http://provider.example")
    settings.cache_clear()
    with pytest.raises(ValueError, match="oidc_issuer"):
        settings()


async def test_setting_out_is_limited_per_place(http: httpx.AsyncClient, twist: Twist) -> None:
    for _ in range(100):
        assert (await http.get("/sign-in/oidc")).status_code == 302
    answer = await http.get("/sign-in/oidc")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 900
