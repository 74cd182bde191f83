"""A world of two regions in which everybody has something, and what was somebody's has moved.

Every private text carries a canary: `cnr-KIND-RELATION`, the relation being that to the actors, who all belong to the
organisations called `own`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Json, Jsonb

from api.accounts import rules
from api.accounts.roles import Role
from api.accounts.rules import CLIENT_ROLES, COMPANY_ROLES, CSRF_HEADER, SCHOOL_ROLES
from api.activities.rules import derived
from api.companies.conduct import CODE
from api.kit import clock
from api.kit.db import Connection, one, only
from api.vocabularies.shipped import vocabulary

CLASS_CODE = "k7m2q9wx4ztp"
HOME, ABROAD = "zuidoost-brabant", "friesland"
# Where an object is now, seen from the actors. What moved away is another region's; what moved in is one's own. What
# lies across is another organisation's, which has sites in two regions; the object is at the one in the actors'.
RELATIONS = ("own", "other_organisation", "other_region", "moved_away", "moved_in", "across")
BOARD = "12345"
PEOPLE = tuple(role for role in Role if role not in CLIENT_ROLES)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody with one role; `current` is False when that role or key has ended."""

    role: str
    headers: Mapping[str, str]
    current: bool = True
    account: UUID | None = None
    session: UUID | None = None
    imported: UUID | None = None
    consent: UUID | None = None
    professional: UUID | None = None
    email: str = "niemand@example.org"
    webhook: UUID | None = None
    delivery: UUID | None = None


@dataclass(slots=True)
class Target:
    """What stands in one relation to the actors: ids and codes by name."""

    relation: str
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    actors: tuple[Who, ...]
    targets: Mapping[str, Target]


def coming_monday() -> date:
    day = clock.today() + timedelta(days=120)
    return day - timedelta(days=day.weekday())


async def _insert(db: Connection, table: str, values: Mapping[str, Any]) -> UUID:
    names, places = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    row = await one(db, f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", dict(values))
    assert row is not None
    made: UUID = row["id"]
    return made


async def _organisation(db: Connection, kind: str, code: str, region: str) -> tuple[UUID, UUID]:
    """A school or company with one site; (organisation, site)."""
    name = f"{kind} {code}"
    values = {"scheme": "m", "value": code, "name": name, "participation": "active"}
    organisation = await _insert(db, kind, values)
    return organisation, await _site(db, kind, organisation, code, region)


async def _site(db: Connection, kind: str, organisation: UUID, code: str, region: str) -> UUID:
    site = {"scheme": "m", "value": code, "name": f"{kind} {code}", "region_code": region, "lat": 51.4, "lon": 5.5}
    return await _insert(db, f"{kind}_site", {**site, "precision": "exact", f"{kind}_id": organisation})


async def _target(db: Connection, relation: str, region: str) -> Target:
    target = Target(relation)
    school, school_site = await _organisation(db, "school", f"S{relation}".replace("_", "-"), region)
    company, company_site = await _organisation(db, "company", f"C{relation}".replace("_", "-"), region)
    await _insert(db, "code_acceptance", {"company_id": company, "version": CODE["version"], "actor_id": company})
    week = coming_monday()
    offer: dict[str, Any] = {
        "title": f"cnr-activity-{relation}", "kind": "guest_lesson", "subjects": ["natuurkunde"],
        "levels": ["havo"], "years": [3], "themes": [], "modes": ["at_school"], "languages": ["nl"],
        "weeks": [week], "max_group": 30, "radius_km": 30, "capacity_week": 1, "capacity_year": 4,
    }  # fmt: skip
    offer |= derived(offer, vocabulary())
    copies = {"company_id": company, "company_name": "C", "region_code": region, "lat": 51.4, "lon": 5.5}
    code = {"scheme": "m", "value": f"A-{relation}"}
    activity = await _insert(db, "activity", {**offer, **copies, **code, "company_site_id": company_site})
    asked = {
        "title": f"cnr-request-{relation}", "goal": "profile_choice", "kinds": ["guest_lesson"],
        "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 20, "languages": ["nl"], "max_km": 20,
        "online_ok": False, "weeks_ok": [week], "respond_by": clock.now(), "scheme": "m", "value": f"R-{relation}",
        "school_site_id": school_site, "school_id": school, "region_code": region,
    }  # fmt: skip
    request = await _insert(db, "school_request", asked)
    published = await _insert(
        db,
        "activity",
        {**offer, **copies, "company_site_id": company_site, "title": "Voor allen", "state": "published"},
    )
    target.ids |= {
        "school": school, "school_site": school_site, "company": company, "company_site": company_site,
        "activity": activity, "request": request, "region": region, "published": published, "asked": asked,
    }  # fmt: skip
    return target


async def _move(db: Connection, target: Target, to: Target) -> None:
    """Another school, company and region take the sites over; what hangs on them comes along."""
    for kind in ("school", "company"):
        await db.execute(
            f"UPDATE {kind}_site SET {kind}_id = %(to)s, region_code = %(region)s WHERE id = %(site)s".encode(),
            {"to": to.ids[kind], "region": to.ids["region"], "site": target.ids[f"{kind}_site"]},
        )
    target.ids |= {name: to.ids[name] for name in ("school", "company", "region")}


def _place(role: Role, own: Target) -> dict[str, Any]:
    """Where the role is held."""
    if role in SCHOOL_ROLES:
        return {"school_id": own.ids["school"]}
    if role in COMPANY_ROLES:
        return {"company_id": own.ids["company"]}
    return {"region_code": HOME} if role in (Role.REGIONAL_COORDINATOR, Role.EVENT_MANAGER) else {}


async def _person(db: Connection, role: Role, place: dict[str, Any], current: bool, own: Target) -> Who:
    email = f"{role.value}.{current}.{'-'.join(place) or 'all'}@example.org".lower()
    account = await _insert(db, "account", {"email": email, "name": role.value})
    ended = (
        {} if current else {"starts_at": clock.now() - timedelta(days=9), "ends_at": clock.now() - timedelta(days=1)}
    )
    await _insert(db, "membership", {"account_id": account, "role": role.value, **place, **ended})
    token = rules.new_token()
    values = {"account_id": account, "token_hash": rules.digest(token), "device": "-"}
    session = await _insert(db, "session", {**values, "expires_at": clock.now() + timedelta(days=1)})
    headers = {"Cookie": f"{rules.COOKIE}={token}", CSRF_HEADER: rules.csrf_token(token)}
    consent = await _consent(db, account)
    profile = await _profile(db, own, account, role.value) if role is Role.PROFESSIONAL else None
    imported = await _imported(db, account, HOME)
    return Who(role.value, headers, current, account, session, imported, consent, profile, email)


async def _profile(db: Connection, target: Target, account: UUID | None, name: str) -> UUID:
    """Of somebody at the target's company who did not agree to be shown."""
    values = {"company_id": target.ids["company"], "account_id": account, "display_name": name, "travel_km": 25}
    return await _insert(db, "professional", values)


async def _client(db: Connection, role: Role, current: bool) -> Who:
    key = rules.new_key()
    values = {"name": "m", "role": role.value, "scopes": list(rules.SCOPES), "region_codes": [HOME]}
    revoked = {} if current else {"revoked_at": clock.now()}
    rate = {"key_hash": rules.digest(key), "rate_per_minute": 100_000}
    account = await _insert(db, "api_client", {**values, **rate, **revoked})
    imported = await _imported(db, account, HOME)
    webhook, delivery = await _webhook(db, account, "own") if current else (None, None)
    headers = {"Authorization": f"Bearer {key}"}
    return Who(role.value, headers, current, account, imported=imported, webhook=webhook, delivery=delivery)


async def _webhook(db: Connection, client: UUID, name: str) -> tuple[UUID, UUID]:
    """Of a client, with something that was delivered."""
    url = f"https://portaal.example/cnr-webhook-{name}"
    webhook = await _insert(db, "webhook", {"client_id": client, "url": url, "secret": "whsec_Y25y"})
    told = {"type": "match.confirmed", "body": f'{{"data":{{"id":"cnr-webhook-{name}"}}}}'}
    sent = {"state": "delivered", "delivered_at": clock.now()}
    return webhook, await _insert(db, "webhook_delivery", {"webhook_id": webhook, **told, **sent})


async def _imported(db: Connection, by: UUID, region: str) -> UUID:
    job = {"kind": "schools", "dry_run": True, "state": "validated"}
    return await _insert(db, "import_job", {**job, "actor_id": by, "region_code": region})


async def _consent(db: Connection, account: UUID) -> UUID:
    agreed = {"account_id": account, "purpose": "profile_public", "wording": "2026-11"}
    return await _insert(db, "consent", agreed)


async def build(db: Connection) -> World:
    regions = {
        "own": HOME,
        "other_organisation": HOME,
        "other_region": ABROAD,
        "moved_away": HOME,
        "moved_in": ABROAD,
        "across": HOME,
    }
    targets = {relation: await _target(db, relation, region) for relation, region in regions.items()}
    for target in targets.values():
        await _matches(db, target)
        await _standbys(db, target)
    await _move(db, targets["moved_away"], targets["other_region"])
    await _move(db, targets["moved_in"], targets["own"])
    await _class_polls(db, targets)
    for kind in ("school", "company"):
        await _site(db, kind, targets["across"].ids[kind], "abroad", ABROAD)
    board = {"board": BOARD, "school": targets["own"].ids["school"]}
    await db.execute("UPDATE school SET board_code = %(board)s WHERE id = %(school)s", board)
    actors = [Who("visitor", {})]
    for current in (True, False):
        actors += [await _person(db, role, _place(role, targets["own"]), current, targets["own"]) for role in PEOPLE]
        actors.append(await _person(db, Role.SCHOOL_COORDINATOR, {"board_code": BOARD}, current, targets["own"]))
        actors += [await _client(db, role, current) for role in sorted(CLIENT_ROLES)]
    await _colleagues(db)
    for target in targets.values():
        await _belongings(db, target, regions[target.relation])
        await _partners(db, target)
    return World(tuple(actors), targets)


async def _colleagues(db: Connection) -> None:
    """Who looks after the region and the platform when their others go."""
    account = await _insert(db, "account", {"email": "collega@example.org", "name": "Collega"})
    for role, place in ((Role.REGIONAL_COORDINATOR, {"region_code": HOME}), (Role.PLATFORM_ADMIN, {})):
        await _insert(db, "membership", {"account_id": account, "role": role.value, **place})


async def _partners(db: Connection, target: Target) -> None:
    """What the target's school and company propose, one that ended, and organisations that have no partner."""
    pair = {"school_id": target.ids["school"], "company_id": target.ids["company"]}
    proposed = """SELECT id FROM partnership
        WHERE school_id = %(school_id)s AND company_id = %(company_id)s AND state = 'proposed'"""
    known = await one(db, proposed, pair)
    open_one = {**pair, "proposed_by": "coordinator", "school_yes": False, "company_yes": False}
    target.ids["partnership"] = known["id"] if known else await _insert(db, "partnership", open_one)
    over = {"state": "ended", "ended_on": clock.today(), "end_reason": "other", "proposed_by": "school"}
    note = {"end_note": f"cnr-partnership-{target.relation}", "school_yes": True, "company_yes": True}
    await _insert(db, "partnership", {**pair, **over, **note})
    for kind in ("school", "company"):
        code = {"scheme": "m", "value": f"new-{kind}-{target.relation}".replace("_", "-"), "name": kind}
        target.ids[f"new_{kind}"] = await _insert(db, kind, {**code, "participation": "active"})


async def _belongings(db: Connection, target: Target, region: str) -> None:
    """What belongs to persons rather than to sites."""
    email = f"cnr-account-{target.relation}@example.org".replace("_", "-")
    other = await _insert(db, "account", {"email": email, "name": f"cnr-account-{target.relation}"})
    session = {"account_id": other, "token_hash": rules.digest(email), "device": f"cnr-session-{target.relation}"}
    target.ids["account"] = other
    target.ids["session"] = await _insert(db, "session", {**session, "expires_at": clock.now() + timedelta(days=1)})
    target.ids["import"] = await _imported(db, other, region)
    target.ids["consent"] = await _consent(db, other)
    values = {"name": f"cnr-client-{target.relation}", "role": "portal", "scopes": ["read:public"]}
    rest = {"region_codes": [target.ids["region"]], "key_hash": rules.digest(f"client {target.relation}")}
    target.ids["client"] = await _insert(db, "api_client", {**values, **rest})
    target.ids["webhook"], target.ids["delivery"] = await _webhook(db, target.ids["client"], target.relation)
    await _people(db, target)
    await _rounds(db, target)
    known = await one(
        db, "SELECT id FROM round_schedule WHERE region_code = %(region)s", {"region": target.ids["region"]}
    )
    planned = {"region_code": target.ids["region"], "name": f"cnr-schedule-{target.relation}", "policy": "reach"}
    when = {"every_weeks": 4, "weekday": 1, "starts_on": coming_monday(), "set_on": clock.today()}
    target.ids["schedule"] = known["id"] if known else await _insert(db, "round_schedule", {**planned, **when})
    first = {"school_site_id": target.ids["school_site"], "school_year": 2026}
    why = {"reason": f"cnr-priority-{target.relation}"}
    target.ids["priority"] = await _insert(db, "site_priority", {**first, **why})
    about = {
        "about_type": "company",
        "about_id": target.ids["company_site"],
        "text": f"cnr-concern-{target.relation}",
    }
    reporter = await _insert(
        db, "account", {"email": email.replace("account", "concern"), "name": f"cnr-concern-{target.relation}"}
    )
    target.ids["concern"] = await _insert(
        db, "concern", {**about, "region_code": target.ids["region"], "reporter_id": reporter}
    )


NOTHING = {"format": "match-instance/1", "weeks": [], "sites": [], "companies": [], "requests": [], "offers": []}


async def _rounds(db: Connection, target: Target) -> None:
    """One in each state that a verb leaves from, the solved one with a proposal; published ones are for everybody."""
    name = f"cnr-round-{target.relation}"
    part = {"name": name}
    told = Json({**part, "plan": [], "metrics": part, "baseline": part, "proof": {"certificate": part}})
    rows = {of: list[object]() for of in ("companies", "requests", "offers", "pins", "forbids")}
    frozen = {"snapshot": json.dumps({"name": name, **rows}), "frozen_at": clock.now()}
    states: dict[str, dict[str, Any]] = {
        "round_draft": {"state": "draft"},
        "round": {"state": "frozen", **frozen},
        "round_running": {"state": "solving", **frozen},
        "round_solved": {
            "state": "proposed",
            "result": told,
            "figures": Jsonb({}),
            "instance": json.dumps(NOTHING | {"name": name}),
            **frozen,
        },
    }
    for key, values in states.items():
        fixed = {"region_code": target.ids["region"], "school_year": 2026, "policy": "reach"}
        secret = {"seed": name, "seed_sha256": "0" * 64, "name": name}
        target.ids[key] = await _insert(db, "match_round", {**fixed, **secret, **values})
    shown = {"state": "published", "result": Json({"plan": []}), "snapshot": "{}", "seed": "", "name": "Voorjaar"}
    shown["instance"] = json.dumps({**NOTHING, "name": "Voorjaar"})
    times = {"frozen_at": clock.now(), "published_at": clock.now()}
    target.ids["round_published"] = await _insert(db, "match_round", {**fixed, **secret, **shown, **times})
    pair = {"request_id": target.ids["open_request"], "activity_id": target.ids["published"], "week": coming_monday()}
    rest = {"round_id": target.ids["round_solved"], "score": 1, "why": Jsonb({})}
    target.ids["proposal"] = await _insert(db, "round_outcome", {**pair, **rest})
    # Of the published one something fell away.
    fell = await only(db, "SELECT request_id, id FROM match WHERE id = %(id)s", {"id": target.ids["match_expired"]})
    fallen = {"request_id": fell["request_id"], "match_id": fell["id"], "round_id": target.ids["round_published"]}
    await _insert(db, "round_outcome", {**pair, **rest, **fallen})
    for column in ("request_id", "activity_id"):
        entry = {"round_id": target.ids["round_solved"], column: pair[column], "name": str(pair[column])}
        await _insert(db, "round_entry", entry)


async def _matches(db: Connection, target: Target) -> None:
    """One in each state that a verb leaves from, each of a request of its own, and a slot."""
    relation, week = target.relation, coming_monday()
    contact = await _insert(
        db,
        "account",
        {"email": f"cnr-match-{relation}@example.org".replace("_", "-"), "name": f"cnr-match-{relation}"},
    )
    begun = clock.this_week() - timedelta(weeks=1)
    made = {
        "match": ("proposed", "coordinator", week), "match_by_school": ("proposed", "school", week),
        "match_by_company": ("proposed", "company", week), "match_planned": ("confirmed", "school", week),
        "match_begun": ("confirmed", "school", begun), "match_kept": ("delivered", "school", begun),
        "match_expired": ("expired", "coordinator", week), "match_appealed": ("expired", "coordinator", week),
    }  # fmt: skip
    for name, (state, by, when) in made.items():
        asked = target.ids["asked"] | {
            "value": f"{name}-{relation}", "title": f"cnr-match-{relation}",
            "state": "proposed" if state == "proposed" else "matched",
        }  # fmt: skip
        settled = state not in ("proposed", "expired")
        request = await _insert(db, "school_request", asked)
        values = {
            "request_id": request, "activity_id": target.ids["published"], "school_id": asked["school_id"],
            "school_site_id": asked["school_site_id"], "school_region": asked["region_code"],
            "company_id": target.ids["company"], "company_site_id": target.ids["company_site"],
            "company_region": asked["region_code"], "proposed_by": by, "state": state,
            "school_yes": settled or by == "school", "company_yes": settled or by == "company", "week": when,
            "holds": settled, "respond_by": clock.now() + timedelta(days=7) if state == "proposed" else None,
            "school_contact_id": contact, "company_contact_id": contact,
        }  # fmt: skip
        target.ids[name] = await _insert(db, "match", values)
        moment = {"week": str(when), "slotId": None, "startsAt": None, "endsAt": None}
        facts: dict[str, Any] = {
            "moment": moment, "moments": [], "professionalId": None, "holds": settled,
            "respondBy": str(clock.now() + timedelta(days=7)),
        }  # fmt: skip
        await _told(db, target, name, 1, ("proposed", by), facts)
    for name in ("match_expired", "match_appealed"):
        await _told(db, target, name, 2, ("expired", "house"), {})
    target.ids["appeal"] = await _told(db, target, "match_appealed", 3, ("appealed", "school"), {"of": "school"})
    plain = target.ids["asked"] | {"value": f"plain-{relation}", "title": f"cnr-match-{relation}"}
    target.ids["open_request"] = await _insert(db, "school_request", plain)
    starts_at = datetime(week.year, week.month, week.day, 13, tzinfo=UTC)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "time_zone": "Europe/Amsterdam"}
    slot = {**times, "activity_id": target.ids["activity"], "week": week, "capacity": 1}
    target.ids["slot"] = await _insert(db, "slot", slot)


async def _class_polls(db: Connection, targets: Mapping[str, Target]) -> None:
    """A class that is being asked for each target; CLASS_CODE is that of one's own."""
    for relation, target in targets.items():
        code = CLASS_CODE if relation == "own" else relation
        poll = {"match_id": target.ids["match_kept"], "stage": "after", "code_hash": rules.digest(code), "most": 20}
        await _insert(db, "class_poll", {**poll, "closes_at": clock.now() + timedelta(days=7)})


async def _standbys(db: Connection, target: Target) -> None:
    """An activity that is full, a request that waits for it, and one to which its place is offered."""
    row = await one(
        db,
        """INSERT INTO activity (company_site_id, company_id, company_name, title, kind, state, max_group, radius_km,
               capacity_week, capacity_year, level_mask, year_mask, subject_mask, theme_mask, language_mask,
               first_week, week_mask, languages, modes, weeks, full_weeks, region_code)
           SELECT company_site_id, company_id, company_name, 'Vol', kind, state, max_group, radius_km, 1, 1,
               level_mask, year_mask, subject_mask, theme_mask, language_mask, 0, 0, languages, modes, weeks, weeks,
               region_code FROM activity WHERE id = %(id)s RETURNING id""",
        {"id": target.ids["published"]},
    )
    assert row is not None
    target.ids["full"] = row["id"]
    week, kinds = coming_monday(), {"waits": {}, "offered": {"held_until": clock.now() + timedelta(days=2)}}
    await db.execute("SELECT loket_take_place(%s, %s, NULL)", (row["id"], week))
    for name, held in kinds.items():
        asked = target.ids["asked"] | {"value": f"{name}-{target.relation}"}
        request = await _insert(db, "school_request", asked)
        values = {"request_id": request, "activity_id": row["id"], "week": week if held else None, **held}
        values["state"] = "offered" if held else "waitlisted"
        target.ids[f"standby_{name}"] = await _insert(db, "standby_place", values)


async def _told(
    db: Connection, target: Target, match: str, place: int, what: tuple[str, str], facts: dict[str, Any]
) -> UUID:
    """One step in the log of a match: its kind and whose it was."""
    kind, side = what
    told = {"match_id": target.ids[match], "place": place, "at": clock.now(), "type": kind, "side": side}
    return await _insert(db, "match_event", {**told, "facts": Jsonb(facts), "note": f"cnr-match-{target.relation}"})


async def _people(db: Connection, target: Target) -> None:
    """Somebody with every role at the target's school and company, invitations there, and an applicant."""
    relation, region = target.relation, target.ids["region"]
    email = f"{{}}-{relation}@example.org".replace("_", "-")
    name = f"cnr-member-{relation}"
    member = await _insert(db, "account", {"email": email.format("member"), "name": name})
    for side, roles in (
        ("school", ("teacher", "school_coordinator")),
        ("company", ("professional", "company_coordinator")),
    ):
        at = {f"{side}_id": target.ids[side]}
        for kind, role in zip(("member", "keeper"), roles, strict=True):
            target.ids[f"{side}_{kind}"] = await _insert(db, "membership", {"account_id": member, "role": role, **at})
        invited = {"role": roles[0], "email": f"cnr-invited-{relation}@example.org", **at}
        rest = {"token_hash": rules.digest(f"{side} {relation}"), "expires_at": clock.now() + timedelta(days=9)}
        target.ids[f"{side}_invitation"] = await _insert(db, "invitation", {**invited, **rest})
    target.ids["professional"] = await _profile(db, target, None, f"cnr-professional-{relation}")
    number = 99990010 + RELATIONS.index(relation)
    applied = {"kind": "company", "kvk": str(number), "organisation_name": "Nieuw", "region_code": region}
    contact = {"contact_name": f"cnr-applicant-{relation}", "contact_email": email.format("applicant")}
    link = {"link_hash": rules.digest(email), "postcode": "5611AB", "place": "Eindhoven"}
    target.ids["application"] = await _insert(db, "application", {**applied, **contact, **link})
