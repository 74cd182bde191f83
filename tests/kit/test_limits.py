"""What a guard has counted stays counted, whatever the request comes to."""

from typing import Any

import httpx
import pytest

from api.kit.db import Connection, rows
from tests.people import person, token_for

TOKEN = {"token": "x" * 43}
SCHOOL = {"kind": "school", "contactName": "A", "contactEmail": "a@b.nl", "consent": True, "locale": "nl"}
COMPANY = {**SCHOOL, "kind": "company", "kvk": "12345678", "organisationName": "Bedrijf", "place": "Eindhoven"}
REFUSED: dict[str, tuple[str, dict[str, Any], int, set[str]]] = {
    "a link to sign in": ("/sessions", TOKEN, 401, {"sign-in from"}),
    "an invitation": ("/invitations/by-link", TOKEN, 401, {"invitations from"}),
    "accepting one": ("/invitations/accept", TOKEN, 401, {"invitations from"}),
    "an application": ("/applications/by-link", TOKEN, 404, {"applications from"}),
    "withdrawing one": ("/applications/by-link/withdraw", TOKEN, 404, {"applications from"}),
    "a school that is not there": (
        "/applications",
        {**SCHOOL, "siteCode": {"scheme": "duo", "value": "99ZZ99"}},
        400,
        {"applies", "applies from"},
    ),
    "a company elsewhere": (
        "/applications",
        {**COMPANY, "postcode": "5611AB", "regionCode": "friesland"},
        400,
        {"applies", "applies from"},
    ),
    "a company nowhere": ("/applications", {**COMPANY, "postcode": "0000AB"}, 400, {"applies", "applies from"}),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_refused_try_counts(http: httpx.AsyncClient, db: Connection, what: str) -> None:
    path, body, status, counters = REFUSED[what]
    for _ in range(2):
        assert (await http.post(path, json=body)).status_code == status
    found = await rows(db, "SELECT name, used FROM rate_counter", {})
    assert {row["name"].rpartition(" ")[0]: row["used"] for row in found} == dict.fromkeys(counters, 2)


async def test_an_invitation_counts_for_who_gives_and_who_gets_it(http: httpx.AsyncClient, db: Connection) -> None:
    admin = await person(db, "a@platform.nl", "platform_admin")
    body = {"role": "data_specialist", "email": "b@platform.nl"}
    for _ in range(2):
        assert (await http.post("/invitations", json=body, headers=admin)).status_code == 201
    assert await token_for(db, "b@platform.nl")
    found = await rows(db, "SELECT name, used FROM rate_counter", {})
    assert {row["name"].partition(" ")[0]: row["used"] for row in found} == {"invite": 2, "invited": 2}
