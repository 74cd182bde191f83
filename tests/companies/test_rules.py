from uuid import UUID

import pytest

from api.accounts.roles import Role
from api.accounts.rules import VISITOR, Actor
from api.companies import rules
from tests.actors import holding

COMPANY, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (holding(Role.PLATFORM_ADMIN), False),
        (holding(Role.SCRIPT), True),
        (holding(Role.PORTAL, region="twente"), True),
        (holding(Role.REGIONAL_COORDINATOR, region="twente"), True),
        (holding(Role.COMPANY_COORDINATOR, organisation=COMPANY), True),
        (holding(Role.PORTAL, region="zeeland"), False),
        (holding(Role.COMPANY_COORDINATOR, organisation=OTHER), False),
        (holding(Role.COMPANY_COORDINATOR, region="twente"), False),
        (holding(Role.PROFESSIONAL, organisation=COMPANY), False),
        (holding(Role.SCHOOL_COORDINATOR, organisation=COMPANY), False),
        (VISITOR, False),
    ],
)
def test_a_site_is_its_regions_and_its_companys_to_change(actor: Actor, allowed: bool) -> None:
    assert rules.may_write(actor, "twente", COMPANY) is allowed
