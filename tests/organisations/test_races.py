"""Two at once, against a real server."""

import asyncio
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from api.kit.db import Connection
from tests.conftest import Live
from tests.people import membership_of, person, roles_of, token_for

OFFER = {"name": "School", "address": {"municipalityCode": "GM0772"}, "levels": ["havo"]}


async def connected(live: Live) -> Connection:
    return await psycopg.AsyncConnection.connect(live.database, autocommit=True, row_factory=dict_row)


async def school(live: Live, client: httpx.AsyncClient, db: Connection, code: str) -> Any:
    headers = {"Authorization": f"Bearer {live.key('script')}"}
    made = (await client.put(f"/v1/schools/by-source/duo/{code}", json=OFFER, headers=headers)).json()
    await db.execute("UPDATE school SET participation = 'active' WHERE id = %s", (made["school"]["id"],))
    return made["school"]["id"]


async def test_an_invitation_is_accepted_once(live: Live) -> None:
    async with await connected(live) as db, httpx.AsyncClient(base_url=live.url) as client:
        organisation = await school(live, client, db, "22CC00")
        decaan = await person(db, "decaan@race.nl", "school_coordinator", school_id=organisation)
        body = {"role": "teacher", "email": "docent@race.nl", "organisationId": organisation}
        assert (await client.post("/v1/invitations", json=body, headers=decaan)).status_code == 201
        given = {"token": await token_for(db, "docent@race.nl"), "name": "X"}
        answers = await asyncio.gather(*(client.post("/v1/invitations/accept", json=given) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [201, *[401] * 7]
        assert await roles_of(db, "docent@race.nl") == ["teacher"]


async def test_two_coordinators_do_not_both_leave(live: Live) -> None:
    async with await connected(live) as db, httpx.AsyncClient(base_url=live.url) as client:
        organisation = await school(live, client, db, "33DD00")
        both = {name: f"{name}@leave.nl" for name in ("een", "twee")}
        signed = {n: await person(db, e, "school_coordinator", school_id=organisation) for n, e in both.items()}
        paths = {name: f"/v1/memberships/{await membership_of(db, email)}/end" for name, email in both.items()}
        answers = await asyncio.gather(*(client.post(paths[name], headers=signed[name]) for name in both))
        assert sorted(answer.status_code for answer in answers) == [204, 409]
