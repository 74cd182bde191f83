"""Keys for portals and scripts: made, changed, rotated and revoked."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.accounts import queries as accounts
from api.accounts.rules import Actor, digest, new_key, shown_prefix
from api.clients import queries, rules
from api.clients.schemas import ClientPatch, ClientSearch, NewClient, Rotation
from api.kit import audit, clock, paging
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.kit.http import Versions
from api.regions.rules import UnknownRegion


async def search(db: Connection, who: Actor, wanted: ClientSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page, the newest first."""
    values = {"state": wanted.state, **paging.by_id(wanted)}
    found = await queries.page(db, who, values)
    count = await queries.count(db, who, values) if wanted.count else None
    return *paging.cut(found, wanted.page_size, "id"), count


async def read(db: Connection, who: Actor, client_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    found = await queries.client(db, who, client_id)
    if found is None:
        raise rules.ClientNotFound()
    return found


async def create(db: Connection, who: Actor, body: NewClient) -> tuple[UUID, str]:
    """The client's id and its key."""
    unknown = await queries.unknown_regions(db, body.region_codes)
    if unknown:
        raise UnknownRegion(
            *(
                FieldError(f"#/regionCodes/{place}", "unknown_region", "not known here")
                for place, code in enumerate(body.region_codes)
                if code in unknown
            )
        )
    rules.check_regions(who, body.region_codes)
    rules.check_scopes(who, body.scopes)
    key = new_key()
    client_id = await accounts.insert_client(
        db,
        {
            "name": body.name,
            "role": body.role,
            "scopes": body.scopes,
            "regions": body.region_codes,
            "school": None,
            "company": None,
            "hash": digest(key),
            "prefix": shown_prefix(key),
            "rate": body.rate_per_minute,
            "by": who.id,
        },
    )
    audit.concerns(region=body.region_codes[0], subject=f"/v1/api-clients/{client_id}")
    return client_id, key


async def change(db: Connection, who: Actor, client_id: UUID, patch: ClientPatch, versions: Versions) -> None:
    client = await _locked(db, who, client_id)
    versions.check(client["version"])
    rules.check_changeable(client)
    sent = patch.model_fields_set
    if "scopes" in sent:
        rules.check_scopes(who, patch.scopes)
    values = {
        "id": client_id,
        "name": patch.name if "name" in sent else client["name"],
        "scopes": patch.scopes if "scopes" in sent else client["scopes"],
        "rate": patch.rate_per_minute if "rate_per_minute" in sent else client["rate_per_minute"],
    }
    await queries.write(db, queries.CHANGE, values)


async def rotate(db: Connection, who: Actor, client_id: UUID, wanted: Rotation) -> str:
    """The new key. Of former keys only the last one lives on, for the hours asked."""
    client = await _locked(db, who, client_id)
    rules.check_changeable(client)
    rules.check_scopes(who, client["scopes"])
    key, hours = new_key(), wanted.keep_former_hours
    until = clock.now() + timedelta(hours=hours) if hours else None
    values = {"id": client_id, "hash": digest(key), "prefix": shown_prefix(key), "until": until}
    await queries.write(db, queries.ROTATE, values)
    return key


async def revoke(db: Connection, who: Actor, client_id: UUID) -> None:
    """Both keys are refused from the commit on, by every server."""
    client = await _locked(db, who, client_id)
    rules.check_not_revoked(client)
    await queries.write(db, queries.REVOKE, {"id": client_id, "now": clock.now()})


async def _locked(db: Connection, who: Actor, client_id: UUID) -> dict[str, Any]:
    client = await queries.locked(db, who, client_id)
    if client is None:
        raise rules.ClientNotFound()
    audit.concerns(region=next(iter(client["region_codes"]), None))
    return client


def with_key(body: str, key: str | None) -> str:
    return f'{body[:-1]}, "key": {json.dumps(key)}}}'
