"""Webhooks: whose they are, what is sent, signed and by one id; repeated, given up, taken up and replayed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args
from uuid import UUID

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from api.accounts.roles import Role
from api.accounts.rules import digest
from api.kit import clock
from api.kit.db import as_house, rows
from api.kit.schemas import Wire
from api.matches.life import EventType
from api.webhooks import rules, sending
from api.webhooks.schemas import DeliveryOut, WebhookOut, WebhookWithSecretOut
from tests.conftest import MakeKey
from tests.matches.conftest import World
from tests.people import Headers, mails, person
from tests.webhooks.conftest import Receiver

Out = TypeVar("Out", bound=Wire)
STEPS = ["match.proposed", "match.confirmed", "match.cancelled"]


@pytest.fixture
async def portal(world: World, key: MakeKey) -> Headers:
    return await key(Role.PORTAL, world.site["region"])


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, before_the_weeks: None) -> None:
    """A signature is of its time, and the database's own clock tells what is due."""
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))


async def makes(world: World, who: Headers, url: str, types: list[str] | None = None) -> dict[str, Any]:
    return await world.done("POST", "/webhooks", {"url": url, "eventTypes": types or STEPS}, who, 201)


def read(model: type[Out], told: dict[str, Any]) -> Out:
    return model.model_validate_json(json.dumps(told))


async def works(world: World) -> None:
    """The worker sends what is due."""
    async with as_house(world.db):
        for row in await rows(world.db, "SELECT id FROM webhook_delivery WHERE state = 'pending' ORDER BY id", {}):
            await sending.send(world.db, row["id"])


async def time_passes(world: World) -> None:
    await world.db.execute(b"UPDATE webhook_delivery SET due_at = now() WHERE state = 'pending'")
    await world.db.execute(b"UPDATE webhook SET rest_until = NULL")


async def sent(world: World, hook: dict[str, Any], who: Headers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.reads(f"/webhooks/{hook['id']}/deliveries", who))["items"]
    return found


async def happens(world: World) -> dict[str, Any]:
    """A proposal and the yes to it."""
    request, offer = await asked(world)
    match = await world.proposes(request, offer, moments=[{"week": request["weeksOk"][0]}])
    return await world.does("accept", match, world.company)


async def asked(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    week = str(clock.this_week() + timedelta(weeks=3))
    await world.db.execute(b"DELETE FROM school_holiday")
    return await world.asks(weeksOk=[week]), await world.offers(weeks=[week])


async def test_what_happened_is_sent_signed_as_ids(world: World, portal: Headers, receiver: Receiver) -> None:
    hook = read(WebhookWithSecretOut, await makes(world, portal, receiver.url))
    match = await happens(world)
    await works(world)
    assert hook.secret is not None
    told = []
    for headers, body in receiver.taken:
        told.append(Webhook(hook.secret).verify(body, headers))
        with pytest.raises(WebhookVerificationError):
            Webhook(hook.secret).verify(body + b" ", headers)
    assert [one["type"] for one in told] == ["match.proposed", "match.confirmed"]
    assert [set(one["data"]) for one in told] == [{"matchId", "requestId", "activityId"}] * 2
    assert told[0]["data"]["matchId"] == match["id"]
    listed = [read(DeliveryOut, one) for one in await sent(world, {"id": str(hook.id)}, portal)]
    assert [(one.state, one.attempts, one.allowed_actions) for one in listed] == [("delivered", 1, ["replay"])] * 2
    assert {headers["webhook-id"] for headers, _ in receiver.taken} == {str(one.id) for one in listed}
    await works(world)
    assert len(receiver.taken) == 2


async def test_nobody_hears_what_they_may_not_see(world: World, key: MakeKey, receiver: Receiver) -> None:
    region = world.site["region"]
    elsewhere, blind, ended = (
        await key(Role.PORTAL, "friesland"),
        await key(Role.PORTAL, region),
        await key(Role.SCRIPT, region),
    )
    for who in (elsewhere, blind, ended):
        await makes(world, who, receiver.url)
    await revoke(world, ended, "revoked_at = now()")
    await revoke(world, blind, "scopes = '{read:public}'")
    everywhere = await makes(world, world.script, receiver.url)
    others = await makes(world, world.script, receiver.url, ["match.declined", "round.published"])
    await happens(world)
    counted = await rows(world.db, "SELECT webhook_id, count(*) AS n FROM webhook_delivery GROUP BY webhook_id", {})
    assert [(str(row["webhook_id"]), row["n"]) for row in counted] == [(everywhere["id"], 2)]
    assert await sent(world, others, world.script) == []


async def revoke(world: World, who: Headers, how: str) -> None:
    hashed = digest(who["Authorization"].removeprefix("Bearer "))
    await world.db.execute(f"UPDATE api_client SET {how} WHERE key_hash = %s".encode(), [hashed])


async def test_who_lost_the_key_before_it_was_sent_gets_nothing(
    world: World, portal: Headers, receiver: Receiver
) -> None:
    await makes(world, portal, receiver.url)
    await happens(world)
    await revoke(world, portal, "revoked_at = now()")
    await works(world)
    assert receiver.taken == []


async def test_who_may_not_read_any_more_is_not_sent_what_waited(
    world: World, portal: Headers, receiver: Receiver
) -> None:
    await makes(world, portal, receiver.url)
    await happens(world)
    await revoke(world, portal, "scopes = '{read:public}'")
    await works(world)
    assert receiver.taken == []


@pytest.mark.parametrize("how", ["revoked_at = now()", "scopes = '{read:public}'"])
async def test_what_waits_for_a_lost_key_gets_no_new_job_and_is_forgotten(
    world: World, portal: Headers, receiver: Receiver, how: str
) -> None:
    await makes(world, portal, receiver.url)
    await happens(world)
    await world.db.execute(b"UPDATE webhook_delivery SET due_at = now() - interval '3 minutes'")
    await revoke(world, portal, how)
    async with as_house(world.db):
        assert await sending.sweep(world.db) == 0
        await world.db.execute(b"UPDATE webhook_delivery SET created_at = now() - interval '31 days'")
        await sending.forget(world.db)
    assert await rows(world.db, "SELECT 1 FROM webhook_delivery", {}) == []


async def test_its_version_tells_that_it_works_again(world: World, portal: Headers, receiver: Receiver) -> None:
    hook = await makes(world, portal, receiver.url)
    await world.db.execute(b"UPDATE webhook SET dead_in_row = 2")
    path = f"/webhooks/{hook['id']}"
    before = await world.http.get(path, headers=portal)
    await world.done("POST", f"{path}/test", None, portal, 202)
    await works(world)
    now = await world.http.get(path, headers={**portal, "If-None-Match": before.headers["etag"]})
    assert (now.status_code, now.json()["deadInRow"]) == (200, 0)


async def test_what_was_taken_back_is_not_told(world: World, portal: Headers, receiver: Receiver) -> None:
    await makes(world, portal, receiver.url)
    request, offer = await asked(world)
    refused = await world.http.post(
        "/matches",
        json={"requestId": request["id"], "activityId": offer["id"], "moments": [{"week": "2020-01-06"}]},
        headers=world.teacher,
    )
    assert refused.status_code == 409
    assert await rows(world.db, "SELECT 1 FROM webhook_delivery", {}) == []


@pytest.mark.parametrize(("status", "error"), [(500, "status_500"), (302, "status_302"), (404, "status_404")])
async def test_a_failed_try_is_repeated_by_the_same_id_and_after_a_rest(
    world: World, portal: Headers, receiver: Receiver, status: int, error: str
) -> None:
    hook = await makes(world, portal, receiver.url, ["match.confirmed"])
    await happens(world)
    receiver.status = status
    await works(world)
    await works(world)  # not due yet
    (one,) = await sent(world, hook, portal)
    assert (one["state"], one["attempts"], one["lastError"], len(receiver.taken)) == ("pending", 1, error, 1)
    wait = datetime.fromisoformat(one["dueAt"]) - clock.now()
    assert timedelta(seconds=50) < wait < timedelta(seconds=61)
    receiver.status = 200
    await time_passes(world)
    await works(world)
    (one,) = await sent(world, hook, portal)
    assert (one["state"], one["attempts"], one["lastError"]) == ("delivered", 2, None)
    assert {(headers["webhook-id"], body) for headers, body in receiver.taken} == {
        (one["id"], json.dumps(one["body"], separators=(",", ":")).encode())
    }


async def test_who_failed_rests_while_others_are_sent_to(world: World, portal: Headers, receiver: Receiver) -> None:
    bad = await makes(world, portal, "http://127.0.0.1:9/")
    await makes(world, portal, receiver.url)
    await happens(world)
    await works(world)
    assert [one["attempts"] for one in await sent(world, bad, portal)] == [0, 1]
    assert [one["lastError"] for one in await sent(world, bad, portal)] == [None, "unreachable"]
    assert len(receiver.taken) == 2


async def test_it_dies_is_turned_off_tells_its_owner_once_and_is_taken_up_again(
    world: World, receiver: Receiver, portal: Headers
) -> None:
    hook = await makes(world, portal, receiver.url)
    receiver.status = 503
    for _ in range(rules.DEAD_IN_ROW + 1):
        await world.done("POST", f"/webhooks/{hook['id']}/test", None, portal, 202)
    for _ in range(6):
        await time_passes(world)
        for row in await rows(world.db, "SELECT id FROM webhook_delivery WHERE state = 'pending' ORDER BY id", {}):
            await sending.send(world.db, row["id"])
            await world.db.execute(b"UPDATE webhook SET rest_until = NULL")
    now = read(WebhookOut, await world.reads(f"/webhooks/{hook['id']}", portal))
    assert (now.state, now.dead_in_row, now.allowed_actions) == ("failed", 5, ["edit"])
    states = [(one["state"], one["attempts"]) for one in await sent(world, hook, portal)]
    assert states == [("pending", 5), *[("dead", 6)] * 5]
    assert [template for template, _ in await mails(world.db, "regio@example.org")] == ["webhook_failed"]
    before = len(receiver.taken)
    await happens(world)  # who is turned off is told nothing
    await time_passes(world)
    await works(world)
    assert (len(receiver.taken), len(await sent(world, hook, portal))) == (before, 6)
    refused = await world.http.post(f"/webhooks/{hook['id']}/test", headers=portal)
    assert (refused.status_code, refused.json()["code"]) == (409, "state_forbids")
    receiver.status = 200
    await changes(world, hook, portal, {"state": "active"}, "*")
    await works(world)
    assert [one["state"] for one in await sent(world, hook, portal)] == ["delivered", *["dead"] * 5]


async def changes(
    world: World, hook: dict[str, Any], who: Headers, patch: dict[str, Any], version: str, status: int = 200
) -> dict[str, Any]:
    answer = await world.http.patch(f"/webhooks/{hook['id']}", json=patch, headers={**who, "If-Match": version})
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_who_says_gone_is_asked_no_more(world: World, portal: Headers, receiver: Receiver) -> None:
    hook = await makes(world, portal, receiver.url)
    receiver.status = 410
    await happens(world)
    await works(world)
    assert (await world.reads(f"/webhooks/{hook['id']}", portal))["state"] == "failed"
    assert len(receiver.taken) == 1


async def test_a_replay_goes_by_the_same_id(world: World, portal: Headers, receiver: Receiver) -> None:
    hook = await makes(world, portal, receiver.url, ["match.confirmed"])
    await happens(world)
    await works(world)
    (one,) = await sent(world, hook, portal)
    path = f"/webhooks/{hook['id']}/deliveries/{one['id']}/replay"
    again = read(DeliveryOut, await world.done("POST", path, None, world.coordinator, 202))
    assert (again.state, again.attempts) == ("pending", 0)
    twice = await world.http.post(path, headers=portal)
    assert (twice.status_code, twice.json()["code"]) == (409, "state_forbids")
    await works(world)
    (first, second) = receiver.taken
    assert (first[0]["webhook-id"], first[1]) == (second[0]["webhook-id"], second[1])
    missing = f"/webhooks/{hook['id']}/deliveries/{hook['id']}/replay"
    assert (await world.http.post(missing, headers=portal)).json()["code"] == "delivery_not_found"


async def test_the_secret_is_shown_once(world: World, portal: Headers, receiver: Receiver) -> None:
    headers = {**portal, "Idempotency-Key": "een-webhook"}
    body = {"url": receiver.url, "eventTypes": STEPS}
    first, again = [(await world.http.post("/webhooks", json=body, headers=headers)).json() for _ in range(2)]
    assert again == {**first, "secret": None}
    for path in ("/webhooks", f"/webhooks/{first['id']}"):
        assert first["secret"] not in (await world.http.get(path, headers=portal)).text


async def test_whose_it_is(world: World, portal: Headers, key: MakeKey, receiver: Receiver) -> None:
    hook = await makes(world, portal, receiver.url)
    neighbour = await key(Role.PORTAL, world.site["region"])
    elsewhere = await person(world.db, "ver@example.org", "regional_coordinator", region_code="friesland")
    for who in (neighbour, elsewhere):
        assert (await world.http.get(f"/webhooks/{hook['id']}", headers=who)).json()["code"] == "webhook_not_found"
        assert (await world.reads("/webhooks", who))["items"] == []
    listed = await world.reads("/webhooks?count=true", world.coordinator)
    assert ([one["id"] for one in listed["items"]], listed["count"]) == ([hook["id"]], 1)
    refused = await world.http.post(
        "/webhooks", json={"url": receiver.url, "eventTypes": STEPS}, headers=world.coordinator
    )
    assert refused.status_code == 403
    assert (await world.http.get("/webhooks", headers=world.teacher)).status_code == 403


async def test_it_is_changed_by_version_and_ended_with_what_waits(
    world: World, portal: Headers, receiver: Receiver
) -> None:
    hook = await makes(world, portal, receiver.url)
    await happens(world)
    await changes(world, hook, portal, {"eventTypes": ["match.declined"]}, '"7"', 412)
    now = await changes(world, hook, portal, {"eventTypes": ["match.declined"]}, '"1"')
    assert (now["eventTypes"], now["state"], now["url"]) == (["match.declined"], "active", receiver.url)
    fault = await changes(world, hook, portal, {"url": "https://10.0.0.1/"}, "*", 409)
    assert fault["code"] == "receiver_refused"
    path = f"/webhooks/{hook['id']}"
    assert (await world.http.delete(path, headers=portal)).status_code == 428
    assert (await world.http.delete(path, headers={**portal, "If-Match": '"2"'})).status_code == 204
    await works(world)
    assert (receiver.taken, await rows(world.db, "SELECT 1 FROM webhook_delivery", {})) == ([], [])


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://169.254.169.254/", "http://portaal.example/", "https://metadata.internal/"]
)
async def test_an_address_inside_is_refused(world: World, portal: Headers, url: str) -> None:
    answer = await world.http.post("/webhooks", json={"url": url, "eventTypes": STEPS}, headers=portal)
    assert (answer.status_code, answer.json()["code"]) == (409, "receiver_refused")
    assert answer.json()["errors"][0]["pointer"] == "#/url"


async def test_a_client_has_twenty(world: World, portal: Headers, receiver: Receiver) -> None:
    for _ in range(rules.OF_A_CLIENT):
        await makes(world, portal, receiver.url)
    answer = await world.http.post("/webhooks", json={"url": receiver.url, "eventTypes": STEPS}, headers=portal)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_webhooks")


async def test_what_lost_its_job_gets_another_and_what_is_old_goes(
    world: World, portal: Headers, receiver: Receiver
) -> None:
    await makes(world, portal, receiver.url)
    await happens(world)
    await world.db.execute(b"UPDATE webhook_delivery SET due_at = now() - interval '3 minutes'")
    async with as_house(world.db):
        assert (await sending.sweep(world.db), await sending.sweep(world.db)) == (2, 0)
    await works(world)
    await world.db.execute(b"UPDATE webhook_delivery SET created_at = now() - interval '31 days'")
    async with as_house(world.db):
        await sending.forget(world.db)
    assert await rows(world.db, "SELECT 1 FROM webhook_delivery", {}) == []


def test_every_step_that_is_told_is_a_step_of_a_match() -> None:
    steps = {*get_args(EventType), "confirmed"}
    told = {kind.removeprefix("match.") for kind in rules.TYPES if kind.startswith("match.")}
    assert (told - steps, steps - told) == (
        set(),
        {"hold_lapsed", "lesson_after", "reminded", "appealed", "excused", "appeal_refused"},
    )


def test_what_is_sent_names_nobody() -> None:
    body = rules.body_of("match.proposed", datetime(2026, 11, 24, tzinfo=UTC), {"matchId": str(UUID(int=1))})
    assert body == (
        '{"type":"match.proposed","timestamp":"2026-11-24T00:00:00+00:00",'
        '"data":{"matchId":"00000000-0000-0000-0000-000000000001"}}'
    )


async def test_an_answer_outside_of_a_person_is_no_way_in(http: httpx.AsyncClient) -> None:
    assert (await http.get("/webhooks")).status_code == 401
