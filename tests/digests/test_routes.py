"""The weekly letter: to whom it goes, what it tells, never twice, and one click that ends it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.accounts import queries as accounts
from api.digests import service
from api.digests.schemas import DigestOut, UnsubscribedOut
from api.kit import clock
from api.kit.db import as_house, house, only, rows
from api.notices import service as notices
from tests.matches.conftest import WEEKS, World
from tests.people import Headers, mails, person

MONDAY = datetime(2026, 11, 23, 5, 23, tzinfo=UTC)
COMPANY, TEACHER, REGION = "bedrijf@example.org", "docent@example.org", "regio@example.org"
ONE_CLICK = "List-Unsubscribe=One-Click"


async def passes(world: World, now: datetime = MONDAY, times: int = 2) -> None:
    """The worker passes by."""
    for _ in range(times):
        async with as_house(world.db):
            for account in await service.due(world.db, now):
                await service.write(world.db, account, now)


async def letters(world: World, to: str) -> list[dict[str, Any]]:
    return [values for template, values in await mails(world.db, to) if template == "digest"]


async def wants(world: World, who: Headers, verb: str = "subscribe") -> dict[str, Any]:
    return await world.done("POST", f"/account/digest/{verb}", None, who)


async def clicks(world: World, url: str) -> httpx.Response:
    """As a mail program does it: a form, and no cookie."""
    world.http.cookies.clear()
    path = url.partition("/v1")[2]
    return await world.http.post(path, data={"List-Unsubscribe": "One-Click"})


async def test_who_looks_after_something_gets_it_and_nobody_else_who_did_not_ask(world: World) -> None:
    before = {who: await world.reads("/account/digest", headers) for who, headers in sides(world)}
    assert {who: (told["state"], told["chosen"], told["allowedActions"]) for who, told in before.items()} == {
        "teacher": ("off", False, ["subscribe"]),
        "company": ("weekly", False, ["subscribe", "unsubscribe"]),
        "coordinator": ("weekly", False, ["subscribe", "unsubscribe"]),
    }
    await world.proposes(await world.asks(), await world.offers())
    await passes(world)
    assert [len(await letters(world, to)) for to in (TEACHER, COMPANY, REGION)] == [0, 1, 1]
    told = DigestOut.model_validate(await wants(world, world.teacher))
    assert (told.state, told.chosen, told.allowed_actions) == ("weekly", True, ["unsubscribe"])
    told = DigestOut.model_validate(await wants(world, world.teacher, "unsubscribe"))
    assert (told.state, told.chosen, told.allowed_actions) == ("off", True, ["subscribe"])


def sides(world: World) -> list[tuple[str, Headers]]:
    return [("teacher", world.teacher), ("company", world.company), ("coordinator", world.coordinator)]


async def test_it_tells_what_waits_and_for_a_region_how_much(world: World) -> None:
    await world.proposes(await world.asks(), await world.offers())
    await passes(world)
    (company,), (region,) = await letters(world, COMPANY), await letters(world, REGION)
    assert company["waits"] == "- Zonnepanelen meten: Voorbeeldcollege, Voorbeeld Energie (week 3)"
    assert (company["coming"], company["unanswered"], company["offered"], company["agreed"]) == ("", 0, "", 0)
    assert (region["waits"], region["unanswered"], region["applications"]) == ("", 1, 0)
    assert (region["link"][-6:], company["link"][-15:]) == ("/regio", "/mijn/afspraken")


async def test_what_waits_for_the_other_side_is_not_told(world: World) -> None:
    await world.proposes(await world.asks(), await world.offers(), world.company)
    await passes(world)
    assert await letters(world, COMPANY) == []


async def test_it_tells_what_is_coming_in_its_week_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company)
    week = datetime.fromisoformat(f"{WEEKS[1]}T05:23:00+00:00")
    for now in (week - timedelta(weeks=1), week, week + timedelta(weeks=1)):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        await passes(world, now)
    (told,) = await letters(world, COMPANY)
    assert (told["week"], told["waits"]) == (3, "")
    assert told["coming"] == "- Zonnepanelen meten: Voorbeeldcollege, Voorbeeld Energie (week 3)"


async def test_who_asked_hears_what_is_new_and_fits_and_what_happened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants(world, world.teacher)
    await wants(world, world.company)
    old = await world.offers(title="Van vroeger")
    await world.offers(title="Nieuw en passend")
    await world.offers(title="Nieuw voor anderen", levels=["vwo"])
    past = clock.now() - timedelta(days=8)
    await world.db.execute("UPDATE activity SET created_at = %s WHERE id = %s", [past, old["id"]])
    await world.db.execute("UPDATE activity SET created_at = %s WHERE id <> %s", [clock.now(), old["id"]])
    await world.asks(title="Wie laat het zien?")
    match = await world.proposes(await world.asks(title="Afgewezen"), old)
    await world.does("decline", match, world.company, reason="no_time")
    await world.db.execute("UPDATE match SET updated_at = %s", [clock.now()])
    await passes(world)
    (school,), (company,) = await letters(world, TEACHER), await letters(world, COMPANY)
    assert (school["offered"], school["asked"]) == ("- Nieuw en passend (Voorbeeld Energie)", "")
    assert (school["agreed"], school["held"], school["fell"]) == (0, 0, 1)
    assert (company["offered"], sorted(company["asked"].splitlines())) == (
        "",
        ["- Afgewezen", "- Wie laat het zien?"],
    )


async def test_with_nothing_to_tell_there_is_no_letter_that_week(world: World) -> None:
    await passes(world)
    await world.proposes(await world.asks(), await world.offers())
    await passes(world, MONDAY + timedelta(days=1))
    assert await letters(world, COMPANY) == []
    await passes(world, MONDAY + timedelta(weeks=1))
    assert len(await letters(world, COMPANY)) == 1


async def test_one_a_week_and_another_the_week_after(world: World) -> None:
    await world.proposes(await world.asks(), await world.offers())
    for now in (MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(weeks=1)):
        await passes(world, now)
    assert len(await letters(world, COMPANY)) == 2


async def test_who_has_no_role_any_more_hears_nothing(world: World) -> None:
    await wants(world, world.company)
    await world.proposes(await world.asks(), await world.offers())
    await world.db.execute(b"UPDATE membership SET ends_at = now() WHERE company_id IS NOT NULL")
    await passes(world)
    assert await letters(world, COMPANY) == []


async def test_who_unsubscribes_or_goes_while_the_worker_is_at_it_gets_none(world: World) -> None:
    await world.proposes(await world.asks(), await world.offers())
    async with as_house(world.db):
        due = await service.due(world.db, MONDAY)
    await wants(world, world.company, "unsubscribe")
    await world.db.execute(b"UPDATE membership SET ends_at = now() WHERE region_code IS NOT NULL")
    async with as_house(world.db):
        for account in due:
            await service.write(world.db, account, MONDAY)
    assert (len(due), await letters(world, COMPANY), await letters(world, REGION)) == (2, [], [])


async def _sent(world: World) -> tuple[EmailMessage, dict[str, Any]]:
    """The company's letter as it goes out, and its values; and it went out."""
    await world.proposes(await world.asks(), await world.offers())
    await passes(world)
    (values,) = await letters(world, COMPANY)
    sent: list[EmailMessage] = []

    async def post(_: UUID, message: EmailMessage) -> None:
        sent.append(message)

    row = await only(
        world.db, "SELECT id FROM outbox_message WHERE template = 'digest' AND to_address = %(to)s", {"to": COMPANY}
    )
    await world.db.execute("UPDATE outbox_message SET due_at = now()")
    await notices.deliver(world.db, row["id"], post)
    return sent[0], values


async def test_one_click_ends_it_without_signing_in_as_often_as_it_likes(world: World) -> None:
    message, values = await _sent(world)
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (f"<{values['one_click']}>", ONE_CLICK)
    for _ in range(2):
        answer = await clicks(world, values["one_click"])
        assert (answer.status_code, UnsubscribedOut.model_validate_json(answer.content).state) == (200, "off")
    told = await world.reads("/account/digest", world.company)
    assert (told["state"], told["chosen"]) == ("off", True)
    await passes(world, MONDAY + timedelta(weeks=1))
    assert len([m for m in await mails(world.db, COMPANY) if m[0] == "digest"]) == 1


async def test_the_link_is_kept_as_its_digest_and_looking_changes_nothing(world: World) -> None:
    _, values = await _sent(world)
    token = values["unsubscribe"].partition("#")[2]
    world.http.cookies.clear()
    answer = await world.http.get(values["one_click"].partition("/v1")[2])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/afmelden#{token}")
    assert (await world.reads("/account/digest", world.company))["state"] == "weekly"
    await clicks(world, values["one_click"])
    kept = str(await rows(world.db, "SELECT * FROM digest_letter", {}))
    logged = str(await rows(world.db, "SELECT * FROM audit_entry", {}))
    assert (token in kept, token in logged) == (False, False)
    settled = await only(
        world.db,
        "SELECT \"values\" FROM outbox_message WHERE state = 'sent' AND to_address = %(to)s",
        {"to": COMPANY},
    )
    assert settled["values"] == {}


async def test_a_link_that_nobody_was_sent_ends_nothing(world: World) -> None:
    await wants(world, world.company)
    answer = await clicks(world, "/v1/unsubscriptions/" + "x" * 43)
    assert (answer.status_code, answer.json()["code"]) == (404, "subscription_not_found")
    assert (await clicks(world, "/v1/unsubscriptions/short")).status_code == 400
    assert (await world.reads("/account/digest", world.company))["state"] == "weekly"


async def test_other_letters_have_no_such_header(world: World) -> None:
    sent: list[EmailMessage] = []

    async def post(_: UUID, message: EmailMessage) -> None:
        sent.append(message)

    await world.proposes(await world.asks(), await world.offers())
    row = await only(world.db, "SELECT id FROM outbox_message WHERE template = 'match'", {})
    await notices.deliver(world.db, row["id"], post)
    assert [message["List-Unsubscribe"] for message in sent] == [None]


async def test_two_workers_at_once_and_a_kill_write_one_letter(copy_database: Callable[[str], str]) -> None:
    url = copy_database("digests")
    async with house(url) as db:
        await person(db, REGION, "regional_coordinator", region_code="friesland")
        await db.execute(
            """INSERT INTO application (kind, region_code, kvk, organisation_name, contact_name, contact_email,
                   motivation, link_hash)
               VALUES ('company', 'friesland', '12345678', 'Bedrijf', 'X', 'x@example.org', '', sha256('a'))"""
        )
        account = await accounts.ensure_account(db, REGION, None, "nl")

    class Killed(Exception):
        """Between what was written and its commit."""

    async def killed() -> None:
        async with house(url) as db:
            await service.write(db, account, MONDAY)
            raise Killed

    async def works() -> None:
        async with house(url) as db:
            await service.write(db, account, MONDAY)

    with pytest.raises(Killed):
        await killed()
    await asyncio.gather(*(works() for _ in range(4)))
    async with house(url) as db:
        told = await rows(db, "SELECT template FROM outbox_message", {})
        settled = await rows(db, "SELECT week, token_hash IS NOT NULL AS told FROM digest_letter", {})
    assert [row["template"] for row in told] == ["digest"]
    assert [(str(row["week"]), row["told"]) for row in settled] == [("2026-11-23", True)]
