"""What a guest teacher gave to classes, and the certificate of it."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from api.contributions import rules
from api.contributions.schemas import ContributionsOut
from api.kit import clock
from tests.matches.conftest import WEEKS, World
from tests.people import Headers, person
from tests.polls.test_routes import QUESTIONS, closes, opened, says

AFTER = datetime(2027, 2, 1, tzinfo=UTC)
HOURS = [("2027-01-12T10:00", "2027-01-12T11:30"), ("2027-01-19T10:00", "2027-01-19T11:30"), None]


async def guest(world: World, email: str = "gast@example.org") -> tuple[Headers, str]:
    """Somebody with a profile at the company, and its id."""
    who = await person(world.db, email, "professional", company_id=world.company_id)
    account = (await world.reads("/account", who))["id"]
    profile = {"companyId": str(world.company_id), "displayName": "Gast", "accountId": account}
    return who, (await world.done("POST", "/professionals", profile, who, 201))["id"]


async def planned(
    world: World, professional: str, activity: dict[str, Any], week: str, at: tuple[str, str] | None, pupils: int = 28
) -> dict[str, Any]:
    match = await world.proposes(await world.asks(pupils=pupils), activity, moments=[{"week": week}])
    when = {"at": {"startsAt": at[0], "endsAt": at[1]}} if at else {}
    return await world.does("accept", match, world.company, professionalId=professional, **when)


async def three_classes(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Headers, list[dict[str, Any]]]:
    """Two lessons of an hour and a half and one of a week alone, all delivered."""
    who, professional = await guest(world)
    activity = await world.offers(durationMinutes=45)
    made = [
        await planned(world, professional, activity, week, at, 20 + place)
        for place, (week, at) in enumerate(zip(WEEKS, HOURS, strict=True))
    ]
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    for match in made:
        await world.does("mark-delivered", match, world.company)
    return who, made


async def given(world: World, who: Headers) -> list[dict[str, Any]]:
    answer = await world.http.get("/account/contributions", headers=who)
    ContributionsOut.model_validate_json(answer.content)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_hours_classes_and_pupils_of_a_school_year(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who, _ = await three_classes(world, monkeypatch)
    (year,) = await given(world, who)
    (activity,) = year.pop("activities")
    assert year == {
        "schoolYear": "2026-2027", "minutes": 225, "classes": 3, "pupils": 63, "schools": 1, "answers": None,
        "score": None, "classResults": None,
    }  # fmt: skip
    assert (activity["title"], activity["classes"], activity["minutes"]) == ("Zonnepanelen meten", 3, 225)


async def test_what_did_not_take_place_and_what_others_gave_is_not_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, professional = await guest(world)
    other, theirs = await guest(world, "ander@example.org")
    activity = await world.offers(capacityWeek=9, capacityYear=9)
    mine = [await planned(world, professional, activity, week, None) for week in WEEKS]
    one = await planned(world, theirs, activity, WEEKS[0], None)
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    await world.does("cancel", mine[0], world.company, reason="illness")
    await world.does("mark-no-show", mine[1], world.teacher)
    assert (await given(world, who), await given(world, other)) == ([], [])
    await world.does("mark-delivered", one, world.company)
    assert [[year["classes"] for year in await given(world, person_)] for person_ in (who, other)] == [[], [1]]
    assert await given(world, world.teacher) == []


async def test_what_schools_said_is_told_from_three_answers_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who, made = await three_classes(world, monkeypatch)
    await world.does("feedback", made[0], world.company, score=1, wouldRepeat=False)
    told = []
    for match, score in zip(made, (5, 4, 5), strict=True):
        await world.does("feedback", match, world.teacher, score=score, wouldRepeat=True)
        (year,) = await given(world, who)
        told.append((year["answers"], year["score"]))
    assert told == [(None, None), (None, None), (3, 4.7)]


async def test_what_classes_said_is_told_of_each_once_it_is_closed_and_ten_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, made = await three_classes(world, monkeypatch)

    async def said(match: dict[str, Any], pupils: int, value: int) -> None:
        code = await opened(world, match)
        for _ in range(pupils):
            assert await says(world, code, value, value, value) == (200, "")

    async def results() -> Any:
        (year,) = await given(world, who)
        return year["classResults"]

    def counted(*counts: int) -> list[dict[str, Any]]:
        return [{"question": name, "counts": list(counts)} for name in QUESTIONS]

    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 26, 8, tzinfo=UTC))  # within 14 days of each
    await said(made[0], 10, 4)
    await said(made[1], 9, 1)
    assert await results() is None
    for match in made[:2]:
        assert (await closes(world, match, world.teacher))[0] == 200
    assert await results() == {"answers": 10, "questions": counted(0, 0, 0, 10, 0)}
    # As many answer as there are pupils, so no answer can come any more.
    await said(made[2], 22, 5)
    assert await results() == {"answers": 32, "questions": counted(0, 0, 0, 10, 22)}


async def test_school_years_part_in_august(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who, professional = await guest(world)
    weeks = ["2027-06-14", "2027-09-13"]
    for week in weeks:
        activity = await world.offers(weeks=[week], durationMinutes=60)
        match = await world.proposes(await world.asks(weeksOk=[week]), activity, moments=[{"week": week}])
        await world.does("accept", match, world.company, professionalId=professional)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 10, 1, tzinfo=UTC))
    for match in (await world.reads("/matches", world.company))["items"]:
        await world.does("mark-delivered", match, world.company)
    assert [year["schoolYear"] for year in await given(world, who)] == ["2027-2028", "2026-2027"]


async def test_it_stays_when_the_role_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who, _ = await three_classes(world, monkeypatch)
    await world.db.execute("UPDATE membership SET ends_at = now() WHERE role = 'professional'")
    assert [year["classes"] for year in await given(world, who)] == [3]


SAID = {
    "nl": ["Inzet voor techniek in de klas", "Gast liet", "Schooljaar 2026-2027", "3 klassen, 4 uur", "4,7 van 5"],
    "en": ["Given to technology in class", "Gast showed", "School year 2026-2027", "3 classes, 4 hours", "4.7 of 5"],
}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_certificate(world: World, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    who, made = await three_classes(world, monkeypatch)
    for match, score in zip(made, (5, 4, 5), strict=True):
        await world.does("feedback", match, world.teacher, score=score, wouldRepeat=True)
    path = "/account/contributions/2026-2027/certificate"
    answer = await world.http.get(path, headers={**who, "Accept-Language": language})
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    pdf = PdfReader(BytesIO(answer.content))
    read = " ".join(pdf.pages[0].extract_text().split())
    assert [one for one in [*SAID[language], "Zonnepanelen meten", "63"] if one not in read] == []
    assert pdf.metadata is not None
    assert pdf.metadata.title is not None
    assert pdf.metadata.title.endswith(", 2026-2027")
    other = await world.http.get("/account/contributions/2025-2026/certificate", headers=who)
    assert (other.status_code, other.json()["code"]) == (404, "contribution_not_found")
    assert (await world.http.get(path, headers=world.teacher)).status_code == 404
    assert (await world.http.get("/account/contributions/nu/certificate", headers=who)).status_code == 400


@pytest.mark.parametrize(
    ("minutes", "nl", "en"), [(0, "0", "0"), (45, "1", "1"), (90, "1,5", "1.5"), (450, "7,5", "7.5")]
)
def test_hours_are_said_to_half_an_hour(minutes: int, nl: str, en: str) -> None:
    assert (rules.hours(minutes, "nl"), rules.hours(minutes, "en")) == (nl, en)
