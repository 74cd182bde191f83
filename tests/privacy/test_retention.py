"""What is forgotten in time: with the clock at a given moment, what is a day too old goes and what is not stays."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate import PsycopgConnector

from api.jobs import worker
from api.kit import clock, queue
from api.kit.db import Connection, as_house, house, rows
from api.notices.post import to_folder
from api.privacy import rules, service
from api.privacy.queries import FORGET
from tests.privacy.conftest import MakePerson

NOW = datetime(2031, 5, 6, 3, 17, tzinfo=UTC)
# How to make a row that was settled at %(at)s, and what is left to look at.
MADE = {
    "sign_in_attempts": "INSERT INTO sign_in_attempt (email_hash, locale, created_at, expires_at)"
    " VALUES ('', 'nl', %(at)s, %(at)s)",
    "oidc_attempts": "INSERT INTO oidc_attempt VALUES (sha256(uuid_send(uuidv7())), '', '', '', '/', %(at)s)",
    "rate_counters": "INSERT INTO rate_counter VALUES (uuidv7()::text, %(at)s, 1)",
    "idempotency_keys": "INSERT INTO idempotency_key (owner_id, key, request_hash, created_at)"
    " VALUES (uuidv7(), 'k', '', %(at)s)",
    "sessions": "INSERT INTO session (account_id, token_hash, device, expires_at)"
    " VALUES (%(account)s, sha256(uuid_send(uuidv7())), '-', %(at)s)",
    "invitations": "INSERT INTO invitation (role, region_code, email, token_hash, expires_at)"
    " VALUES ('regional_coordinator', 'friesland', 'a@b.nl', sha256(uuid_send(uuidv7())), %(at)s)",
    "mails": "INSERT INTO outbox_message (to_address, locale, template, state, sent_at)"
    " VALUES ('a@b.nl', 'nl', 'sign_in', 'sent', %(at)s)",
}
PAIR = """INSERT INTO school (scheme, value, name) VALUES ('t', 'S', 'School');
INSERT INTO school_site (school_id, scheme, value, name) SELECT id, 't', 'S', 'School' FROM school WHERE value = 'S';
INSERT INTO company (scheme, value, name) VALUES ('t', 'C', 'Bedrijf');
INSERT INTO company_site (company_id, scheme, value, name) SELECT id, 't', 'C', 'Bedrijf' FROM company;
INSERT INTO school_request (school_site_id, school_id, title, goal, kinds, subjects, level, year, pupils, languages,
    max_km, online_ok, weeks_ok, respond_by) SELECT id, school_id, 'Vraag', 'project', '{workshop}', '{techniek}',
    'havo', 3, 20, '{nl}', 50, false, '{2027-01-11}', now() FROM school_site WHERE value = 'S';
INSERT INTO activity (company_site_id, company_id, company_name, title, kind, max_group, radius_km, capacity_week,
    capacity_year, level_mask, year_mask, subject_mask, theme_mask, language_mask, first_week, week_mask)
    SELECT id, company_id, 'Bedrijf', 'Aanbod', 'workshop', 30, 50, 1, 1, 0, 0, 0, 0, 0, 0, 0 FROM company_site"""
TABLES = {
    "sign_in_attempts": "sign_in_attempt",
    "oidc_attempts": "oidc_attempt",
    "rate_counters": "rate_counter",
    "idempotency_keys": "idempotency_key",
    "sessions": "session",
    "invitations": "invitation",
    "mails": "outbox_message",
}


async def _forget(db: Connection, name: str, now: datetime = NOW) -> int:
    """As the worker does: the service's role, as the house."""
    await db.execute("SET ROLE loket_app")
    async with as_house(db):
        forgotten = await service.forget(db, rules.BY_NAME[name], now)
    await db.execute("RESET ROLE")
    return forgotten


NOTED = """WITH made AS (
    INSERT INTO match (request_id, activity_id, school_id, school_site_id, company_id, company_site_id, proposed_by,
        state, school_yes, company_yes, week, holds, school_contact_id, updated_at)
    SELECT r.id, a.id, r.school_id, r.school_site_id, a.company_id, a.company_site_id, 'school', 'withdrawn', true,
        false, date_trunc('week', %(at)s::timestamptz)::date, false, %(account)s, %(at)s
    FROM school_request r, activity a RETURNING id)
INSERT INTO match_event (match_id, place, at, type, side, note) SELECT id, 1, %(at)s, 'proposed', 'school', 'Tot dan'
FROM made"""


@pytest.mark.parametrize(("days", "forgotten"), [(731, 2), (700, 0)])
async def test_who_and_what_they_wrote_goes_but_that_it_was_stays(
    db: Connection, person: MakePerson, days: int, forgotten: int
) -> None:
    noor = await person("noor@school.nl")
    for statement in PAIR.split(";\n"):
        await db.execute(statement.encode())
    await db.execute(NOTED, {"at": NOW - timedelta(days=days), "account": noor.id})
    assert (await _forget(db, "matches"), await _forget(db, "matches")) == (forgotten, 0)
    assert len(await rows(db, "SELECT id FROM match_event", {})) == 1


@pytest.mark.parametrize("name", MADE)
async def test_the_old_goes_and_the_young_stays(db: Connection, person: MakePerson, name: str) -> None:
    noor = await person("noor@school.nl")
    await db.execute("UPDATE session SET expires_at = '2040-01-01'")
    limit = NOW - timedelta(days=rules.BY_NAME[name].days)
    for at in (limit - timedelta(seconds=1), limit + timedelta(seconds=1)):
        await db.execute(MADE[name].encode(), {"at": at, "account": noor.id})
    there = f"SELECT * FROM {TABLES[name]}"
    before = len(await rows(db, there, {}))
    assert (await _forget(db, name), await _forget(db, name)) == (1, 0)
    assert len(await rows(db, there, {})) == before - 1


async def test_what_is_not_settled_stays(db: Connection, person: MakePerson) -> None:
    await person("noor@school.nl")
    await db.execute("UPDATE session SET expires_at = '2040-01-01'")
    await db.execute(
        """INSERT INTO outbox_message (to_address, locale, template, created_at, due_at)
           VALUES ('a@b.nl', 'nl', 'sign_in', '2020-01-01', '2020-01-01')"""
    )
    assert [await _forget(db, name) for name in ("mails", "sessions")] == [0, 0]


async def test_an_ended_session_does_not_wait_until_it_would_expire(db: Connection, person: MakePerson) -> None:
    await person("noor@school.nl")
    await db.execute("UPDATE session SET expires_at = '2040-01-01', ended_at = %s", (NOW - timedelta(days=31),))
    assert await _forget(db, "sessions") == 1


WHO_LEFT = """WITH c AS (INSERT INTO company (scheme, value, name, participation, updated_at)
        VALUES ('t', 'C', 'Bedrijf', %(participation)s, %(changed)s) RETURNING id)
    INSERT INTO professional (company_id, display_name, bio, travel_km, state, updated_at)
    SELECT id, 'Gastdocent', 'Graag', 25, %(state)s, %(changed)s FROM c"""


@pytest.mark.parametrize(
    ("state", "participation", "days", "kept"),
    [
        ("left", "active", 181, False),
        ("left", "active", 179, True),
        ("paused", "active", 900, True),
        ("active", "left", 181, False),
        ("active", "archived", 179, True),
        ("active", "paused", 900, True),
    ],
)
async def test_who_stopped_is_forgotten(
    db: Connection, state: str, participation: str, days: int, kept: bool
) -> None:
    values = {"state": state, "participation": participation, "changed": NOW - timedelta(days=days)}
    await db.execute(WHO_LEFT, values)
    assert (await _forget(db, "professionals"), await _forget(db, "professionals")) == (1 - kept, 0)
    (left,) = await rows(db, "SELECT display_name, bio, state FROM professional", {})
    assert tuple(left.values()) == (("Gastdocent", "Graag", state) if kept else ("", "", "left"))


APPLIED = """INSERT INTO application (kind, region_code, kvk, organisation_name, contact_name, contact_email,
    motivation, link_hash, state, decided_at, updated_at)
    VALUES ('company', 'friesland', '12345678', 'Bedrijf', 'Noor',
    'noor@bedrijf.nl', 'Graag', sha256('a'), %(state)s, %(decided)s, %(changed)s)"""


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        ("rejected", 181, False),
        ("rejected", 179, True),
        ("withdrawn", 181, False),
        ("admitted", 181, False),
        ("waitlisted", 900, True),
        ("applied", 900, True),
    ],
)
async def test_a_decided_application_loses_its_person(db: Connection, state: str, days: int, kept: bool) -> None:
    at = NOW - timedelta(days=days)
    decided = None if state == "withdrawn" else at
    await db.execute(APPLIED, {"state": state, "decided": decided, "changed": at})
    assert (await _forget(db, "application_contacts"), await _forget(db, "application_contacts")) == (1 - kept, 0)
    (left,) = await rows(db, "SELECT contact_name, contact_email, motivation, organisation_name FROM application", {})
    contact: tuple[Any, ...] = ("Noor", "noor@bedrijf.nl", "Graag") if kept else (None, None, "")
    assert tuple(left.values()) == (*contact, "Bedrijf")


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        ("waitlisted", 366, False),
        ("applied", 366, False),
        ("verified", 364, True),
        ("admitted", 900, True),
    ],
)
async def test_an_application_that_nobody_decides_on_ends_and_is_told(
    db: Connection, state: str, days: int, kept: bool
) -> None:
    at = NOW - timedelta(days=days)
    await db.execute(APPLIED, {"state": state, "decided": None, "changed": at})
    assert (await _forget(db, "open_applications"), await _forget(db, "open_applications")) == (1 - kept, 0)
    (left,) = await rows(db, "SELECT state, contact_name, contact_email, motivation FROM application", {})
    contact = (state, "Noor", "noor@bedrijf.nl", "Graag") if kept else ("withdrawn", None, None, "")
    assert tuple(left.values()) == contact
    told = await rows(db, """SELECT to_address, "values" ->> 'decision' AS decision FROM outbox_message""", {})
    logged = await rows(db, "SELECT operation, region_code FROM audit_entry", {})
    assert told == ([] if kept else [{"to_address": "noor@bedrijf.nl", "decision": "withdrawn"}])
    assert logged == ([] if kept else [{"operation": "let_application_go", "region_code": "friesland"}])


@pytest.mark.parametrize(
    ("days", "role_ended", "applied", "gone"),
    [
        (731, None, False, True),
        (729, None, False, False),
        (731, 731, False, True),
        (731, 729, False, False),
        (731, 0, False, False),
        (731, None, True, False),
    ],
)
async def test_an_account_that_nobody_uses_is_erased(
    db: Connection, person: MakePerson, days: int, role_ended: int | None, applied: bool, gone: bool
) -> None:
    """`role_ended` days ago; 0: it is still held; None: there was none."""
    noor = await person("noor@bedrijf.nl")
    await db.execute("UPDATE account SET signed_in_at = %s", (NOW - timedelta(days=days),))
    if role_ended is not None:
        ended = NOW - timedelta(days=role_ended) if role_ended else None
        await db.execute(
            """INSERT INTO membership (account_id, role, region_code, starts_at, ends_at)
               VALUES (%s, 'regional_coordinator', 'friesland', '2020-01-01', %s)""",
            (noor.id, ended),
        )
    if applied:
        await db.execute(APPLIED, {"state": "applied", "decided": None, "changed": NOW})
    assert await _forget(db, "accounts") == int(gone)
    (account,) = await rows(db, "SELECT email, erased_at FROM account", {})
    assert account == {"email": None, "erased_at": NOW} if gone else {"email": "noor@bedrijf.nl", "erased_at": None}
    told = await rows(db, "SELECT template, to_address FROM outbox_message", {})
    assert told == ([{"template": "erased", "to_address": "noor@bedrijf.nl"}] if gone else [])
    logged = await rows(db, "SELECT actor_kind, operation, subject FROM audit_entry", {})
    subject = f"/v1/accounts/{noor.id}"
    assert logged == (
        [{"actor_kind": "house", "operation": "erase_abandoned_account", "subject": subject}] if gone else []
    )


OLD_ENTRY = """
WITH made AS (
    SELECT ROW(uuidv7(), l.lane, l.place + 1, %(at)s::timestamptz, NULL, 'person', 'x', '/v1/x', NULL, 200, NULL,
        NULL)::audit_entry AS e, l.hash FROM audit_lane l WHERE l.lane = %(lane)s),
hashed AS (SELECT e, sha256(hash || convert_to(loket_audit_text(e), 'UTF8')) AS hash FROM made),
added AS (INSERT INTO audit_entry SELECT (e).id, (e).lane, (e).place, (e).at, (e).actor_id, (e).actor_kind,
    (e).operation, (e).subject, (e).region_code, (e).outcome, (e).request_id, hash FROM hashed)
UPDATE audit_lane l SET place = l.place + 1, hash = h.hash FROM hashed h WHERE l.lane = %(lane)s
"""


async def test_the_log_forgets_its_oldest_rows_and_stays_a_chain(db: Connection) -> None:
    now = clock.now()
    for lane, years in ((1, 9), (1, 8), (1, 1), (1, 0), (2, 8), (3, 6)):
        await db.execute(OLD_ENTRY, {"lane": lane, "at": now - timedelta(days=366 * years)})
    assert (await service.verification(db))["entries"] == 6
    assert (await _forget(db, "audit", now), await _forget(db, "audit", now)) == (3, 0)
    told = await service.verification(db)
    assert (told["intact"], told["entries"]) == (True, 3)
    await db.execute(OLD_ENTRY, {"lane": 2, "at": now})
    assert (await service.verification(db))["intact"]
    await db.execute("DELETE FROM audit_entry WHERE place = 3 AND lane = 1")
    assert [lane["brokenAt"] for lane in (await service.verification(db))["lanes"] if not lane["intact"]] == [4]


async def test_nobody_makes_the_log_forget_earlier(db: Connection) -> None:
    now = clock.now()
    await db.execute(OLD_ENTRY, {"lane": 1, "at": now - timedelta(days=365 * 6)})
    assert await _forget(db, "audit", now + timedelta(days=365 * 50)) == 0


async def test_the_worker_goes_over_every_period(copy_database: Callable[[str], str], tmp_path: Path) -> None:
    url = copy_database(f"retention_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    long_ago = clock.now() - timedelta(days=40)
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute("INSERT INTO account (email) VALUES ('noor@school.nl') RETURNING id").fetchone()
        for statement in MADE.values():
            db.execute(statement.encode(), {"at": long_ago, "account": row and row[0]})
    for name, at in (("old.eml", long_ago), ("young.eml", clock.now())):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at.timestamp(), at.timestamp()))
    with queue.app.replace_connector(PsycopgConnector(conninfo=url)) as app:
        async with app.open_async():
            await worker.forget_in_time.configure(task_kwargs={"timestamp": 0}).defer_async()
            context = {"url": url, "post": to_folder(tmp_path)}
            await app.run_worker_async(wait=False, additional_context=context)
    assert os.listdir(tmp_path) == ["young.eml"]
    async with house(url) as connection:
        left = {table: len(await rows(connection, f"SELECT * FROM {table}", {})) for table in TABLES.values()}
    assert left == dict.fromkeys(TABLES.values(), 0)
    assert set(FORGET) >= set(MADE)
