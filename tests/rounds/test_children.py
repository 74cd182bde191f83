"""What comes of a published round, through a real server: amendments that leave alone what stands, and what-ifs."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from api.kit import clock
from api.kit.db import as_house, house
from api.rounds import duties, solving
from tests.people import mails, person
from tests.rounds import test_routes
from tests.rounds.test_routes import Desk

Json = dict[str, Any]
open_desk, desk = test_routes.open_desk, test_routes.desk


async def solved(desk: Desk, made: Any) -> str:
    """The path of a child that was made, solved."""
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["seed"] is None) == ("queued", False)
    path = f"/match-rounds/{made.json()['id']}"
    assert made.headers["Location"].endswith(path)
    await solving.solve(desk.live.database, UUID(made.json()["id"]))
    return path


async def published(desk: Desk, **more: Any) -> tuple[str, list[Json], Json]:
    """A round that was sent, its two pairs and what got nothing."""
    path = desk.round(**more)
    await desk.solve(path)
    assert desk.coordinator.post(f"{path}/publish").json()["published"] == {"proposed": 2, "refused": 0}
    (left,) = desk.items(f"{path}/unserved")
    return path, desk.items(f"{path}/proposals"), left


def confirm(desk: Desk, match: str) -> None:
    for side in ("school", "company"):
        answer = desk.coordinator.post(f"/matches/{match}/accept", json={"side": side})
        assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "confirmed"


def decline(desk: Desk, match: str) -> None:
    answer = desk.coordinator.post(f"/matches/{match}/decline", json={"side": "company", "reason": "no_capacity"})
    assert answer.status_code == 200, answer.text


def more_places(desk: Desk, activity: str, places: int) -> None:
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE activity SET capacity_year = %s WHERE id = %s", [places, activity])


def leaves(desk: Desk, activity: str) -> None:
    """The company of this activity."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        of = db.execute(
            """UPDATE company SET participation = 'active'
               WHERE id = (SELECT company_id FROM activity WHERE id = %s) RETURNING id""",
            [activity],
        ).fetchone()
    assert of is not None
    answer = desk.coordinator.post(f"/organisations/{of[0]}/leave")
    assert answer.status_code == 200, answer.text


def verified(desk: Desk, path: str, tmp_path: Path) -> str:
    """What `loket verify` says to a visitor who downloads both files."""
    files = []
    for name in ("snapshot", "result"):
        answer = desk.visitor.get(f"{path}/{name}")
        assert answer.status_code == 200, answer.text
        files.append(tmp_path / name)
        files[-1].write_bytes(answer.content)
    run = subprocess.run(
        [sys.executable, "-m", "api.cli", "verify", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def replayed(desk: Desk, path: str, folder: Path) -> list[Json]:
    """The plan that `loket repair` makes of the two files."""
    result = desk.visitor.get(f"{path}/result").json()
    before = {"format": "match-result/1", "plan": result["repair"]["published"]}
    (folder / "published").write_text(json.dumps(before))
    withdrawn = [word for what in result["repair"]["withdrawn"] for word in ("--withdraw", what)]
    files = [str(folder / "snapshot"), str(folder / "published")]
    command = [sys.executable, "-m", "api.cli", "repair", *files, *withdrawn, "-o", str(folder / "again")]
    subprocess.run(command, capture_output=True, check=True)
    again: Json = json.loads((folder / "again").read_text())
    assert again["plan"] == result["plan"]
    plan: list[Json] = again["plan"]
    return plan


async def is_due(desk: Desk, path: str, at: datetime) -> bool:
    """Whether a worker that comes by then would mend the round."""
    async with house(desk.live.database) as db:
        return UUID(path.rpartition("/")[2]) in await duties.due(db, at)


def by_request(pairs: Iterable[Json]) -> dict[str, Json]:
    return {pair["request"]["id"]: pair for pair in pairs}


async def test_after_a_withdrawal_what_stands_is_left_alone_and_who_lost_is_served_again(
    desk: Desk, tmp_path: Path
) -> None:
    path, (stays, lost), left = await published(desk)
    confirm(desk, stays["match"])
    assert desk.coordinator.post(f"{path}/amendments").json()["code"] == "nothing_fell_away"
    leaves(desk, lost["activity"]["id"])
    more_places(desk, stays["activity"]["id"], 2)

    (fell,) = desk.items(f"{path}/fallen-matches")
    told = {name: fell[name] for name in ("match", "state", "isWithdrawn", "looksOn")}
    for side in ("school", "company"):  # what fell away, nobody can agree to
        refused = desk.coordinator.post(f"/matches/{lost['match']}/accept", json={"side": side})
        assert (refused.status_code, refused.json()["code"]) == (409, "organisation_paused")
    assert told == {"match": lost["match"], "state": "proposed", "isWithdrawn": True, "looksOn": True}
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    ready = desk.coordinator.get(amendment).json()
    assert (ready["state"], ready["kind"], ready["gap"]) == ("proposed", "amendment", 0)
    assert f"/match-rounds/{ready['parent']}" == path
    assert "amend" not in ready["allowedActions"]
    pairs = by_request(desk.items(f"{amendment}/proposals"))
    kept = pairs.pop(stays["request"]["id"])
    assert (kept["isKept"], kept["match"], kept["week"]) == (True, stays["match"], stays["week"])
    (new,) = pairs.values()
    assert (new["isKept"], new["match"], new["activity"]["id"]) == (False, None, stays["activity"]["id"])
    assert new["request"]["id"] in (lost["request"]["id"], left["request"]["id"])
    assert desk.visitor.get(f"{amendment}/snapshot").status_code == 404

    # What stands cannot be decided on, and one amendment is open at a time.
    for decision in ("pin", "forbid"):
        refused = desk.decide(amendment, {"proposal": kept["id"], "decision": decision})
        assert (refused.status_code, refused.json()["code"]) == (409, "pair_is_kept")
    assert desk.coordinator.post(f"{path}/amendments").json()["code"] == "amendment_open"
    # The one that lost its place is to have the free one.
    pin = {"requestId": lost["request"]["id"], "activityId": stays["activity"]["id"], "week": new["week"]}
    assert desk.decide(amendment, {**pin, "decision": "pin"}).status_code == 200
    assert (await desk.solve(amendment))["state"] == "proposed"

    sent = desk.coordinator.post(f"{amendment}/publish")
    assert sent.json()["published"] == {"proposed": 1, "refused": 0}, sent.text
    pairs = by_request(desk.items(f"{amendment}/proposals"))
    assert pairs[stays["request"]["id"]]["match"] == stays["match"]
    again = pairs[lost["request"]["id"]]
    states = {one["id"]: one["state"] for one in desk.items("/matches")}
    assert [states[stays["match"]], states[lost["match"]], states[again["match"]]] == [
        "confirmed", "withdrawn", "proposed",
    ]  # fmt: skip
    assert verified(desk, amendment, tmp_path) == "proven to be the one best plan"
    assert len(replayed(desk, amendment, tmp_path)) == 2
    result = desk.visitor.get(f"{amendment}/result").json()["repair"]
    assert (len(result["withdrawn"]), len(result["published"]), result["dropped"]) == (1, 2, [])

    # The next amendment mends both: what the first one proposed falls away too.
    decline(desk, again["match"])
    second = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    (kept,) = [pair for pair in desk.items(f"{second}/proposals") if pair["isKept"]]
    assert kept["match"] == stays["match"]
    assert by_request(desk.items(f"{second}/proposals")).keys() == {stays["request"]["id"], left["request"]["id"]}


async def test_what_waits_in_vain_goes_on_waiting_when_nothing_comes_in_its_place(desk: Desk) -> None:
    """The place that was found for it is taken by the time the amendment is sent."""
    path, (stays, lost), _ = await published(desk)
    confirm(desk, stays["match"])
    leaves(desk, lost["activity"]["id"])
    more_places(desk, stays["activity"]["id"], 2)
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    pin = {"requestId": lost["request"]["id"], "activityId": stays["activity"]["id"], "week": stays["week"]}
    week = next(pair["week"] for pair in desk.items(f"{amendment}/proposals") if not pair["isKept"])
    assert desk.decide(amendment, {**pin, "week": week, "decision": "pin"}).status_code == 200
    await desk.solve(amendment)
    more_places(desk, stays["activity"]["id"], 1)
    sent = desk.coordinator.post(f"{amendment}/publish").json()["published"]
    (pair,) = [pair for pair in desk.items(f"{amendment}/proposals") if not pair["isKept"]]
    state = desk.coordinator.get(f"/matches/{lost['match']}").json()["state"]
    assert (sent, pair["refused"], state) == ({"proposed": 0, "refused": 1}, "full", "proposed")


async def test_a_proposal_that_was_declined_is_not_made_again(desk: Desk) -> None:
    path, (stays, lost), left = await published(desk)
    decline(desk, lost["match"])
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    pairs = by_request(desk.items(f"{amendment}/proposals"))
    # A proposal that waits for its answer stands as well as what is confirmed.
    assert pairs[stays["request"]["id"]]["isKept"]
    assert pairs[left["request"]["id"]]["activity"]["id"] == lost["activity"]["id"]
    (unserved,) = desk.items(f"{amendment}/unserved")
    assert unserved["request"]["id"] == lost["request"]["id"]
    snapshot = desk.coordinator.get(f"{amendment}/snapshot").json()
    assert [sorted(forbid) for forbid in snapshot["forbids"]] == [["offer", "request"]]

    # What was kept may end while the amendment waits for its review; nothing is made up for it.
    decline(desk, stays["match"])
    assert desk.coordinator.post(f"{amendment}/publish").json()["published"] == {"proposed": 1, "refused": 0}
    gone = by_request(desk.items(f"{amendment}/proposals"))[stays["request"]["id"]]
    assert (gone["isKept"], gone["refused"]) == (True, "match_ended")


async def test_a_match_that_moved_out_of_what_was_offered_is_left_out_of_the_file_and_alone(desk: Desk) -> None:
    path, (stays, lost), left = await published(desk)
    confirm(desk, stays["match"])
    decline(desk, lost["match"])
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET max_km = 0 WHERE id = %s", [stays["request"]["id"]])
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    assert by_request(desk.items(f"{amendment}/proposals")).keys() == {left["request"]["id"]}
    assert desk.coordinator.get(f"{amendment}/snapshot").json()["pins"] == []
    pin = {"requestId": stays["request"]["id"], "activityId": lost["activity"]["id"], "week": lost["week"]}
    refused = desk.decide(amendment, {**pin, "decision": "pin"})
    assert (refused.status_code, refused.json()["code"]) == (404, "pair_not_found")
    assert desk.coordinator.post(f"{amendment}/publish").json()["published"] == {"proposed": 1, "refused": 0}
    assert desk.coordinator.get(f"/matches/{stays['match']}").json()["state"] == "confirmed"


@pytest.mark.parametrize("auto", [True, False])
async def test_what_fell_away_is_mended_by_itself_in_a_batch_and_once(desk: Desk, auto: bool) -> None:
    path, pairs, _ = await published(desk, autoRepair=auto)
    round_id, now = UUID(path.rpartition("/")[2]), clock.now()
    decline(desk, pairs[0]["match"])

    assert await is_due(desk, path, now) is False
    assert await is_due(desk, path, now + timedelta(days=2)) is auto
    # Of a school year that is over nothing is mended.
    assert await is_due(desk, path, now + timedelta(days=400)) is False
    if not auto:
        return
    for _ in range(2):
        async with house(desk.live.database) as db:
            await duties.attend(db, round_id, now + timedelta(days=2))
    (made,) = desk.coordinator.get("/match-rounds", params={"parent": str(round_id)}).json()["items"]
    assert (made["kind"], made["state"]) == ("amendment", "queued")
    # A coordinator who does not want it is not asked again for the same.
    assert desk.coordinator.post(f"/match-rounds/{made['id']}/cancel").status_code == 200
    assert await is_due(desk, path, now + timedelta(days=2)) is False
    decline(desk, pairs[1]["match"])
    assert await is_due(desk, path, now + timedelta(days=2)) is True


async def test_whether_it_is_mended_by_itself_can_be_changed_until_it_is_over(desk: Desk) -> None:
    path, pairs, _ = await published(desk)
    decline(desk, pairs[0]["match"])
    version = desk.coordinator.get(path).headers["ETag"]

    def changed(value: Any, **headers: str) -> Any:
        return desk.coordinator.patch(path, json={"autoRepair": value}, headers=headers)

    assert changed(False).json()["code"] == "version_required"
    assert changed("soms", **{"If-Match": version}).status_code == 400
    assert desk.other.patch(path, json={"autoRepair": False}, headers={"If-Match": version}).status_code == 404
    answer = changed(False, **{"If-Match": version})
    assert (answer.status_code, answer.json()["autoRepair"], "change" in answer.json()["allowedActions"]) == (
        200, False, True,
    )  # fmt: skip
    assert changed(True, **{"If-Match": version}).json()["code"] == "version_mismatch"
    assert await is_due(desk, path, clock.now() + timedelta(days=2)) is False
    assert desk.coordinator.post(f"{path}/close").status_code == 200
    version = desk.coordinator.get(path).headers["ETag"]
    assert changed(True, **{"If-Match": version}).json()["code"] == "state_forbids"


async def test_an_amendment_that_failed_makes_room_for_the_next(desk: Desk) -> None:
    path, pairs, _ = await published(desk)
    decline(desk, pairs[0]["match"])
    first = desk.coordinator.post(f"{path}/amendments").json()["id"]
    assert desk.coordinator.post(f"{path}/amendments").json()["code"] == "amendment_open"
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE match_round SET state = 'failed' WHERE id = %s", [first])
    assert desk.coordinator.post(f"{path}/amendments").status_code == 201
    assert desk.coordinator.get(f"/match-rounds/{first}").json()["state"] == "cancelled"


async def test_nothing_takes_the_place_of_a_failed_amendment_that_somebody_decides_on(desk: Desk) -> None:
    path, pairs, _ = await published(desk)
    later = clock.now() + timedelta(days=2)
    decline(desk, pairs[0]["match"])
    failed = desk.coordinator.post(f"{path}/amendments").json()["id"]
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE match_round SET state = 'failed' WHERE id = %s", [failed])
    decline(desk, pairs[1]["match"])

    assert await is_due(desk, path, later) is True
    forbid = {"requestId": pairs[0]["request"]["id"], "activityId": pairs[0]["activity"]["id"], "decision": "forbid"}
    assert desk.decide(f"/match-rounds/{failed}", forbid).status_code == 200
    assert await is_due(desk, path, later) is False


async def test_coordinators_hear_once_of_an_amendment_that_nobody_asked_for(desk: Desk) -> None:
    path, pairs, _ = await published(desk)
    round_id, later = UUID(path.rpartition("/")[2]), clock.now() + timedelta(days=2)
    decline(desk, pairs[0]["match"])
    connect = psycopg.AsyncConnection.connect(desk.live.database, autocommit=True, row_factory=dict_row)
    async with await connect as db:
        name = f"herstel-{round_id}@example.org"
        await person(db, name, "regional_coordinator", region_code=test_routes.REGION)
        for _ in range(2):
            async with as_house(db):
                await duties.attend(db, round_id, later)
                assert await duties.ready(db, later) == []
        (made,) = desk.coordinator.get("/match-rounds", params={"parent": str(round_id)}).json()["items"]
        await solving.solve(desk.live.database, UUID(made["id"]))
        for _ in range(2):
            async with as_house(db):
                for ready in await duties.ready(db, later):
                    await duties.tell(db, ready, later)
        (told,) = await mails(db, name)
    assert (told[0], told[1]["kind"], told[1]["failed"]) == ("round_ready", "amendment", "")
    assert told[1]["link"].endswith(f"/regio/rondes/{made['id']}")
    # One that a coordinator asked for is theirs to look at.
    assert desk.coordinator.post(f"/match-rounds/{made['id']}/cancel").status_code == 200
    await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    async with house(desk.live.database) as db:
        assert await duties.ready(db, later) == []


async def test_a_what_if_answers_beside_its_round_and_is_never_sent(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    pair, (left,) = desk.items(f"{path}/proposals")[0], desk.items(f"{path}/unserved")
    body = {"name": "Nog een bedrijf", "extraCompanies": [{"activityId": pair["activity"]["id"], "places": 1}]}
    what_if = await solved(desk, desk.coordinator.post(f"{path}/scenarios", json=body))
    told = desk.coordinator.get(what_if).json()
    assert (told["kind"], told["state"], told["figures"]["served"], told["gap"]) == ("scenario", "proposed", 3, 0)
    assert set(told["allowedActions"]) == {"solve", "cancel"}
    (extra,) = [one for one in desk.items(f"{what_if}/proposals") if one["isExtra"]]
    assert extra["activity"]["id"] == pair["activity"]["id"]

    diff = desk.coordinator.get(f"{what_if}/diff", params={"against": path.rpartition("/")[2], "change": "gained"})
    assert diff.status_code == 200, diff.text
    (gained,) = diff.json()["items"]
    assert (gained["request"]["id"], gained["against"]) == (left["request"]["id"], None)
    counts = diff.json()["counts"]
    assert (counts["gained"], counts["lost"], counts["apart"]) == (1, 0, 0)
    assert (counts["schoolsGained"], counts["schoolsLost"]) == (1, 0)
    assert diff.json()["figures"]["against"]["served"] == 2
    back = desk.coordinator.get(f"{path}/diff", params={"against": what_if.rpartition("/")[2]}).json()
    assert back["counts"]["lost"] == 1

    # It is about this plan, also when that is worked out again; of another it says nothing.
    assert told["isOutdated"] is False
    await desk.solve(path)
    assert desk.coordinator.get(what_if).json()["isOutdated"] is False
    pair = desk.items(f"{path}/proposals")[0]
    assert desk.decide(path, {"proposal": pair["id"], "decision": "forbid"}).status_code == 200
    await desk.solve(path)
    assert desk.coordinator.get(what_if).json()["isOutdated"] is True

    refused = desk.coordinator.post(f"{what_if}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "scenario_never_published")
    for other in (desk.other, desk.visitor):
        assert other.get(what_if).status_code == 404
        assert other.get(f"{what_if}/snapshot").status_code == 404
    assert desk.other.get(f"{what_if}/diff", params={"against": path.rpartition("/")[2]}).status_code == 404
    for verb, sent in (("decisions", {"items": [{"proposal": extra["id"], "decision": "pin", "reason": "x"}]}),
                       ("scenarios", {"extraKm": 1})):  # fmt: skip
        assert desk.coordinator.post(f"{what_if}/{verb}", json=sent).json()["code"] == "state_forbids"
    kinds = [desk.coordinator.get("/match-rounds", params={"kind": kind}).json() for kind in ("scenario", "round")]
    assert what_if.rpartition("/")[2] in [one["id"] for one in kinds[0]["items"]]
    assert {one["kind"] for one in kinds[1]["items"]} == {"round"}


async def test_what_would_be_with_more_km_other_weights_or_side_rules(desk: Desk) -> None:
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET max_km = 1 WHERE state = 'open'")
    path = desk.round()
    assert (await desk.solve(path))["figures"]["served"] == 0
    near = await solved(desk, desk.coordinator.post(f"{path}/scenarios", json={"extraKm": 10}))
    assert desk.coordinator.get(near).json()["figures"]["served"] == 2
    weights = {"type": 0, "subject": 0, "theme": 0, "distance": 0, "group": 0, "date": 100}
    body = {"extraKm": 10, "policy": "maxScore", "sideRules": ["siteWeek"], "weights": weights}
    other = desk.coordinator.get(await solved(desk, desk.coordinator.post(f"{path}/scenarios", json=body))).json()
    assert (other["policy"], other["sideRules"], other["weights"]) == ("maxScore", ["siteWeek"], weights)
    assert other["figures"]["served"] == 2
    assert other["changes"] == body


async def test_fairness_first_moves_what_keep_published_does_not(desk: Desk) -> None:
    """Two requests of one school have both places; the school with nothing gets one only where all may move."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute(
            """UPDATE school_request SET school_site_id = (SELECT school_site_id FROM school_request
                   WHERE state = 'open' AND title = 'Vraag 0') WHERE state = 'open' AND title = 'Vraag 1'"""
        )
        db.execute("UPDATE school_request SET max_km = 0 WHERE state = 'open' AND title = 'Vraag 2'")
    path, pairs, left = await published(desk)
    assert left["request"]["title"] == "Vraag 2"
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET max_km = 30 WHERE state = 'open' AND title = 'Vraag 2'")
    fair = await solved(desk, desk.coordinator.post(f"{path}/scenarios", json={"fairnessFirst": True}))
    served = {pair["request"]["title"] for pair in desk.items(f"{fair}/proposals")}
    assert "Vraag 2" in served
    assert len(served) == 2
    result = desk.coordinator.get(f"{fair}/result").json()["repair"]
    assert (result["policy"], len(result["dropped"]), len(pairs)) == ("fairnessFirst", 1, 2)


async def test_what_if_and_amendment_refuse_what_cannot_be_asked(desk: Desk) -> None:
    begun = {"region": test_routes.REGION, "name": "Voorjaar", "schoolYear": 2026}
    draft = desk.coordinator.post("/match-rounds", json=begun)
    path = f"/match-rounds/{draft.json()['id']}"
    for child, sent in (("amendments", None), ("scenarios", {"extraKm": 10})):
        assert desk.coordinator.post(f"{path}/{child}", json=sent).json()["code"] == "state_forbids"
        assert desk.other.post(f"{path}/{child}", json=sent).json()["code"] == "round_not_found"
    path = desk.round()
    scenario = f"{path}/scenarios"
    unknown = {"activityId": str(UUID(int=1)), "places": 1}
    refusals: dict[str, Json] = {
        "nothing_changed": {"name": "Niets"},
        "activity_not_in_round": {"extraCompanies": [unknown]},
        "round_not_published": {"fairnessFirst": True},
        "weights_not_100": {"weights": dict.fromkeys(("type", "subject", "theme", "distance", "group", "date"), 1)},
    }
    for code, body in refusals.items():
        refused = desk.coordinator.post(scenario, json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert desk.coordinator.post(scenario, json={"extraKm": 0}).status_code == 400
    what_if = await solved(desk, desk.coordinator.post(scenario, json={"extraKm": 10}))
    diff = desk.coordinator.get(f"{what_if}/diff", params={"against": path.rpartition("/")[2]})
    assert (diff.status_code, diff.json()["code"]) == (409, "round_has_none")
