"""What its matches make of a request."""

from datetime import UTC, datetime

import pytest

from api.kit import clock
from api.kit.db import as_house
from api.requests import duties
from tests.matches.conftest import World

LATER = datetime(2027, 1, 4, 9, tzinfo=UTC)  # 41 days after it was asked


async def old(world: World) -> list[str]:
    async with as_house(world.db):
        return [str(request_id) for request_id in await duties.due(world.db, LATER)]


@pytest.mark.parametrize(("answer", "asked_again"), [("accept", False), (None, True)])
async def test_who_loses_an_agreed_visit_is_not_asked_whether_it_is_still_meant(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: str | None, asked_again: bool
) -> None:
    """It can be replaced at once, with its waiting time kept; what nobody answered waits as it did."""
    request = await world.asks()
    match = await world.proposes(request, await world.offers())
    if answer:
        await world.does(answer, match, world.company)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    verb, reason = ("cancel", "illness") if answer else ("decline", "no_time")
    await world.does(verb, match, world.company, reason=reason)
    again = await world.reads(f"/requests/{request['id']}", world.teacher)
    assert (again["state"], again["openedAt"]) == ("open", request["openedAt"])
    assert await old(world) == ([request["id"]] if asked_again else [])
