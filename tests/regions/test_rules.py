import re

import pytest

from api.accounts.roles import Role
from api.accounts.rules import VISITOR
from api.regions.rules import (
    NEAR,
    Point,
    PostcodeUnreadable,
    check_postcode,
    compact,
    home_of,
    point_or_postcode,
    postcode4,
)
from tests.actors import holding


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ("51.441,5.478", Point(51.441, 5.478)),
        ("-89.5,-179.999", Point(-89.5, -179.999)),
        ("0,0", Point(0, 0)),
        ("5611", "5611"),
        ("5611AB", "5611"),
        ("5611 ab", "5611"),
    ],
)
def test_near_is_a_point_or_a_postcode(near: str, place: Point | str) -> None:
    assert re.fullmatch(NEAR, near)
    assert point_or_postcode(near) == place


@pytest.mark.parametrize("near", ["", "91,5", "52,181", "52", "52,NaN", "561", "5611 A", "56110", "AB5611", "1e2,5"])
def test_near_is_nothing_else(near: str) -> None:
    assert re.fullmatch(NEAR, near) is None


@pytest.mark.parametrize(
    ("postcode", "digits", "short"),
    [
        ("5611 AB", "5611", "5611AB"),
        ("5611AB", "5611", "5611AB"),
        ("5611", "5611", "5611"),
        ("SW1A 1AA", None, "SW1A1AA"),
        ("56111", None, "56111"),
        (None, None, None),
    ],
)
def test_postcodes(postcode: str | None, digits: str | None, short: str | None) -> None:
    assert (postcode4(postcode), compact(postcode)) == (digits, short)


def test_only_regional_roles_are_bound_to_a_home() -> None:
    assert home_of(holding(Role.PORTAL, region="twente")) == ["twente"]
    assert home_of(holding(Role.PORTAL)) is None
    assert home_of(holding(Role.PLATFORM_ADMIN, region="twente")) is None
    assert home_of(VISITOR) is None


@pytest.mark.parametrize(
    ("postcode", "municipality"),
    [(None, "GM0772"), ("5611 AB", "GM0772"), ("5611", None), ("48149", None), ("1000", None), ("SW1A 1AA", None)],
)
def test_a_postcode_may_be_of_another_country(postcode: str | None, municipality: str | None) -> None:
    check_postcode(postcode, municipality)


@pytest.mark.parametrize(
    ("postcode", "municipality"),
    [("99 XX", None), ("5611 A", None), ("5611-AB", None), ("56112 AB", None), ("48149", "GM0772")],
)
def test_what_looks_dutch_is_a_postcode(postcode: str, municipality: str | None) -> None:
    with pytest.raises(PostcodeUnreadable):
        check_postcode(postcode, municipality)
