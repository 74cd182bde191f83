"""Three questions to a class over HTTP: opened by its school, answered without a name, shown as counts or not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit import clock
from api.kit.db import only, rows
from tests.matches.conftest import World
from tests.people import Headers, log, person

QUESTIONS = ("knows_work", "fits_me", "learn_more")
VISIT = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
async def match(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An appointment whose week has come."""
    made = await world.proposes(await world.asks(pupils=12), await world.offers())
    made = await world.does("accept", made, world.company)
    monkeypatch.setattr(clock, "now", lambda: VISIT)
    return made


async def opened(world: World, match: dict[str, Any], stage: str = "after") -> str:
    answer = await world.http.post(
        f"/matches/{match['id']}/class-polls", json={"stage": stage}, headers=world.teacher
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def says(world: World, code: str, *values: int) -> tuple[int, str]:
    """A pupil: no cookie, no key."""
    world.http.cookies.clear()
    told = [{"question": one, "value": value} for one, value in zip(QUESTIONS, values, strict=False)]
    answer = await world.http.post("/class-polls/answers", json={"code": code, "answers": told})
    return answer.status_code, answer.json().get("code", "")


async def shown(world: World, match: dict[str, Any], who: Headers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.reads(f"/matches/{match['id']}/class-polls", who))["items"]
    return found


async def closes(
    world: World, match: dict[str, Any], who: Headers, stage: str = "after"
) -> tuple[int, dict[str, Any]]:
    answer = await world.http.post(f"/matches/{match['id']}/class-polls/{stage}/close", headers=who)
    return answer.status_code, answer.json()


async def test_a_class_is_asked_and_its_counts_are_shown_to_both_sides(world: World, match: dict[str, Any]) -> None:
    before = await shown(world, match, world.teacher)
    assert [(one["stage"], one["state"], one["allowedActions"]) for one in before] == [
        ("before", "none", ["open"]), ("after", "none", ["open"]),
    ]  # fmt: skip
    code = await opened(world, match)
    world.http.cookies.clear()
    asked = (await world.http.post("/class-polls/by-code", json={"code": code})).json()
    assert (asked["stage"], asked["activity"]) == ("after", "Zonnepanelen meten")
    assert [one["code"] for one in asked["questions"]] == list(QUESTIONS)
    assert [one["code"] for one in asked["values"]] == ["1", "2", "3", "4", "5"]
    for value in (1, 2, 3, 4, 5, 5, 5, 4, 4, 4):
        assert await says(world, code, value, 3, 5) == (200, "")
    status, told = await closes(world, match, world.teacher)
    assert (status, told["state"], told["tooFew"], told["allowedActions"]) == (200, "closed", False, [])
    assert told["results"] == {
        "answers": 10,
        "questions": [
            {"question": "knows_work", "counts": [1, 1, 1, 4, 3]},
            {"question": "fits_me", "counts": [0, 0, 10, 0, 0]},
            {"question": "learn_more", "counts": [0, 0, 0, 0, 10]},
        ],
    }
    for who in (world.teacher, world.company, world.coordinator):
        assert [one["results"] for one in await shown(world, match, who)] == [None, told["results"]]


async def test_nothing_is_shown_while_it_is_open_nor_of_fewer_than_ten(world: World, match: dict[str, Any]) -> None:
    """So no two looks differ by one pupil; and nobody learns how many answered."""
    code = await opened(world, match)
    looks = [await shown(world, match, world.teacher)]
    for _ in range(9):
        await says(world, code, 4, 4, 4)
        looks.append(await shown(world, match, world.teacher))
    assert [look == looks[0] for look in looks] == [True] * 10
    await says(world, code, 4, 4, 4)
    assert await shown(world, match, world.company) == [{**one, "allowedActions": []} for one in looks[0]]
    other = await opened(world, match, "before")
    for _ in range(9):
        await says(world, other, 1, 1, 1)
    _, told = await closes(world, match, world.teacher, "before")
    assert (told["tooFew"], told["results"]) == (True, None)


async def test_no_more_answers_than_pupils_and_then_it_is_shown(world: World, match: dict[str, Any]) -> None:
    code = await opened(world, match)
    said = [await says(world, code, 1, 2, 3) for _ in range(14)]
    assert said == [(200, "")] * 12 + [(409, "class_poll_full")] * 2
    after = (await shown(world, match, world.teacher))[1]
    assert (after["state"], after["results"]["answers"]) == ("closed", 12)
    assert (await closes(world, match, world.teacher))[1]["code"] == "state_forbids"
    again = await world.http.post(
        f"/matches/{match['id']}/class-polls", json={"stage": "after"}, headers=world.teacher
    )
    assert again.json()["code"] == "state_forbids"


async def test_what_was_closed_takes_no_answer(
    world: World, match: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await opened(world, match)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 2, 9, 9, tzinfo=UTC))
    assert await says(world, code, 1, 1, 1) == (409, "class_poll_closed")
    monkeypatch.setattr(clock, "now", lambda: VISIT)
    assert await says(world, code, 1, 1, 1) == (200, "")
    await closes(world, match, world.teacher)
    assert await says(world, code, 1, 1, 1) == (409, "class_poll_closed")
    assert await says(world, "z" * 12, 1, 1, 1) == (404, "class_poll_not_found")


async def test_a_visit_that_is_called_off_asks_nobody(world: World, match: dict[str, Any]) -> None:
    code = await opened(world, match, "before")
    await world.does("cancel", match, world.company, reason="illness")
    assert await says(world, code, 1, 1, 1) == (409, "class_poll_closed")


async def test_a_new_address_takes_the_place_of_the_one_before(world: World, match: dict[str, Any]) -> None:
    first = await opened(world, match)
    await says(world, first, 5, 5, 5)
    twice = {**world.teacher, "Idempotency-Key": "klas-1"}
    made = [
        (await world.http.post(f"/matches/{match['id']}/class-polls", json={"stage": "after"}, headers=twice)).json()
        for _ in range(2)
    ]
    assert (made[1]["code"], made[1]["url"], made[1]["squares"]) == (None, None, None)
    assert made[0]["url"].endswith(f"/klas#{made[0]['code']}")
    assert await says(world, first, 5, 5, 5) == (404, "class_poll_not_found")
    for _ in range(9):
        await says(world, made[0]["code"], 5, 5, 5)
    assert (await closes(world, match, world.teacher))[1]["results"]["answers"] == 10


async def test_nothing_of_an_answer_is_kept_but_counts(
    world: World, match: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """No row in any table but the counts, none that tells when, and no line in the log."""
    code = await opened(world, match)
    tables = await rows(
        world.db,
        """SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND relname NOT LIKE 'class_poll%%'""",
        {},
    )

    async def all_of_it() -> dict[str, str]:
        return {
            one["name"]: str(await rows(world.db, f"SELECT t::text FROM {one['name']} t ORDER BY 1", {}))
            for one in tables
        }

    was, kept = await all_of_it(), await log(world.db)
    capsys.readouterr()
    for _ in range(3):
        assert (await says(world, code, 2, 3, 4))[0] == 200
        await says(world, "z" * 12, 2, 3, 4)
    assert (await all_of_it(), await log(world.db)) == (was, kept)
    assert capsys.readouterr().out == ""
    poll = await only(world.db, "SELECT to_jsonb(p) AS all FROM class_poll p", {})
    assert sorted(poll["all"]) == [
        "answers",
        "closes_at",
        "code_hash",
        "id",
        "is_closed",
        "match_id",
        "most",
        "stage",
    ]
    counted = await rows(
        world.db, "SELECT question, value, answers FROM class_poll_count WHERE answers > 0 ORDER BY value", {}
    )
    assert [tuple(row.values()) for row in counted] == [("knows_work", 2, 3), ("fits_me", 3, 3), ("learn_more", 4, 3)]
    assert (await only(world.db, "SELECT count(*) AS n FROM class_poll_count", {}))["n"] == 15


async def test_the_log_has_the_requests_beside_it(
    world: World, match: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """So the test above could fail."""
    capsys.readouterr()
    await shown(world, match, world.teacher)
    assert "/class-polls" in capsys.readouterr().out


async def test_only_its_own_school_asks_a_class(world: World, match: dict[str, Any]) -> None:
    path, body = f"/matches/{match['id']}/class-polls", {"stage": "after"}
    for who in (world.company, world.coordinator, world.script):
        assert (await world.http.post(path, json=body, headers=who)).status_code == 403
        assert (await closes(world, match, who))[0] == 403
    row = await only(world.db, "INSERT INTO school (scheme, value, name) VALUES ('t', 'X', 'X') RETURNING id", {})
    stranger = await person(world.db, "ander@example.org", "teacher", school_id=row["id"])
    assert (await world.http.post(path, json=body, headers=stranger)).json()["code"] == "match_not_found"
    assert (await world.http.get(path, headers=stranger)).json()["code"] == "match_not_found"
    assert (await closes(world, match, world.teacher))[1]["code"] == "state_forbids"


async def test_a_class_of_nine_is_not_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await world.proposes(await world.asks(pupils=9), await world.offers())
    made = await world.does("accept", made, world.company)
    answer = await world.http.post(
        f"/matches/{made['id']}/class-polls", json={"stage": "before"}, headers=world.teacher
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "class_too_small")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([("knows_work", 1), ("knows_work", 2), ("fits_me", 3)], "answers_incomplete"),
        ([("fits_me", 3)], "invalid_input"),
        ([("fits_me", 6)], "invalid_input"),
        ([("anders", 1)], "invalid_input"),
    ],
)
async def test_each_question_has_one_answer(
    world: World, match: dict[str, Any], values: list[tuple[str, int]], code: str
) -> None:
    poll = await opened(world, match)
    world.http.cookies.clear()
    body = {"code": poll, "answers": [{"question": one, "value": value} for one, value in values]}
    assert (await world.http.post("/class-polls/answers", json=body)).json()["code"] == code
