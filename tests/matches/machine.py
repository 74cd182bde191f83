"""A region in miniature that is driven at random: whatever people do, the log gives the row and no place is lost.

Every run is one transaction that is rolled back; its clock is its own.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from psycopg.rows import dict_row

from api.accounts.roles import Role
from api.accounts.rules import Actor, Membership
from api.kit import clock
from api.kit.db import as_house, one, only, rows
from api.kit.errors import Refusal
from api.kit.http import Versions
from api.matches import duties, life, proposing, queries, rules, service
from api.matches.models import KEPT, PLANNED, WAITING, MatchState
from api.matches.schemas import AcceptIn, CancelIn, DeclineIn, FeedbackIn, LessonAfterIn, MatchIn, MomentsIn

T = TypeVar("T")
BEGIN = datetime(2027, 1, 4, 9, tzinfo=UTC)
WEEKS = ["2027-01-11", "2027-01-18", "2027-01-25"]
WORLD = """
WITH school AS (INSERT INTO school (scheme, value, name, participation) VALUES ('m', 'S', 'School', 'active')
    RETURNING id),
site AS (INSERT INTO school_site (school_id, scheme, value, name, levels, lat, lon, precision)
    SELECT id, 'm', 'S', 'School', ARRAY['havo'], 51.5, 5.4, 'exact' FROM school RETURNING id, school_id),
company AS (INSERT INTO company (scheme, value, name) VALUES ('m', 'C', 'Company') RETURNING id),
place AS (INSERT INTO company_site (company_id, scheme, value, name, lat, lon, precision, capacity_year)
    SELECT id, 'm', 'C', 'Company', 51.4, 5.5, 'exact', 3 FROM company RETURNING id, company_id),
asked AS (INSERT INTO school_request (school_site_id, school_id, title, goal, kinds, subjects, level, year, pupils,
        languages, max_km, online_ok, weeks_ok, respond_by)
    SELECT id, school_id, 'Request ' || n, 'project', ARRAY['workshop'], ARRAY['techniek'], 'havo', 3, 20,
        ARRAY['nl'], 50, false, %(weeks)s::date[], now() FROM site, generate_series(1, 4) n RETURNING id)
SELECT (SELECT id FROM school) AS school, (SELECT id FROM company) AS company, (SELECT id FROM place) AS place,
    (SELECT array_agg(id) FROM asked) AS requests
"""
OFFER = """INSERT INTO activity (company_site_id, company_id, company_name, title, kind, subjects, levels, years,
    modes, languages, weeks, max_group, radius_km, capacity_week, capacity_year, state, level_mask, year_mask,
    subject_mask, theme_mask, language_mask, first_week, week_mask)
    VALUES (%(place)s, %(company)s, 'Company', 'Offer', 'workshop', ARRAY['techniek'], ARRAY['havo'], ARRAY[3],
    ARRAY['at_school'], ARRAY['nl'], %(weeks)s::date[], 30, 50, 1, 2, 'published', 1, 8, 1, 0, 1,
    (%(first)s::date - date '1970-01-05') / 7, 7) RETURNING id"""
SLOT = """INSERT INTO slot (activity_id, starts_at, ends_at, time_zone, week, capacity)
    VALUES (%(activity)s, '2027-01-19T09:00Z', '2027-01-19T10:00Z', 'Europe/Amsterdam', '2027-01-18', 1)
    RETURNING id"""
COUNTED = """SELECT c.kind, c.taken, c.capacity, (
        SELECT count(*) FROM match m WHERE m.holds AND CASE c.kind
            WHEN 'company' THEN m.company_site_id = c.holder_id AND loket_school_year(m.week) = c.period
            WHEN 'year' THEN m.activity_id = c.holder_id AND loket_school_year(m.week) = c.period
            ELSE m.activity_id = c.holder_id AND m.week = c.period END) AS held
    FROM place_count c
    UNION ALL SELECT 'slot', s.taken, s.capacity, (SELECT count(*) FROM match m WHERE m.holds AND m.slot_id = s.id)
    FROM slot s"""
ANY = Versions(None)
WEEKS_NAMED = st.lists(st.integers(0, 3), min_size=1, max_size=2)
EITHER = st.sampled_from(["school", "company"])


class Life(RuleBasedStateMachine):
    """`url` names a migrated database; a subclass gives it."""

    url = ""
    told: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.real_now = clock.now
        self.time = BEGIN
        clock.now = lambda: self.time  # the clock is what a test may replace
        self._run(self._begin)

    def _run(self, work: Callable[[], Awaitable[T]]) -> T:
        return self.loop.run_until_complete(work())

    async def _begin(self) -> None:
        self.db: Any = await psycopg.AsyncConnection.connect(self.url, autocommit=True, row_factory=dict_row)
        await self.db.execute("BEGIN")
        made = await only(self.db, WORLD, {"weeks": WEEKS})
        self.requests: list[UUID] = made["requests"]
        offer = {"place": made["place"], "company": made["company"], "weeks": WEEKS, "first": WEEKS[0]}
        self.activities: list[UUID] = [(await only(self.db, OFFER, offer))["id"] for _ in range(2)]
        self.organisations = {"school": made["school"], "company": made["company"]}
        self.away: set[str] = set()
        self.agreed: set[UUID] = set()
        self.slot = (await only(self.db, SLOT, {"activity": self.activities[0]}))["id"]
        self.actors = {
            "school": Actor(None, "client", (Membership(Role.TEACHER, None, made["school"], None),)),
            "company": Actor(None, "client", (Membership(Role.COMPANY_COORDINATOR, None, None, made["company"]),)),
        }

    def teardown(self) -> None:
        if hasattr(self, "db"):
            self._run(self._end)
            self.loop.close()
            clock.now = self.real_now

    async def _end(self) -> None:
        for row in await rows(self.db, "SELECT state FROM match", {}):
            self.told[f"ended as {row['state']}"] += 1
        await self.db.execute("ROLLBACK")
        await self.db.close()

    def _try(self, work: Callable[[], Awaitable[object]]) -> None:
        """As a request would: a refusal takes back what was written before it."""

        async def within() -> None:
            try:
                async with self.db.transaction():
                    await work()
                self.told["done"] += 1
            except Refusal as refusal:
                self.told[f"refused: {refusal.code}"] += 1

        self._run(within)

    def _moment(self, week: int) -> dict[str, Any]:
        return {"slotId": self.slot} if week == 3 else {"week": WEEKS[week]}

    @rule(request=st.integers(0, 3), activity=st.integers(0, 1), weeks=WEEKS_NAMED, side=EITHER)
    def propose(self, request: int, activity: int, weeks: list[int], side: str) -> None:
        body = MatchIn.model_validate(
            {
                "requestId": self.requests[request],
                "activityId": self.activities[activity],
                "moments": [self._moment(week) for week in weeks],
            }
        )
        self._try(lambda: proposing.propose(self.db, self.actors[side], body))

    @rule(side=EITHER, n=st.integers(0, 9))
    def pause_or_return(self, side: str, n: int) -> None:
        """A pause is rare and short."""
        if n and side not in self.away:
            return
        self.away ^= {side}
        to = "paused" if side in self.away else "active"
        query = f"UPDATE {side} SET participation = %(to)s WHERE id = %(id)s"
        self._run(lambda: self.db.execute(query, {"to": to, "id": self.organisations[side]}))

    @rule(n=st.integers(0, 999), weeks=WEEKS_NAMED, moment=st.sampled_from([None, 0]))
    def do_what_is_allowed(self, n: int, weeks: list[int], moment: int | None) -> None:
        """One of all the actions that somebody may do now; it may still meet a refusal, such as a full week."""

        async def work() -> None:
            open_to = [
                (row["id"], side, action)
                for row in await rows(self.db, "SELECT * FROM match ORDER BY id", {})
                for side in rules.SIDES
                for action in rules.may(queries.life_of(row), side)
                for _ in range(5 if action == "accept" else 1)  # so that much is planned
            ]
            if open_to:
                await self._does(*open_to[n % len(open_to)], weeks, moment)

        self._try(work)

    @rule(n=st.integers(0, 20), side=EITHER, action=st.sampled_from(rules.ACTIONS), weeks=WEEKS_NAMED)
    def do_anything(self, n: int, side: str, action: str, weeks: list[int]) -> None:
        async def work() -> None:
            found = await rows(self.db, "SELECT id FROM match ORDER BY id", {})
            if found:
                await self._does(found[n % len(found)]["id"], side, action, weeks, None)

        self._try(work)

    async def _does(self, match_id: UUID, side: str, action: str, weeks: list[int], moment: int | None) -> None:
        body: Any = {"moments": [self._moment(week) for week in weeks]}
        of = (self.db, self.actors[side], match_id)
        match action:
            case "accept":
                await service.accept(*of, AcceptIn.model_validate({"moment": moment}), ANY)
            case "decline":
                await service.decline(*of, DeclineIn.model_validate({"reason": "no_time"}), ANY)
            case "withdraw":
                await service.withdraw(*of, None, None, ANY)
            case "propose-slots" | "reschedule":
                await service.propose_moments(*of, MomentsIn.model_validate(body), ANY, action)
            case "cancel":
                await service.cancel(*of, CancelIn.model_validate({"reason": "illness"}), ANY)
            case "mark-delivered":
                await service.mark_delivered(*of, None, None, ANY)
            case "mark-no-show":
                await service.mark_no_show(*of, None, None, ANY)
            case "feedback":
                await service.feedback(*of, FeedbackIn.model_validate({"score": 4, "wouldRepeat": True}), ANY)
            case "lesson-after":
                await service.lesson_after(*of, LessonAfterIn.model_validate({"lesson": "done"}), ANY)

    @precondition(lambda self: self.time < BEGIN + timedelta(days=30))
    @rule(hours=st.sampled_from([1, 5, 30, 100]))
    def time_passes(self, hours: int) -> None:
        self.time += timedelta(hours=hours)
        self._run(self._duties)

    async def _duties(self) -> None:
        async with self.db.transaction(), as_house(self.db):
            for match_id in await duties.due(self.db, self.time):
                await duties.attend(self.db, match_id, self.time)

    @invariant()
    def the_log_gives_the_row(self) -> None:
        if hasattr(self, "db"):
            self._run(self._check)

    async def _check(self) -> None:
        matches = await rows(self.db, "SELECT * FROM match", {})
        for row in matches:
            told = [queries.event_of(event) for event in await queries.events(self.db, row["id"])]
            assert life.replay(told) == queries.life_of(row)
        agreed = {row["id"] for row in matches if row["school_yes"] and row["company_yes"]}
        assert not (self.away and agreed - self.agreed), "nothing is agreed while a side is away"
        self.agreed = agreed
        for count in await rows(self.db, COUNTED, {}):
            assert count["taken"] == count["held"] <= count["capacity"], count
        for request_id in self.requests:
            states = {MatchState(row["state"]) for row in matches if row["request_id"] == request_id}
            request = await one(self.db, "SELECT state FROM school_request WHERE id = %(id)s", {"id": request_id})
            assert request is not None
            planned = states & (PLANNED | KEPT)
            done = states & {MatchState.EVALUATED, MatchState.CLOSED}
            expected = "fulfilled" if done else "matched" if planned else "proposed" if states & WAITING else "open"
            assert request["state"] == expected, (request, states)
            assert not (planned and states & WAITING), "what waited gave way to what is planned"
