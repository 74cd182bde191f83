"""People, what they may act for, how they sign in; and the keys of portals and scripts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.accounts.roles import Role
from api.kit.models import Changing, Identified, instant, moment


def _one_of(*values: str) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


# A role is held for one school or board, one company, one region, or for the platform.
ROLE_HAS_ITS_PLACE = f"""CASE
    WHEN role IN {_one_of("teacher", "school_coordinator")} THEN num_nonnulls(school_id, board_code) = 1
    WHEN role IN {_one_of("professional", "company_coordinator")} THEN company_id IS NOT NULL
    WHEN role IN {_one_of("regional_coordinator", "event_manager")} THEN region_code IS NOT NULL
    WHEN role IN {_one_of("data_specialist", "platform_admin")}
        THEN num_nonnulls(school_id, board_code, company_id, region_code) = 0
    ELSE false END
    AND num_nonnulls(school_id, board_code, company_id, region_code) <= 1"""


class Held(SQLModel):
    """For whom a role is held."""

    role: str
    school_id: UUID | None = Field(default=None, foreign_key="school.id", index=True)
    board_code: str | None = None
    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)


class Account(Identified, Changing, table=True):
    """A person. An erased one keeps its id alone."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email = lower(email) AND email !~ '[[:space:]]'", name="email_form"),
        CheckConstraint("locale IN ('nl', 'en')", name="locale"),
        CheckConstraint("erased_at IS NULL OR (email IS NULL AND name IS NULL)", name="erased_is_empty"),
    )

    email: str | None = Field(default=None, unique=True)
    name: str | None = None
    locale: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})
    signed_in_at: datetime | None = moment()
    erased_at: datetime | None = moment()


class Identity(SQLModel, table=True):
    """A person at an identity provider."""

    __tablename__ = "identity"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    created_at: datetime = instant()


class Membership(Identified, Held, table=True):
    """A role that a person holds; ended ones stay, for the record."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(ROLE_HAS_ITS_PLACE, name="role_has_its_place"),
        CheckConstraint("ends_at >= starts_at", name="days_in_order"),
        Index(
            "uq_membership_held",
            *("account_id", "role", "school_id", "board_code", "company_id", "region_code"),
            unique=True,
            postgresql_where=text("ends_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    account_id: UUID = Field(foreign_key="account.id", index=True)
    starts_at: datetime = instant()
    ends_at: datetime | None = moment()


class Invitation(Identified, Held, table=True):
    """A role that waits for the person at an address."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint(ROLE_HAS_ITS_PLACE, name="role_has_its_place"),)

    email: str | None = Field(default=None, index=True)
    locale: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})
    # Whose role ends when this one is accepted.
    succeeds: UUID | None = Field(default=None, foreign_key="membership.id", ondelete="SET NULL", index=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    invited_by: UUID | None = None
    created_at: datetime = instant()
    expires_at: datetime = instant(default=False)
    accepted_at: datetime | None = moment()
    withdrawn_at: datetime | None = moment()


class Session(Identified, table=True):
    """A sign-in that lasts; its token is in the person's cookie alone."""

    __tablename__ = "session"

    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    device: str
    created_at: datetime = instant()
    seen_at: datetime = instant()
    expires_at: datetime = instant(default=False)
    ended_at: datetime | None = moment()


class SignInAttempt(Identified, table=True):
    """A wish to sign in; the worker mails a link and a code, which both work once, or that there is no account.

    The address is there until the mail is written.
    """

    __tablename__ = "sign_in_attempt"

    email: str | None = None
    email_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    locale: str
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    token_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True))
    code_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    created_at: datetime = instant()
    expires_at: datetime = instant(default=False)
    used_at: datetime | None = moment()


class OidcAttempt(SQLModel, table=True):
    """A way to the identity provider and back, found by its state."""

    __tablename__ = "oidc_attempt"

    state_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    browser_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    nonce: str
    verifier: str
    return_to: str
    expires_at: datetime = instant(default=False)


class ApiClient(Identified, table=True):
    """A portal or a script; its key is shown once and kept as its SHA-256, its first signs to tell it by.

    After a rotation the key before it works until `former_until`.
    """

    __tablename__ = "api_client"
    __table_args__ = (
        CheckConstraint(f"role IN {_one_of(*(role.value for role in Role))}", name="role"),
        CheckConstraint("octet_length(key_hash) = 32", name="key_hash_length"),
        CheckConstraint("rate_per_minute BETWEEN 1 AND 100000", name="rate_per_minute"),
        UniqueConstraint("former_hash"),
    )

    name: str
    role: str
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    region_codes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    school_id: UUID | None = Field(default=None, foreign_key="school.id", index=True)
    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    key_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    key_prefix: str | None = None
    former_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    former_until: datetime | None = moment()
    rate_per_minute: int = Field(default=600, sa_column_kwargs={"server_default": "600"})
    created_by: UUID | None = None
    created_at: datetime = instant()
    used_at: datetime | None = moment()
    revoked_at: datetime | None = moment()
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Consent(Identified, table=True):
    """What a person agreed to, in which wording."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("account_id", "purpose", "wording"),)

    account_id: UUID = Field(foreign_key="account.id")
    purpose: str
    wording: str
    given_at: datetime = instant()
    withdrawn_at: datetime | None = moment()
