import pytest

from api.accounts.roles import Role
from api.accounts.rules import Actor, Membership
from api.clients import rules
from tests.actors import holding

FRIESLAND = holding(Role.REGIONAL_COORDINATOR, "friesland")


def test_a_coordinator_gives_own_regions_alone() -> None:
    rules.check_regions(FRIESLAND, ["friesland"])
    with pytest.raises(rules.RegionNotYours) as refused:
        rules.check_regions(FRIESLAND, ["friesland", "zeeland"])
    assert [error["pointer"] for error in refused.value.errors] == ["#/regionCodes/1"]


def test_a_platform_admin_gives_any_region() -> None:
    rules.check_regions(holding(Role.PLATFORM_ADMIN), ["friesland", "zeeland"])


def test_a_key_gives_no_scope_that_it_lacks_and_a_person_gives_all() -> None:
    rules.check_scopes(FRIESLAND, ["import:*", "act:matches"])
    key = Actor(
        FRIESLAND.id, "client", (Membership(Role.REGIONAL_COORDINATOR, "friesland"),), frozenset({"read:region"})
    )
    with pytest.raises(rules.ScopeNotYours) as refused:
        rules.check_scopes(key, ["read:region", "import:*"])
    assert [error["pointer"] for error in refused.value.errors] == ["#/scopes/1"]
