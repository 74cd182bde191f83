"""Who somebody is, what that reaches, and the form of credentials."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from api.accounts.roles import Role
from api.kit.errors import NotFound, Refusal
from api.kit.limits import Limit

PREFIX = "lk_"
COOKIE = "__Host-loket"
OIDC_COOKIE = "__Host-loket-oidc"
CSRF_HEADER = "X-CSRF-Token"
SCHOOL_ROLES = frozenset({Role.TEACHER, Role.SCHOOL_COORDINATOR})
COMPANY_ROLES = frozenset({Role.PROFESSIONAL, Role.COMPANY_COORDINATOR})
REGION_ROLES = frozenset({Role.REGIONAL_COORDINATOR, Role.PORTAL, Role.SCRIPT})
CLIENT_ROLES = frozenset({Role.PORTAL, Role.SCRIPT})
OPERATOR_RATE = 100_000
SCOPES = ("read:public", "read:region", "write:activities", "write:requests", "act:matches", "import:*")


@dataclass(frozen=True, slots=True)
class Membership:
    """A role and for whom it is held; a board's role is held for each of its schools."""

    role: Role
    region_code: str | None = None
    school_id: UUID | None = None
    company_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person with any number of memberships, a client with its key's, or a visitor with none."""

    id: UUID | None = None
    kind: Literal["visitor", "person", "client"] = "visitor"
    memberships: tuple[Membership, ...] = ()
    scopes: frozenset[str] = frozenset(SCOPES)
    session_id: UUID | None = None
    locale: str = "nl"
    home: str | None = None

    @property
    def person_id(self) -> UUID | None:
        """The account, when it is a person's; a key acts for nobody in particular."""
        return self.id if self.kind == "person" else None

    def has(self, *roles: Role) -> bool:
        return any(held.role in roles for held in self.memberships)

    @property
    def everywhere(self) -> bool:
        """A regional role that is bound to no region."""
        return any(held.role in REGION_ROLES and held.region_code is None for held in self.memberships)

    def regions(self) -> list[str]:
        """The regions that its regional roles reach."""
        held = (held.region_code for held in self.memberships if held.role in REGION_ROLES)
        return sorted({code for code in held if code is not None})

    def schools(self, *roles: Role) -> list[UUID]:
        """The schools for which it holds one of the roles."""
        return [held.school_id for held in self.memberships if held.role in roles and held.school_id is not None]

    def companies(self, *roles: Role) -> list[UUID]:
        """The companies for which it holds one of the roles."""
        return [held.company_id for held in self.memberships if held.role in roles and held.company_id is not None]

    def reaches(self, region_code: str | None) -> bool:
        return self.everywhere or (region_code is not None and region_code in self.regions())


VISITOR = Actor()
# For what nobody asked for: the demo, the commands, jobs.
HOUSE = Actor(memberships=(Membership(Role.SCRIPT),))


def actor_of(known: Mapping[str, Any], kind: Literal["person", "client"]) -> Actor:
    """The actor that `loket_enter` tells of."""
    memberships = tuple(
        Membership(
            Role(held["role"]),
            held["region"],
            UUID(held["school"]) if held["school"] else None,
            UUID(held["company"]) if held["company"] else None,
        )
        for held in known["memberships"]
    )
    session = known["session"]
    scopes = frozenset(known["scopes"])
    return Actor(
        UUID(known["id"]),
        kind,
        memberships,
        scopes,
        UUID(session) if session else None,
        known["locale"],
        known["home"],
    )


def new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def shown_prefix(key: str) -> str:
    """The beginning of a key, to tell it from others; 220 of its 256 bits stay unsaid."""
    return key[: len(PREFIX) + 6]


def new_token() -> str:
    """A secret of 256 bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """How a secret is kept: high entropy needs no salt and no stretching."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(session_token: str) -> str:
    """What a page must send along with a write; made from the cookie's secret, so nothing is kept."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


# No vowels and nothing that looks like something else: it is read aloud and typed over.
CODE_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"


def new_code() -> str:
    """Eight signs, 38 bits: with ten tries per five minutes it is not guessed in its fifteen."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(8))


def plain_code(typed: str) -> str:
    """As it was made, however it was typed."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def device_of(user_agent: str) -> str:
    """A browser and a system in two words, all that is kept of the header."""
    browsers = (
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    )  # fmt: skip
    systems = (
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    )  # fmt: skip
    named = [next((name for sign, name in known if sign in user_agent), None) for known in (browsers, systems)]
    return ", ".join(name for name in named if name) or "-"


TRIES = Limit(10, 300)
TRIES_FROM_ONE_PLACE = Limit(300, 300)
WISHES = Limit(5, 900)
WISHES_FROM_ONE_PLACE = Limit(100, 900)


class SignInRefused(Refusal):
    """Used, too old, or never given; which of them is not told."""

    status, code, title = 401, "sign_in_refused", "This link or code does not work, or no longer; ask for a new one."
    keeps = True


class SignInWayUnknown(NotFound):
    """No identity provider is connected."""

    code, title = "sign_in_way_unknown", "This way to sign in is not connected here."


class SessionNotFound(NotFound):
    code, title = "session_not_found", "There is no session of yours with this id."


def local_path(path: str | None) -> str:
    """Where to go after signing in: a path of this site, never another host."""
    if path is None or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return "/"
    return path if all(" " < sign < "\x7f" for sign in path) and len(path) <= 500 else "/"
