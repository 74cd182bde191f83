"""Figures for the regions: exam candidates per site and profile, as DUO publishes them."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from api.kit.models import Identified


class ExamCount(Identified, table=True):
    """Candidates and passes as intervals: DUO masks counts under five, which stand here as [1, 4].

    The site is kept by its code: 68 codes of the exam file are no longer in the register.
    """

    __tablename__ = "exam_count"
    __table_args__ = (
        UniqueConstraint("school_year", "site_value", "track", "profile"),
        CheckConstraint("candidates_low BETWEEN 0 AND candidates_high", name="candidates"),
        CheckConstraint("passed_low BETWEEN 0 AND passed_high", name="passed"),
    )

    school_year: str
    site_value: str = Field(index=True)
    site_name: str
    municipality_name: str | None = None
    track: str
    profile: str
    profile_code: str | None = None
    candidates_low: int
    candidates_high: int
    passed_low: int
    passed_high: int
