from uuid import UUID

import pytest

from api.accounts.models import Role
from api.accounts.rules import VISITOR, Actor
from api.schools import rules

SCHOOL, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(("scheme", "school"), [("duo", "00AH"), ("demo", "00AH07"), ("kvk", "00AH07")])
def test_only_a_site_of_duo_names_its_institution(scheme: str, school: str) -> None:
    assert rules.school_value(scheme, "00AH07") == school


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (Actor(role=Role.PLATFORM_ADMIN), True),
        (Actor(role=Role.SCRIPT), True),
        (Actor(role=Role.PORTAL, region_code="twente"), True),
        (Actor(role=Role.REGIONAL_COORDINATOR, region_code="twente"), True),
        (Actor(role=Role.SCHOOL_COORDINATOR, organisation_id=SCHOOL), True),
        (Actor(role=Role.PORTAL, region_code="zeeland"), False),
        (Actor(role=Role.SCHOOL_COORDINATOR, organisation_id=OTHER), False),
        (Actor(role=Role.SCHOOL_COORDINATOR, region_code="twente"), False),
        (Actor(role=Role.TEACHER, organisation_id=SCHOOL), False),
        (Actor(role=Role.COMPANY_COORDINATOR, organisation_id=SCHOOL), False),
        (Actor(role=Role.DATA_SPECIALIST, region_code="twente"), False),
        (VISITOR, False),
    ],
)
def test_a_site_is_its_regions_and_its_schools_to_change(actor: Actor, allowed: bool) -> None:
    assert rules.may_write(actor, "twente", SCHOOL) is allowed


def test_a_site_without_a_region_is_for_who_is_bound_to_none() -> None:
    assert rules.may_write(Actor(role=Role.PORTAL, region_code="twente"), None, SCHOOL) is False
    assert rules.may_write(Actor(role=Role.PORTAL), None, SCHOOL) is True
