"""Applications: what they must say, their states, and who decides."""

from collections.abc import Mapping

from pydantic.alias_generators import to_camel

from api.admissions.models import ApplicationState
from api.kit.errors import FieldError, InvalidInput, NotFound, Refusal
from api.kit.limits import Limit
from api.kit.states import Actions, StateForbids

APPLICATIONS = Limit(5, 900)
APPLICATIONS_FROM_ONE_PLACE = Limit(100, 900)
LINKS_FROM_ONE_PLACE = Limit(300, 300)


class ApplicationNotFound(NotFound):
    """There is no such application in a region of the actor's."""

    code, title = "application_not_found", "There is no application with this id that you may see."


class ApplicationLinkUnknown(NotFound):
    """The link is of no application, or a newer mail has a newer one."""

    code, title = "application_link_unknown", "This link does not work; look for the newest mail."
    keeps = True


class RegisterUnknown(Refusal):
    """The register has no such site, or it has closed; the field is named. The try counts."""

    status, code, title = 400, "school_site_unknown", "There is no such site in the register."
    keeps = True


class NoRegionThere(InvalidInput):
    """Where it is lies in no region, or in another than was said; the field is named. The try counts."""

    keeps = True


class AlreadyKnown(Refusal):
    """It takes part already, or its application is open; `see` is its public page, when it has one."""

    status, code, title = 409, "already_known", "This organisation takes part already, or has applied."


class KnownToApplicants(AlreadyKnown):
    """As it is told to who applies: the try counts, so that nobody finds out who takes part by trying."""

    keeps = True


class AlreadyDecided(Refusal):
    """Somebody has decided, or it was withdrawn."""

    status, code, title = 409, "already_decided", "This application has been decided or withdrawn."


OF_SCHOOLS = ("site_id", "site_code")
OF_COMPANIES = ("kvk", "organisation_name", "postcode", "place", "website", "region_code")
NEEDED_OF_COMPANIES = ("kvk", "organisation_name", "postcode", "place")


def check_fields(kind: str, given: Mapping[str, object]) -> None:
    """A school names its site in the register, which says the rest; a company says who it is."""
    named = {name for name, value in given.items() if value is not None}
    strange = OF_COMPANIES if kind == "school" else OF_SCHOOLS
    faults = [
        FieldError(f"#/{to_camel(name)}", "unknown_field", f"not for a {kind}") for name in strange if name in named
    ]
    if kind == "school" and not named & set(OF_SCHOOLS):
        faults.append(FieldError("#/siteCode", "missing", "siteCode or siteId is needed"))
    if kind == "school" and named >= set(OF_SCHOOLS):
        faults.append(FieldError("#/siteId", "one_of_two", "either siteCode or siteId"))
    if kind == "company":
        faults += [
            FieldError(f"#/{to_camel(name)}", "missing", "needed of a company")
            for name in NEEDED_OF_COMPANIES
            if name not in named
        ]
    if faults:
        raise InvalidInput(*faults)


_OPEN = (ApplicationState.APPLIED, ApplicationState.VERIFIED, ApplicationState.WAITLISTED)
DECIDED = frozenset({ApplicationState.ADMITTED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN})
# The states that an action leaves from, and the state that it leads to.
ACTIONS: Mapping[str, tuple[frozenset[str], ApplicationState]] = {
    "verify": (frozenset({ApplicationState.APPLIED}), ApplicationState.VERIFIED),
    "admit": (frozenset(_OPEN), ApplicationState.ADMITTED),
    "reject": (frozenset(_OPEN), ApplicationState.REJECTED),
    "waitlist": (frozenset({ApplicationState.APPLIED, ApplicationState.VERIFIED}), ApplicationState.WAITLISTED),
    "withdraw": (frozenset(_OPEN), ApplicationState.WITHDRAWN),
}
BY_APPLICANT: Actions = {"withdraw": ACTIONS["withdraw"][0]}
BY_COORDINATOR: Actions = {verb: sources for verb, (sources, _) in ACTIONS.items() if verb not in BY_APPLICANT}


def next_state(state: str, verb: str) -> ApplicationState:
    """The state after the action; refused when it was decided, or this state does not know it."""
    sources, target = ACTIONS[verb]
    if state in DECIDED:
        raise AlreadyDecided()
    if state not in sources:
        raise StateForbids()
    return target
