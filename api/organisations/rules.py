"""Who takes part, who may bring whom in, and what an organisation's states allow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.errors import FieldError, Forbidden, InvalidInput, NotFound, Refusal
from api.kit.limits import Limit
from api.kit.states import StateForbids
from api.regions.rules import AWAY, OrganisationPaused

INVITATION_LASTS = timedelta(days=14)
BREAK_GLASS_LASTS = timedelta(hours=1)
GONE = AWAY - {"paused"}
INVITATIONS = Limit(100, 3600)
ACCEPTANCES_FROM_ONE_PLACE = Limit(300, 300)
REGIONAL_ROLES = frozenset({Role.REGIONAL_COORDINATOR, Role.EVENT_MANAGER})
PLATFORM_ROLES = frozenset({Role.DATA_SPECIALIST, Role.PLATFORM_ADMIN})
COORDINATORS = frozenset({Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR})
GIVING = COORDINATORS | {Role.PLATFORM_ADMIN}
ADMITTING = frozenset({Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR})
ROLE_NAMES: Mapping[str, Mapping[Role, str]] = {
    "nl": {
        Role.TEACHER: "docent",
        Role.SCHOOL_COORDINATOR: "schoolcoördinator",
        Role.PROFESSIONAL: "gastdocent",
        Role.COMPANY_COORDINATOR: "bedrijfscoördinator",
        Role.REGIONAL_COORDINATOR: "regiocoördinator",
        Role.EVENT_MANAGER: "evenementbeheerder",
        Role.DATA_SPECIALIST: "dataspecialist",
        Role.PLATFORM_ADMIN: "beheerder",
    },
    "en": {
        Role.TEACHER: "teacher",
        Role.SCHOOL_COORDINATOR: "school coordinator",
        Role.PROFESSIONAL: "guest teacher",
        Role.COMPANY_COORDINATOR: "company coordinator",
        Role.REGIONAL_COORDINATOR: "regional coordinator",
        Role.EVENT_MANAGER: "event manager",
        Role.DATA_SPECIALIST: "data specialist",
        Role.PLATFORM_ADMIN: "administrator",
    },
}


class OrganisationNotFound(NotFound):
    """The id is of no school and of no company."""

    code, title = "organisation_not_found", "There is no school or company with this id."


class MembershipNotFound(NotFound):
    """There is no such role, it has ended, or it is nobody's that the actor keeps."""

    code, title = "membership_not_found", "There is no membership with this id that you may see."


class LastCoordinator(Refusal):
    """An organisation that takes part keeps a coordinator: hand over, or pause or leave with the organisation. So
    does a region, and the platform its admin.

    `organisations` in the answer to an erasure names those that nobody else looks after.
    """

    status, code, title = 409, "last_coordinator", "This is the last coordinator; hand over to somebody first."


class InvitationNotFound(NotFound):
    """There is no such invitation, or it is not the actor's to see."""

    code, title = "invitation_not_found", "There is no invitation with this id that you may see."


class InvitationClosed(Refusal):
    """It was accepted or withdrawn, or its time is over."""

    status, code, title = 409, "invitation_closed", "This invitation is no longer open."


class InvitationRefused(Refusal):
    """Used, withdrawn, too old, or never given; which of them is not told."""

    status, code, title = 401, "invitation_refused", "This invitation does not work, or no longer; ask for a new one."
    keeps = True


class SignInFirst(Refusal):
    """There is an account at the invitation's address: its link gives a role, and is no way into that account."""

    status, code, title = 401, "sign_in_first", "There is an account at this address; sign in first."


class AlreadyMember(Refusal):
    """The person at this address holds this role already."""

    status, code, title = 409, "already_member", "The person at this address has this role already."


@dataclass(frozen=True, slots=True)
class Place:
    """For whom a role is held: one school, board, company or region, or with none of them the platform.

    `regions` are those of its sites.
    """

    school_id: UUID | None = None
    board_code: str | None = None
    company_id: UUID | None = None
    region_code: str | None = None
    name: str = "Techniekloket"
    regions: frozenset[str] = field(default_factory=frozenset)
    participation: str = "active"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that can be held here."""
        if self.school_id or self.board_code:
            return SCHOOL_ROLES
        if self.company_id:
            return COMPANY_ROLES
        return REGIONAL_ROLES if self.region_code else PLATFORM_ROLES


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is to have which role; `succeeds` is the membership that ends then."""

    role: Role
    place: Place
    email: str
    locale: Literal["nl", "en"]
    succeeds: UUID | None = None


def coordinates_everywhere(actor: Actor) -> bool:
    return any(held.role is Role.REGIONAL_COORDINATOR and held.region_code is None for held in actor.memberships)


def coordinated(actor: Actor) -> frozenset[str]:
    """The regions that the actor coordinates; what a portal or a script reaches is not among them."""
    return frozenset(
        held.region_code
        for held in actor.memberships
        if held.role is Role.REGIONAL_COORDINATOR and held.region_code is not None
    )


def keeps(actor: Actor, place: Place, boards: frozenset[str] = frozenset()) -> bool:
    """Whether the actor is a coordinator of the place itself; `boards` are those that it coordinates."""
    if place.school_id:
        return place.school_id in actor.schools(Role.SCHOOL_COORDINATOR)
    if place.company_id:
        return place.company_id in actor.companies(Role.COMPANY_COORDINATOR)
    return place.board_code is not None and place.board_code in boards


def may_invite(actor: Actor, role: Role, place: Place, boards: frozenset[str] = frozenset()) -> bool:
    """Whether the actor may bring somebody in.

    Coordinators of a school, board or company for their own. A region's coordinator for the region and for whoever
    has all of its sites there, since a role reaches all of them. The platform's admin for regions, and for the
    platform.
    """
    if role not in place.roles:
        return False
    if place.roles is PLATFORM_ROLES:
        return actor.has(Role.PLATFORM_ADMIN)
    own = coordinated(actor)
    if place.region_code:
        by_admin = actor.has(Role.PLATFORM_ADMIN) and role is Role.REGIONAL_COORDINATOR
        return by_admin or coordinates_everywhere(actor) or place.region_code in own
    within = bool(place.regions) and place.regions <= own
    return keeps(actor, place, boards) or coordinates_everywhere(actor) or within


def check_not_oneself(role: Role, email: str, own_email: str | None) -> None:
    """Nobody gives a regional role to themselves; an admin in an emergency has the break-glass."""
    if role in REGIONAL_ROLES and email == own_email:
        raise Forbidden()


def logged_region(actor: Actor, asked: str | None) -> str | None:
    """The region in whose log a read belongs: one that the actor coordinates, whatever was asked for."""
    return asked if coordinates_everywhere(actor) or asked in coordinated(actor) else None


def check_role_fits(role: Role, place: Place) -> None:
    if role not in place.roles:
        raise InvalidInput(FieldError("#/role", "role_of_other_place", "this role is not held there"))


def check_invites(place: Place) -> None:
    """A pause is no reason to wait with inviting; having left is."""
    if place.participation in GONE:
        raise OrganisationPaused()


# The states that an action leaves from, and the state that it leads to.
ACTIONS: Mapping[str, tuple[frozenset[str], str]] = {
    "pause": (frozenset({"active"}), "paused"),
    "resume": (frozenset({"paused"}), "active"),
    "leave": (frozenset({"active", "paused"}), "left"),
    "archive": (frozenset({"left"}), "archived"),
}


def may_steer(actor: Actor, place: Place) -> bool:
    """Whether the actor decides if the organisation takes part: its coordinator, or that of all its regions."""
    regional = bool(place.regions) and place.regions <= coordinated(actor)
    return keeps(actor, place) or coordinates_everywhere(actor) or regional


def next_state(state: str, verb: str) -> str:
    """The state after the action; refused when this state does not know it."""
    sources, target = ACTIONS[verb]
    if state not in sources:
        raise StateForbids()
    return target


def allowed_actions(actor: Actor, place: Place) -> list[str]:
    """What the actor may do with a school or a company."""
    verbs = [verb for verb, (sources, _) in ACTIONS.items() if place.participation in sources]
    invites = any(may_invite(actor, role, place) for role in place.roles)
    invite = ["invite"] if invites and place.participation not in GONE else []
    return [*(verbs if may_steer(actor, place) else []), *invite]
