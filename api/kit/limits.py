"""Limits that all replicas share: a fixed window per key, counted in PostgreSQL.

The table is unlogged: after a crash of the database everybody starts afresh, and counting costs no flush.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Field, SQLModel

from api.kit.db import Connection, only
from api.kit.errors import Refusal
from api.kit.models import instant


class RateCounter(SQLModel, table=True):
    """How often a key was used in the window that began then; `name` holds no address, only its hash."""

    __tablename__ = "rate_counter"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    name: str = Field(primary_key=True)
    begun_at: datetime = instant()
    used: int


class TooManyRequests(Refusal):
    status, code, title = 429, "too_many_requests", "Too many requests; wait as Retry-After says."
    keeps = True


class Limit(NamedTuple):
    """At most so many uses in a window of so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """`used` of `limit` in this window of `seconds`, which has `rest` of them to go."""

    limit: int
    used: int
    rest: int
    seconds: int

    @property
    def spent(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        left = max(self.limit - self.used, 0)
        told = {
            "RateLimit-Policy": f'"default";q={self.limit};w={self.seconds}',
            "RateLimit": f'"default";r={left};t={self.rest}',
        }
        return told | ({"Retry-After": str(max(self.rest, 1))} if self.spent else {})


COUNT = "SELECT used, rest FROM loket_count(%(name)s, %(seconds)s)"


async def spend(db: Connection, name: str, limit: Limit) -> None:
    """Counts one use and refuses when there were too many; the count stays either way."""
    row = await only(db, COUNT, {"name": name, "seconds": limit.seconds})
    allowance = Allowance(limit.most, row["used"], row["rest"], limit.seconds)
    if allowance.spent:
        raise TooManyRequests(headers=allowance.headers())
