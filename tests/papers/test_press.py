"""Tickets as PDF."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from api.papers.press import HERE, ZERO_WIDTH_SPACE, Part, Ticket, _pdf, code


def test_the_fonts_that_go_along_have_their_licence() -> None:
    fonts = sorted(file.name for file in (HERE / "fonts").iterdir())
    assert fonts == ["BricolageGrotesque-ExtraBold.ttf", "Figtree-Bold.ttf", "Figtree-Regular.ttf", "OFL.txt"]
    assert "SIL OPEN FONT LICENSE" in (HERE / "fonts" / "OFL.txt").read_text().upper()


def test_the_code_changes_with_the_link() -> None:
    assert code("https://example.org/a") == code("https://example.org/a") != code("https://example.org/b")


def _sheet(asked: str) -> PdfReader:
    ticket = Ticket(
        lang="nl", title="Bevestiging", heading="Afgesproken", lead="Ja.", stub=Part("Wanneer", "Morgen", "De code"),
        link="https://example.org/a", foot="Kijk op:", halves=(Part("School", "A"), Part("Bedrijf", "B")),
        rows=(("Vraag", asked),),
    )  # fmt: skip
    return PdfReader(BytesIO(_pdf(ticket, datetime(2026, 11, 24, tzinfo=UTC))))


def test_a_very_long_word_is_broken_and_stays_one() -> None:
    sheet = _sheet("W" * 200)
    read = sheet.pages[0].extract_text().replace(ZERO_WIDTH_SPACE, "")
    rows = [line for line in read.splitlines() if "WW" in line]
    assert (len(rows) > 3, "".join(rows).count("W")) == (True, 200)
