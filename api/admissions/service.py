"""Applications: made and withdrawn without an account, decided by the region's coordinators."""

import json
from typing import Any
from uuid import UUID

from api.accounts import queries as accounts
from api.accounts import rules as credentials
from api.accounts.roles import Role
from api.accounts.rules import HOUSE, Actor
from api.admissions import queries, rules
from api.admissions.models import ApplicationState
from api.admissions.schemas import ApplicationIn, ApplicationSearch, Decision
from api.companies import queries as companies
from api.companies import service as company_sites
from api.companies.schemas import CompanySiteIn
from api.kit import audit, clock, limits, paging
from api.kit.db import Connection, as_house
from api.kit.errors import FieldError
from api.kit.http import Versions
from api.kit.schemas import AddressIn
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.organisations import queries as organisations
from api.organisations import service as taking_part
from api.organisations.rules import Place
from api.regions.rules import compact, postcode4

TAKES_PART = ("active", "paused")
TOLD = (ApplicationState.ADMITTED, ApplicationState.REJECTED, ApplicationState.WAITLISTED)


async def apply(db: Connection, body: ApplicationIn, origin: str) -> str:
    """Takes the application and mails a link to read and withdraw it; the receipt as JSON."""
    await limits.spend(db, f"applies {credentials.digest(body.contact_email).hex()}", rules.APPLICATIONS)
    await limits.spend(db, f"applies from {origin}", rules.APPLICATIONS_FROM_ONE_PLACE)
    given = body.model_dump(include={*rules.OF_SCHOOLS, *rules.OF_COMPANIES})
    rules.check_fields(body.kind, given)
    organisation, see = await (_school(db, body) if body.kind == "school" else _company(db, body))
    token = credentials.new_token()
    async with as_house(db):
        application_id = await queries.insert(
            db,
            {
                **organisation,
                "kind": body.kind,
                "contact_name": body.contact_name,
                "contact_email": body.contact_email,
                "motivation": body.motivation,
                "locale": body.locale,
                "link_hash": credentials.digest(token),
            },
        )
    if application_id is None:
        raise rules.KnownToApplicants(members={"see": see})
    audit.concerns(region=organisation["region_code"], subject=f"/v1/applications/{application_id}")
    name = organisation["organisation_name"]
    values = {"organisation": name, "link": _link(token)}
    await notices.tell(db, Notice(Template.APPLICATION_RECEIVED, body.contact_email, body.locale, values))
    receipt = {
        "id": str(application_id),
        "kind": body.kind,
        "state": ApplicationState.APPLIED,
        "region": organisation["region_code"],
        "organisationName": name,
    }
    return json.dumps(receipt, ensure_ascii=False)


def _link(token: str) -> str:
    return f"{settings().public_url}/aanmelding#{token}"


def _unfit(field: str, code: str, detail: str) -> rules.NoRegionThere:
    return rules.NoRegionThere(FieldError(f"#/{field}", code, detail))


async def _school(db: Connection, body: ApplicationIn) -> tuple[dict[str, Any], str | None]:
    """What the register says of the site, and its public page."""
    field, code = ("siteId", None) if body.site_code is None else ("siteCode", body.site_code)
    site = await queries.site(db, body.site_id, code.scheme if code else None, code.value if code else None)
    if site is None or site["state"] != "active":
        fault = FieldError(f"#/{field}", "school_site_unknown", "there is no such site in the register")
        raise rules.RegisterUnknown(fault)
    if site["region_code"] is None:
        raise _unfit(field, "no_region", "this site lies in no region that takes part")
    see = f"{settings().public_url}/scholen/{site['id']}"
    if site["participation"] in TAKES_PART:
        raise rules.KnownToApplicants(members={"see": see})
    told = {
        "region_code": site["region_code"],
        "school_site_id": site["id"],
        "kvk": None,
        "organisation_name": site["name"],
        "postcode": site["postcode"],
        "place": site["place"],
        "website": site["website"],
    }
    return told, see


async def _company(db: Connection, body: ApplicationIn) -> tuple[dict[str, Any], str | None]:
    """What the company says of itself, in the region of its postcode, and its public page when it is known."""
    assert body.kvk is not None
    region_code = await queries.region_of_postcode(db, postcode4(body.postcode))
    if region_code is None:
        raise _unfit("postcode", "unknown_place", "this postcode is not known here")
    if body.region_code not in (None, region_code):
        raise _unfit("regionCode", "other_region", "the postcode lies in another region")
    known = await queries.company(db, body.kvk, region_code)
    see = f"{settings().public_url}/bedrijven/{known['site_id']}" if known and known["site_id"] else None
    if known is not None and known["participation"] in TAKES_PART:
        raise rules.KnownToApplicants(members={"see": see})
    told = {
        "region_code": region_code,
        "school_site_id": None,
        "kvk": body.kvk,
        "organisation_name": body.organisation_name,
        "postcode": compact(body.postcode),
        "place": body.place,
        "website": body.website,
    }
    return told, see


async def by_link(db: Connection, token: str, origin: str, lock: bool = False) -> dict[str, Any]:
    """The application as who applied sees it."""
    await limits.spend(db, f"applications from {origin}", rules.LINKS_FROM_ONE_PLACE)
    async with as_house(db):
        row = await queries.by_link(db, credentials.digest(token), lock)
    if row is None:
        raise rules.ApplicationLinkUnknown()
    audit.concerns(region=row["region_code"], subject=f"/v1/applications/{row['id']}")
    return row


async def withdraw(db: Connection, token: str, origin: str) -> dict[str, Any]:
    """Withdraws it while it is open; it stays readable."""
    row = await by_link(db, token, origin, lock=True)
    state = rules.next_state(row["state"], "withdraw")
    async with as_house(db):
        await queries.decide(db, {**_decision(row, state, clock.now()), "note": None})
        withdrawn = await queries.for_applicant(db, row["id"])
    assert withdrawn is not None
    return withdrawn


def _decision(row: dict[str, Any], state: str, at: object) -> dict[str, Any]:
    return {"id": row["id"], "state": state, "note": row["note"], "by": None, "at": at, "hash": None}


async def search(db: Connection, who: Actor, wanted: ApplicationSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the queue."""
    audit.shows_contact_data()
    audit.concerns(region=wanted.region)
    values = {
        "state": wanted.state,
        "region": wanted.region,
        "q": wanted.q or None,
        **paging.by_id(wanted),
        **queries.visible_to(who),
    }
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, application_id: UUID, lock: bool = False) -> dict[str, Any]:
    """The row with `version` and `body`."""
    row = await queries.application(db, who, application_id, lock)
    if row is None:
        raise rules.ApplicationNotFound()
    audit.shows_contact_data()
    audit.concerns(region=row["region_code"])
    return row


async def decide(db: Connection, who: Actor, application_id: UUID, verb: str, decision: Decision) -> None:
    """Verifies, admits, rejects or wait-lists; who is admitted can sign in at once."""
    row = await read(db, who, application_id, lock=True)
    state = rules.next_state(row["state"], verb)
    token = credentials.new_token() if state in TOLD and state != ApplicationState.ADMITTED else None
    values = _decision(row, state, clock.now() if state in TOLD else None)
    hashed = credentials.digest(token) if token else None
    await queries.decide(db, {**values, "note": decision.note or None, "by": who.id, "hash": hashed})
    account_id = await _admit(db, row) if state == ApplicationState.ADMITTED else None
    if state in TOLD:
        link = _link(token) if token else f"{settings().public_url}/inloggen"
        await _tell(db, {**row, "account_id": account_id}, state, decision.note or "", link)


async def _tell(db: Connection, row: dict[str, Any], state: str, note: str, link: str) -> None:
    if row["contact_email"] is None:
        return
    values = {"organisation": row["organisation_name"], "decision": str(state), "note": note, "link": link}
    notice = Notice(Template.APPLICATION_DECIDED, row["contact_email"], row["locale"], values, row["account_id"])
    await notices.tell(db, notice)


async def _admit(db: Connection, row: dict[str, Any]) -> UUID | None:
    """The organisation takes part, and the contact is its coordinator; the contact's account."""
    if row["kind"] == "school":
        await _check_outside(db, row["school_id"])
        role, place = Role.SCHOOL_COORDINATOR, Place(school_id=row["school_id"])
    else:
        role, place = Role.COMPANY_COORDINATOR, Place(company_id=await _company_of(db, row))
    organisation_id = place.school_id or place.company_id
    assert organisation_id is not None
    await taking_part.take_part(db, organisation_id)
    if row["contact_email"] is None:
        return None
    async with as_house(db):
        account_id = await accounts.ensure_account(db, row["contact_email"], row["contact_name"], row["locale"])
        held = {"account": account_id, "role": role, **organisations.columns(place)}
        await organisations.insert_membership(db, held)
    return account_id


async def _check_outside(db: Connection, organisation_id: UUID) -> None:
    """Locks the organisation, which may take part by now: another way, or by a twin's application elsewhere."""
    organisation = await taking_part.found(db, organisation_id, lock=True)
    if organisation["participation"] in TAKES_PART:
        raise rules.AlreadyKnown(members={"see": None})


async def _company_of(db: Connection, row: dict[str, Any]) -> UUID:
    """The company of the KvK number, which does not take part yet; made with its site when neither is known.

    A company that is known elsewhere alone is not this region's to admit, and a site that is known stays as it is.
    """
    site = await companies.locked(db, "kvk", row["kvk"])
    known = await queries.company(db, row["kvk"], row["region_code"])
    if known is not None:
        await _check_outside(db, known["id"])
        company_id: UUID = known["id"]
        if known["in_region"]:
            return company_id
        if known["site_id"] is not None:
            raise rules.AlreadyKnown(members={"see": None})
        if site is not None and (site["company_id"], site["region_code"]) == (company_id, row["region_code"]):
            return company_id
    if site is not None:
        raise rules.AlreadyKnown(members={"see": None})
    return await _made(db, row)


async def _made(db: Connection, row: dict[str, Any]) -> UUID:
    site = CompanySiteIn(
        name=row["organisation_name"],
        kvk=row["kvk"],
        url=row["website"],
        address=AddressIn(postcode=row["postcode"], place=row["place"]),
    )
    _, site_id = await company_sites.put(db, HOUSE, ("kvk", row["kvk"]), site, Versions(None))
    made = await companies.owner(db, site_id)
    assert made is not None
    company_id: UUID = made["company_id"]
    return company_id
