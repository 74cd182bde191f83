"""What a release ships as data is loaded once: the digest of its files tells whether it was."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from api.kit.db import Connection, one


class ShippedData(SQLModel, table=True):
    __tablename__ = "shipped_data"

    name: str = Field(primary_key=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


def digest_of(folders: Iterable[Path], word: str) -> bytes:
    """One hash over a word and the files of folders; what reads them counts as much as what is read."""
    made = hashlib.sha256(word.encode())
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".json", ".csv")):
            made.update(f"\0{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return made.digest()


async def is_loaded(db: Connection, name: str, digest: bytes) -> bool:
    known = await one(db, "SELECT digest FROM shipped_data WHERE name = %(name)s", {"name": name})
    return known is not None and bytes(known["digest"]) == digest


async def note(db: Connection, name: str, digest: bytes) -> None:
    await db.execute(
        """INSERT INTO shipped_data (name, digest) VALUES (%(name)s, %(digest)s)
           ON CONFLICT (name) DO UPDATE SET digest = excluded.digest""",
        {"name": name, "digest": digest},
    )
