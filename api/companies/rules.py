"""Companies: refusals and what an actor may do with a site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.companies.conduct import CODE
from api.kit.errors import Forbidden, NotFound, Refusal


class CompanySiteNotFound(NotFound):
    """There is no such company site."""

    code, title = "company_site_not_found", "There is no company site with this id."


class CompanyNotFound(NotFound):
    """There is no such company, or it is not the actor's."""

    code, title = "company_not_found", "There is no company with this id that you may see."


class CodeOfConductRequired(Refusal):
    """A company's own people publish once its coordinator accepted the code that is in force."""

    status, code, title = 409, "code_of_conduct_required", "Your company has to accept the code of conduct first."


class CodeOutdated(Refusal):
    """What was read is not what would be accepted."""

    status, code, title = 409, "code_outdated", "The code of conduct has changed; read it again."


def check_code(version: str) -> None:
    if version != CODE["version"]:
        raise CodeOutdated()


def check_keeper(actor: Actor, company_id: UUID) -> None:
    """The company's coordinator alone speaks for it."""
    if not keeps(actor, company_id):
        raise CompanyNotFound()


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
