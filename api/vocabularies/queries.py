"""Concepts as JSON, and their loading."""

from collections.abc import Iterable
from typing import Any

from psycopg.types.json import Jsonb

from api.kit.db import Connection, one, only
from api.vocabularies.packs import PackConcept

SCHEME_JSON = """json_build_object('scheme', scheme, 'concepts', json_agg(json_build_object(
    'code', code, 'label', label, 'broader', broader, 'isced', isced,
    'exactMatch', exact_match, 'extra', extra) ORDER BY position))"""
UPSERT = """
INSERT INTO concept (scheme, code, position, bit, label, broader, isced, exact_match, extra)
VALUES (%(scheme)s, %(code)s, %(position)s, %(bit)s, %(label)s, %(broader)s, %(isced)s, %(exact_match)s,
        %(extra)s)
ON CONFLICT (scheme, code) DO UPDATE SET
    position = excluded.position, bit = excluded.bit, label = excluded.label, broader = excluded.broader,
    isced = excluded.isced, exact_match = excluded.exact_match, extra = excluded.extra
WHERE (concept.position, concept.bit, concept.label, concept.broader, concept.isced, concept.exact_match,
       concept.extra)
    IS DISTINCT FROM (excluded.position, excluded.bit, excluded.label, excluded.broader, excluded.isced,
                      excluded.exact_match, excluded.extra)
"""


async def schemes(db: Connection) -> str:
    row = await only(
        db,
        f"""SELECT json_build_object('items', coalesce(json_agg(body ORDER BY scheme), '[]'))::text AS body
            FROM (SELECT scheme, {SCHEME_JSON} AS body FROM concept GROUP BY scheme) s""",
        {},
    )
    return str(row["body"])


async def scheme(db: Connection, name: str) -> str | None:
    row = await one(
        db,
        f"SELECT ({SCHEME_JSON})::text AS body FROM concept WHERE scheme = %(name)s GROUP BY scheme",
        {"name": name},
    )
    return None if row is None else str(row["body"])


def values(concept: PackConcept) -> dict[str, Any]:
    return {
        "scheme": concept.scheme,
        "code": concept.code,
        "position": concept.position,
        "bit": concept.bit,
        "label": Jsonb(dict(concept.label)),
        "broader": concept.broader,
        "isced": concept.isced,
        "exact_match": list(concept.exact_match),
        "extra": Jsonb(dict(concept.extra)),
    }


async def upsert(db: Connection, concepts: Iterable[PackConcept]) -> None:
    async with db.cursor() as cursor:
        await cursor.executemany(UPSERT, [values(concept) for concept in concepts])
