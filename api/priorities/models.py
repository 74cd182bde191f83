"""Which school sites come first in a school year, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from api.kit.models import Changing, Identified, moment


class SitePriority(Identified, Changing, table=True):
    """At most one that stands for a site and a school year, which is the year in which that begins."""

    __tablename__ = "site_priority"
    __table_args__ = (
        CheckConstraint("school_year BETWEEN 2000 AND 2100", name="school_year"),
        CheckConstraint("withdrawn_by IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn_by"),
        Index(
            "uq_site_priority_standing",
            "school_site_id",
            "school_year",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    school_site_id: UUID = Field(foreign_key="school_site.id", index=True)
    school_year: int
    reason: str
    created_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    withdrawn_at: datetime | None = moment()
    withdrawn_by: UUID | None = Field(default=None, foreign_key="account.id", index=True)
