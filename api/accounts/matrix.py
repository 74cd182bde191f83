"""The role matrix: which role may do an operation, and how far that reaches. The tests are made from it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.accounts.roles import Role

FILE = Path(__file__).with_name("matrix.csv")
ROLES = ("visitor", *(role.value for role in Role))
# Not at all; what is one's own or one's organisation's; all in one's region; whoever's it is.
REACHES = ("-", "own", "region", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """An operation, what people call it, and the reach of each role."""

    operation: str
    label: Mapping[str, str]
    reach: Mapping[str, str]


@cache
def rows() -> tuple[Row, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(row["operation"], {"nl": row["nl"], "en": row["en"]}, {role: row[role] for role in ROLES})
            for row in csv.DictReader(file)
        )
