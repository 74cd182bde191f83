"""What every table shares: one metadata with constraint names, identity, version and time stamps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


class Identified(SQLModel):
    id: UUID = Field(primary_key=True, sa_column_kwargs={"server_default": text("uuidv7()")})


class Changing(SQLModel):
    """`version` is the ETag; it and `updated_at` change with every real change and only then."""

    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    created_at: datetime = Field(
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("now()")},
    )
    updated_at: datetime = Field(
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("now()")},
    )


def text_list(**options: Any) -> Any:
    return Field(sa_column=Column(ARRAY(TEXT), nullable=False, server_default=text("'{}'"), **options))


def json_object(default: str = "{}") -> Any:
    return Field(sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))


def instant(default: bool = True) -> Any:
    """A point in time that is always there; `default` is the time of the row's making."""
    return Field(
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"nullable": False, **({"server_default": text("now()")} if default else {})},
    )


def moment() -> Any:
    """A point in time that may be still to come."""
    return Field(default=None, sa_type=DateTime(timezone=True))
