"""A confirmed match on paper: for its parties, in two languages, whatever the words in it are."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from api.kit import clock
from api.kit.db import rows
from api.papers.press import ZERO_WIDTH_SPACE
from tests.conftest import MakeKey
from tests.matches.conftest import World
from tests.people import Headers, log, person

AT = {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30"}
HOSTILE = [
    "#panic() $x$ *vet* _schuin_ `rauw` \\ #set text(size: 99pt) // weg",
    '</script><img src=x onerror=alert(1)> {{ 7*7 }} %(id)s "quotes" \'enkel\'',
    "#read(\"/etc/passwd\") #include \"ticket.typ\"",
    "Élise Ünal-Çelik Łódź ναι да",
    "W" * 200,
]  # fmt: skip


async def confirmed(world: World, **asked: Any) -> dict[str, Any]:
    match = await world.proposes(await world.asks(**asked), await world.offers())
    return await world.does("accept", match, world.company, at=AT)


async def sheet(world: World, match: dict[str, Any], who: Headers, language: str = "nl") -> PdfReader:
    headers = {**who, "Accept-Language": language}
    answer = await world.http.get(f"/matches/{match['id']}/confirmation", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return PdfReader(BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("nl", "Bevestiging: Zonnepanelen meten", ["Afgesproken", "19 jan. 2027, 10:00 tot 11:30", "28 leerlingen"]),
        (
            "en-GB,nl;q=0.5",
            "Confirmation: Zonnepanelen meten",
            ["Agreed", "19 Jan. 2027, 10:00 to 11:30", "28 pupils"],
        ),
        ("fr", "Bevestiging: Zonnepanelen meten", ["Afgesproken"]),
    ],
)
async def test_it_says_who_what_when_and_leads_to_the_appointment(
    world: World, language: str, title: str, said: list[str]
) -> None:
    match = await confirmed(world)
    pdf = await sheet(world, match, world.company, language)
    assert pdf.metadata is not None
    assert (pdf.metadata.title, len(pdf.pages)) == (title, 1)
    root: Any = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ((title[0] == "B" and "nl") or "en", True)
    read = words(pdf)
    shared = ["Voorbeeldcollege", "Voorbeeld Energie", "Zonnepanelen meten", "Wie komt er?", "docent@example.org"]
    assert [one for one in [*said, *shared, "bedrijf@example.org"] if one not in read] == []
    annotations: Any = pdf.pages[0]["/Annots"]
    links = {note.get_object()["/A"]["/URI"] for note in annotations}
    assert links == {f"http://localhost:8000/mijn/afspraken/{match['id']}"}


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_stay_words(world: World, text: str) -> None:
    pdf = await sheet(world, await confirmed(world, title=text), world.teacher)
    read, expected = ("".join(one.split()).replace("-", "") for one in (words(pdf), text))
    assert expected in read.replace(ZERO_WIDTH_SPACE, "")
    assert "/JavaScript" not in str(pdf.trailer["/Root"])


@pytest.mark.parametrize(
    "text", ["Les 中文 🎟 morgen", "Les \ue000 \ufdd0 morgen", "Les \u200fomgekeerd\u200f morgen"]
)
async def test_signs_that_no_font_draws_hold_up_nothing(world: World, text: str) -> None:
    read = words(await sheet(world, await confirmed(world, title=text), world.teacher))
    expected = ["Les", "morgen", "19 jan. 2027, 10:00 tot 11:30", "Voorbeeldcollege"]
    assert [one for one in expected if one not in read] == []


async def test_the_same_appointment_is_the_same_sheet(world: World) -> None:
    match = await confirmed(world)
    path = f"/matches/{match['id']}/confirmation"
    first, second = [await world.http.get(path, headers=world.teacher) for _ in "ab"]
    assert first.content == second.content
    same = await world.http.get(path, headers={**world.teacher, "If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.headers["cache-control"]) == (304, "private, no-cache")
    assert first.headers["content-language"] == "nl"
    assert set(first.headers["vary"].replace(" ", "").split(",")) >= {"Accept-Language", "Cookie"}


async def test_it_is_there_from_the_second_yes_until_it_is_called_off(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    path = f"/matches/{match['id']}/confirmation"

    async def told() -> tuple[int, str | None]:
        answer = await world.http.get(path, headers=world.teacher)
        return answer.status_code, None if answer.status_code == 200 else answer.json()["code"]

    assert await told() == (409, "state_forbids")
    await world.does("accept", match, world.company)
    assert await told() == (200, None)
    await world.does("cancel", match, world.company, reason="illness")
    assert await told() == (409, "state_forbids")


async def test_it_is_there_after_it_took_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    match = await confirmed(world)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 20, tzinfo=UTC))
    await world.does("mark-delivered", match, world.company)
    assert "Afgesproken" in words(await sheet(world, match, world.teacher))


async def test_it_is_for_the_parties_alone_and_every_read_is_logged(world: World, key: MakeKey) -> None:
    match = await confirmed(world)
    path = f"/matches/{match['id']}/confirmation"
    stranger = await person(world.db, "vreemd@example.org", "regional_coordinator", region_code="friesland")
    await world.db.execute("DELETE FROM audit_entry")
    for who, status in ((stranger, 404), (world.coordinator, 200), ({}, 401)):
        world.http.cookies.clear()
        answer = await world.http.get(path, headers=who)
        assert answer.status_code == status
        assert (b"docent@example.org" in answer.content) is False  # compressed, or not there
    assert await log(world.db) == [("read_confirmation", 404), ("read_confirmation", 200)]
    assert len(await rows(world.db, "SELECT 1 FROM match_event", {})) == 2
