"""What entered a round when it was frozen, under which name: a code that changes later changes nothing in it."""

from collections.abc import Iterable
from uuid import UUID

from api.kit.db import Connection
from api.rounds.snapshot import Row, name_of

ADD = """INSERT INTO round_entry (round_id, {column}, name)
    SELECT %(round)s, e.id, e.name FROM unnest(%(ids)s::uuid[], %(names)s::text[]) AS e (id, name)"""


async def write(db: Connection, round_id: UUID, requests: Iterable[Row], offers: Iterable[Row]) -> None:
    """The names that the snapshot gives to these requests and activities."""
    for column, found in (("request_id", list(requests)), ("activity_id", list(offers))):
        named = {"ids": [row["id"] for row in found], "names": [name_of(row) for row in found]}
        await db.execute(ADD.format(column=column).encode(), {"round": round_id, **named})
