"""The school, the company and the people of the tests of matches."""

from tests.matches.conftest import before_the_weeks, world

__all__ = ["before_the_weeks", "world"]
