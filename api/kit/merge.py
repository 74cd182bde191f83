"""Pieces of the statement that takes rows in: new ones are inserted, only rows that differ are touched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from psycopg.types.json import Jsonb

from api.kit.db import Connection, only

LOCK_CODE = """SELECT pg_advisory_xact_lock(hashtextextended(
    concat_ws(' ', %(table)s::text, %(scheme)s::text, %(value)s::text), 0))"""
PRECISIONS = "array_position(ARRAY['municipality', 'postcode', 'exact'], {}.precision)"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a merge did to the rows it was given; `annexed` sites came to an organisation that is not the sender's."""

    rows: int
    created: int
    updated: int
    annexed: int = 0


async def lock_code(db: Connection, table: str, scheme: str, value: str) -> None:
    """Holds a code of a table until the transaction ends, also while no row has it: a twin has to wait."""
    await db.execute(LOCK_CODE.encode(), {"table": table, "scheme": scheme, "value": value})


def recordset(columns: Mapping[str, str]) -> str:
    """SQL: the rows of the parameter `rows` (JSON) as a table `t` with these columns and types."""
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"jsonb_to_recordset(%(rows)s::jsonb) AS t ({typed})"


def staging(table: str, columns: Mapping[str, str]) -> str:
    """SQL: a temporary table that lives as long as the transaction."""
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"DROP TABLE IF EXISTS {table}; CREATE TEMPORARY TABLE {table} ({typed}) ON COMMIT DROP"


def differs(row: str, values: Mapping[str, str], but: Collection[str] = ()) -> str:
    """SQL: whether a row has other values than these in its columns, `but` for some that follow from others."""
    compared = {name: value for name, value in values.items() if name not in but}
    columns = ", ".join(f"{row}.{name}" for name in compared)
    return f"({columns}) IS DISTINCT FROM ({', '.join(compared.values())})"


def update(table: str, values: Mapping[str, str], but: Collection[str] = ()) -> str:
    """SQL: DO UPDATE of a row that would really change; version and updated_at tell of it. With `home` a row of
    another region stays as it is: the test is made on the locked row, so that no twin can pass between.
    """
    assignments = ", ".join(f"{name} = {value}" for name, value in values.items())
    return f"""DO UPDATE SET {assignments}, version = {table}.version + 1, updated_at = now()
        WHERE {differs(table, values, but)}
            AND (%(home)s::text[] IS NULL OR {table}.region_code = ANY (%(home)s))"""


def kept(table: str, *names: str, new: str = "excluded") -> dict[str, str]:
    """Columns that an empty value does not erase."""
    return {name: f"coalesce({new}.{name}, {table}.{name})" for name in names}


def finer(table: str) -> dict[str, str]:
    """Coordinates: finer or as fine replaces, coarser never does."""
    keeps = f"""excluded.lat IS NULL OR coalesce({PRECISIONS.format(table)}, 0)
        > {PRECISIONS.format("excluded")}"""
    return {
        name: f"CASE WHEN {keeps} THEN {table}.{name} ELSE excluded.{name} END"
        for name in ("lat", "lon", "precision")
    }


def last(column: str) -> str:
    """SQL: of the rows `t` of a group, what the last one that says anything says."""
    return f"(array_agg(t.{column} ORDER BY t.row DESC) FILTER (WHERE t.{column} IS NOT NULL))[1]"


def told(table: str, *names: str, only_ours: Collection[str] = ()) -> str:
    """SQL: SET of what `told` says of the organisation of a site, where that differs; unless it is `ours`, what
    is known of it stays and only gaps are filled, those of `only_ours` not even then.
    """
    news = [
        f"""CASE WHEN told.ours THEN coalesce(told.{name}, {table}.{name})
            ELSE {f"{table}.{name}" if name in only_ours else f"coalesce({table}.{name}, told.{name})"} END"""
        for name in names
    ]
    assignments = ", ".join(f"{name} = {new}" for name, new in zip(names, news, strict=True))
    columns = ", ".join(f"{table}.{name}" for name in names)
    return f"""SET {assignments}, version = {table}.version + 1, updated_at = now()
        FROM told WHERE {table}.id = told.id AND ({columns}) IS DISTINCT FROM ({", ".join(news)})"""


def annexed(kind: str) -> str:
    """SQL: how many sites of `touched` are new to an organisation that is not of `home`: it has sites elsewhere, or
    takes part without one at home. A site gives its region a say in the whole organisation, so none is hung there
    from outside. The statement does not see what it writes itself: this is how things were before.
    """
    return f"""(SELECT count(*) FROM touched t JOIN {kind} o ON o.id = t.{kind}_id
        WHERE %(home)s::text[] IS NOT NULL AND t.{kind}_id IS DISTINCT FROM t.was_of AND (
            EXISTS (SELECT 1 FROM {kind}_site x WHERE x.{kind}_id = o.id AND x.state = 'active'
                AND (x.region_code = ANY (%(home)s)) IS NOT TRUE)
            OR (o.participation IN ('active', 'paused') AND o.created_at < now() AND NOT EXISTS (
                SELECT 1 FROM {kind}_site x WHERE x.{kind}_id = o.id AND x.region_code = ANY (%(home)s)))))"""


async def merged_sites(db: Connection, organisations: str, sites: str, values: Mapping[str, Any]) -> Counts:
    """Runs the two statements of a room of sites; the second tells what `Counts` has."""
    await db.execute(organisations.encode(), values)
    row = await only(db, sites, dict(values))
    return Counts(row["rows"], row["created"], row["updated"], row["annexed"])


async def merged(
    db: Connection, statement: str, staged: str, values: Mapping[str, Any] = MappingProxyType({})
) -> Counts:
    """Runs a merge of a staged table, whose RETURNING tells `created` of each row that it touched."""
    row = await only(
        db,
        f"""WITH touched AS ({statement})
            SELECT (SELECT count(*) FROM {staged}) AS rows, count(*) AS touched,
                   count(*) FILTER (WHERE created) AS created FROM touched""",
        dict(values),
    )
    return Counts(row["rows"], row["created"], row["touched"] - row["created"])


def as_json(*records: Mapping[str, Any]) -> dict[str, Any]:
    return {"rows": Jsonb([dict(record) for record in records])}
