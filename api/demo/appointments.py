"""Makes the demo's appointments, through the verbs that everybody uses, on the days that the stories tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, HOUSE, SCHOOL_ROLES, Actor, Membership
from api.activities import service as activities
from api.activities.schemas import SourcedActivity
from api.demo import plan, queries
from api.demo.stories import PAST_WEEKS, STORIES, Story, Turn
from api.kit import clock
from api.kit.db import Connection
from api.kit.http import Versions
from api.matches import duties
from api.matches import service as matches
from api.matches.proposing import propose
from api.matches.schemas import AcceptIn, CancelIn, DeclineIn, FeedbackIn, LessonAfterIn, MatchIn, MomentsIn
from api.requests import service as requests
from api.requests.schemas import SourcedRequest
from api.vocabularies.shipped import vocabulary

ANY = Versions(None)
MORNING = time(9)
ROOM = {"capacityWeek": 4, "capacityYear": 20, "radiusKm": 100}
Row = Mapping[str, Any]
Offer = tuple[UUID, Row]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a story plays: whose it is, in which weeks, and when its days begin."""

    actors: Mapping[str, Actor]
    professional: Row
    activity_id: UUID
    weeks: Sequence[date]
    begins: datetime

    def on(self, day: int) -> datetime:
        return self.begins + timedelta(days=day)


async def appoint(db: Connection, region: str) -> None:
    """Once: the appointments of the region's first school that asks and the first company."""
    school = await queries.asking_school(db, region)
    company = await queries.first_company(db, region)
    assert school is not None
    assert company is not None
    if await queries.has_request(db, _code(region, 1)):
        return
    over = plan.past(clock.today(), await queries.holidays(db, region), PAST_WEEKS)
    actors = await _actors(db, region, school["id"], company["id"])
    professional = await queries.first_professional(db, company["id"])
    offers = await _offers(db, region, company["value"], over)
    for number, story in enumerate(STORIES, 1):
        activity_id, offered = offers[number % len(offers)]
        stage = Stage(actors, professional, activity_id, *_when(story, offered, over))
        with clock.standing_at(stage.on(story.proposed.day)):
            # Who waited in vain in a week that is over looks on in others.
            others = {*map(date.fromisoformat, offered["weeks"])} - {*over}
            weeks = sorted(others | {*stage.weeks})
            asked = plan.asked_for(offered, school, weeks, vocabulary().years)
            body = SourcedRequest.model_validate(asked | {"pupils": 15 + number, "onlineOk": number % 2 == 0})
            _, request_id = await requests.put(db, HOUSE, (plan.SCHEME, _code(region, number)), body, ANY)
        await _play(db, story, stage, request_id)


def _code(region: str, number: int) -> str:
    return f"{region}-afspraak-{number}"


def _when(story: Story, offered: Row, over: Sequence[date]) -> tuple[Sequence[date], datetime]:
    """The weeks that a story can name, and when its days begin."""
    if story.over is not None:
        week = over[story.over - 1]
        return [week], datetime.combine(week, MORNING, clock.LOCAL)
    weeks = map(date.fromisoformat, offered["weeks"])
    return [week for week in weeks if week > clock.this_week()], clock.now()


async def _actors(db: Connection, region: str, school: UUID, company: UUID) -> dict[str, Actor]:
    """Those whom the demo lets in, by their role."""
    found = {}
    for role in (Role.TEACHER, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR):
        held = Membership(
            role,
            region if role == Role.REGIONAL_COORDINATOR else None,
            school if role in SCHOOL_ROLES else None,
            company if role in COMPANY_ROLES else None,
        )
        found[role.value] = Actor(await queries.person(db, plan.address(role.value)), "person", (held,))
    return found


async def _offers(db: Connection, region: str, company: str, over: Sequence[date]) -> list[Offer]:
    """Activities of the company, which took place in the weeks that are over too, and have room for every story."""
    weeks = plan.season(clock.today(), await queries.holidays(db, region))
    towns = await queries.towns(db, region)
    (industry,) = (industry for code, _, industry in plan.companies(region, towns) if code == company)
    found: list[Offer] = []
    for code, offered in plan.activities(company, industry, weeks, vocabulary().years):
        body = {**offered, **ROOM, "weeks": sorted({*map(str, over), *offered["weeks"]})}
        made = SourcedActivity.model_validate(body)
        _, activity_id = await activities.put(db, HOUSE, (plan.SCHEME, code), made, ANY)
        found.append((activity_id, body))
    return found


async def _play(db: Connection, story: Story, stage: Stage, request_id: UUID) -> None:
    first = story.proposed
    with clock.standing_at(stage.on(first.day)):
        asked = {"requestId": str(request_id), "activityId": str(stage.activity_id), **_told(first, stage)}
        match_id = await propose(db, stage.actors[first.who], MatchIn.model_validate(asked))
    for turn in story.then:
        with clock.standing_at(stage.on(turn.day)):
            await _take(db, turn, stage, match_id)


def _told(turn: Turn, stage: Stage) -> dict[str, Any]:
    told = dict(turn.told or {})
    if turn.weeks:
        told["moments"] = [{"week": str(stage.weeks[place % len(stage.weeks)])} for place in turn.weeks]
    return told


async def _take(db: Connection, turn: Turn, stage: Stage, match_id: UUID) -> None:  # noqa: PLR0911 - one way per verb
    told, who = _told(turn, stage), stage.actors[turn.who]
    match turn.verb:
        case "accept":
            more = _sent(stage) if turn.names_somebody else {}
            return await matches.accept(db, who, match_id, AcceptIn.model_validate(told | more), ANY)
        case "decline":
            return await matches.decline(db, who, match_id, DeclineIn.model_validate(told), ANY)
        case "propose-slots" | "reschedule":
            moments = MomentsIn.model_validate(told)
            return await matches.propose_moments(db, who, match_id, moments, ANY, turn.verb)
        case "mark-delivered":
            return await matches.mark_delivered(db, who, match_id, None, None, ANY)
        case "mark-no-show":
            return await matches.mark_no_show(db, who, match_id, None, None, ANY)
        case "lesson-after":
            return await matches.lesson_after(db, who, match_id, LessonAfterIn.model_validate(told), ANY)
        case "feedback":
            return await matches.feedback(db, who, match_id, FeedbackIn.model_validate(told), ANY)
        case "cancel":
            await matches.cancel(db, who, match_id, CancelIn.model_validate(told), ANY)
        case "wait":
            await duties.attend(db, match_id, clock.now())
    return None


def _sent(stage: Stage) -> dict[str, Any]:
    """Whom the company sends, in the first hours of the proposed week that they have."""
    hours = stage.professional["availability"][0]
    day = stage.weeks[1 % len(stage.weeks)] + timedelta(days=hours["weekday"] - 1)
    begins = datetime.combine(day, time.fromisoformat(hours["from"]))
    at = {"startsAt": f"{begins:%Y-%m-%dT%H:%M}", "endsAt": f"{begins + timedelta(minutes=90):%Y-%m-%dT%H:%M}"}
    return {"professionalId": str(stage.professional["id"]), "at": at}
