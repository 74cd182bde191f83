"""Tickets as PDF."""

from api.papers.press import HERE, code


def test_the_fonts_that_go_along_have_their_licence() -> None:
    fonts = sorted(file.name for file in (HERE / "fonts").iterdir())
    assert fonts == ["BricolageGrotesque-ExtraBold.ttf", "Figtree-Bold.ttf", "Figtree-Regular.ttf", "OFL.txt"]
    assert "SIL OPEN FONT LICENSE" in (HERE / "fonts" / "OFL.txt").read_text().upper()


def test_the_code_changes_with_the_link() -> None:
    assert code("https://example.org/a") == code("https://example.org/a") != code("https://example.org/b")
