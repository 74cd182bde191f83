"""The demo on databases of its own: it is written in many transactions."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from api.accounts import service as accounts
from api.accounts.roles import Role
from api.accounts.rules import HOUSE, SignInRefused
from api.accounts.schemas import SignIn
from api.crisis import queries as crisis
from api.crisis.rules import Mode, Outcome, outcome
from api.demo import queries, service
from api.demo.stories import STORIES
from api.kit import clock
from api.kit.db import Connection, house, rows
from api.requests.queries import WEEKS_OVER

REGIONS = {"friesland": ("water",), "zuidoost-brabant": ("high-tech",), "twente": ("metal",)}


class CutOff(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def url(copy_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh database, and a demo of three regions."""
    monkeypatch.setattr(service, "STRENGTHS", REGIONS)
    return copy_database(f"filled_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


async def connected(url: str) -> Connection:
    return await psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=dict_row)


async def counts(db: Connection) -> list[tuple[str, int]]:
    tables = ("school_site", "company_site", "activity", "school_request", "professional")
    return [(t, (await rows(db, f"SELECT count(*) AS n FROM {t}", {}))[0]["n"]) for t in tables]


@pytest.mark.parametrize("day", [date(2025, 11, 10), date(2026, 11, 25)])
async def test_no_offer_and_no_request_lies_in_a_holiday(url: str, day: date) -> None:
    with clock.standing_at(datetime(day.year, day.month, day.day, 10, tzinfo=UTC)):
        await service.prepare(url)
    async with await connected(url) as db:
        for region in REGIONS:
            free = [*await queries.holidays(db, region), (date(2026, 12, 21), date(2027, 1, 3))]
            asked = await rows(
                db,
                """SELECT unnest(weeks) AS week FROM activity WHERE region_code = %(region)s
                   UNION SELECT unnest(weeks_ok) FROM school_request WHERE region_code = %(region)s""",
                {"region": region},
            )
            weeks = [row["week"] for row in asked]
            assert len(weeks) > 10
            assert [w for w in weeks for first, last in free if first <= w + timedelta(days=4) and w <= last] == []


async def test_a_demo_that_was_cut_off_is_filled_at_the_next_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = service.fill_region

    async def cut_off(db: Connection, region: str) -> None:
        if region == "twente":
            raise CutOff
        await whole(db, region)

    with monkeypatch.context() as broken:
        broken.setattr(service, "fill_region", cut_off)
        with pytest.raises(CutOff):
            await service.prepare(url)
    async with await connected(url) as db:
        assert not await service.is_filled(db)
        await service.prepare(url)
        assert await service.is_filled(db)
        filled = await counts(db)
        await service.fill(url, db)
        assert await counts(db) == filled
        assert filled[0] == ("school_site", 1619)
        assert filled[3] == ("school_request", 15 + len(STORIES))


async def test_keys_name_whom_they_speak_for_and_replace_those_of_the_last_start(url: str) -> None:
    first = await service.prepare(url)
    second = await service.prepare(url)
    assert [key.role for key in second] == [
        Role.TEACHER, Role.SCHOOL_COORDINATOR, Role.PROFESSIONAL, Role.COMPANY_COORDINATOR,
        Role.REGIONAL_COORDINATOR, Role.DATA_SPECIALIST, Role.PLATFORM_ADMIN, Role.SCRIPT,
    ]  # fmt: skip
    assert [key.whose for key in second[4:]] == [
        "region Zuidoost-Brabant", "all regions", "the platform", "region Zuidoost-Brabant",
    ]  # fmt: skip
    assert second[0].whose == second[1].whose
    assert second[2].whose == second[3].whose
    assert second[2].whose.endswith("(voorbeeld)")
    told = service.told(second, 8000)
    assert all(key.key in told and key.whose in told for key in second)
    assert {key.key for key in first}.isdisjoint(key.key for key in second)
    entrance = second[0].entrance
    assert entrance is not None
    assert f"http://localhost:8000/inloggen/link#{entrance}" in told
    async with house(url) as db:
        _, session = await accounts.sign_in(db, SignIn.model_validate({"token": entrance}), "here", "-")
        assert "Docent (voorbeeld)" in session
        with pytest.raises(SignInRefused):
            await accounts.sign_in(db, SignIn.model_validate({"token": entrance}), "here", "-")
    async with await connected(url) as db:
        keys = "SELECT role, region_codes[1] AS region_code FROM api_client WHERE revoked_at IS NULL ORDER BY role"
        alive = await rows(db, keys, {})
        assert [(row["role"], row["region_code"]) for row in alive] == [
            ("company_coordinator", None),
            ("data_specialist", None),
            ("platform_admin", None),
            ("professional", None),
            ("regional_coordinator", "zuidoost-brabant"),
            ("school_coordinator", None),
            ("script", "zuidoost-brabant"),
            ("teacher", None),
        ]


async def test_the_region_has_somebody_to_admit_and_the_school_of_the_demo_takes_part(url: str) -> None:
    await service.prepare(url)
    await service.prepare(url)
    async with await connected(url) as db:
        waiting = await rows(db, "SELECT kind, state, region_code FROM application ORDER BY kind", {})
        region = "zuidoost-brabant"
        assert [tuple(row.values()) for row in waiting] == [
            ("company", "applied", region),
            ("school", "applied", region),
        ]
        (school,) = await rows(
            db,
            """SELECT o.participation, array_agg(DISTINCT s.region_code::text) AS regions
               FROM membership m JOIN school o ON o.id = m.school_id JOIN school_site s ON s.school_id = o.id
               WHERE m.role = 'teacher' GROUP BY o.id""",
            {},
        )
        assert school == {"participation": "active", "regions": [region]}


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 3, 30), date(2026, 8, 25), date(2026, 11, 25)])
async def test_there_is_an_appointment_in_every_state_on_any_day(url: str, day: date) -> None:
    with clock.standing_at(datetime(day.year, day.month, day.day, 10, tzinfo=UTC)):
        await service.prepare(url)
        await service.prepare(url)
    async with await connected(url) as db:
        told = await rows(db, "SELECT state, starts_at, school_contact_id FROM match ORDER BY id", {})
    assert [row["state"] for row in told] == [
        "proposed", "proposed", "proposed", "proposed", "confirmed", "reschedule_proposed", "declined_by_company",
        "cancelled_by_company", "expired", "delivered", "closed", "no_show_company",
    ]  # fmt: skip
    assert told[4]["starts_at"] is not None
    async with await connected(url) as db:
        # Whom the link lets in as a professional came to what took place.
        given = await rows(
            db,
            """SELECT m.state FROM match m JOIN professional p ON p.id = m.professional_id
               JOIN account a ON a.id = p.account_id
               WHERE a.email = 'professional@demo.example' AND p.consent_at IS NOT NULL ORDER BY m.id""",
            {},
        )
        assert [row["state"] for row in given] == ["confirmed", "delivered", "closed", "no_show_company"]
        # Nobody asks for what is over, and a region that goes online shows some of each.
        with clock.standing_at(datetime(day.year, day.month, day.day, 10, tzinfo=UTC)):
            over = f"SELECT r.value FROM school_request r WHERE r.state = 'open' AND {WEEKS_OVER}"
            assert await rows(db, over, {"this_week": clock.this_week()}) == []
            to_come = await crisis.to_come(db, HOUSE, "zuidoost-brabant")
        found = Counter(outcome(Mode.ONLINE, row) for row in to_come)
        assert (found[Outcome.SURVIVES], found[Outcome.CONVERTS], found[Outcome.REMATCHES]) == (2, 3, 1)
    assert all(row["school_contact_id"] for row in told[4:])


async def test_the_school_has_partners_of_every_kind_and_they_are_made_once(url: str) -> None:
    await service.prepare(url)
    await service.prepare(url)
    async with await connected(url) as db:
        told = await rows(
            db,
            """SELECT loket_partnership_state(state, started_on, school_id, company_id, %(today)s::date) AS state
               FROM partnership ORDER BY id""",
            {"today": clock.today()},
        )
    assert [row["state"] for row in told] == ["active", "dormant", "proposed"]
