"""The register of processing: what every column of every table is, and for tables with personal data why, on which
ground, for whose eyes, how long, whose a row is, and what erasing does to it.

Export and erasure are made from it, and a test fails while a column is missing. No column tells of a pupil.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.privacy.rules import BY_NAME, Text


class Kind(StrEnum):
    NONE = "none"
    PERSONAL = "personal"
    CONTACT = "contact"
    HIDDEN = "hidden"
    OPERATIONAL = "operational"


KINDS = {
    Kind.NONE: Text("gaat niet over een persoon", "not about a person"),
    Kind.PERSONAL: Text("gaat over een persoon", "about a person"),
    Kind.CONTACT: Text("naam, adres of eigen woorden van een persoon", "a person's name, address or own words"),
    Kind.HIDDEN: Text(
        "een geheim of de vingerafdruk ervan; niemand ziet het", "a secret or its fingerprint; nobody sees it"
    ),
    Kind.OPERATIONAL: Text("nodig om de dienst te laten werken", "needed to make the service work"),
}
BASES = {
    "agreement": Text("nodig voor wat je ons vraagt", "needed for what you ask us to do"),
    "consent": Text("jouw toestemming", "your consent"),
    "accountability": Text("onze plicht om te laten zien wat er gebeurt", "our duty to show what was done"),
    "security": Text("veilig houden van de dienst", "keeping the service safe"),
}
READERS = {
    "self": Text("jijzelf", "you"),
    "organisation": Text("de coördinator van je organisatie", "your organisation's coordinator"),
    "schools": Text("docenten, als je daar ja op zei", "teachers, if you agreed to it"),
    "other_side": Text("de andere kant, zodra jullie allebei ja zeiden", "the other side, once you both said yes"),
    "region": Text("de coördinator van je regio", "your region's coordinator"),
    "platform": Text("de beheerder van het platform", "the platform's administrator"),
    "nobody": Text("niemand: alleen de dienst zelf", "nobody: the service alone"),
}
DELETED = "deleted"
# A random value in place of the link's, so that the link that was mailed stops working.
FORGOTTEN_APPLICATION = """contact_name = NULL, contact_email = NULL, motivation = '', note = NULL,
    link_hash = sha256(uuid_send(gen_random_uuid())), version = version + 1, updated_at = now()"""
WITHDRAWN_IF_OPEN = (
    """state = CASE WHEN state IN ('applied', 'verified', 'waitlisted') THEN 'withdrawn' ELSE state END"""
)

FORGOTTEN_PROFESSIONAL = """account_id = NULL, display_name = '', function = NULL, bio = '', subjects = '{}',
    themes = '{}', levels = '{}', languages = '{}', modes = '{}', travel_km = 0, availability = '[]',
    weeks_off = '{}', cap_per_month = NULL, vog_valid_until = NULL, consent_at = NULL, last_asked_at = NULL,
    state = 'left', version = version + 1, updated_at = now()"""
# One's own words go; that there was a concern, and what somebody else made of it, stays.
FORGOTTEN_CONCERN = """text = CASE WHEN reporter_id = %(id)s THEN '' ELSE text END,
    outcome = CASE WHEN handled_by = %(id)s THEN '' ELSE outcome END, reporter_id = nullif(reporter_id, %(id)s),
    handled_by = nullif(handled_by, %(id)s)"""


@dataclass(frozen=True, slots=True)
class About:
    """`whose` is the condition of a person's rows, with %(id)s, %(email)s and %(hash)s, the SHA-256 of the address.

    `erased` is DELETED, an assignment of columns, or None where only the id stays, as a pseudonym.
    """

    purpose: Text
    basis: str
    read_by: tuple[str, ...]
    period: str
    whose: str
    erased: str | None = DELETED


@dataclass(frozen=True, slots=True)
class Table:
    columns: Mapping[str, Kind]
    about: About | None = None

    def shown(self) -> list[str]:
        """The columns that a person gets to see of the own rows."""
        kept_back = (Kind.HIDDEN, Kind.OPERATIONAL)
        return [name for name, kind in self.columns.items() if kind not in kept_back]


def _table(about: About | None = None, **columns: str) -> Table:
    """Columns as words, by their kind."""
    return Table({name: Kind(kind) for kind, names in columns.items() for name in names.split()}, about)


CHANGING = "version created_at updated_at"
MASKS = "level_mask year_mask subject_mask theme_mask language_mask first_week week_mask online cell search"
SITE = "id scheme value name street postcode place municipality_code municipality_name region_code lat lon"
SITE += " precision state"

REGISTER: dict[str, Table] = {
    "account": _table(
        About(
            Text("je account: inloggen en weten wie je bent", "your account: signing in and knowing who you are"),
            "agreement",
            ("self", "organisation", "region"),
            "accounts",
            "id = %(id)s",
            """email = NULL, name = NULL, locale = 'nl', signed_in_at = NULL, erased_at = %(now)s,
                version = version + 1, updated_at = %(now)s""",
        ),
        contact="email name",
        personal="id locale created_at signed_in_at erased_at",
        operational="version updated_at",
    ),
    "identity": _table(
        About(
            Text("inloggen met je school- of bedrijfsaccount", "signing in with your school's or company's account"),
            "agreement",
            ("self",),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="issuer subject account_id created_at",
    ),
    "membership": _table(
        About(
            Text("wat je voor welke organisatie mag doen", "what you may do for which organisation"),
            "agreement",
            ("self", "organisation", "region"),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="id account_id role school_id board_code company_id region_code starts_at ends_at",
    ),
    "invitation": _table(
        About(
            Text("je uitnodigen om mee te doen", "inviting you to take part"),
            "agreement",
            ("self", "organisation", "region"),
            "invitations",
            "email = %(email)s",
        ),
        contact="email",
        personal="id role school_id board_code company_id region_code locale created_at expires_at accepted_at"
        " withdrawn_at",
        operational="invited_by succeeds",
        hidden="token_hash",
    ),
    "session": _table(
        About(
            Text("ingelogd blijven, en zien waar je bent ingelogd", "staying signed in, and seeing where you are"),
            "agreement",
            ("self",),
            "sessions",
            "account_id = %(id)s",
        ),
        personal="id account_id device created_at seen_at expires_at ended_at",
        hidden="token_hash",
    ),
    "sign_in_attempt": _table(
        About(
            Text("je een link sturen om in te loggen", "sending you a link to sign in"),
            "agreement",
            ("nobody",),
            "sign_in_attempts",
            "account_id = %(id)s OR email = %(email)s OR email_hash = %(hash)s",
        ),
        contact="email",
        personal="id locale account_id created_at expires_at used_at",
        hidden="email_hash token_hash code_hash",
    ),
    "calendar_feed": _table(
        About(
            Text("je afspraken in je eigen agenda", "your appointments in your own calendar"),
            "agreement",
            ("self",),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="account_id created_at",
        hidden="token_hash",
    ),
    "digest_choice": _table(
        About(
            Text("weten of je een weekbericht wilt", "knowing whether you want the weekly letter"),
            "agreement",
            ("self",),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="account_id wanted chosen_at",
    ),
    "digest_letter": _table(
        About(
            Text("je elke week hooguit één bericht sturen", "sending you one letter a week at most"),
            "agreement",
            ("self",),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="account_id week settled_at",
        hidden="token_hash",
    ),
    "consent": _table(
        About(
            Text("weten waar je ja op hebt gezegd", "knowing what you agreed to"),
            "consent",
            ("self",),
            "accounts",
            "account_id = %(id)s",
        ),
        personal="id account_id purpose wording given_at withdrawn_at",
    ),
    "application": _table(
        About(
            Text("je aanmelding behandelen", "handling your application"),
            "agreement",
            ("self", "region"),
            "application_contacts",
            "contact_email = %(email)s",
            f"{WITHDRAWN_IF_OPEN}, {FORGOTTEN_APPLICATION}",
        ),
        contact="contact_name contact_email motivation note",
        personal="id locale consent_at",
        none="kind region_code school_site_id kvk organisation_name postcode place website state decided_at"
        " created_at",
        operational="version updated_at decided_by",
        hidden="link_hash",
    ),
    "professional": _table(
        About(
            Text(
                "scholen laten zien wie er kan komen, en je vragen als het jou past",
                "showing schools who can come, and asking you when it suits you",
            ),
            "agreement",
            ("self", "organisation", "region", "schools"),
            "professionals",
            "account_id = %(id)s",
            FORGOTTEN_PROFESSIONAL,
        ),
        contact="display_name function bio",
        personal="id company_id account_id subjects themes levels languages modes travel_km availability weeks_off"
        " cap_per_month vog_valid_until consent_at last_asked_at state created_at",
        operational="number version updated_at",
    ),
    "partnership": _table(
        About(
            Text(
                "laten zien waarom een vaste relatie ophield",
                "showing why a partnership ended",
            ),
            "agreement",
            ("self", "organisation", "region", "other_side"),
            "accounts",
            "ended_by = %(id)s",
            "end_note = NULL, ended_by = NULL",
        ),
        contact="end_note",
        personal="ended_by",
        none="id school_id company_id state proposed_by school_yes company_yes activities_per_year levels goals"
        " started_on ended_on end_reason created_at",
        operational="version updated_at",
    ),
    "code_acceptance": _table(
        About(
            Text("laten zien wie de gedragscode aannam", "showing who accepted the code of conduct"),
            "accountability",
            ("self", "organisation", "region"),
            "accounts",
            "actor_id = %(id)s",
            None,
        ),
        personal="actor_id accepted_at",
        none="id company_id version",
    ),
    "dormancy_question": _table(
        About(
            Text("vragen of je organisatie nog meedoet", "asking whether your organisation still takes part"),
            "agreement",
            ("self",),
            "accounts",
            "account_id = %(id)s",
            "account_id = NULL",
        ),
        personal="id school_id company_id account_id asked_at expires_at answered_at answer",
        hidden="token_hash",
    ),
    "concern": _table(
        About(
            Text("een zorg uitzoeken die je meldde", "looking into a concern that you reported"),
            "agreement",
            ("self", "region"),
            "concerns",
            "reporter_id = %(id)s OR handled_by = %(id)s",
            FORGOTTEN_CONCERN,
        ),
        contact="text outcome",
        personal="id about_type about_id reporter_id handled_by handled_at created_at",
        none="region_code state",
    ),
    "site_priority": _table(
        About(
            Text("laten zien wie een school liet voorgaan", "showing who let a school come first"),
            "accountability",
            ("self", "region"),
            "accounts",
            "created_by = %(id)s OR withdrawn_by = %(id)s",
            """reason = CASE WHEN created_by = %(id)s THEN '' ELSE reason END,
    created_by = nullif(created_by, %(id)s), withdrawn_by = nullif(withdrawn_by, %(id)s)""",
        ),
        personal="created_by created_at reason withdrawn_at withdrawn_by",
        none="id version updated_at school_site_id school_year",
    ),
    "round_schedule": _table(
        About(
            Text("laten zien wie rondes plande", "showing who scheduled rounds"),
            "accountability",
            ("self", "region"),
            "accounts",
            "created_by = %(id)s",
            "created_by = NULL",
        ),
        personal="created_by created_at",
        none="id version updated_at region_code state name every_weeks weekday starts_on ends_on set_on policy"
        " side_rules rural_km weights",
    ),
    "scheduled_round": _table(none="schedule_id planned_on round_id"),
    "match_round": _table(
        About(
            Text("laten zien wie een matchronde maakte", "showing who made a match round"),
            "accountability",
            ("self", "region"),
            "accounts",
            "created_by = %(id)s",
            None,
        ),
        personal="created_by created_at",
        none=(
            "id version updated_at region_code name school_year policy side_rules rural_km weights state seed "
            "seed_sha256 snapshot snapshot_sha256 instance instance_sha256 result figures baseline gap progress "
            "failure is_stale stop_asked frozen_at published_at sent refused kind parent_id "
            "parent_sha256 auto_repair changes repair tells_when_ready"
        ),
    ),
    "round_entry": _table(none="id round_id request_id activity_id name"),
    "round_outcome": _table(
        none="id round_id request_id activity_id week score why match_id refused is_kept is_extra"
    ),
    "round_decision": _table(
        About(
            Text("laten zien wie over een voorstel besliste", "showing who decided on a proposal"),
            "accountability",
            ("self", "region"),
            "accounts",
            "actor_id = %(id)s",
            "reason = '', actor_id = NULL",
        ),
        personal="actor_id reason decided_at",
        none="id round_id request_id activity_id week decision",
    ),
    "webhook": _table(
        none="id client_id url event_types state",
        operational=f"dead_in_row rest_until {CHANGING}",
        hidden="secret",
    ),
    "webhook_delivery": _table(
        none="id webhook_id type body state created_at delivered_at", operational="attempts last_error due_at"
    ),
    "outbox_message": _table(
        About(
            Text("je mail sturen", "sending you mail"),
            "agreement",
            ("nobody",),
            "mails",
            "account_id = %(id)s OR to_address = %(email)s",
        ),
        contact="to_address",
        personal="id locale template account_id state created_at sent_at",
        operational="attempts last_error due_at",
        hidden="values",
    ),
    "api_client": _table(
        About(
            Text("sleutels voor andere systemen, en wie ze maakte", "keys for other systems, and who made them"),
            "security",
            ("self", "organisation", "region", "platform"),
            "accounts",
            "created_by = %(id)s",
            None,
        ),
        personal="created_by",
        none="id name role scopes region_codes school_id company_id key_prefix created_at used_at revoked_at",
        operational="former_until rate_per_minute version",
        hidden="key_hash former_hash",
    ),
    "import_job": _table(
        About(
            Text("laten zien wie welk bestand inlas", "showing who read which file in"),
            "accountability",
            ("self", "region"),
            "accounts",
            "actor_id = %(id)s",
            None,
        ),
        personal="actor_id",
        none="id kind format encoding sha256 dry_run state region_code counts created_at finished_at",
        operational="errors warnings",
    ),
    "idempotency_key": _table(
        About(
            Text("hetzelfde verzoek niet twee keer uitvoeren", "not doing the same request twice"),
            "security",
            ("nobody",),
            "idempotency_keys",
            "owner_id = %(id)s",
        ),
        personal="owner_id key status created_at",
        operational="headers body",
        hidden="request_hash",
    ),
    "rate_counter": _table(
        About(
            Text("misbruik tegenhouden", "keeping misuse out"),
            "security",
            ("nobody",),
            "rate_counters",
            "right(name, 64) = encode(%(hash)s, 'hex')",
        ),
        personal="name begun_at used",
    ),
    "audit_entry": _table(
        About(
            Text("laten zien wie wat deed en wie gegevens bekeek", "showing who did what and who looked at data"),
            "accountability",
            ("self", "region", "platform"),
            "audit",
            "actor_id = %(id)s OR position(%(id)s::text IN subject) > 0",
            None,
        ),
        personal="id at actor_id actor_kind operation subject region_code outcome request_id",
        operational="lane place hash",
    ),
    "activity": _table(
        none="id company_site_id company_id scheme value title summary kind goals subjects levels years themes modes"
        " languages weeks duration_minutes max_group radius_km capacity_week capacity_year fallback_mode"
        " preparation follow_up virtual_url programme access state company_name"
        " company_place region_code sectors lat lon full_weeks",
        operational=f"{CHANGING} {MASKS} paused_with_company",
    ),
    "slot": _table(none="id activity_id starts_at ends_at time_zone week capacity taken state", operational=CHANGING),
    "place_count": _table(none="holder_id kind period capacity taken"),
    "match": _table(
        About(
            Text("met elkaar een afspraak maken en die nakomen", "making an appointment together and keeping it"),
            "agreement",
            ("self", "organisation", "region", "other_side"),
            "matches",
            "school_contact_id = %(id)s OR company_contact_id = %(id)s",
            """school_contact_id = nullif(school_contact_id, %(id)s),
                company_contact_id = nullif(company_contact_id, %(id)s)""",
        ),
        personal="id request_id activity_id school_id company_id state week starts_at ends_at school_contact_id"
        " company_contact_id created_at",
        none="school_site_id school_region company_site_id company_region origin proposed_by school_yes company_yes"
        " slot_id moments moments_by professional_id respond_by lesson_after feedback_by reason score explanation"
        " replaces_id replaced_by_id switched_online",
        operational="professional_number holds held_until remind_at version updated_at",
    ),
    "match_event": _table(
        About(
            Text("laten zien wat er met een afspraak gebeurde", "showing what happened to an appointment"),
            "agreement",
            ("self", "organisation", "region", "other_side"),
            "matches",
            "actor_id = %(id)s",
            "note = NULL",
        ),
        contact="note",
        personal="id match_id at type side actor_id reason",
        none="place facts",
    ),
    "class_poll": _table(none="id match_id stage most answers is_closed closes_at", hidden="code_hash"),
    "class_poll_count": _table(none="poll_id question value answers"),
    "standby_place": _table(
        none="id request_id activity_id weeks state week match_id created_at",
        operational="held_until version updated_at",
    ),
    "school_request": _table(
        About(
            Text("vragen van een school, en wie ze stelde", "what a school asks for, and who asked"),
            "agreement",
            ("self", "organisation", "region"),
            "accounts",
            "created_by = %(id)s",
            "created_by = NULL",
        ),
        personal="created_by",
        none="id school_site_id school_id region_code scheme value title topic goal kinds subjects level year themes"
        " pupils staff languages max_km online_ok weeks_ok weeks_preferred windows needs embed state respond_by"
        " opened_at confirmed_at confirm_by",
        operational=CHANGING,
    ),
    "school": _table(none="id scheme value name board_code participation", operational=CHANGING),
    "school_site": _table(
        none=f"{SITE} school_id holiday_region website denomination levels prior_matches",
        operational=f"{CHANGING} search",
    ),
    "company": _table(none="id scheme value name kvk size_class url participation", operational=CHANGING),
    "company_site": _table(none=f"{SITE} company_id sectors sbi capacity_year", operational=f"{CHANGING} search"),
    "region": _table(none="code name kind valid_from brand settings lat lon shape", operational="version"),
    "municipality": _table(none="code name valid_from region_code province_code holiday_region lat lon"),
    "place": _table(none="name municipality_code lat lon"),
    "postcode": _table(none="code municipality_code lat lon precision"),
    "school_holiday": _table(none="id school_year name holiday_region starts_on ends_on compulsory"),
    "concept": _table(none="scheme code position bit label broader isced exact_match extra"),
    "exam_count": _table(
        none="id school_year site_value site_name municipality_name track profile profile_code candidates_low"
        " candidates_high passed_low passed_high"
    ),
    "oidc_attempt": _table(operational="return_to expires_at", hidden="state_hash browser_hash nonce verifier"),
    "audit_lane": _table(operational="lane place hash sealed_place sealed_hash"),
    "shipped_data": _table(operational="name digest"),
    "alembic_version": _table(operational="version_num"),
    # Jobs carry ids alone; a test holds them to it.
    "procrastinate_jobs": _table(
        operational="id queue_name task_name priority lock queueing_lock args status scheduled_at attempts"
        " abort_requested worker_id"
    ),
    "procrastinate_events": _table(operational="id job_id type at"),
    "procrastinate_periodic_defers": _table(operational="id task_name defer_timestamp job_id periodic_id"),
    "procrastinate_workers": _table(operational="id last_heartbeat"),
}

NO_NAMES = Text("geen namen van leerlingen of andere personen", "no names of pupils or other persons")
OF_A_PLACE = Text("van een school of bedrijf, niet van een persoon", "of a school or company, not of a person")
OWN_NAME = Text("je eigen naam, zoals anderen je mogen noemen", "your own name, as others may call you")
OF_A_SYSTEM = Text("van een systeem, niet van een persoon", "of a system, not of a person")
THEIR_NAME = Text("de naam van je opvolger, voor de mail", "your successor's name, for the mail")
ABOUT_THE_APPLICATION = Text(
    "over de aanmelding; wie zich aanmeldde mag het lezen", "about the application; who applied may read it"
)
OWN_PROFILE = Text("zoals een gastdocent zich laat zien", "as a guest teacher wants to be seen")
OWN_WORDS = Text("jouw woorden over je organisatie", "your words about your organisation")
TO_THE_OTHER_SIDE = Text("voor de andere kant; geen namen van leerlingen", "for the other side; no names of pupils")
CONCERNS = Text("wat er misgaat, niet over leerlingen", "what goes wrong, not about pupils")
# Every field of a request's body that takes any words, and what belongs in it.
OF_SCHEDULED = Text("hoe geplande matchrondes heten", "what scheduled match rounds are called")
FREE_TEXT: dict[str, Text] = {
    "Acceptance.name": OWN_NAME,
    "Access.note": NO_NAMES,
    "Access.transport": NO_NAMES,
    "AcceptIn.note": TO_THE_OTHER_SIDE,
    "AppealIn.text": TO_THE_OTHER_SIDE,
    "AccountPatch.name": OWN_NAME,
    "ActivityPatch.followUp": NO_NAMES,
    "ActivityPatch.preparation": NO_NAMES,
    "ActivityPatch.programme": NO_NAMES,
    "ActivityPatch.summary": NO_NAMES,
    "ActivityPatch.title": NO_NAMES,
    "AddressIn.place": OF_A_PLACE,
    "AddressIn.street": OF_A_PLACE,
    "ApplicationIn.contactName": OWN_NAME,
    "ApplicationIn.motivation": OWN_WORDS,
    "RoundIn.name": Text("hoe een coördinator een matchronde noemt", "what a coordinator calls a match round"),
    "NewRoundScheduleIn.name": OF_SCHEDULED,
    "RoundScheduleIn.name": OF_SCHEDULED,
    "PriorityIn.reason": Text("waarom een school voorgaat", "why a school comes first"),
    "ScenarioIn.name": Text("hoe een coördinator een wat-als noemt", "what a coordinator calls a what-if"),
    "ProposalDecisionIn.reason": Text(
        "waarom een coördinator iets over een voorstel besliste", "why a coordinator decided something on a proposal"
    ),
    "ApplicationIn.organisationName": OF_A_PLACE,
    "ApplicationIn.place": OF_A_PLACE,
    "CancelIn.note": TO_THE_OTHER_SIDE,
    "ClientPatch.name": OF_A_SYSTEM,
    "CompanySiteIn.name": OF_A_PLACE,
    "ConcernIn.text": CONCERNS,
    "DecisionIn.reason": TO_THE_OTHER_SIDE,
    "Decision.note": ABOUT_THE_APPLICATION,
    "DeclineIn.note": TO_THE_OTHER_SIDE,
    "DraftIn.title": NO_NAMES,
    "Embed.after": NO_NAMES,
    "Embed.before": NO_NAMES,
    "EndIn.note": TO_THE_OTHER_SIDE,
    "FeedbackIn.note": TO_THE_OTHER_SIDE,
    "HandOver.name": THEIR_NAME,
    "Handling.outcome": CONCERNS,
    "LessonAfterIn.note": TO_THE_OTHER_SIDE,
    "MatchIn.note": TO_THE_OTHER_SIDE,
    "MomentsIn.note": TO_THE_OTHER_SIDE,
    "NewActivity.followUp": NO_NAMES,
    "NewActivity.preparation": NO_NAMES,
    "NewActivity.programme": NO_NAMES,
    "NewActivity.summary": NO_NAMES,
    "NewActivity.title": NO_NAMES,
    "NewClient.name": OF_A_SYSTEM,
    "NewProfessional.bio": OWN_PROFILE,
    "NewProfessional.displayName": OWN_PROFILE,
    "NewProfessional.function": OWN_PROFILE,
    "Parent.name": OF_A_PLACE,
    "ProfessionalPatch.bio": OWN_PROFILE,
    "ProfessionalPatch.displayName": OWN_PROFILE,
    "ProfessionalPatch.function": OWN_PROFILE,
    "RequestIn.title": NO_NAMES,
    "RequestIn.topic": NO_NAMES,
    "RequestPatch.title": NO_NAMES,
    "RequestPatch.topic": NO_NAMES,
    "SchoolSiteIn.name": OF_A_PLACE,
    "SideIn.note": TO_THE_OTHER_SIDE,
    "SourcedActivity.followUp": NO_NAMES,
    "SourcedActivity.preparation": NO_NAMES,
    "SourcedActivity.programme": NO_NAMES,
    "SourcedActivity.summary": NO_NAMES,
    "SourcedActivity.title": NO_NAMES,
    "SourcedRequest.title": NO_NAMES,
    "SourcedRequest.topic": NO_NAMES,
}
# All that may be said of pupils: how many, at which level, in which year, and what a group needs.
OF_PUPILS = {
    "pupils": Text("het aantal", "how many"),
    "level": Text("de onderwijssoort", "the level of education"),
    "year": Text("het leerjaar", "the year"),
    "needs": Text("wat de groep nodig heeft, uit een vaste lijst", "what the group needs, from a closed list"),
}


def _both(text: Text) -> dict[str, str]:
    return text._asdict()


def _named(code: str, texts: Mapping[str, Text]) -> dict[str, object]:
    return {"code": code, "label": _both(texts[code])}


def published() -> dict[str, object]:
    """The register as everybody may read it: the tables with personal data, whole; the others by name."""
    items = [
        {
            "table": name,
            "purpose": _both(table.about.purpose),
            "basis": _named(table.about.basis, BASES),
            "readBy": [_named(reader, READERS) for reader in table.about.read_by],
            "kept": {
                "days": BY_NAME[table.about.period].days,
                "label": _both(BY_NAME[table.about.period].said),
            },
            "afterErasure": "pseudonym" if table.about.erased is None or name == "account" else "nothing",
            "columns": [{"name": column, "kind": kind.value} for column, kind in table.columns.items()],
        }
        for name, table in REGISTER.items()
        if table.about is not None
    ]
    return {
        "items": items,
        "without": sorted(name for name, table in REGISTER.items() if table.about is None),
        "kinds": [{"code": kind.value, "label": _both(text)} for kind, text in KINDS.items()],
        "ofPupils": [{"field": field, "label": _both(text)} for field, text in OF_PUPILS.items()],
        "freeText": [{"field": field, "label": _both(text)} for field, text in FREE_TEXT.items()],
    }
