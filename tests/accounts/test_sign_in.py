"""Signing in by mail, sessions, and what must not work."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg import sql

from api.accounts import service
from api.accounts.rules import CODE_SIGNS, COOKIE, digest
from api.kit import clock
from api.kit.db import Connection, one, rows
from api.notices import letters
from api.notices import service as notices
from tests.accounts.people import EMAIL, Mailed, account, ask, mailed, session
from tests.conftest import MakeKey

WRONG = "BBBB2222"


@pytest.fixture
async def noor(db: Connection) -> UUID:
    return await account(db)


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def by_link(http: httpx.AsyncClient, mail: Mailed) -> httpx.Response:
    http.cookies.clear()
    return await http.post("/sessions", json={"token": mail.token})


async def by_code(http: httpx.AsyncClient, attempt: str, code: str, **headers: str) -> httpx.Response:
    http.cookies.clear()
    return await http.post("/sessions", json={"attemptId": attempt, "code": code}, headers=headers)


async def test_a_link_signs_in_once(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    mail = await mailed(db, await ask(http))
    answer = await by_link(http, mail)
    assert answer.status_code == 201
    assert answer.json()["account"]["email"] == EMAIL
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{COOKIE}=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly", "secure", "samesite=lax", "path=/", "max-age=2592000",
    }  # fmt: skip
    assert _code(await by_link(http, mail)) == (401, "sign_in_refused")


async def test_the_code_works_in_another_browser_however_it_is_typed_and_uses_up_the_link(
    http: httpx.AsyncClient, db: Connection, noor: UUID
) -> None:
    attempt = await ask(http)
    mail = await mailed(db, attempt)
    assert re.fullmatch(f"[{CODE_SIGNS}]{{8}}", mail.code)
    typed = f" {mail.code[:4].lower()}-{mail.code[4:]} "
    assert (await by_code(http, attempt, typed)).status_code == 201
    assert _code(await by_code(http, attempt, mail.code)) == (401, "sign_in_refused")
    assert _code(await by_link(http, mail)) == (401, "sign_in_refused")


@pytest.mark.parametrize(
    ("minutes", "status"), [(timedelta(minutes=14, seconds=59), 201), (timedelta(minutes=15), 401)]
)
@pytest.mark.parametrize("way", ["link", "code"])
async def test_link_and_code_live_for_fifteen_minutes(
    http: httpx.AsyncClient, db: Connection, noor: UUID, monkeypatch: pytest.MonkeyPatch, way: str,
    minutes: timedelta, status: int,
) -> None:  # fmt: skip
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun)
    attempt = await ask(http)
    mail = await mailed(db, attempt)
    monkeypatch.setattr(clock, "now", lambda: begun + minutes)
    answer = await by_link(http, mail) if way == "link" else await by_code(http, attempt, mail.code)
    assert answer.status_code == status


async def test_a_session_lives_for_thirty_days(
    http: httpx.AsyncClient, db: Connection, noor: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = clock.now() - timedelta(days=30, seconds=1)
    with monkeypatch.context() as earlier:
        earlier.setattr(clock, "now", lambda: begun)
        old = await session(db, noor)
    young = await session(db, noor)
    seen = [(await http.get("/account", headers=who)).status_code for who in (old, young)]
    assert seen == [401, 200]


async def test_the_code_of_one_is_not_anothers(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    await account(db, "bram@school.example")
    own, others = await ask(http), await ask(http, "bram@school.example")
    await mailed(db, own)
    mail = await mailed(db, others)
    assert _code(await by_code(http, own, mail.code)) == (401, "sign_in_refused")
    assert _code(await by_code(http, str(uuid4()), mail.code)) == (401, "sign_in_refused")
    assert (await by_code(http, others, mail.code)).json()["account"]["email"] == "bram@school.example"


async def test_after_ten_wrong_codes_the_right_one_waits_and_the_link_does_not(
    http: httpx.AsyncClient, db: Connection, noor: UUID
) -> None:
    attempt = await ask(http)
    mail = await mailed(db, attempt)
    for _ in range(10):
        assert _code(await by_code(http, attempt, WRONG)) == (401, "sign_in_refused")
    refused = await by_code(http, attempt, mail.code)
    assert _code(refused) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 300
    assert refused.headers["ratelimit-policy"] == '"default";q=10;w=300'
    again = await ask(http)
    assert _code(await by_code(http, again, (await mailed(db, again)).code)) == (429, "too_many_requests")
    assert (await by_link(http, mail)).status_code == 201


async def test_wishes_are_limited_per_address(http: httpx.AsyncClient) -> None:
    for _ in range(5):
        await ask(http, "wie@school.example")
    answer = await http.post("/sign-in-attempts", json={"email": "WIE@school.example"})
    assert _code(answer) == (429, "too_many_requests")


async def test_known_and_unknown_get_the_same_answer(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    answers = [
        await http.post("/sign-in-attempts", json={"email": email}) for email in (EMAIL, "niemand@school.example")
    ]
    attempts = [answer.json()["id"] for answer in answers]
    for attempt in attempts:
        await mailed_or_not(db, attempt)
    answers += [await by_code(http, attempt, WRONG) for attempt in attempts]
    varying = {"x-request-id", "content-length"}
    for one_of_two, other in zip(answers[::2], answers[1::2], strict=True):
        assert one_of_two.status_code == other.status_code
        assert _fixed(one_of_two.headers, varying) == _fixed(other.headers, varying)
        bodies = [json.loads(answer.content) for answer in (one_of_two, other)]
        for body in bodies:
            body.pop("id", None), body.pop("expiresAt", None)
        assert bodies[0] == bodies[1]


async def mailed_or_not(db: Connection, attempt: str) -> None:
    await service.mail_sign_in(db, UUID(attempt))


def _fixed(headers: httpx.Headers, varying: set[str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in varying}


async def test_no_secret_is_in_a_table_or_a_log_after_mailing(
    http: httpx.AsyncClient, db: Connection, noor: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    attempt = await ask(http)
    mail = await mailed(db, attempt)
    sent: list[str] = []

    async def post(_: UUID, message: Any) -> None:
        sent.append(message.get_body(("plain",)).get_content())

    outbox = await one(db, "SELECT id FROM outbox_message WHERE state = 'pending'", {})
    assert outbox is not None
    await notices.deliver(db, outbox["id"], post)
    assert mail.token in sent[0]
    await by_code(http, attempt, WRONG)
    signed_in = (await by_code(http, attempt, mail.code)).json()
    secrets = [mail.token, mail.code, http.cookies[COOKIE], signed_in["csrfToken"]]
    dump = await _dump(db)
    assert [(table, secret) for table, text in dump.items() for secret in secrets if secret in text] == []
    attempts = dump["sign_in_attempt"]
    assert EMAIL not in attempts
    assert digest(mail.code).hex() in attempts
    logged = capsys.readouterr().out
    assert '"/v1/sessions"' in logged
    assert [secret for secret in (*secrets, EMAIL) if secret in logged] == []


async def _dump(db: Connection) -> dict[str, str]:
    """Every table as text, as a dump would have it."""
    tables = await rows(
        db,
        """SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE nspname = 'public' AND relkind = 'r' AND relname NOT IN ('postcode', 'municipality', 'region')""",
        {},
    )
    found = {}
    for table in (row["relname"] for row in tables):
        query = sql.SQL("SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM {} t").format(
            sql.Identifier(table)
        )
        row = await (await db.execute(query)).fetchone()
        assert row is not None
        found[table] = row["text"]
    return found


async def test_an_erased_account_cannot_sign_in_nor_go_on(
    http: httpx.AsyncClient, db: Connection, noor: UUID
) -> None:
    headers = await session(db, noor)
    attempt = await ask(http)
    mail = await mailed(db, attempt)
    await db.execute("UPDATE account SET email = NULL, name = NULL, erased_at = now() WHERE id = %s", (noor,))
    assert _code(await http.get("/account", headers=headers)) == (401, "unauthenticated")
    assert _code(await by_link(http, mail)) == (401, "sign_in_refused")
    assert _code(await by_code(http, attempt, mail.code)) == (401, "sign_in_refused")
    await mailed_or_not(db, await ask(http))
    told = await rows(db, "SELECT template FROM outbox_message ORDER BY id DESC LIMIT 1", {})
    assert told[0]["template"] == "no_account"


@pytest.mark.parametrize(
    "differing",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://loket.evil.example"},
    ],
    ids=str,
)
async def test_a_write_that_our_page_did_not_send_is_refused(
    http: httpx.AsyncClient, db: Connection, noor: UUID, differing: dict[str, str]
) -> None:
    headers = await session(db, noor)
    for path in ("/session/end", "/sessions/end-others", "/sessions", "/sign-in-attempts"):
        answer = await http.post(path, headers={**headers, **differing}, json={"email": EMAIL})
        assert _code(answer) == (403, "csrf_refused")
    patched = await http.patch("/account", headers={**headers, **differing, "If-Match": '"1"'}, json={"locale": "en"})
    assert _code(patched) == (403, "csrf_refused")
    assert (await http.get("/account", headers=headers)).json()["locale"] == "nl"


async def test_our_own_origin_is_ours(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    headers = {**await session(db, noor), "Origin": "https://loket", "If-Match": '"1"'}
    assert (await http.patch("/account", headers=headers, json={"locale": "en"})).json()["locale"] == "en"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_form_of_another_site_signs_nobody_in(
    http: httpx.AsyncClient, db: Connection, noor: UUID, content_type: str
) -> None:
    mail = await mailed(db, await ask(http))
    http.cookies.clear()
    content = json.dumps({"token": mail.token})
    answer = await http.post("/sessions", content=content, headers={"Content-Type": content_type})
    assert answer.status_code in (400, 415)
    assert "set-cookie" not in answer.headers


async def test_a_planted_cookie_is_never_the_session(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    mail = await mailed(db, await ask(http))
    planted = "planted-planted-planted-planted-planted-plan"
    http.cookies.clear()
    answer = await http.post("/sessions", json={"token": mail.token}, headers={"Cookie": f"{COOKIE}={planted}"})
    assert answer.status_code == 201
    assert planted not in answer.headers["set-cookie"]
    http.cookies.clear()
    seen = await http.get("/session", headers={"Cookie": f"{COOKIE}={planted}"})
    assert seen.json() == {"account": None, "csrfToken": None}


async def test_other_origins_get_public_answers_and_never_credentials(
    http: httpx.AsyncClient, db: Connection, noor: UUID
) -> None:
    headers = {**await session(db, noor), "Origin": "https://portal.example"}
    answers = [await http.get(path, headers=headers) for path in ("/regions", "/session", "/account", "/nergens")]
    answers.append(await http.post("/session/end", headers=headers))
    answers.append(
        await http.options(
            "/account",
            headers={
                **headers,
                "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "authorization",
            },
        )
    )
    assert [answer for answer in answers if "access-control-allow-credentials" in answer.headers] == []
    assert {answer.headers.get("access-control-allow-origin") for answer in answers[:4]} == {"*"}
    assert [answer for answer in answers[4:] if "access-control-allow-origin" in answer.headers] == []
    assert [answer for answer in answers if "access-control-allow-headers" in answer.headers] == []


@pytest.mark.parametrize(
    "email",
    [
        "noor@school.example\r\nBcc: x@evil.example", "noor@school.example\n", "a\0@school.example",
        "noor@school.example,x@evil.example", "<x@evil.example>", "Noor <noor@school.example>",
        "noor@school.example bcc:x", "n\u2028@s.nl",
    ],
)  # fmt: skip
async def test_no_address_brings_a_header_along(http: httpx.AsyncClient, db: Connection, email: str) -> None:
    answer = await http.post("/sign-in-attempts", json={"email": email})
    if answer.status_code == 202:  # only white space around it, which is dropped
        kept = await rows(db, "SELECT email FROM sign_in_attempt", {})
        assert [row["email"] for row in kept] == ["noor@school.example"]
        assert email.strip() == "noor@school.example"
    else:
        assert _code(answer) == (400, "invalid_input")


async def test_no_name_brings_a_header_along(http: httpx.AsyncClient, db: Connection, noor: UUID) -> None:
    headers = {**await session(db, noor), "If-Match": '"1"'}
    for name in ("Noor\r\nBcc: x@evil.example", "Noor\u2028Bcc", "Noor\0"):
        assert _code(await http.patch("/account", headers=headers, json={"name": name})) == (400, "invalid_input")
    letter = letters.write("sign_in", "nl", {"link": "https://x", "code": "A", "minutes": 15})
    for address in ("a@b.nl\r\nBcc: x@evil.example", "a@b.nl, x@evil.example"):
        with pytest.raises(ValueError, match="address"):
            letters.addressed(letter, uuid4(), address, "Loket <l@l.nl>", "nl", clock.now())


WRITES = {
    "POST /sign-in-attempts": {"email": EMAIL},
    "POST /sessions": {"token": "t" * 43},
    "PATCH /account": {"locale": "en"},
}
FIELDS = {
    "role": "platform_admin", "roles": ["platform_admin"], "memberships": [{"role": "platform_admin"}],
    "region": "friesland", "regionCode": "friesland", "state": "active", "owner": str(UUID(int=1)),
    "accountId": str(UUID(int=1)), "id": str(UUID(int=1)), "version": 9, "erasedAt": None, "signedInAt": None,
    "scopes": ["import:*"],
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("write", WRITES)
async def test_no_write_takes_what_is_not_its_own(
    http: httpx.AsyncClient, db: Connection, noor: UUID, write: str, field: str
) -> None:
    method, path = write.split()
    headers = {**await session(db, noor), "If-Match": '"1"'}
    answer = await http.request(method, path, headers=headers, json={**WRITES[write], field: FIELDS[field]})
    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (400, ["unknown_field"])
    assert await rows(db, "SELECT 1 FROM membership WHERE account_id = %(id)s", {"id": noor}) == []


async def test_sessions_are_seen_and_ended_by_their_own_person_alone(
    http: httpx.AsyncClient, db: Connection, noor: UUID
) -> None:
    first, second, third = [await session(db, noor) for _ in range(3)]
    other = await session(db, await account(db, "bram@school.example"))
    items = (await http.get("/sessions", headers=first)).json()["items"]
    assert [item["current"] for item in items].count(True) == 1
    assert len(items) == 3
    current = next(item["id"] for item in items if item["current"])
    assert _code(await http.post(f"/sessions/{current}/end", headers=other)) == (404, "session_not_found")
    assert (await http.post(f"/sessions/{current}/end", headers=second)).status_code == 204
    assert (await http.get("/account", headers=first)).status_code == 401
    assert (await http.post("/sessions/end-others", headers=second)).status_code == 204
    seen = [(await http.get("/account", headers=who)).status_code for who in (second, third, other)]
    assert seen == [200, 401, 200]
    out = await http.post("/session/end", headers=second)
    assert (out.status_code, f'{COOKIE}=""' in out.headers["set-cookie"]) == (204, True)
    assert (await http.get("/account", headers=second)).status_code == 401


async def test_a_key_is_not_a_person(http: httpx.AsyncClient, key: MakeKey) -> None:
    headers = await key("platform_admin")
    for path in ("/account", "/sessions"):
        assert _code(await http.get(path, headers=headers)) == (403, "forbidden")


@pytest.mark.parametrize(
    "header", ["Basic bG9rZXQ6bG9rZXQ=", "Bearer lk_", "Bearer eyJhbGciOiJub25lIn0.e30.", "lk_x", "Bearer  lk_x"]
)
async def test_a_credential_of_another_kind_is_refused(http: httpx.AsyncClient, header: str) -> None:
    answer = await http.get("/regions", headers={"Authorization": header})
    assert _code(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")
