"""Import jobs and what they found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from api.kit.models import Identified, json_object


class ImportJob(Identified, table=True):
    """Its row commits in short transactions of its own, so that progress and refusals can be read."""

    __tablename__ = "import_job"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'validated', 'applied', 'rejected', 'failed')", name="state"),
    )

    kind: str
    format: str | None = None
    encoding: str | None = None
    sha256: str | None = None
    dry_run: bool
    state: str
    region_code: str | None = None
    counts: dict[str, int] = json_object()
    errors: list[Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'")))
    warnings: list[Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'")))
    actor_id: UUID | None = None
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    finished_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
