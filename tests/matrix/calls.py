"""How each operation is called on a target by somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES
from api.companies.conduct import CODE
from tests.matrix.world import CLASS_CODE, Target, Who, coming_monday


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `content` in place of `json` for files."""

    method: str
    path: str
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


ANY = {"If-Match": "*"}
SCHEDULE = {"name": "Maandronde", "everyWeeks": 4, "weekday": 1, "startsOn": "2027-01-11"}
CHANGES = ("PATCH", "DELETE")
CSV = {"Content-Type": "text/csv"}


def _offer(target: Target) -> dict[str, Any]:
    return {
        "title": "Windmolen", "kind": "guest_lesson", "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3],
        "modes": ["at_school"], "languages": ["nl"], "weeks": [str(coming_monday())], "maxGroup": 30, "radiusKm": 30,
        "capacityYear": 4, "companySiteId": str(target.ids["company_site"]),
    }  # fmt: skip


def _asked(target: Target) -> dict[str, Any]:
    return {
        "siteId": str(target.ids["school_site"]), "title": "Wie komt er?", "goal": "profile_choice",
        "kinds": ["guest_lesson"], "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 20,
        "languages": ["nl"], "maxKm": 20, "onlineOk": False, "weeksOk": [str(coming_monday())],
    }  # fmt: skip


def _get(path: str) -> Callable[[Target, Who], Call]:
    return lambda target, who: Call("GET", path.format(**target.ids))


def _post(path: str, json: Any = None) -> Callable[[Target, Who], Call]:
    return lambda target, who: Call("POST", path.format(**target.ids), json)


def _patch(path: str, json: Any) -> Callable[[Target, Who], Call]:
    return lambda target, who: Call("PATCH", path.format(**target.ids), json, ANY)


def _site(kind: str) -> Callable[[Target, Who], Call]:
    code = {"school": "S", "company": "C"}[kind]
    plural = {"school": "schools", "company": "companies"}[kind]

    def call(target: Target, who: Who) -> Call:
        path = f"/{plural}/by-source/m/{code}{target.relation.replace('_', '-')}"
        return Call(
            "PUT", path, {"name": "Nieuwe naam", "address": {}, **({"levels": []} if kind == "school" else {})}
        )

    return call


def _schools_file(target: Target, who: Who) -> Call:
    """A file that changes the target's site; the data specialist brings what all share."""
    if who.role == "data_specialist":
        lines = "schoolyear,holiday,region,start,end,compulsory\n2031-2032,Kerst,noord,2031-12-20,2032-01-04,true\n"
        return Call("POST", "/imports?kind=holidays", headers=CSV, content=lines.encode())
    code = f"S{target.relation.replace('_', '-')}"
    lines = f"scheme,externalId,name,levels\nm,{code},Andere naam,havo\n"
    return Call("POST", "/imports?kind=schools", headers=CSV, content=lines.encode())


def _own(target: Target, own: UUID | None, name: str) -> UUID:
    """The actor's own thing where the target is one's own, else the other's."""
    other: UUID = target.ids[name]
    return own if own is not None and target.relation in ("own", "moved_in") else other


HOOK = {"url": "https://portaal.example/loket", "eventTypes": ["match.confirmed"]}


def _hook(method: str, rest: str, json: Any = None) -> Callable[[Target, Who], Call]:
    """On the client's own webhook where the target is one's own, else on another client's."""
    return lambda target, who: Call(
        method, f"/webhooks/{_own(target, who.webhook, 'webhook')}{rest}", json, ANY if method in CHANGES else {}
    )


def _side(who: Who) -> str:
    return "company" if who.role in COMPANY_ROLES else "school"


def _of_side(path: str, json: Any = None) -> Callable[[Target, Who], Call]:
    """On the target's school, or its company where the actor is of a company."""
    return lambda target, who: Call("POST", path.replace("SIDE", _side(who)).format(**target.ids), json)


def _invitation(target: Target, who: Who) -> Call:
    email = {"email": "iemand@example.org"}
    if who.role == "platform_admin":
        return Call(
            "POST", "/invitations", {"role": "regional_coordinator", "regionCode": target.ids["region"], **email}
        )
    side = _side(who)
    role = {"school": "teacher", "company": "professional"}[side]
    return Call("POST", "/invitations", {"role": role, "organisationId": str(target.ids[side]), **email})


def _application(target: Target, who: Who) -> Call:
    body = {
        "kind": "company", "kvk": "99990001", "organisationName": "Nieuw", "postcode": "5611AB", "place": "Eindhoven",
        "contactName": "Iemand", "contactEmail": "iemand@example.org", "consent": True,
    }  # fmt: skip
    return Call("POST", "/applications", body)


def _client(target: Target, who: Who) -> Call:
    client = {"name": "Portaal", "role": "portal", "scopes": ["read:public"]}
    return Call("POST", "/api-clients", {**client, "regionCodes": [target.ids["region"]]})


def _withdrawal(target: Target, who: Who) -> Call:
    return Call("POST", f"/consents/{_own(target, who.consent, 'consent')}/withdraw")


def _profile(target: Target, who: Who) -> Call:
    """A profile of one's own, or of somebody without an account."""
    account = who.account if who.role == "professional" else None
    body = {"companyId": str(target.ids["company"]), "displayName": "Gastdocent"}
    return Call("POST", "/professionals", {**body, "accountId": str(account) if account else None})


def _own_profile(target: Target, who: Who) -> UUID:
    return _own(target, who.professional, "professional")


def _match(name: str, verb: str, json: Any = None) -> Callable[[Target, Who], Call]:
    """On a match of the target; coordinators speak for the school."""

    def call(target: Target, who: Who) -> Call:
        side = {} if who.role in SCHOOL_ROLES | COMPANY_ROLES or verb == "lesson-after" else {"side": "school"}
        return Call("POST", f"/matches/{target.ids[name]}/{verb}", {**(json or {}), **side})

    return call


def _proposal(target: Target, who: Who) -> Call:
    body = {"requestId": str(target.ids["open_request"]), "activityId": str(target.ids["published"])}
    return Call("POST", "/matches", {**body, **OTHERS})


def _withdrawn(target: Target, who: Who) -> Call:
    """What one's own side proposed; a coordinator what a coordinator did."""
    name = {True: "match_by_school"}.get(who.role in SCHOOL_ROLES) or (
        "match_by_company" if who.role in COMPANY_ROLES else "match"
    )
    return Call("POST", f"/matches/{target.ids[name]}/withdraw", {})


def _slot(target: Target, who: Who) -> Call:
    day = coming_monday()
    times = {"startsAt": f"{day}T10:00", "endsAt": f"{day}T11:00"}
    return Call("POST", f"/activities/{target.ids['activity']}/slots", times)


def _partnership(target: Target, who: Who) -> Call:
    """With an organisation of nowhere; whoever is of no company asks for the school."""
    pair = ("new_school", "company") if _side(who) == "company" else ("school", "new_company")
    body = {f"{kind}Id": str(target.ids[name]) for kind, name in zip(("school", "company"), pair, strict=True)}
    return Call("POST", "/partnerships", body)


OTHERS = {"moments": [{"week": str(coming_monday())}]}
TOKEN = {"token": "x" * 43}
CALLS: dict[str, Callable[[Target, Who], Call]] = {
    "read_live": _get("/health/live"),
    "read_ready": _get("/health/ready"),
    "create_sign_in_attempt": _post("/sign-in-attempts", {"email": "iemand@example.org"}),
    "create_session": _post("/sessions", {"token": "x" * 43}),
    "read_session": _get("/session"),
    "list_sessions": _get("/sessions"),
    "end_session": _post("/session/end"),
    "end_one_session": lambda target, who: Call("POST", f"/sessions/{_own(target, who.session, 'session')}/end"),
    "end_other_sessions": _post("/sessions/end-others"),
    "read_account": _get("/account"),
    "change_account": _patch("/account", {"name": "Nieuw"}),
    "list_roles": _get("/roles"),
    "list_vocabularies": _get("/vocabularies"),
    "read_vocabulary": _get("/vocabularies/levels"),
    "list_regions": _get("/regions"),
    "read_region": _get("/regions/friesland"),
    "read_region_shape": _get("/regions/friesland/shape"),
    "list_municipalities": _get("/municipalities?pageSize=2"),
    "list_holidays": _get("/holidays"),
    "list_schools": _get("/schools?pageSize=200"),
    "read_school": _get("/schools/{school_site}"),
    "put_school": _site("school"),
    "list_companies": _get("/companies?pageSize=200"),
    "read_company": _get("/companies/{company_site}"),
    "put_company": _site("company"),
    "read_code_of_conduct": _get("/code-of-conduct"),
    "read_company_code": _get("/organisations/{company}/code-of-conduct"),
    "accept_code_of_conduct": _post("/organisations/{company}/code-of-conduct", {"version": CODE["version"]}),
    "list_professionals": _get("/professionals?pageSize=200"),
    "read_professional": _get("/professionals/{professional}"),
    "create_professional": _profile,
    "change_professional": lambda target, who: Call(
        "PATCH", f"/professionals/{_own_profile(target, who)}", {"travelKm": 9}, ANY
    ),
    "act_on_professional": lambda target, who: Call("POST", f"/professionals/{_own_profile(target, who)}/pause"),
    "list_activities": _get("/activities?state=draft&pageSize=200"),
    "read_activity": _get("/activities/{activity}"),
    "create_activity": lambda target, who: Call("POST", "/activities", _offer(target)),
    "change_activity": lambda target, who: Call(
        "PATCH", f"/activities/{target.ids['activity']}", {"maxGroup": 9}, ANY
    ),
    "act_on_activity": _post("/activities/{activity}/publish"),
    "put_activity": lambda target, who: Call("PUT", f"/activities/by-source/m/A-{target.relation}", _offer(target)),
    "list_unmet_demand": _get("/demand/unmet"),
    "list_requests": _get("/requests?pageSize=200"),
    "read_request": _get("/requests/{request}"),
    "create_request": lambda target, who: Call("POST", "/requests", _asked(target)),
    "change_request": _patch("/requests/{request}", {"pupils": 9}),
    "act_on_request": _post("/requests/{request}/withdraw"),
    "put_request": lambda target, who: Call("PUT", f"/requests/by-source/m/R-{target.relation}", _asked(target)),
    "read_organisation": _get("/organisations/{school}"),
    "act_on_organisation": _of_side("/organisations/{SIDE}/pause"),
    "list_memberships": _get("/memberships?pageSize=200"),
    "end_membership": _of_side("/memberships/{SIDE_member}/end"),
    "hand_over_membership": _of_side("/memberships/{SIDE_keeper}/hand-over", {"email": "iemand@example.org"}),
    "list_invitations": _get("/invitations?pageSize=200"),
    "create_invitation": _invitation,
    "withdraw_invitation": _of_side("/invitations/{SIDE_invitation}/withdraw"),
    "read_invitation_by_link": _post("/invitations/by-link", TOKEN),
    "accept_invitation": _post("/invitations/accept", TOKEN),
    "break_glass": lambda target, who: Call(
        "POST", "/break-glass", {"regionCode": target.ids["region"], "reason": "outage", "reference": "2026-118"}
    ),
    "create_application": _application,
    "read_application_by_link": _post("/applications/by-link", TOKEN),
    "withdraw_application_by_link": _post("/applications/by-link/withdraw", TOKEN),
    "list_applications": _get("/applications?pageSize=200"),
    "read_application": _get("/applications/{application}"),
    "act_on_application": _post("/applications/{application}/admit", {}),
    "list_sign_in_methods": _get("/sign-in/methods"),
    "begin_oidc": _get("/sign-in/oidc"),
    "finish_oidc": _get("/sign-in/oidc/callback?state=x&code=x"),
    "list_places": _get("/places?q=Eindhoven"),
    "list_region_shapes": _get("/region-shapes"),
    "list_clients": _get("/api-clients?pageSize=200"),
    "create_client": _client,
    "read_client": _get("/api-clients/{client}"),
    "change_client": _patch("/api-clients/{client}", {"name": "Anders"}),
    "rotate_client": _post("/api-clients/{client}/rotate", {}),
    "revoke_client": _post("/api-clients/{client}/revoke"),
    "create_concern": lambda target, who: Call(
        "POST", "/concerns", {"about": {"type": "company", "id": str(target.ids["company_site"])}, "text": "Reclame"}
    ),
    "list_concerns": _get("/concerns?pageSize=200"),
    "handle_concern": _post("/concerns/{concern}/handle", {"outcome": "Gebeld"}),
    "list_audit_entries": _get("/audit-entries"),
    "list_own_audit_entries": _get("/audit-entries/mine"),
    "verify_audit_entries": _get("/audit-entries/verification"),
    "export_account": _get("/account/export"),
    "erase_account": lambda target, who: Call("POST", "/account/erase", {"confirm": who.email}),
    "list_consents": _get("/consents"),
    "create_consent": _post("/consents", {"purpose": "newsletter", "wording": "2026-11"}),
    "withdraw_consent": _withdrawal,
    "read_processing_register": _get("/processing-register"),
    "list_suggestions": _get("/match-suggestions?requestId={request}"),
    "suggest_for_draft": _post("/match-suggestions", {"kinds": ["guest_lesson"], "level": "havo"}),
    "list_slots": _get("/activities/{activity}/slots"),
    "read_slot": _get("/activities/{activity}/slots/{slot}"),
    "create_slot": _slot,
    "cancel_slot": _post("/activities/{activity}/slots/{slot}/cancel"),
    "list_matches": _get("/matches?pageSize=200"),
    "list_match_candidates": lambda target, who: Call(
        "GET", f"/match-candidates?activityId={target.ids['published']}&week={coming_monday()}"
    ),
    "read_match": _get("/matches/{match_planned}"),
    "list_match_events": _get("/matches/{match_planned}/events"),
    "read_confirmation": _get("/matches/{match_planned}/confirmation"),
    "propose_match": _proposal,
    "accept_match": _match("match", "accept"),
    "decline_match": _match("match", "decline", {"reason": "no_time"}),
    "withdraw_match": _withdrawn,
    "propose_slots": _match("match", "propose-slots", OTHERS),
    "reschedule_match": _match("match_planned", "reschedule", OTHERS),
    "cancel_match": _match("match_planned", "cancel", {"reason": "illness"}),
    "mark_delivered": _match("match_begun", "mark-delivered"),
    "mark_no_show": _match("match_begun", "mark-no-show"),
    "give_feedback": _match("match_kept", "feedback", {"score": 5, "wouldRepeat": True}),
    "mark_lesson_after": _match("match_kept", "lesson-after", {"lesson": "done"}),
    "list_priorities": _get("/school-priorities?pageSize=200"),
    "read_priority": _get("/school-priorities/{priority}"),
    "create_priority": lambda target, who: Call(
        "POST",
        "/school-priorities",
        {"siteId": str(target.ids["school_site"]), "schoolYear": 2027, "reason": "Kreeg nooit iets"},
    ),
    "withdraw_priority": _post("/school-priorities/{priority}/withdraw"),
    "list_round_schedules": _get("/round-schedules?pageSize=200"),
    "read_round_schedule": _get("/round-schedules/{schedule}"),
    "create_round_schedule": lambda target, who: Call(
        "POST", "/round-schedules", {"region": target.ids["region"], **SCHEDULE}
    ),
    "change_round_schedule": lambda target, who: Call(
        "PUT", f"/round-schedules/{target.ids['schedule']}", SCHEDULE, ANY
    ),
    "stop_round_schedule": _post("/round-schedules/{schedule}/stop"),
    "list_class_polls": _get("/matches/{match_begun}/class-polls"),
    "open_class_poll": _post("/matches/{match_begun}/class-polls", {"stage": "after"}),
    "close_class_poll": _post("/matches/{match_kept}/class-polls/after/close"),
    "read_class_poll_by_code": lambda target, who: Call("POST", "/class-polls/by-code", {"code": CLASS_CODE}),
    "answer_class_poll": lambda target, who: Call(
        "POST",
        "/class-polls/answers",
        {
            "code": CLASS_CODE,
            "answers": [{"question": one, "value": 4} for one in ("knows_work", "fits_me", "learn_more")],
        },
    ),
    "list_standby_places": _get("/standby-places?pageSize=200"),
    "create_standby_place": lambda target, who: Call(
        "POST",
        "/standby-places",
        {"requestId": str(target.ids["open_request"]), "activityId": str(target.ids["full"])},
    ),
    "accept_standby_place": _post("/standby-places/{standby_offered}/accept"),
    "pass_standby_place": _post("/standby-places/{standby_offered}/pass"),
    "cancel_standby_place": _post("/standby-places/{standby_waits}/cancel"),
    "read_standby": _get("/activities/{full}/standby"),
    "list_rounds": _get("/match-rounds?pageSize=200"),
    "create_round": lambda target, who: Call(
        "POST", "/match-rounds", {"region": target.ids["region"], "name": "Voorjaar", "schoolYear": 2026}
    ),
    "read_round": _get("/match-rounds/{round}"),
    "change_round": _patch("/match-rounds/{round}", {"autoRepair": False}),
    "freeze_round": _post("/match-rounds/{round_draft}/freeze"),
    "solve_round": _post("/match-rounds/{round}/solve"),
    "stop_round": _post("/match-rounds/{round_running}/stop"),
    "cancel_round": _post("/match-rounds/{round}/cancel"),
    "publish_round": _post("/match-rounds/{round_solved}/publish"),
    "close_round": _post("/match-rounds/{round_published}/close"),
    "decide_round": lambda target, who: Call(
        "POST",
        f"/match-rounds/{target.ids['round_solved']}/decisions",
        {"items": [{"proposal": str(target.ids["proposal"]), "decision": "pin", "reason": "Past goed"}]},
    ),
    "list_decisions": _get("/match-rounds/{round_solved}/decisions"),
    "list_proposals": _get("/match-rounds/{round_solved}/proposals"),
    "list_unserved": _get("/match-rounds/{round_solved}/unserved"),
    "list_alternatives": _get("/match-rounds/{round_solved}/proposals/{proposal}/alternatives"),
    "explain_request": _get("/requests/{request}/round-explanations"),
    "explain_activity": _get("/activities/{activity}/round-explanations"),
    "read_match_rules": _get("/match-rules"),
    "read_snapshot": _get("/match-rounds/{round}/snapshot"),
    "read_result": _get("/match-rounds/{round_solved}/result"),
    "read_metrics": _get("/match-rounds/{round_solved}/metrics"),
    "read_baseline": _get("/match-rounds/{round_solved}/baseline"),
    "read_round_certificate": _get("/match-rounds/{round_solved}/certificate"),
    "create_amendment": _post("/match-rounds/{round_published}/amendments"),
    "create_scenario": lambda target, who: Call(
        "POST", f"/match-rounds/{target.ids['round']}/scenarios", {"extraKm": 10}
    ),
    "list_fallen": _get("/match-rounds/{round_published}/fallen-matches"),
    "read_diff": _get("/match-rounds/{round_solved}/diff?against={round_solved}"),
    "read_company_reliability": _get("/companies/{company_site}/reliability"),
    "read_school_reliability": _get("/schools/{school_site}/reliability"),
    "read_company_badge": _get("/companies/{company_site}/badge"),
    "read_school_badge": _get("/schools/{school_site}/badge"),
    "list_webhooks": _get("/webhooks?pageSize=200"),
    "create_webhook": lambda target, who: Call("POST", "/webhooks", HOOK),
    "read_webhook": _hook("GET", ""),
    "change_webhook": _hook("PATCH", "", {"state": "disabled"}),
    "remove_webhook": _hook("DELETE", ""),
    "test_webhook": _hook("POST", "/test"),
    "list_deliveries": _hook("GET", "/deliveries"),
    "replay_delivery": lambda target, who: Call(
        "POST",
        f"/webhooks/{_own(target, who.webhook, 'webhook')}/deliveries/"
        f"{_own(target, who.delivery, 'delivery')}/replay",
    ),
    "list_match_appeals": _get("/matches/{match_appealed}/appeals"),
    "create_appeal": _post("/matches/{match_expired}/appeals", {"text": "De weg was afgesloten."}),
    "list_appeals": _get("/appeals?pageSize=200"),
    "decide_appeal": _post("/appeals/{appeal}/decide", {"decision": "excuse", "reason": "Dat klopt."}),
    "list_contributions": _get("/account/contributions"),
    "read_certificate": _get("/account/contributions/2026-2027/certificate"),
    "read_calendar_feed": _get("/account/calendar"),
    "create_calendar_feed": _post("/account/calendar"),
    "revoke_calendar_feed": _post("/account/calendar/revoke"),
    "read_digest": _get("/account/digest"),
    "subscribe_digest": _post("/account/digest/subscribe"),
    "unsubscribe_digest": _post("/account/digest/unsubscribe"),
    "open_unsubscription": _get("/unsubscriptions/" + "x" * 43),
    "unsubscribe_by_link": _post("/unsubscriptions/" + "x" * 43),
    "read_calendar": _get("/calendars/" + "x" * 43),
    "switch_mode": _post("/regions/{region}/mode-switch", {"mode": "online"}),
    "list_partnerships": _get("/partnerships?pageSize=200"),
    "read_partnership": _get("/partnerships/{partnership}"),
    "propose_partnership": _partnership,
    "accept_partnership": _post("/partnerships/{partnership}/accept"),
    "end_partnership": _post("/partnerships/{partnership}/end", {"reason": "goal_reached"}),
    "list_dormant_organisations": _get("/organisations/dormant?pageSize=200"),
    "read_dormancy_question": _post("/dormancy-questions/by-link", TOKEN),
    "answer_dormancy_question": _post("/dormancy-questions/answer", {**TOKEN, "answer": "active"}),
    "create_import": _schools_file,
    "list_imports": _get("/imports"),
    "read_import": lambda target, who: Call("GET", f"/imports/{_own(target, who.imported, 'import')}"),
}
# What reaches the actor's own things alone, whatever is asked: the target plays no part.
PERSONAL = {
    "list_sessions", "end_session", "end_other_sessions", "read_account", "change_account", "list_requests",
    "list_imports", "list_activities", "list_memberships", "list_invitations", "list_applications", "list_clients",
    "list_professionals", "list_matches", "list_match_candidates", "list_audit_entries", "list_own_audit_entries",
    "export_account", "erase_account", "read_calendar_feed", "create_calendar_feed", "revoke_calendar_feed",
    "list_consents", "create_consent", "create_concern", "list_concerns", "list_rounds", "list_appeals",
    "list_standby_places",
    "list_partnerships", "list_contributions", "read_certificate", "list_dormant_organisations",
    "list_priorities", "list_round_schedules", "read_digest", "subscribe_digest", "unsubscribe_digest",
    "list_webhooks", "create_webhook",
}  # fmt: skip
# Answers that are no success and yet no refusal of the role: what was sent is at fault.
EXPECTED: dict[str | tuple[str, str], int] = {
    ("create_professional", "professional"): 409,  # who has a profile already
    "create_session": 401, "read_invitation_by_link": 401, "accept_invitation": 401, "read_application_by_link": 404,
    "withdraw_application_by_link": 404, "begin_oidc": 404, "finish_oidc": 404, "read_calendar": 404,
    "create_round_schedule": 409,  # the region has one
    "revoke_calendar_feed": 409, "read_certificate": 404,
    "read_dormancy_question": 404, "answer_dormancy_question": 404,
    "open_unsubscription": 303, "unsubscribe_by_link": 404,
}  # fmt: skip
