"""A round from draft to published, through a real server, with its solve in a real process of its own."""

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from api.accounts import rules
from api.kit import clock
from api.matching.rounds import results
from api.matching.rounds.instance import read
from api.rounds import solving
from tests.conftest import Live, serving

REGION, CODE = "zuidoost-brabant", "GM0772"
Json = dict[str, Any]
TESTS = itertools.count(1)


@dataclass
class Desk:
    """The region's coordinator at the counter; `script` fills it, `other` coordinates elsewhere."""

    live: Live
    coordinator: httpx.Client
    script: httpx.Client
    other: httpx.Client
    visitor: httpx.Client

    def round(self, **more: Any) -> str:
        """A frozen one."""
        body = {"region": REGION, "name": "Voorjaar", "schoolYear": 2026, **more}
        made = self.coordinator.post("/match-rounds", json=body)
        assert made.status_code == 201, made.text
        path = f"/match-rounds/{made.json()['id']}"
        assert self.coordinator.post(f"{path}/freeze").json()["state"] == "frozen"
        return path

    async def solve(self, path: str) -> Json:
        assert self.coordinator.post(f"{path}/solve").status_code == 202
        await solving.solve(self.live.database, UUID(path.rpartition("/")[2]))
        told: Json = self.coordinator.get(path).json()
        return told

    def items(self, path: str) -> list[Json]:
        answer = self.coordinator.get(path, params={"pageSize": 200})
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def decide(self, path: str, *items: Json) -> httpx.Response:
        given = [{"reason": "Zo is het afgesproken.", **item} for item in items]
        return self.coordinator.post(f"{path}/decisions", json={"items": given})


@pytest.fixture(scope="module")
def open_desk(copy_database: Callable[[str], str]) -> Iterator[Desk]:
    name = f"rounds_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with serving(copy_database(name)) as live, ExitStack() as open_:

        def client(key: str | None) -> httpx.Client:
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            return open_.enter_context(httpx.Client(base_url=f"{live.url}/v1", headers=headers, timeout=60))

        yield Desk(
            live,
            client(live.key("regional_coordinator", REGION)),
            client(live.key("script", REGION)),
            client(live.key("regional_coordinator", "friesland")),
            client(None),
        )


@pytest.fixture
def desk(open_desk: Desk) -> Desk:
    """Three schools that ask the same of two companies with one place each; the third company is too far."""
    desk, test = open_desk, next(TESTS)
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET state = 'withdrawn' WHERE state = 'open'")
        db.execute("UPDATE activity SET state = 'archived'")
    weeks = [str(clock.this_week() + timedelta(weeks=n)) for n in range(4, 9)]
    for n in range(3):
        school = {
            "name": f"School {n}", "address": {"municipalityCode": CODE}, "levels": ["havo"],
            "location": {"lat": 51.44 + n / 100, "lon": 5.47},
        }  # fmt: skip
        company = {
            "name": f"Bedrijf {n}", "address": {"municipalityCode": CODE}, "sectors": [],
            "location": {"lat": 51.44 if n < 2 else 53.0, "lon": 5.5},
        }  # fmt: skip
        offered = {
            "companyScheme": f"t{test}", "companyValue": f"C{n}", "title": f"Aanbod {n}", "kind": "guest_lesson",
            "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "modes": ["at_school"],
            "languages": ["nl"], "weeks": weeks, "maxGroup": 30, "radiusKm": 40, "capacityWeek": 1, "capacityYear": 1,
        }  # fmt: skip
        asked = {
            "siteScheme": f"t{test}", "siteValue": f"S{n}", "title": f"Vraag {n}", "goal": "profile_choice",
            "kinds": ["guest_lesson"], "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 20 + n,
            "languages": ["nl"], "maxKm": 30, "weeksOk": weeks,
        }  # fmt: skip
        for path, body in (
            (f"/schools/by-source/t{test}/S{n}", school), (f"/companies/by-source/t{test}/C{n}", company),
            (f"/activities/by-source/t{test}/A{n}", offered), (f"/requests/by-source/t{test}/R{n}", asked),
        ):  # fmt: skip
            answer = desk.script.put(path, json=body)
            assert answer.status_code in (200, 201), answer.text
    return desk


async def test_a_round_lives_from_draft_to_published(desk: Desk) -> None:
    path = desk.round()
    solved = await desk.solve(path)
    assert (solved["state"], solved["gap"], solved["failure"]) == ("proposed", 0, None)
    assert {name: solved["figures"][name] for name in ("asked", "served")} == {"asked": 3, "served": 2}
    assert solved["progress"]["served"] == 2
    pairs, (left,) = desk.items(f"{path}/proposals"), desk.items(f"{path}/unserved")
    assert len(pairs) == 2
    assert left["why"]["reason"] == "lost_competition"
    assert [desk.visitor.get(path).status_code, desk.other.get(path).status_code] == [404, 404]

    # The one that got nothing is pinned, the first proposal is not to be.
    first = pairs[0]
    pin = {"requestId": left["request"]["id"], "activityId": first["activity"]["id"], "week": first["week"]}
    decided = desk.decide(path, {**pin, "decision": "pin"}, {"proposal": pairs[1]["id"], "decision": "accept"})
    assert (decided.json()["state"], decided.json()["isStale"]) == ("in_review", True)
    assert desk.coordinator.post(f"{path}/publish").json()["code"] == "round_not_solved"
    asked = {"url": "https://portaal.example/loket", "eventTypes": ["round.published", "match.proposed"]}
    hook = desk.script.post("/webhooks", json=asked).json()
    assert (await desk.solve(path))["figures"]["served"] == 2
    again = {pair["request"]["id"]: pair for pair in desk.items(f"{path}/proposals")}
    assert again[left["request"]["id"]]["activity"]["id"] == first["activity"]["id"]

    with ThreadPoolExecutor(2) as twins:
        answers = list(twins.map(lambda _: desk.coordinator.post(f"{path}/publish"), range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = desk.script.get(f"/webhooks/{hook['id']}/deliveries").json()["items"]
    assert [one["type"] for one in told] == ["round.published", "match.proposed", "match.proposed"]
    assert told[0]["body"]["data"] == {"roundId": path.rpartition("/")[2]}
    (published,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert published["published"] == {"proposed": 2, "refused": 0}
    made = {match["id"]: match["origin"] for match in desk.items("/matches")}
    sent = desk.items(f"{path}/proposals")
    assert [made[pair["match"]] for pair in sent] == ["round", "round"]
    assert [pair["matchState"] for pair in [*pairs, *sent]] == [None, None, "proposed", "proposed"]

    assert desk.visitor.get(path).json()["published"] == published["published"]

    # Anybody may replay it; nobody reads why somebody decided what.
    snapshot, result = (desk.visitor.get(f"{path}/{name}") for name in ("snapshot", "result"))
    assert results.verified(read(snapshot.content), result.content) == ([], True)
    assert "Zo is het afgesproken." not in snapshot.text
    assert desk.visitor.get(f"{path}/proposals").status_code == 401
    assert desk.other.get(f"{path}/proposals").status_code == 404
    assert desk.coordinator.post(f"{path}/close").json()["state"] == "closed"


async def test_partners_break_ties_in_a_round(desk: Desk) -> None:
    """Both companies are as near: the school that got the one gets the other once they are partners."""
    path = desk.round()
    await desk.solve(path)
    one, other = desk.items(f"{path}/proposals")
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute(
            """INSERT INTO partnership (school_id, company_id, proposed_by, school_yes, company_yes, state,
                   started_on)
               SELECT r.school_id, a.company_id, 'school', true, true, 'active', current_date
               FROM school_request r, activity a WHERE r.id = %s AND a.id = %s""",
            [one["request"]["id"], other["activity"]["id"]],
        )
    path = desk.round()
    solved = await desk.solve(path)
    assert solved["figures"]["partnerMatches"] == 1
    pairs = {pair["request"]["id"]: pair["activity"]["id"] for pair in desk.items(f"{path}/proposals")}
    assert pairs == {
        one["request"]["id"]: other["activity"]["id"],
        other["request"]["id"]: one["activity"]["id"],
    }


async def test_a_second_round_does_not_ask_again_what_waits_for_an_answer(desk: Desk) -> None:
    first, second = desk.round(), desk.round()
    for path in (first, second):
        await desk.solve(path)
    assert desk.coordinator.post(f"{first}/publish").json()["published"] == {"proposed": 2, "refused": 0}
    assert desk.coordinator.post(f"{second}/publish").json()["published"] == {"proposed": 0, "refused": 2}
    assert {pair["refused"] for pair in desk.items(f"{second}/proposals")} == {"request_not_open"}


async def test_what_a_round_proposes_is_nobody_s_yes_yet(desk: Desk) -> None:
    """Not even where the coordinator who sends it works at the company."""
    path = desk.round()
    await desk.solve(path)
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        token = rules.new_token()
        company = "SELECT company_id FROM company_site ORDER BY id DESC LIMIT 2"
        db.execute(
            f"""WITH a AS (INSERT INTO account (email) VALUES (%(email)s) RETURNING id),
                m AS (INSERT INTO membership (account_id, role, company_id, region_code)
                    SELECT a.id, 'company_coordinator', c.company_id, NULL FROM a, ({company}) c
                    UNION ALL SELECT a.id, 'regional_coordinator', NULL, %(region)s FROM a)
                INSERT INTO session (account_id, token_hash, device, expires_at)
                SELECT id, %(hash)s, 'Test', now() + interval '1 day' FROM a""",
            {"email": f"{token[:8]}@example.org".lower(), "region": REGION, "hash": rules.digest(token)},
        )
    headers = {"Cookie": f"{rules.COOKIE}={token}", rules.CSRF_HEADER: rules.csrf_token(token)}
    sent = desk.visitor.post(f"{path}/publish", headers=headers)
    assert sent.json()["published"] == {"proposed": 2, "refused": 0}, sent.text
    for pair in desk.items(f"{path}/proposals"):
        match = desk.coordinator.get(f"/matches/{pair['match']}").json()
        assert (match["proposedBy"], sorted(match["waitsFor"])) == ("coordinator", ["company", "school"])


async def test_what_was_read_is_what_is_sent(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    read = desk.coordinator.get(path)
    desk.decide(path, {"proposal": desk.items(f"{path}/proposals")[0]["id"], "decision": "pin"})
    await desk.solve(path)
    sent = desk.coordinator.post(f"{path}/publish", headers={"If-Match": read.headers["ETag"]})
    assert (sent.status_code, sent.json()["code"]) == (412, "version_mismatch")
    now = desk.coordinator.get(path).headers["ETag"]
    assert desk.coordinator.post(f"{path}/publish", headers={"If-Match": now}).status_code == 200


async def test_stopped_before_it_began_it_still_has_a_plan(desk: Desk) -> None:
    path = desk.round()
    desk.coordinator.post(f"{path}/solve")
    assert desk.coordinator.post(f"{path}/stop").status_code == 200
    await solving.solve(desk.live.database, UUID(path.rpartition("/")[2]))
    told = desk.coordinator.get(path).json()
    assert told["state"] in ("proposed", "stopped")
    assert told["figures"]["served"] == 2


async def test_decisions_are_read_with_their_reasons_by_coordinators_alone(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    proposal = desk.items(f"{path}/proposals")[0]
    for decision in ("pin", "accept"):
        desk.decide(path, {"proposal": proposal["id"], "decision": decision})
    told = desk.coordinator.get(f"{path}/decisions").json()["items"]
    assert [one["decision"] for one in told] == ["pin", "accept"]
    assert {one["reason"] for one in told} == {"Zo is het afgesproken."}
    assert desk.other.get(f"{path}/decisions").status_code == 404
    # To accept is no more than to have seen: the pin stands.
    await desk.solve(path)
    pinned = desk.coordinator.get(f"{path}/snapshot").json()["pins"]
    assert len(pinned) == 1


async def test_what_happened_meanwhile_is_left_out_and_says_so(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    gone = desk.items(f"{path}/proposals")[0]["request"]["id"]
    assert desk.script.post(f"/requests/{gone}/withdraw").status_code == 200
    published = desk.coordinator.post(f"{path}/publish").json()
    assert published["published"] == {"proposed": 1, "refused": 1}
    refused = {pair["request"]["id"]: pair["refused"] for pair in desk.items(f"{path}/proposals")}
    assert refused.pop(gone) == "request_not_open"
    assert set(refused.values()) == {None}


async def test_an_impossible_pin_is_refused_by_name_and_can_be_released(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    (left,) = desk.items(f"{path}/unserved")
    far = desk.script.get("/activities", params={"q": "Aanbod 2", "state": "published"}).json()["items"][0]
    pin = {"requestId": left["request"]["id"], "activityId": far["id"]}
    week = desk.items(f"{path}/proposals")[0]["week"]
    desk.decide(path, {**pin, "week": week, "decision": "pin"})
    failed = await desk.solve(path)
    assert (failed["state"], failed["failure"]["pointer"]) == ("failed", "/pins/0")
    assert failed["failure"]["code"].startswith("pin")
    desk.decide(path, {**pin, "decision": "release"})
    assert (await desk.solve(path))["state"] == "proposed"


async def test_a_cancelled_solve_leaves_nothing(desk: Desk) -> None:
    path = desk.round()
    desk.coordinator.post(f"{path}/solve")
    assert desk.coordinator.post(f"{path}/cancel").json()["state"] == "cancelled"
    await solving.solve(desk.live.database, UUID(path.rpartition("/")[2]))
    assert desk.coordinator.get(path).json()["figures"] is None


async def test_a_round_whose_solver_died_says_so(desk: Desk) -> None:
    path = desk.round()
    desk.coordinator.post(f"{path}/solve")
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE match_round SET instance = '{' WHERE state = 'queued'")
    await solving.solve(desk.live.database, UUID(path.rpartition("/")[2]))
    told = desk.coordinator.get(path).json()
    assert (told["state"], bool(told["failure"]["code"])) == ("failed", True)
    assert "solve" in told["allowedActions"]


def test_what_a_round_does_not_know_in_its_state_is_refused(desk: Desk) -> None:
    body = {"region": REGION, "name": "Voorjaar", "schoolYear": 2026}
    draft = desk.coordinator.post("/match-rounds", json=body).json()
    path = f"/match-rounds/{draft['id']}"
    assert (draft["seed"], len(draft["seedSha256"])) == (None, 64)
    for verb in ("solve", "stop", "publish", "close"):
        assert desk.coordinator.post(f"{path}/{verb}").json()["code"] == "state_forbids"
        assert desk.other.post(f"{path}/{verb}").json()["code"] == "round_not_found"
    assert desk.coordinator.get(f"{path}/snapshot").json()["code"] == "round_has_none"
    assert desk.coordinator.post("/match-rounds", json={**body, "region": "friesland"}).status_code == 403
    uneven = {"type": 50, "subject": 20, "theme": 20, "distance": 15, "group": 10, "date": 10}
    refused = desk.coordinator.post("/match-rounds", json={**body, "weights": uneven})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "#/weights")
    taken = desk.coordinator.post("/match-rounds", json={**body, "state": "published", "seed": "0"})
    assert taken.status_code == 400
    assert [one["id"] for one in desk.items("/match-rounds") if one["state"] == "draft"] == [draft["id"]]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"decision": "pin"}, "pair_needed"),
        ({"requestId": str(UUID(int=1)), "activityId": str(UUID(int=2)), "decision": "pin"}, "pair_needed"),
        ({"proposal": str(UUID(int=1)), "decision": "accept"}, "pair_not_found"),
        ({"requestId": str(UUID(int=1)), "activityId": str(UUID(int=2)), "decision": "forbid"}, "pair_not_found"),
    ],
)
def test_decisions_are_all_taken_or_none(desk: Desk, item: Json, code: str) -> None:
    path = desk.round()
    asked = desk.script.get("/requests", params={"pageSize": 1}).json()["items"][0]["id"]
    offered = desk.script.get("/activities", params={"pageSize": 1}).json()["items"][0]["id"]
    good = {"requestId": asked, "activityId": offered, "decision": "forbid"}
    refused = desk.decide(path, good, item)
    assert (refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (code, "#/items/1")
    assert desk.coordinator.get(path).json()["isStale"] is False
    with psycopg.connect(desk.live.database) as db:
        of_round = "SELECT count(*) FROM round_decision WHERE round_id = %s"
        assert db.execute(of_round, [path.rpartition("/")[2]]).fetchone() == (0,)
