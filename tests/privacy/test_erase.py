"""My data in a file, and away: nothing of a person remains but the id."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from pydantic.alias_generators import to_camel

from api.accounts.rules import COOKIE, digest
from api.kit import logging
from api.kit.db import Connection, rows
from api.privacy import queries
from api.privacy.register import REGISTER, Kind
from api.privacy.rules import WORDINGS
from api.privacy.schemas import ExportOut
from tests.privacy.conftest import MakeOrganisation, MakePerson, Signed
from tests.processes import free_port

CANARY = "kanarie-7f3a"
EMAIL, NAME, WORDS = f"{CANARY}@school.example", f"Noor {CANARY}", f"Wij zijn {CANARY} en doen graag mee"
# Rows of a person in every table with personal data that a sign-in does not fill by itself.
PLANTED = """
INSERT INTO identity (issuer, subject, account_id) VALUES ('https://id.example', %(email)s, %(id)s);
INSERT INTO invitation (role, region_code, email, token_hash, expires_at)
    VALUES ('regional_coordinator', 'friesland', %(email)s, sha256('i'), now());
INSERT INTO application (kind, region_code, kvk, organisation_name, contact_name, contact_email, motivation, note,
    link_hash) VALUES ('company', 'friesland', '12345678', 'Bedrijf', %(name)s, %(email)s, %(words)s, %(words)s,
    sha256('a'));
INSERT INTO calendar_feed (account_id, token_hash) VALUES (%(id)s, sha256('agenda'));
INSERT INTO digest_choice (account_id, wanted) VALUES (%(id)s, true);
INSERT INTO digest_letter (account_id, week) VALUES (%(id)s, '2026-11-23');
INSERT INTO consent (account_id, purpose, wording) VALUES (%(id)s, 'newsletter', '2026-11');
INSERT INTO outbox_message (to_address, locale, template, state, "values", account_id)
    VALUES (%(email)s, 'nl', 'sign_in', 'dead', '{}', %(id)s), (%(email)s, 'nl', 'no_account', 'dead', '{}', NULL),
        (%(email)s, 'nl', 'invitation', 'pending', jsonb_build_object('link', %(words)s::text), NULL);
INSERT INTO sign_in_attempt (email, email_hash, locale, account_id, expires_at)
    VALUES (%(email)s, %(hash)s, 'nl', %(id)s, now()), (NULL, %(hash)s, 'nl', NULL, now());
INSERT INTO idempotency_key (owner_id, key, request_hash, status, headers, body)
    VALUES (%(id)s, 'own', '', 200, '{}', convert_to(%(words)s, 'UTF8')),
        (uuidv7(), 'other', '', 200, '{}', convert_to(%(email)s::text || %(words)s::text, 'UTF8'));
INSERT INTO rate_counter (name, used) VALUES ('code ' || encode(%(hash)s, 'hex'), 1);
INSERT INTO api_client (name, role, scopes, region_codes, key_hash, created_by)
    VALUES ('Portaal', 'portal', '{}', '{friesland}', sha256('k'), %(id)s);
INSERT INTO import_job (kind, dry_run, state, actor_id) VALUES ('schools', true, 'validated', %(id)s);
INSERT INTO company (scheme, value, name) VALUES ('t', 'C', 'Bedrijf');
INSERT INTO professional (company_id, account_id, display_name, function, bio, travel_km, cap_per_month,
    vog_valid_until, consent_at) SELECT id, %(id)s, %(name)s, %(words)s, %(words)s, 25, 2, '2030-01-01', now()
    FROM company WHERE value = 'C';
INSERT INTO outbox_message (to_address, locale, template, "values") VALUES ('ali@school.nl', 'nl', 'handed_over',
    jsonb_build_object('organisation', 'School', 'successor', %(name)s::text,
        'lines', jsonb_build_array('Van ' || %(name)s::text || ', ' || upper(%(email)s::text))));
INSERT INTO school (scheme, value, name) VALUES ('t', 'S', 'School');
INSERT INTO partnership (school_id, company_id, proposed_by, school_yes, company_yes, state, ended_on, end_reason,
    end_note, ended_by) SELECT s.id, c.id, 'school', true, true, 'ended', now(), 'other', %(words)s, %(id)s
    FROM school s, company c WHERE s.value = 'S' AND c.value = 'C';
INSERT INTO school_site (school_id, scheme, value, name) SELECT id, 't', 'S', 'School' FROM school WHERE value = 'S';
INSERT INTO company_site (company_id, scheme, value, name) SELECT id, 't', 'C', 'Bedrijf' FROM company
    WHERE value = 'C';
INSERT INTO code_acceptance (company_id, version, actor_id) SELECT id, '2026-11', %(id)s FROM company
    WHERE value = 'C';
INSERT INTO dormancy_question (company_id, account_id, token_hash, expires_at) SELECT id, %(id)s, '\\x00', now()
    FROM company WHERE value = 'C';
INSERT INTO concern (about_type, about_id, text, reporter_id, state, outcome, handled_by, handled_at)
    VALUES ('company', uuidv7(), %(words)s, %(id)s, 'handled', %(words)s, %(id)s, now());
INSERT INTO school_request (school_site_id, school_id, title, goal, kinds, subjects, level, year, pupils, languages,
    max_km, online_ok, weeks_ok, respond_by, created_by) SELECT id, school_id, 'Vraag', 'project', '{workshop}',
    '{techniek}', 'havo', 3, 20, '{nl}', 50, false, '{2027-01-11}', now(), %(id)s FROM school_site WHERE value = 'S';
INSERT INTO activity (company_site_id, company_id, company_name, title, kind, max_group, radius_km, capacity_week,
    capacity_year, level_mask, year_mask, subject_mask, theme_mask, language_mask, first_week, week_mask)
    SELECT id, company_id, 'Bedrijf', 'Aanbod', 'workshop', 30, 50, 1, 1, 0, 0, 0, 0, 0, 0, 0 FROM company_site
    WHERE value = 'C';
INSERT INTO match (request_id, activity_id, school_id, school_site_id, company_id, company_site_id, proposed_by,
    state, school_yes, company_yes, week, holds, school_contact_id)
    SELECT r.id, a.id, r.school_id, r.school_site_id, a.company_id, a.company_site_id, 'school', 'withdrawn', true,
    false, '2027-01-11', false, %(id)s FROM school_request r, activity a
    WHERE r.title = 'Vraag' AND a.title = 'Aanbod';
INSERT INTO match_event (match_id, place, at, type, side, actor_id, note)
    SELECT id, 1, now(), 'proposed', 'school', %(id)s, %(words)s FROM match;
INSERT INTO match_round (region_code, name, school_year, policy, seed, seed_sha256, created_by)
    VALUES ('friesland', 'Ronde', 2026, 'reach', '', '', %(id)s);
INSERT INTO round_schedule (region_code, name, every_weeks, weekday, starts_on, set_on, policy, created_by)
    VALUES ('friesland', 'Maandronde', 4, 1, '2027-01-11', '2026-11-24', 'reach', %(id)s);
INSERT INTO site_priority (school_site_id, school_year, reason, created_by)
    SELECT id, 2026, %(words)s, %(id)s FROM school_site WHERE value = 'S';
INSERT INTO round_decision (round_id, request_id, activity_id, decision, reason, actor_id)
    SELECT o.id, r.id, a.id, 'forbid', %(words)s, %(id)s FROM match_round o, school_request r, activity a
    WHERE r.title = 'Vraag' AND a.title = 'Aanbod';
INSERT INTO membership (account_id, role, region_code, ends_at)
    VALUES (%(id)s, 'regional_coordinator', 'friesland', now());
"""


async def _plant(db: Connection, person: Signed) -> None:
    values = {"id": person.id, "email": person.email, "hash": digest(person.email), "name": NAME, "words": WORDS}
    await db.execute("UPDATE account SET name = %(name)s WHERE id = %(id)s", values)
    for statement in PLANTED.split(";\n"):
        if statement.strip():
            await db.execute(statement.encode(), values)


TABLES = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    ORDER BY relname"""
# A row as text shows bytes as hexadecimal digits.
HITS = "SELECT count(*) FROM {} t WHERE t::text ILIKE ANY (%s)"


def _traces() -> list[str]:
    texts = [CANARY, CANARY.encode().hex(), digest(EMAIL).hex()]
    return [f"%{text}%" for text in texts]


def hits(url: str) -> dict[str, int]:
    """The tables that hold a trace of the canary, in whatever column, and in how many rows."""
    with psycopg.connect(url) as db:
        tables = [name for (name,) in db.execute(TABLES)]
        counts = {name: db.execute(HITS.format(name).encode(), (_traces(),)).fetchone() for name in tables}
    return {name: count[0] for name, count in counts.items() if count is not None and count[0]}


async def _hits_here(db: Connection) -> dict[str, int]:
    tables = [row["relname"] for row in await rows(db, TABLES, {})]
    counted = {name: await (await db.execute(HITS.format(name).encode(), (_traces(),))).fetchone() for name in tables}
    return {name: row["count"] for name, row in counted.items() if row is not None and row["count"]}


async def _erase(http: httpx.AsyncClient, person: Signed, confirm: str | None = None) -> httpx.Response:
    return await http.post("/account/erase", headers=person.headers, json={"confirm": confirm or person.email})


async def test_the_export_has_every_table_with_personal_data(
    http: httpx.AsyncClient, db: Connection, person: MakePerson
) -> None:
    noor, ali = await person(EMAIL), await person("ali@school.nl")
    await _plant(db, noor)
    await http.post("/sessions/end-others", headers=noor.headers)
    answer = await http.get("/account/export", headers=noor.headers)
    assert answer.headers["content-disposition"].startswith("attachment")
    told = {source.table: source.rows for source in ExportOut.model_validate_json(answer.text).sources}
    assert {table: len(found) for table, found in told.items()} == {
        **{name: 1 for name, table in REGISTER.items() if table.about},
        "outbox_message": 3,
        "sign_in_attempt": 2,
    }
    (account,), (application,) = told["account"], told["application"]
    assert (account["email"], account["name"], account["id"]) == (EMAIL, NAME, str(noor.id))
    assert (application["contactName"], application["motivation"]) == (NAME, WORDS)
    assert [row["operation"] for row in told["audit_entry"]] == ["end_other_sessions"]
    assert ali.email not in answer.text


async def test_the_export_shows_no_secret_and_is_logged(
    http: httpx.AsyncClient, db: Connection, person: MakePerson
) -> None:
    noor = await person(EMAIL)
    await _plant(db, noor)
    answer = await http.get("/account/export", headers=noor.headers)
    fields = {
        (source.table, field)
        for source in ExportOut.model_validate_json(answer.text).sources
        for row in source.rows
        for field in row
    }
    hidden = {
        (name, to_camel(column))
        for name, table in REGISTER.items()
        for column, kind in table.columns.items()
        if kind is Kind.HIDDEN
    }
    assert fields & hidden == set()
    logged = await rows(db, "SELECT operation, subject, outcome FROM audit_entry", {})
    assert logged == [{"operation": "export_account", "subject": f"/v1/accounts/{noor.id}", "outcome": 200}]


async def test_nothing_but_the_id_remains(http: httpx.AsyncClient, db: Connection, person: MakePerson) -> None:
    noor, ali = await person(EMAIL), await person("ali@school.nl")
    await _plant(db, noor)
    before = await _hits_here(db)
    answer = await _erase(http, noor)
    assert (answer.status_code, COOKIE in answer.headers["set-cookie"]) == (204, True)
    assert len(before) >= 8
    named = f"{sum(before.values())} rows of {len(before)} tables"
    print(f"\nerasure: {named} named the person; of {len(REGISTER)} none does after it but the last mail on its way")
    # The last mail is on its way; its row goes when it is sent.
    assert await _hits_here(db) == {"outbox_message": 1}
    told = await rows(db, 'SELECT template, account_id, "values" FROM outbox_message ORDER BY id', {})
    left = "iemand die hier niet meer is"
    values = {"organisation": "School", "successor": left, "lines": [f"Van {left}, {left}"]}
    assert [(row["template"], row["account_id"], row["values"]) for row in told] == [
        ("handed_over", None, values),
        ("erased", None, {}),
    ]
    (account,) = await rows(db, "SELECT * FROM account WHERE id = %(id)s", {"id": noor.id})
    assert (account["email"], account["name"], account["erased_at"] is not None) == (None, None, True)
    (application,) = await rows(db, "SELECT state, organisation_name, link_hash FROM application", {})
    assert (application["state"], application["organisation_name"]) == ("withdrawn", "Bedrijf")
    assert application["link_hash"] != digest("a")
    (professional,) = await rows(db, "SELECT * FROM professional", {})
    assert (professional["state"], professional["account_id"], professional["display_name"]) == ("left", None, "")
    assert {professional[name] for name in ("function", "cap_per_month", "vog_valid_until", "consent_at")} == {None}
    kept = await rows(db, "SELECT key, body FROM idempotency_key", {})
    assert kept == [{"key": "other", "body": b"{}"}]
    assert (await http.get("/account", headers=noor.headers)).status_code == 401
    assert (await http.get("/account", headers=ali.headers)).json()["email"] == "ali@school.nl"
    logged = await rows(db, "SELECT actor_id, operation, outcome FROM audit_entry", {})
    assert logged == [{"actor_id": noor.id, "operation": "erase_account", "outcome": 204}]


def test_every_table_with_personal_data_is_erased_or_keeps_the_id_alone() -> None:
    untouched = {name for name, table in REGISTER.items() if table.about} - set(queries.ERASURES)
    assert untouched == {"api_client", "code_acceptance", "import_job", "audit_entry", "match_round"}
    kept_contacts = {name for name in untouched if Kind.CONTACT in REGISTER[name].columns.values()}
    assert kept_contacts == set()


async def test_another_address_erases_nothing(http: httpx.AsyncClient, person: MakePerson) -> None:
    noor, ali = await person("noor@school.nl"), await person("ali@school.nl")
    answer = await _erase(http, noor, ali.email)
    assert (answer.status_code, answer.json()["code"]) == (400, "address_differs")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/confirm"]
    assert ali.email not in answer.text
    for each in (noor, ali):
        assert (await http.get("/account", headers=each.headers)).json()["email"] == each.email


@pytest.mark.parametrize(("table", "role"), [("school", "school_coordinator"), ("company", "company_coordinator")])
async def test_the_last_coordinator_hands_over_first(
    http: httpx.AsyncClient, person: MakePerson, organisation: MakeOrganisation, table: str, role: str
) -> None:
    place = {table: await organisation(table)}
    noor = await person("noor@school.nl", role, **place)
    await person("ali@school.nl", "teacher" if table == "school" else "professional", **place)
    refused = await _erase(http, noor)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_coordinator")
    assert refused.json()["organisations"] == [{"id": str(place[table]), "kind": table, "name": "Organisatie"}]
    await person("eva@school.nl", role, **place)
    assert (await _erase(http, noor)).status_code == 204


@pytest.mark.parametrize("participation", ["none", "paused", "left", "archived"])
async def test_who_left_may_go(
    http: httpx.AsyncClient, person: MakePerson, organisation: MakeOrganisation, participation: str
) -> None:
    school = await organisation("school", participation)
    noor = await person("noor@school.nl", "school_coordinator", school=school)
    assert (await _erase(http, noor)).status_code == 204


async def test_a_boards_coordinator_stands_in_for_a_schools(
    http: httpx.AsyncClient, db: Connection, person: MakePerson, organisation: MakeOrganisation
) -> None:
    school = await organisation("school", board="12345")
    noor = await person("noor@school.nl", "school_coordinator", school=school)
    eva = await person("eva@bestuur.nl")
    await db.execute(
        "INSERT INTO membership (account_id, role, board_code) VALUES (%s, 'school_coordinator', '12345')", (eva.id,)
    )
    assert (await _erase(http, noor)).status_code == 204
    refused = await _erase(http, eva)
    assert [each["id"] for each in refused.json()["organisations"]] == [str(school)]


def test_a_log_names_no_values_of_a_refused_row() -> None:
    text = "Traceback\n  File x\npsycopg.errors.UniqueViolation: duplicate key\nDETAIL:  Key (email)=(a@b.nl\nc)."
    more = "\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback"
    event = logging.without_details(None, "error", {"event": "unexpected", "exception": text + more})
    assert event["exception"] == text.partition("\nDETAIL")[0] + more


@contextmanager
def _running(command: str, url: str, folder: Path, *options: str) -> Iterator[None]:
    """`loket serve` or `loket work` as a process, with everything that it logs in a file."""
    environment = {**os.environ, "DATABASE_URL": url, "LOKET_LOG_LEVEL": "debug", "LOKET_DATA_DIR": str(folder)}
    with (folder / f"{command}.log").open("wb") as file:
        run = [sys.executable, "-m", "api.cli", command, *options]
        process = subprocess.Popen(run, env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def _until(look: Callable[[], Any]) -> Any:
    for _ in range(300):
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come")


def _mails(folder: Path) -> list[str]:
    files = sorted((folder / "mail").glob("*.eml"))
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]


def test_a_whole_stay_leaves_no_trace(copy_database: Callable[[str], str], tmp_path: Path, postgres: str) -> None:
    """Real processes: signs in by mail, acts, asks for the file, goes; then every table and log is searched."""
    url = copy_database(f"erase_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("INSERT INTO account (email) VALUES (%s)", (EMAIL,))
    port = free_port()
    with ExitStack() as stack:
        stack.enter_context(_running("serve", url, tmp_path, "--port", str(port)))
        stack.enter_context(_running("work", url, tmp_path))
        http = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}/v1"))
        _until(lambda: _ready(http))
        headers = _signed_in(http, tmp_path)
        version = http.get("/account", headers=headers).headers["etag"]
        kept = {**headers, "Idempotency-Key": CANARY}
        answers = [
            http.patch("/account", headers={**headers, "If-Match": version}, json={"name": NAME}),
            http.post("/consents", headers=kept, json={"purpose": "newsletter", "wording": WORDINGS["newsletter"]}),
            http.get("/account/export", headers=headers),
        ]
        assert [answer.status_code for answer in answers] == [200, 201, 200]
        assert CANARY in answers[2].text
        assert hits(url) != {}
        assert http.post("/account/erase", headers=headers, json={"confirm": EMAIL}).status_code == 204
        _until(lambda: len(_mails(tmp_path)) == 2)
        _until(lambda: hits(url) == {})
        assert http.get("/account", headers=headers).status_code == 401
    logs = {file.name: file.read_text() for file in tmp_path.glob("*.log")}
    assert {name: CANARY in text for name, text in logs.items()} == {"serve.log": False, "work.log": False}
    assert "/v1/account/erase" in logs["serve.log"]
    assert CANARY not in _server_log(postgres)


def _ready(http: httpx.Client) -> bool:
    try:
        return http.get("/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def _signed_in(http: httpx.Client, folder: Path) -> dict[str, str]:
    assert http.post("/sign-in-attempts", json={"email": EMAIL}).status_code == 202
    (mail,) = _until(lambda: _mails(folder))
    token = re.findall(r"/inloggen/link#([A-Za-z0-9_-]+)", mail)[0]
    answer = http.post("/sessions", json={"token": token})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    http.cookies.clear()
    return {"Cookie": cookie, "X-CSRF-Token": answer.json()["csrfToken"]}


def _server_log(url: str) -> str:
    """What PostgreSQL itself wrote."""
    socket = Path(parse_qs(urlsplit(url).query)["host"][0])
    with psycopg.connect(url) as db:
        data = Path(str(db.execute("SHOW data_directory").fetchone()[0]))  # type: ignore[index]
    return "".join(file.read_text(errors="replace") for folder in {socket, data} for file in folder.rglob("log*"))
