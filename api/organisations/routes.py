"""Organisations, roles and invitations."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts.guards import Admin, Anyone, Keeper, Person
from api.accounts.routes import device_of, origin_of, with_session
from api.accounts.rules import COOKIE
from api.accounts.schemas import SessionOut
from api.kit import audit, paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, item_answer, json_answer
from api.kit.limits import TooManyRequests
from api.kit.states import StateForbids
from api.kit.types import Id
from api.organisations import invitations, service
from api.organisations.rules import (
    AlreadyMember,
    InvitationClosed,
    InvitationNotFound,
    InvitationRefused,
    LastCoordinator,
    MembershipNotFound,
    OrganisationNotFound,
    SignInFirst,
)
from api.organisations.schemas import (
    Acceptance,
    BreakGlass,
    HandOver,
    HandOverOut,
    InvitationIn,
    InvitationLink,
    InvitationLinkOut,
    InvitationOut,
    InvitationSearch,
    InvitationsOut,
    MemberOut,
    MemberSearch,
    MembersOut,
    OrganisationOut,
)
from api.regions.rules import OrganisationPaused, UnknownRegion

router = APIRouter(tags=["organisations"], route_class=LoketRoute)


@router.get(
    "/organisations/{organisation_id}",
    summary="One school or company",
    response_model=OrganisationOut,
    responses=refuses(OrganisationNotFound),
)
async def read_organisation(request: Request, db: Db, who: Anyone, organisation_id: Id) -> Response:
    """Whether it takes part, its active sites, and what the asker may do with it."""
    version, body = await service.read(db, who, organisation_id)
    return item_answer(request, body, version)


@router.post(
    "/organisations/{organisation_id}/{verb}",
    summary="Pause, resume, leave with or archive an organisation",
    response_model=OrganisationOut,
    responses=refuses(OrganisationNotFound, StateForbids),
)
async def act_on_organisation(
    request: Request,
    db: Db,
    who: Keeper,
    organisation_id: Id,
    verb: Annotated[Literal["pause", "resume", "leave", "archive"], Path()],
) -> Response:
    """By its coordinator, or the coordinator of all regions where it has sites.

    A pause hides what a company has published until it resumes, and keeps a school's requests from being offered.
    Leaving ends all roles, tells everybody, and keeps the history.
    """
    await service.act(db, who, organisation_id, verb)
    version, body = await service.read(db, who, organisation_id)
    return item_answer(request, body, version)


@router.get(
    "/memberships", summary="Who holds which role", response_model=MembersOut, responses=refuses(paging.UnknownCursor)
)
async def list_memberships(
    request: Request, db: Db, who: Keeper, search: Annotated[MemberSearch, Query()]
) -> Response:
    """Current roles at one's own organisation, in one's region, or of the regions' coordinators, with name and
    address. The read is written into the log.
    """
    return paging.page_answer(request, *await service.members(db, who, search))


@router.post(
    "/memberships/{membership_id}/end",
    status_code=204,
    summary="End a role",
    responses=refuses(MembershipNotFound, LastCoordinator),
)
async def end_membership(db: Db, who: Person, membership_id: Id) -> Response:
    """One's own, or somebody's where one is coordinator; at once, everywhere."""
    await service.end_membership(db, who, membership_id)
    return Response(status_code=204)


@router.post(
    "/memberships/{membership_id}/hand-over",
    summary="Hand a coordinator's role over",
    response_model=HandOverOut,
    responses=refuses(MembershipNotFound, AlreadyMember, TooManyRequests),
)
async def hand_over_membership(db: Db, who: Person, membership_id: Id, body: HandOver) -> Response:
    """The successor is invited and has the role once that is accepted; then the old ends.

    The answer does not tell whether there is an account at the address.
    """
    await invitations.hand_over(db, who, membership_id, body)
    return json_answer('{"state":"invited"}')


@router.get(
    "/invitations", summary="Invitations", response_model=InvitationsOut, responses=refuses(paging.UnknownCursor)
)
async def list_invitations(
    request: Request, db: Db, who: Keeper, search: Annotated[InvitationSearch, Query()]
) -> Response:
    """To one's own organisation or region, newest first. The read is written into the log."""
    return paging.page_answer(request, *await invitations.search(db, who, search))


@router.post(
    "/invitations",
    status_code=201,
    summary="Invite somebody by mail",
    response_model=InvitationOut,
    responses=refuses(OrganisationNotFound, UnknownRegion, OrganisationPaused, AlreadyMember, TooManyRequests),
)
async def create_invitation(request: Request, db: Db, who: Keeper, body: InvitationIn) -> Response:
    """The mailed link works once, for fourteen days; an earlier one to the same is withdrawn.

    The answer does not tell whether there is an account at the address.
    """
    _, made = await invitations.invite(db, who, body)
    return json_answer(made, 201)


@router.post(
    "/invitations/by-link",
    summary="What an invitation is for",
    response_model=InvitationLinkOut,
    responses=refuses(InvitationRefused, TooManyRequests),
)
async def read_invitation_by_link(request: Request, db: Db, who: Anyone, body: InvitationLink) -> Response:
    """For the page that the mailed link opens, before it is accepted."""
    audit.nothing_written()
    row = await invitations.by_link(db, body.token, origin_of(request))
    told = {
        "role": row["role"],
        **json.loads(row["place"]),
        "inviter": row["inviter"],
        "email": row["email"],
        "expiresAt": row["expires"],
        "nameNeeded": row["name_needed"],
        "signInNeeded": invitations.sign_in_needed(who, row),
    }
    return json_answer(json.dumps(told, ensure_ascii=False))


@router.post(
    "/invitations/accept",
    status_code=201,
    summary="Accept an invitation",
    response_model=SessionOut,
    responses=refuses(InvitationRefused, SignInFirst, TooManyRequests),
)
async def accept_invitation(request: Request, db: Db, who: Anyone, body: Acceptance) -> Response:
    """Gives the role. Where there is no account at the address it is made, and signed in as `POST /sessions` does;
    where there is one, it has to be signed in already.
    """
    browser = invitations.Browser(origin_of(request), device_of(request), request.cookies.get(COOKIE))
    token, signed_in = await invitations.accept(db, who, body, browser)
    answer = json_answer(signed_in, 201)
    return with_session(answer, token) if token else answer


@router.post(
    "/invitations/{invitation_id}/withdraw",
    summary="Withdraw an invitation",
    response_model=InvitationOut,
    responses=refuses(InvitationNotFound, InvitationClosed),
)
async def withdraw_invitation(db: Db, who: Keeper, invitation_id: Id) -> Response:
    """The link works no longer."""
    return json_answer(await invitations.withdraw(db, who, invitation_id))


@router.post(
    "/break-glass",
    status_code=201,
    summary="Act as a region's coordinator for an hour",
    response_model=MemberOut,
    responses=refuses(UnknownRegion),
)
async def break_glass(db: Db, who: Admin, body: BreakGlass) -> Response:
    """For the platform's admin in an emergency; why stands in the region's log. What is given by it ends with it."""
    return json_answer(await service.break_glass(db, who, body), 201)
