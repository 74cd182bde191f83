"""Who may act: for now the keys of portals, scripts and testers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, LargeBinary, text
from sqlmodel import Field

from api.kit.models import Identified


class Role(StrEnum):
    TEACHER = "teacher"
    SCHOOL_COORDINATOR = "school_coordinator"
    PROFESSIONAL = "professional"
    COMPANY_COORDINATOR = "company_coordinator"
    REGIONAL_COORDINATOR = "regional_coordinator"
    EVENT_MANAGER = "event_manager"
    DATA_SPECIALIST = "data_specialist"
    PLATFORM_ADMIN = "platform_admin"
    PORTAL = "portal"
    SCRIPT = "script"


class ApiKey(Identified, table=True):
    """A key is shown once and kept as its SHA-256; region and organisation bound what it reaches."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint(
            "role IN (" + ",".join(f"'{r.value}'" for r in Role) + ")",
            name="role",
        ),
        CheckConstraint("octet_length(key_hash) = 32", name="key_hash_length"),
    )

    key_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    role: str
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    organisation_id: UUID | None = None
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    revoked_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
