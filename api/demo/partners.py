"""Makes the demo's partnerships: one that lasts, one that sleeps, and one that waits for an answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor, Membership
from api.demo import queries
from api.kit import clock
from api.kit.db import Connection
from api.kit.http import Versions
from api.partnerships import service as partnerships
from api.partnerships.schemas import PartnershipIn

ANY = Versions(None)
# Two school years ago: long enough for a year in which nothing took place.
LASTING = timedelta(days=730)


async def befriend(db: Connection, region: str) -> None:
    """Once: of the region's first school that asks, with its first three companies."""
    school = await queries.asking_school(db, region)
    assert school is not None
    if await queries.has_partnership(db, school["id"]):
        return
    lasting, sleeping, waiting = await queries.companies(db, region, 3)
    ours = _keeper(Role.SCHOOL_COORDINATOR, school["id"])
    for company, agreed in ((lasting, {"activitiesPerYear": 3}), (sleeping, {"activitiesPerYear": 1})):
        theirs = _keeper(Role.COMPANY_COORDINATOR, company)
        with clock.standing_at(clock.now() - LASTING):
            body = _proposal(school, company, {**agreed, "goals": ["occupation_image"]})
            await partnerships.accept(db, theirs, await partnerships.propose(db, ours, body), ANY)
    body = _proposal(school, waiting, {"activitiesPerYear": 2, "goals": ["profile_choice"]})
    await partnerships.propose(db, _keeper(Role.COMPANY_COORDINATOR, waiting), body)


def _proposal(school: dict[str, Any], company: UUID, agreed: dict[str, Any]) -> PartnershipIn:
    agreement = {**agreed, "levels": school["levels"][:1]}
    return PartnershipIn.model_validate(
        {"schoolId": str(school["id"]), "companyId": str(company), "agreement": agreement}
    )


def _keeper(role: Role, organisation: UUID) -> Actor:
    """Whoever signs for an organisation; in the demo few of them have somebody who plays it."""
    is_school = role == Role.SCHOOL_COORDINATOR
    held = Membership(role, None, organisation if is_school else None, None if is_school else organisation)
    return Actor(None, "person", (held,))
