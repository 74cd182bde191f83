"""Actors as tests need them."""

from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import SCHOOL_ROLES, Actor, Membership


def holding(role: Role, region: str | None = None, organisation: UUID | None = None) -> Actor:
    """Somebody with one role, for a region or for a school or company."""
    school = organisation if role in SCHOOL_ROLES else None
    company = None if role in SCHOOL_ROLES else organisation
    return Actor(UUID(int=9), "person", (Membership(role, region, school, company),))
