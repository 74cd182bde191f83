"""Loads the country's pack and reads it back."""

from api.kit.db import Connection
from api.kit.settings import settings
from api.vocabularies import queries
from api.vocabularies.packs import load_pack
from api.vocabularies.rules import UnknownScheme


async def load(db: Connection) -> None:
    """Brings the concepts to the shipped state; codes that a pack no longer has stay readable."""
    await queries.upsert(db, load_pack(settings().country).concepts())


async def read_scheme(db: Connection, name: str) -> str:
    body = await queries.scheme(db, name)
    if body is None:
        raise UnknownScheme()
    return body
