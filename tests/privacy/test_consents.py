import httpx

from api.privacy.rules import WORDINGS
from api.privacy.schemas import ConsentOut, ConsentsOut
from tests.privacy.conftest import MakePerson

BODY = {"purpose": "newsletter", "wording": WORDINGS["newsletter"]}


async def test_a_consent_is_given_taken_back_and_given_again(http: httpx.AsyncClient, person: MakePerson) -> None:
    noor = await person("noor@school.nl")
    given = await http.post("/consents", headers=noor.headers, json=BODY)
    made = ConsentOut.model_validate_json(given.text)
    assert (given.status_code, given.headers["location"]) == (201, f"/v1/consents/{made.id}")
    assert (made.state, made.allowed_actions) == ("given", ["withdraw"])
    taken = await http.post(f"/consents/{made.id}/withdraw", headers=noor.headers)
    again = await http.post("/consents", headers=noor.headers, json=BODY)
    assert [(taken.json()["state"], taken.json()["allowedActions"]), again.json()["state"]] == [
        ("withdrawn", []),
        "given",
    ]
    told = ConsentsOut.model_validate_json((await http.get("/consents", headers=noor.headers)).text)
    assert [item.id for item in told.items] == [made.id]
    assert {each.purpose: each.wording for each in told.purposes} == WORDINGS


async def test_nobody_touches_anothers(http: httpx.AsyncClient, person: MakePerson) -> None:
    noor, ali = await person("noor@school.nl"), await person("ali@school.nl")
    made = (await http.post("/consents", headers=noor.headers, json=BODY)).json()
    refused = await http.post(f"/consents/{made['id']}/withdraw", headers=ali.headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "consent_not_found")
    assert (await http.get("/consents", headers=ali.headers)).json()["items"] == []


async def test_what_was_not_read_is_not_agreed_to(http: httpx.AsyncClient, person: MakePerson) -> None:
    noor = await person("noor@school.nl")
    old = await http.post("/consents", headers=noor.headers, json={**BODY, "wording": "2020-01"})
    unknown = await http.post("/consents", headers=noor.headers, json={**BODY, "purpose": "everything"})
    assert [(a.status_code, a.json()["code"]) for a in (old, unknown)] == [
        (409, "wording_outdated"),
        (400, "invalid_input"),
    ]
