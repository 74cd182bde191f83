from uuid import UUID

import pytest

from api.accounts.roles import Role
from api.accounts.rules import VISITOR, Actor
from api.schools import rules
from tests.actors import holding

SCHOOL, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(("scheme", "school"), [("duo", "00AH"), ("demo", "00AH07"), ("kvk", "00AH07")])
def test_only_a_site_of_duo_names_its_institution(scheme: str, school: str) -> None:
    assert rules.school_value(scheme, "00AH07") == school


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (holding(Role.PLATFORM_ADMIN), False),
        (holding(Role.SCRIPT), True),
        (holding(Role.PORTAL, region="twente"), True),
        (holding(Role.REGIONAL_COORDINATOR, region="twente"), True),
        (holding(Role.SCHOOL_COORDINATOR, organisation=SCHOOL), True),
        (holding(Role.PORTAL, region="zeeland"), False),
        (holding(Role.SCHOOL_COORDINATOR, organisation=OTHER), False),
        (holding(Role.SCHOOL_COORDINATOR, region="twente"), False),
        (holding(Role.TEACHER, organisation=SCHOOL), False),
        (holding(Role.COMPANY_COORDINATOR, organisation=SCHOOL), False),
        (holding(Role.DATA_SPECIALIST, region="twente"), False),
        (VISITOR, False),
    ],
)
def test_a_site_is_its_regions_and_its_schools_to_change(actor: Actor, allowed: bool) -> None:
    assert rules.may_write(actor, "twente", SCHOOL) is allowed


def test_a_site_without_a_region_is_for_who_is_bound_to_none() -> None:
    assert rules.may_write(holding(Role.PORTAL, region="twente"), None, SCHOOL) is False
    assert rules.may_write(holding(Role.PORTAL), None, SCHOOL) is True
