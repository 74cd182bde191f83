from uuid import UUID

import pytest

from api.accounts.models import Role
from api.accounts.rules import VISITOR, Actor
from api.companies import rules

COMPANY, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (Actor(role=Role.PLATFORM_ADMIN), True),
        (Actor(role=Role.SCRIPT), True),
        (Actor(role=Role.PORTAL, region_code="twente"), True),
        (Actor(role=Role.REGIONAL_COORDINATOR, region_code="twente"), True),
        (Actor(role=Role.COMPANY_COORDINATOR, organisation_id=COMPANY), True),
        (Actor(role=Role.PORTAL, region_code="zeeland"), False),
        (Actor(role=Role.COMPANY_COORDINATOR, organisation_id=OTHER), False),
        (Actor(role=Role.COMPANY_COORDINATOR, region_code="twente"), False),
        (Actor(role=Role.PROFESSIONAL, organisation_id=COMPANY), False),
        (Actor(role=Role.SCHOOL_COORDINATOR, organisation_id=COMPANY), False),
        (VISITOR, False),
    ],
)
def test_a_site_is_its_regions_and_its_companys_to_change(actor: Actor, allowed: bool) -> None:
    assert rules.may_write(actor, "twente", COMPANY) is allowed
