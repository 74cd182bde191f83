"""Concepts: levels, years, subjects, kinds ... with labels per language, as data (SKOS in spirit)."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from api.kit.models import json_object, text_list


class Concept(SQLModel, table=True):
    """`bit` is the concept's place in a mask (0..62) and is never renumbered."""

    __tablename__ = "concept"
    __table_args__ = (
        CheckConstraint("bit BETWEEN 0 AND 62", name="bit_range"),
        UniqueConstraint("scheme", "bit"),
    )

    scheme: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int
    bit: int | None = None
    label: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    broader: str | None = None
    isced: str | None = None
    exact_match: list[str] = text_list()
    extra: dict[str, Any] = json_object()
