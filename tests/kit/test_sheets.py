"""Which form of an answer is asked for, and tables that a spreadsheet reads as they are."""

import csv
import io

import pytest
from fastapi import Request

from api.kit.sheets import preferred, sheet

OFFERED = ("application/json", "text/csv", "text/calendar")


def asked(accept: str | None) -> Request:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV;header=present", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*;q=0.5, text/calendar", "text/calendar"),
        ("text/csv;q=0.9, application/json;q=0.8", "text/csv"),
        ("text/csv;q=0, */*;q=0.1", "application/json"),
        ("text/csv;q=0.2, */*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("image/png", "application/json"),
        ("text/csv;q=nonsense, ;;,", "text/csv"),
    ],
)
def test_the_reader_gets_the_form_it_likes_best(accept: str | None, given: str) -> None:
    assert preferred(asked(accept), *OFFERED) == given


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_is_no_formula(begin: str) -> None:
    harmful = f'{begin}HYPERLINK("https://example.org","x")'
    (_, row) = csv.reader(io.StringIO(sheet(["a", "b"], [[harmful, -5]]), newline=""))
    assert row == [f"'{harmful}", "-5"]


def test_what_is_not_there_is_empty_and_quotes_are_kept() -> None:
    assert sheet(["a", "b"], [[None, 'een "vraag", met komma']]) == 'a,b\r\n,"een ""vraag"", met komma"\r\n'
