"""What entered a round when it was frozen, under which name: a code that changes later changes nothing in it."""

from collections.abc import Collection, Iterable
from uuid import UUID

from api.kit.db import Connection, execute, rows
from api.rounds.snapshot import Row, name_of

ADD = """INSERT INTO round_entry (round_id, {column}, name)
    SELECT %(round)s, e.id, e.name FROM unnest(%(ids)s::uuid[], %(names)s::text[]) AS e (id, name)"""


COPY = """INSERT INTO round_entry (round_id, request_id, activity_id, name)
    SELECT %(round)s, request_id, activity_id, name FROM round_entry WHERE round_id = %(parent)s"""
OFFERS = """SELECT activity_id AS id, name FROM round_entry
    WHERE round_id = %(round)s AND activity_id = ANY (%(ids)s::uuid[])"""


async def copy(db: Connection, round_id: UUID, parent_id: UUID) -> None:
    """A child that works on its parent's file knows its names."""
    await execute(db, COPY, {"round": round_id, "parent": parent_id})


async def offers(db: Connection, round_id: UUID, activity_ids: Collection[UUID]) -> dict[UUID, str]:
    """What activities are called in the round, of those that entered it."""
    found = await rows(db, OFFERS, {"round": round_id, "ids": list(activity_ids)})
    return {row["id"]: row["name"] for row in found}


async def write(db: Connection, round_id: UUID, requests: Iterable[Row], offers: Iterable[Row]) -> None:
    """The names that the snapshot gives to these requests and activities."""
    for column, found in (("request_id", list(requests)), ("activity_id", list(offers))):
        named = {"ids": [row["id"] for row in found], "names": [name_of(row) for row in found]}
        await db.execute(ADD.format(column=column).encode(), {"round": round_id, **named})
