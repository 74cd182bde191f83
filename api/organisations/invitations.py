"""Bringing people in by mail, and handing one's role over to a successor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.accounts import queries as accounts
from api.accounts import rules as credentials
from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.accounts.service import begin_session, session_json
from api.kit import audit, clock, limits, paging
from api.kit.db import Connection, as_house
from api.kit.errors import FieldError, Forbidden, InvalidInput
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.organisations import ending, queries, rules
from api.organisations.rules import ROLE_NAMES, Invited, Place
from api.organisations.schemas import Acceptance, HandOver, InvitationIn, InvitationSearch
from api.organisations.service import found, locked, page_values, place_held, place_of
from api.regions.rules import UnknownRegion

HOUSE_NAME = "Techniekloket"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where an acceptance comes from; `session` is the token of its cookie."""

    origin: str
    device: str
    session: str | None


async def search(db: Connection, who: Actor, wanted: InvitationSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page."""
    audit.shows_contact_data()
    audit.concerns(region=rules.logged_region(who, wanted.region))
    values = {**page_values(who, wanted), "state": wanted.state}
    bodies, cursor = paging.cut(await queries.invitations(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count_invitations(db, values) if wanted.count else None


async def invite(db: Connection, who: Actor, body: InvitationIn) -> tuple[UUID, str]:
    """Mails a link that works once; the answer does not tell whether the address is known. The id and JSON."""
    role, place = Role(body.role), await _place(db, body)
    boards = await queries.boards(db) if place.board_code else frozenset()
    rules.check_role_fits(role, place)
    if not rules.may_invite(who, role, place, boards):
        raise Forbidden()
    inviter = await _inviter(db, who)
    rules.check_not_oneself(role, body.email, inviter["email"])
    rules.check_invites(place)
    audit.concerns(region=place.region_code or min(place.regions, default=None))
    async with as_house(db):
        known = await queries.is_member(db, body.email, role, place)
    if known:
        raise rules.AlreadyMember()
    invitation_id = await _send(db, who, inviter, Invited(role, place, body.email, body.locale))
    made = await queries.invitation(db, who, invitation_id)
    assert made is not None
    return invitation_id, made["body"]


async def _place(db: Connection, body: InvitationIn) -> Place:
    """The one place that the body names."""
    named = [body.organisation_id, body.board_code, body.region_code]
    if sum(value is not None for value in named) > 1:
        raise InvalidInput(FieldError("#/organisationId", "one_place", "one of organisation, board and region"))
    if body.organisation_id is not None:
        return place_of(await found(db, body.organisation_id))
    if body.board_code is not None:
        regions = await queries.board_regions(db, body.board_code)
        if regions is None:
            raise rules.OrganisationNotFound(FieldError("#/boardCode", "organisation_not_found", "not known here"))
        return Place(board_code=body.board_code, name=body.board_code, regions=regions)
    if body.region_code is not None:
        name = await queries.region_name(db, body.region_code)
        if name is None:
            raise UnknownRegion(FieldError("#/regionCode", "unknown_region", "not known here"))
        return Place(region_code=body.region_code, name=name, regions=frozenset({body.region_code}))
    return Place()


async def _send(db: Connection, who: Actor, inviter: Mapping[str, Any], invited: Invited) -> UUID:
    """The invitation, in place of an earlier one to the same, and its mail."""
    assert who.id is not None
    await limits.spend(db, f"invite {who.id}", rules.INVITATIONS)
    await limits.spend(db, f"invited {credentials.digest(invited.email).hex()}", credentials.WISHES)
    await queries.withdraw_same(db, invited)
    token = credentials.new_token()
    invitation_id = await queries.insert_invitation(
        db,
        {
            **queries.columns(invited.place),
            "role": invited.role,
            "email": invited.email,
            "locale": invited.locale,
            "hash": credentials.digest(token),
            "by": who.id,
            "expires": clock.now() + rules.INVITATION_LASTS,
            "succeeds": invited.succeeds,
        },
    )
    values: dict[str, str | int] = {
        "organisation": invited.place.name,
        "inviter": inviter["name"] or HOUSE_NAME,
        "role": ROLE_NAMES[invited.locale][invited.role],
        "days": rules.INVITATION_LASTS.days,
        "link": f"{settings().public_url}/uitnodiging#{token}",
    }
    await notices.tell(db, Notice(Template.INVITATION, invited.email, invited.locale, values))
    return invitation_id


async def _inviter(db: Connection, who: Actor) -> Mapping[str, Any]:
    """`name` and `email`; a key has neither."""
    row = await accounts.person(db, who.id) if who.kind == "person" and who.id else None
    return row or {"name": None, "email": None}


async def withdraw(db: Connection, who: Actor, invitation_id: UUID) -> str:
    """The link works no longer."""
    if await queries.invitation(db, who, invitation_id) is None:
        raise rules.InvitationNotFound()
    if not await queries.withdraw(db, invitation_id):
        raise rules.InvitationClosed()
    now = await queries.invitation(db, who, invitation_id)
    assert now is not None
    return str(now["body"])


async def by_link(db: Connection, token: str, origin: str) -> dict[str, Any]:
    """The open invitation that the mail's link is for."""
    await limits.spend(db, f"invitations from {origin}", rules.ACCEPTANCES_FROM_ONE_PLACE)
    async with as_house(db):
        row = await queries.invitation_by_link(db, credentials.digest(token))
    if row is None:
        raise rules.InvitationRefused()
    return row


async def accept(db: Connection, who: Actor, body: Acceptance, browser: Browser) -> tuple[str | None, str]:
    """Gives the role, and ends a predecessor's. Makes the account where there is none, and signs in; who has one is
    signed in already.

    The new session's token, if one began, and who is signed in.
    """
    row = await by_link(db, body.token, browser.origin)
    if sign_in_needed(who, row):
        raise rules.SignInFirst()
    if row["name_needed"] and body.name is None:
        raise InvalidInput(FieldError("#/name", "missing", "there is no name yet at this address"))
    async with as_house(db):
        await queries.lock_place(db, row)
        predecessor = await queries.held_by_any(db, row["succeeds"]) if row["succeeds"] else None
        if (row["succeeds"] and predecessor is None) or not await queries.use_invitation(db, row["id"]):
            raise rules.InvitationRefused()
        account_id = await accounts.ensure_account(db, row["email"], body.name, row["locale"])
        role = {"account": account_id, "role": row["role"], **queries.columns(row)}
        await queries.insert_membership(db, role)
        if row["role"] in rules.ADMITTING:
            await _begins(db, row)
        token = None if row["account_id"] else await begin_session(db, account_id, browser.device)
        answer = await session_json(db, account_id, token or browser.session)
        if predecessor is not None:
            await ending.end(db, predecessor)
        successor = await accounts.person(db, account_id)
        place = await place_held(db, row)
    audit.concerns(region=min(place.regions, default=None))
    if predecessor is not None and successor is not None:
        await _tell_both(db, predecessor, {**successor, "id": account_id})
    return token, answer


def sign_in_needed(who: Actor, row: dict[str, Any]) -> bool:
    """Whether the address has an account that does not ask itself."""
    return row["account_id"] is not None and (who.kind, who.id) != ("person", row["account_id"])


async def _begins(db: Connection, row: dict[str, Any]) -> None:
    """An organisation that gets its first coordinator takes part: who may invite one may admit it."""
    for kind, column in (("school", "school_id"), ("company", "company_id")):
        if row[column] is not None:
            await queries.begin(db, kind, row[column])


async def hand_over(db: Connection, who: Actor, membership_id: UUID, body: HandOver) -> None:
    """Invites a successor, who has the role once it is accepted; then the old ends."""
    row, place = await locked(db, who, membership_id)
    role = Role(row["role"])
    if role not in rules.COORDINATORS or row["ends_at"] is not None:
        raise Forbidden()
    if body.email == row["email"]:
        raise rules.AlreadyMember()
    inviter = await _inviter(db, who)
    rules.check_not_oneself(role, body.email, inviter["email"])
    await _send(db, who, inviter, Invited(role, place, body.email, row["locale"], membership_id))


async def _tell_both(db: Connection, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Who had the role, with its `place_name`, and who has it now."""
    if before["email"] is not None:
        values = {"organisation": before["place_name"], "successor": after["name"] or after["email"]}
        told = Notice(Template.HANDED_OVER, before["email"], before["locale"], values, before["account_id"])
        await notices.tell(db, told)
    values = {
        "organisation": before["place_name"],
        "predecessor": before["name"] or HOUSE_NAME,
        "role": ROLE_NAMES[after["locale"]][Role(before["role"])],
        "link": f"{settings().public_url}/inloggen",
    }
    await notices.tell(db, Notice(Template.TAKEN_OVER, after["email"], after["locale"], values, after["id"]))
