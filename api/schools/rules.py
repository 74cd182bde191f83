"""Schools: refusals and what an actor may do with a site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.errors import Forbidden, NotFound


class SchoolSiteNotFound(NotFound):
    """There is no such school site."""

    code, title = "school_site_not_found", "There is no school site with this id."


def school_value(scheme: str, value: str) -> str:
    """The institution's code: DUO's site codes begin with it, elsewhere a site is its own institution."""
    return value[:4] if scheme == "duo" else value


def keeps(actor: Actor, school_id: UUID) -> bool:
    """Whether the actor coordinates the school itself."""
    return school_id in actor.schools(Role.SCHOOL_COORDINATOR)


def may_write(actor: Actor, region_code: str | None, school_id: UUID) -> bool:
    """Whether a site of this region and school is the actor's to make and to change."""
    return keeps(actor, school_id) or actor.reaches(region_code)


def check_writable(actor: Actor, site: Mapping[str, Any]) -> None:
    if not may_write(actor, site["region_code"], site["school_id"]):
        raise Forbidden()


def check_own(actor: Actor, site: Mapping[str, Any]) -> None:
    if not keeps(actor, site["school_id"]):
        raise Forbidden()
