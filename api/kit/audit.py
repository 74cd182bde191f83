"""The log of who did what: one row per write and per read of contact data, chained by hash. A count that is nobody's
has none.

A row is added in the transaction that it tells of. There are several chains, one per lane, and a connection keeps
to its own, so that writers do not wait for each other. The login role of the service may add and read rows,
never change one.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.kit.db import Connection, execute
from api.kit.models import Identified, instant

ADD = """SELECT loket_audit(%(actor)s, %(kind)s, %(operation)s, %(subject)s, %(region)s, %(outcome)s,
    %(request)s)"""
# The last word of a request that wrote: who asked is forgotten with it, when the transaction is committed.
ADD_AND_LEAVE = f"{ADD}, loket_leave()"


class AuditEntry(Identified, table=True):
    """`hash` is SHA-256 over the hash before it in its lane and this row's own fields."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("lane", "place"),
        Index("ix_audit_entry_region_code_id", "region_code", "id"),
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
    )

    lane: int
    place: int = Field(sa_type=BigInteger)
    at: datetime = instant()
    actor_id: UUID | None = None
    actor_kind: str
    operation: str
    subject: str
    region_code: str | None = None
    outcome: int
    request_id: str | None = None
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditLane(SQLModel, table=True):
    """The end of a chain; and where it begins since its oldest rows were forgotten, None: at its first row."""

    __tablename__ = "audit_lane"

    lane: int = Field(primary_key=True)
    place: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_place: int | None = Field(default=None, sa_type=BigInteger)
    sealed_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


@dataclass(slots=True)
class Trail:
    """What a request's row will say beyond its route, and whether a read gets one too."""

    region: str | None = None
    subject: str | None = None
    contact: bool = False
    nothing_written: bool = False
    actor: UUID | None = None


_trail: ContextVar[Trail] = ContextVar("trail")


def begin() -> Trail:
    trail = Trail()
    _trail.set(trail)
    return trail


def _current() -> Trail:
    return _trail.get(None) or begin()


def concerns(region: str | None = None, subject: str | None = None, actor: UUID | None = None) -> None:
    """The region in whose log the row belongs, what it is about, and who acts when it shows only now."""
    trail = _current()
    trail.region, trail.subject = region or trail.region, subject or trail.subject
    trail.actor = actor or trail.actor


def shows_contact_data() -> None:
    """This read gets a row, as a write does."""
    _current().contact = True


def nothing_written() -> None:
    """This POST only asks: no row."""
    _current().nothing_written = True


def counted_alone() -> None:
    """This write makes a count grow that is nobody's, and nothing else: a row with its time would be somebody's."""
    _current().nothing_written = True


async def add(db: Connection, values: dict[str, Any]) -> None:
    """`actor`, `kind`, `operation`, `subject`, `region`, `outcome` (a status), `request`."""
    await execute(db, ADD, values)


async def add_and_leave(db: Connection, values: dict[str, Any]) -> None:
    """As `add`; and takes back what the database was told of who acts, if the transaction is committed."""
    await execute(db, ADD_AND_LEAVE, values)
