"""Who somebody is, and the form of a key."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from api.accounts.models import Role

PREFIX = "lk_"
SCHOOL_ROLES = frozenset({Role.TEACHER, Role.SCHOOL_COORDINATOR})
COMPANY_ROLES = frozenset({Role.PROFESSIONAL, Role.COMPANY_COORDINATOR})
REGION_ROLES = frozenset({Role.REGIONAL_COORDINATOR, Role.PORTAL, Role.SCRIPT})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. A visitor has no role. `organisation_id` is a school's or a company's id."""

    id: UUID | None = None
    role: Role | None = None
    region_code: str | None = None
    organisation_id: UUID | None = None

    @property
    def everywhere(self) -> bool:
        """A regional role that is bound to no region."""
        return self.role == Role.PLATFORM_ADMIN or (self.role in REGION_ROLES and self.region_code is None)

    def reaches(self, region_code: str | None) -> bool:
        return self.everywhere or (
            self.role in REGION_ROLES and region_code is not None and self.region_code == region_code
        )

    def belongs_to(self, organisation_id: UUID | None) -> bool:
        return organisation_id is not None and self.organisation_id == organisation_id


VISITOR = Actor()


def new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
