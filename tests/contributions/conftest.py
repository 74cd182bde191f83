"""The school and the company of the matches."""

from tests.matches.conftest import before_the_weeks, world

__all__ = ["before_the_weeks", "world"]
