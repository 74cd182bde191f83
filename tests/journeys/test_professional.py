"""J2, a professional offers: admitted, published, asked, answered or not, and gone again; by curl alone."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.journeys.counter import Answer, Caller, Counter, appointments, entry
from tests.privacy.test_erase import HITS, TABLES

ME, COLLEAGUE, TEACHER = "kanarie@windrijk.example", "baas@windrijk.example", "docent@brainport.example"
NAME = "Kanarie Wind"
WEEKS = ["2026-10-05", "2026-10-12", "2026-10-26"]
ASKED = {
    "title": "Kijken waar techniek gemaakt wordt", "goal": "occupation_image", "kinds": ["company_visit"],
    "subjects": ["natuurkunde"], "level": "havo", "year": 4, "themes": ["energy"], "pupils": 20, "languages": ["nl"],
    "maxKm": 30, "weeksOk": WEEKS,
}  # fmt: skip
PROFILE = {
    "displayName": NAME, "function": "Ontwerper van wieken", "subjects": ["natuurkunde"], "levels": ["havo"],
    "languages": ["nl"], "modes": ["at_company"], "travelKm": 25, "capPerMonth": 2, "consent": True,
    "availability": [{"weekday": 2, "from": "09:00", "to": "12:30"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def teacher(counter: Counter, coordinator: Caller) -> Caller:
    (site,) = coordinator.gets("/schools", q="christiaan huygens rachmaninowlaan")["items"]
    return counter.invited(coordinator, TEACHER, "Docent", role="teacher", organisationId=site["school"]["id"])


def asks(teacher: Caller, **fields: Any) -> Answer:
    (site,) = teacher.gets("/schools", q="christiaan huygens rachmaninowlaan")["items"]
    return teacher.posts("/requests", {**ASKED, "siteId": site["id"], **fields}, 201)


def applies(counter: Counter, coordinator: Caller) -> Caller:
    """By its number in the trade register; whoever applied comes in once the region admits."""
    wish = {
        "kind": "company", "kvk": "12345678", "organisationName": "Windrijk (voorbeeld)", "postcode": "5611 AB",
        "place": "Eindhoven", "contactName": NAME, "contactEmail": ME, "motivation": "Wij bieden.", "consent": True,
    }  # fmt: skip
    made = counter.visitor().posts("/applications", wish, 201)
    short = counter.visitor().refused("/applications", {**wish, "kvk": "1234567"}, 400)
    assert short.faults == [("#/kvk", "string_pattern_mismatch")]
    coordinator.posts(f"/applications/{made['id']}/admit", {"note": "Welkom!"})
    return counter.signs_in(ME)


def publishes(me: Caller, company: str) -> Answer:
    """From the kind's template, with what a visitor must know, and a virtual visit beside it."""
    (site,) = [one for one in me.gets("/companies", q="windrijk")["items"] if one["company"]["id"] == company]
    kinds = {concept["code"]: concept for concept in me.gets("/vocabularies/kinds")["concepts"]}
    template = kinds["company_visit"]["extra"]
    offer = {
        "companySiteId": site["id"], "goals": ["occupation_image"], "subjects": ["natuurkunde"], "levels": ["havo"],
        "years": [4], "themes": ["energy"], "languages": ["nl"], "weeks": WEEKS, "radiusKm": 40, "capacityWeek": 2,
        "capacityYear": 8, "maxGroup": template["maxGroup"], "durationMinutes": template["durationMinutes"],
    }  # fmt: skip
    online = {**offer, "title": "Kijk mee in de hal", "kind": "virtual_visit", "modes": ["online"]}
    virtual = me.posts("/activities", online, 201)
    assert me.refused(f"/activities/{virtual['id']}/publish", {})["code"] == "code_of_conduct_required"
    version = me.gets("/code-of-conduct")["version"]
    me.posts(f"/organisations/{company}/code-of-conduct", {"version": version})
    me.posts(f"/activities/{virtual['id']}/publish")
    access = {"minAge": 14, "ppe": ["safety_shoes"], "wheelchair": False, "virtualAlternativeId": virtual["id"]}
    visit = {**offer, "title": "In de hal", "kind": "company_visit", "modes": template["modes"], "access": access}
    return me.posts("/activities", {**visit, "state": "published"}, 201)


def answers(me: Caller, request: Answer, offer: dict[str, str]) -> Answer:
    """A question that nobody answered yet, with a slot."""
    (unmet,) = me.gets("/demand/unmet", groupBy="level", region="zuidoost-brabant")["items"]
    assert (unmet["level"], unmet["requests"], unmet["pupils"]) == ("havo", 1, 20)
    (wanted,) = me.gets("/match-suggestions", activityId=offer["activityId"])["items"]
    assert wanted["request"]["id"] == request["id"]
    times = {"startsAt": "2026-10-06T09:30", "endsAt": "2026-10-06T12:00"}
    slot = me.posts(f"/activities/{offer['activityId']}/slots", times, 201)
    body = {**offer, "requestId": request["id"], "moments": [{"slotId": slot["id"]}]}
    return me.posts("/matches", body, 201)


def says_nothing(counter: Counter, me: Caller, match: Answer) -> None:
    """A reminder after three days, and the end after seven."""
    counter.work()
    told = len(counter.mails(ME))
    for day, state in (("2026-09-10", "proposed"), ("2026-09-13", "proposed"), ("2026-09-14", "expired")):
        counter.day(f"{day}T09:00+02:00")
        counter.work()
        assert me.gets(f"/matches/{match['id']}")["state"] == state, day
    events = [event["type"] for event in me.gets(f"/matches/{match['id']}/events")["items"]]
    assert events == ["proposed", "hold_lapsed", "reminded", "expired"]
    subjects = [str(mail["Subject"]) for mail in counter.mails(ME)[told:]]
    assert subjects == ["Je antwoord wordt gevraagd: In de hal", "Geen antwoord gekregen: In de hal"]


def leaves(counter: Counter, me: Caller, company: str) -> Caller:
    """Takes along what is kept, hands over, and leaves nothing behind; the colleague who stays."""
    assert NAME in str(me.gets("/account/export"))
    assert set(traces(counter, "kanarie")) >= {"account", "professional", "application"}
    assert me.refused("/account/erase", {"confirm": ME})["code"] == "last_coordinator"
    role = {"role": "company_coordinator", "organisationId": company}
    colleague = counter.invited(me, COLLEAGUE, "Baas", **role)
    me.posts("/account/erase", {"confirm": ME}, 204)
    counter.work()
    assert traces(counter, "kanarie") == {}
    return colleague


def test_from_joining_to_leaving(counter: Counter, coordinator: Caller, teacher: Caller) -> None:
    counter.day("2026-09-07T09:00+02:00")
    # 1. Applies and is admitted.
    me = applies(counter, coordinator)
    company = me.gets("/session")["account"]["memberships"][0]["organisation"]["id"]
    # 2, 3. Makes a visit from its template, and publishes it once the code of conduct is accepted.
    activity = publishes(me, company)
    # 4. Says when, and how often at most.
    account = me.gets("/session")["account"]["id"]
    profile = me.posts("/professionals", {**PROFILE, "companyId": company, "accountId": account}, 201)
    offer = {"activityId": activity["id"], "professionalId": profile["id"]}

    # 5. Answers a question that nobody answered; the school says yes.
    first = asks(teacher)
    match = answers(me, first, offer)
    assert (match["proposedBy"], match["waitsFor"]) == ("company", ["school"])
    assert teacher.posts(f"/matches/{match['id']}/accept", {})["professional"]["name"] == NAME
    counter.work()
    event = entry(appointments(counter.mails(ME))[-1])
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 10, 6, 7, 30, tzinfo=UTC)

    # 6. The second invitation of October comes through, the third does not: nor is there anybody to choose.
    second, third = asks(teacher, title="Nog een klas"), asks(teacher, title="En nog een")
    asked = teacher.posts("/matches", {**offer, "requestId": second["id"], "moments": [{"week": WEEKS[1]}]}, 201)
    more = {**offer, "requestId": third["id"], "moments": [{"week": WEEKS[2]}]}
    refused = teacher.refused("/matches", more)
    assert (refused["code"], refused["capPerMonth"]) == ("cap_reached", 2)
    may = {month: teacher.gets("/match-candidates", activityId=activity["id"], week=week)["items"]
           for month, week in (("October", WEEKS[2]), ("November", "2026-11-02"))}  # fmt: skip
    assert (may["October"], [one["displayName"] for one in may["November"]]) == ([], [NAME])

    # 7. No, with a reason, in one call; so there is room for one more.
    declined = me.posts(f"/matches/{asked['id']}/decline", {"reason": "no_time"})
    assert (declined["state"], declined["reason"]) == ("declined_by_company", "no_time")
    assert teacher.gets(f"/requests/{second['id']}")["state"] == "open"

    # 8. Says nothing: the question is open again and has waited for as long as before.
    (site,) = [one for one in me.gets("/companies", q="windrijk")["items"] if one["company"]["id"] == company]
    before = me.gets(f"/companies/{site['id']}/reliability")["whole"]
    says_nothing(counter, me, teacher.posts("/matches", more, 201))
    after = me.gets(f"/companies/{site['id']}/reliability")["whole"]
    assert (after["asked"] - before["asked"], after["respondedInTime"] - before["respondedInTime"]) == (1, 0)
    assert after["unanswered"] - before["unanswered"] == 1
    reopened = teacher.gets(f"/requests/{third['id']}")
    assert (reopened["state"], reopened["openedAt"]) == ("open", third["openedAt"])

    # 9. A group with a wheelchair reads that the hall cannot be reached, and visits it online.
    group = asks(teacher, title="Met een rolstoel", kinds=["company_visit"], needs=["wheelchair"], onlineOk=True)
    told = teacher.gets(f"/match-suggestions?requestId={group['id']}")
    assert activity["id"] not in [item["activity"]["id"] for item in told["items"]]
    (miss,) = [miss for miss in told["nearMisses"] if miss["activity"]["id"] == activity["id"]]
    assert (miss["broken"], miss["needs"]) == (["access"], ["wheelchair"])
    virtual = {"requestId": group["id"], "activityId": miss["instead"]["id"], "moments": [{"week": WEEKS[2]}]}
    visited = teacher.posts("/matches", virtual, 201)
    assert me.posts(f"/matches/{visited['id']}/accept", {})["state"] == "confirmed"

    # 10. Reads what was given to classes, once the first took place; and leaves: what was agreed stands.
    counter.day("2026-10-06T12:30+02:00")
    teacher.posts(f"/matches/{match['id']}/mark-delivered", {})
    (given,) = me.gets("/account/contributions")["items"]
    assert (given["schoolYear"], given["minutes"], given["classes"], given["pupils"]) == ("2026-2027", 150, 1, 20)
    counter.day("2026-09-14T09:00+02:00")
    colleague = leaves(counter, me, company)
    assert colleague.gets(f"/matches/{match['id']}")["state"] == "delivered"


def traces(counter: Counter, word: str) -> dict[str, int]:
    """The tables that hold the word, in whatever column, and in how many rows."""
    with psycopg.connect(counter.database) as db:
        counted = {name: db.execute(HITS.format(name).encode(), ([f"%{word}%"],)) for (name,) in db.execute(TABLES)}
        found = {name: cursor.fetchone() for name, cursor in counted.items()}
    return {name: row[0] for name, row in found.items() if row is not None and row[0]}
