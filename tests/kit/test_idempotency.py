"""A key's repeat is the first one's answer; what was refused for now is not an answer to keep."""

import httpx

from api.kit.db import Connection, rows
from tests.people import person


async def test_too_many_is_not_kept(http: httpx.AsyncClient, db: Connection) -> None:
    headers = await person(db, "corrie@example.org", "regional_coordinator", region_code="friesland")
    asked = {"role": "event_manager", "regionCode": "friesland", "email": "ed@example.org"}
    answers = [
        await http.post("/invitations", json=asked, headers={**headers, "Idempotency-Key": f"k{n}"}) for n in range(7)
    ]
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert await rows(db, "SELECT key FROM idempotency_key WHERE status = 429", {}) == []
    await db.execute("DELETE FROM rate_counter")
    again = await http.post("/invitations", json=asked, headers={**headers, "Idempotency-Key": "k6"})
    assert again.status_code != 429
    assert "idempotency-replayed" not in again.headers
