"""The school, the company and the people of the tests of matches."""

from tests.matches.conftest import world

__all__ = ["world"]
