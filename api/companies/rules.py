"""Companies: refusals and what an actor may do with a site."""

from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import Actor
from api.kit.errors import NotFound


class CompanySiteNotFound(NotFound):
    """There is no such company site."""

    code, title = "company_site_not_found", "There is no company site with this id."


def may_write(actor: Actor, region_code: str | None, company_id: UUID | None) -> bool:
    """Whether the actor may change a site of this region and company (None: it does not exist yet)."""
    coordinator = actor.role == Role.COMPANY_COORDINATOR and actor.belongs_to(company_id)
    return coordinator or actor.everywhere or actor.reaches(region_code)
