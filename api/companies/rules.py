"""Companies: refusals and what an actor may do with a site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import Actor
from api.kit.errors import Forbidden, NotFound


class CompanySiteNotFound(NotFound):
    """There is no such company site."""

    code, title = "company_site_not_found", "There is no company site with this id."


def keeps(actor: Actor, company_id: UUID) -> bool:
    """Whether the actor coordinates the company itself."""
    return company_id in actor.companies(Role.COMPANY_COORDINATOR)


def may_write(actor: Actor, region_code: str | None, company_id: UUID) -> bool:
    """Whether a site of this region and company is the actor's to make and to change."""
    return keeps(actor, company_id) or actor.reaches(region_code)


def check_writable(actor: Actor, site: Mapping[str, Any]) -> None:
    if not may_write(actor, site["region_code"], site["company_id"]):
        raise Forbidden()


def check_own(actor: Actor, site: Mapping[str, Any]) -> None:
    if not keeps(actor, site["company_id"]):
        raise Forbidden()
