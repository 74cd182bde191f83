"""What a region does to many at once, in a real browser: first what would happen, then the deed."""

from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row

from api.accounts.rules import digest, new_token
from tests.browser.conftest import shot, signed_in, violations
from tests.browser.test_matches import COMPANY, REGION, pair
from tests.conftest import Live

__all__ = ["pair"]
Open = Callable[..., Page]
CAN_BE_ONLINE = """WITH asked AS (UPDATE school_request SET online_ok = true WHERE id = %(request)s)
    UPDATE activity SET fallback_mode = 'online' WHERE id = %(activity)s"""


@pytest.fixture
def agreed(demo: Live, pair: dict[str, str]) -> str:
    """An appointment to come in the coordinator's region, which can go online."""
    with psycopg.connect(demo.database, autocommit=True) as db:
        db.execute(CAN_BE_ONLINE, pair)
    with httpx.Client(base_url=f"{demo.url}/v1", headers={"Authorization": f"Bearer {demo.key('script')}"}) as http:
        moments = [{"week": pair["week"]}]
        body = {"requestId": pair["request"], "activityId": pair["activity"], "moments": moments, "side": "school"}
        made = http.post("/matches", json=body)
        assert made.status_code == 201, made.text
        match = str(made.json()["id"])
        assert http.post(f"/matches/{match}/accept", json={"side": "company"}).json()["state"] == "confirmed"
    return match


def _state(demo: Live, match: str) -> dict[str, Any] | None:
    with psycopg.connect(demo.database, row_factory=dict_row) as db:
        return db.execute("SELECT state, switched_online FROM match WHERE id = %(id)s", {"id": match}).fetchone()


ASLEEP = (
    "DELETE FROM dormancy_question WHERE company_id = %(company)s",
    "UPDATE company SET created_at = now() - interval '2 years' WHERE id = %(company)s",
    "UPDATE membership SET starts_at = now() - interval '2 years' WHERE company_id = %(company)s",
    """UPDATE activity SET created_at = now() - interval '2 years', updated_at = now() - interval '2 years'
       WHERE company_id = %(company)s""",
)
QUESTION = """INSERT INTO dormancy_question (company_id, account_id, token_hash, expires_at)
    SELECT %(company)s, id, %(hash)s, now() + interval '1 day' FROM account WHERE email = %(email)s"""


def _asleep(demo: Live, pair: dict[str, str]) -> tuple[str, str]:
    """The company of the pair sleeps, and its coordinator was mailed a link; its name and the link's token."""
    token = new_token()
    with psycopg.connect(demo.database, autocommit=True) as db:
        asked = {"company": pair["company_id"], "hash": digest(token), "email": COMPANY}
        for statement in ASLEEP:
            db.execute(statement.encode(), asked)
        db.execute(QUESTION, asked)
        named = db.execute("SELECT name FROM company WHERE id = %(company)s", asked).fetchone()
    assert named is not None
    return named[0], token


def _fine(page: Page, width: int, name: str) -> None:
    shot(page, f"{name}-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "language"), [(1280, "nl-NL"), (390, "en-GB")])
def test_a_region_goes_online_and_back(demo: Live, open_page: Open, agreed: str, width: int, language: str) -> None:
    dutch = language == "nl-NL"
    page = signed_in(demo, open_page, REGION, "/regio/omschakelen", width=width, language=language)
    _fine(page, width, "crisis-first")
    page.get_by_role("button", name="Bekijk: naar online" if dutch else "Preview: online").click()
    unchanged = "Er is nog niets veranderd" if dutch else "Nothing has changed yet"
    expect(page.get_by_text(unchanged)).to_be_visible()
    _fine(page, width, "crisis-preview")
    page.get_by_role("button", name="Schakel om naar online" if dutch else "Go online", exact=True).click()
    _fine(page, width, "crisis-sure")
    page.get_by_role("button", name="Ja, schakel om" if dutch else "Yes, go online").click()
    expect(page.get_by_text("Gedaan." if dutch else "Done.")).to_be_visible()
    _fine(page, width, "crisis-done")
    assert _state(demo, agreed) == {"state": "confirmed", "switched_online": True}
    page.get_by_role("button", name="Bekijk: weer ter plaatse" if dutch else "Preview: on the spot again").click()
    page.get_by_role("button", name="Zet terug naar ter plaatse" if dutch else "Go back to visits").click()
    page.get_by_role("button", name="Ja, zet terug" if dutch else "Yes, go back").click()
    expect(page.get_by_text("Gedaan." if dutch else "Done.")).to_be_visible()
    assert _state(demo, agreed) == {"state": "confirmed", "switched_online": False}


@pytest.mark.parametrize(("width", "language"), [(1280, "en-GB"), (390, "nl-NL")])
def test_who_sleeps_is_listed_and_answers_by_one_click(
    demo: Live, open_page: Open, pair: dict[str, str], width: int, language: str
) -> None:
    dutch = language == "nl-NL"
    name, token = _asleep(demo, pair)
    desk = signed_in(demo, open_page, REGION, "/regio/slapend", width=width, language=language)
    expect(desk.get_by_role("heading", name=name)).to_be_visible()
    _fine(desk, width, "sleepers")
    page = open_page(f"{demo.url}/nog-actief#{token}", width=width, language=language)
    _fine(page, width, "still-there")
    page.get_by_role("button", name="We stoppen" if dutch else "We are stopping").click()
    _fine(page, width, "still-there-stop")
    page.get_by_role("button", name="Toch niet" if dutch else "Never mind").click()
    page.get_by_role("button", name="Ja, nog actief" if dutch else "Yes, still active").click()
    expect(page.get_by_role("heading", name="Fijn" if dutch else "Good")).to_be_visible()
    _fine(page, width, "still-there-done")
    desk.reload()
    expect(desk.get_by_role("heading", name="Niemand slaapt" if dutch else "Nobody is asleep")).to_be_visible()
