"""An import: understand, stage, check, merge, and undo it all when rows are at fault."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from api.accounts.rules import HOUSE, Actor
from api.activities import upsert as activities
from api.companies import upsert as companies
from api.imports import queries
from api.imports.formats import Context
from api.imports.pipeline import Progress, Source, Staging, Upload, stage, understood, upload_of, warn_of_unknown
from api.imports.record import Record, recorder
from api.imports.rules import ImportRejected, Report, RetireRefused, may_import
from api.indicators import upsert as indicators
from api.kit.db import Connection, house, one, rows
from api.kit.errors import Forbidden, Refusal
from api.kit.merge import Counts
from api.kit.settings import settings
from api.regions import service as regions
from api.regions import upsert as places
from api.regions.rules import home_of
from api.requests import upsert as requests
from api.schools import upsert as schools
from api.vocabularies.shipped import vocabulary

MEDIA_TYPES = {".json": "application/json", ".geojson": "application/geo+json", ".ndjson": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a kind goes: its staged table, the merge, and for tenants' data the table itself."""

    stage: str
    staged: str
    merge: "Merge"
    table: str | None = None
    retire: Callable[[Connection, str, list[str] | None], Awaitable[int]] | None = None


Merge = Callable[[Connection, list[str] | None], Awaitable[Counts]]


def _by_all(merge: Callable[[Connection], Awaitable[Counts]]) -> Merge:
    """A merge that asks nothing of the sender's region."""

    async def merged(db: Connection, _: list[str] | None) -> Counts:
        return await merge(db)

    return merged


TARGETS: Mapping[str, Target] = {
    "schools": Target(schools.STAGE, schools.TABLE, schools.merge_staged, "school_site", schools.retire_missing),
    "companies": Target(
        companies.STAGE, companies.TABLE, companies.merge_staged, "company_site", companies.retire_missing
    ),
    "activities": Target(activities.STAGE, activities.TABLE, activities.merge_staged, "activity"),
    "requests": Target(requests.STAGE, requests.TABLE, requests.merge_staged, "school_request"),
    "holidays": Target(places.HOLIDAY_STAGE, "staged_school_holiday", _by_all(places.merge_holidays)),
    "municipalities": Target(places.MUNICIPALITY_STAGE, "staged_municipality", _by_all(places.merge_municipalities)),
    "postcodes": Target(places.POSTCODE_STAGE, "staged_postcode", _by_all(places.merge_postcodes)),
    "indicators": Target(indicators.STAGE, indicators.TABLE, _by_all(indicators.merge_staged)),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of the import."""

    kind: str
    format: str = "auto"
    dry_run: bool = False
    partial: bool = False
    retire: bool = False
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; `wire` is the answer."""

    wire: dict[str, Any]
    rejected: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What was, or in a dry run would be, written."""

    accepted: bool = False
    created: int = 0
    updated: int = 0
    retired: int = 0


class _Undone(Exception):
    """Leaves the transaction without its work."""


async def run(
    db: Connection, who: Actor, upload: Upload, wanted: Wanted, record: Record, progress: Progress
) -> Outcome:
    """Takes a file in, all or nothing unless `partial`; a dry run leaves nothing behind."""
    values = {"kind": wanted.kind, "dry_run": wanted.dry_run, "region": wanted.region, "sha256": upload.sha256}
    job = await record.start({**values, "actor": who.id})
    target = TARGETS[wanted.kind]
    if not may_import(who, target.table is not None):
        raise Forbidden()
    region = wanted.region or _only(home_of(who))
    if region is not None:
        await regions.read_region(db, region)
    context = Context(vocabulary(), region, settings().country)
    source = understood(upload, wanted.kind, wanted.format, context)
    report, done = Report(), Done()
    try:
        async with db.transaction():
            await db.execute("SET LOCAL statement_timeout = '30min'; SET LOCAL work_mem = '128MB'")
            await _stage(db, source, context, report, progress)
            await _check(db, wanted.kind, target, report)
            if report.stopped or (report.rejected and not wanted.partial):
                raise _Undone
            await _stay_home(db, who, target, region)
            counts = await target.merge(db, home_of(who))
            if counts.annexed:
                raise Forbidden()
            await _stay_home(db, who, target, region)
            retired = await _retire(db, target, report, home_of(who)) if wanted.retire else 0
            done = Done(True, counts.created, counts.updated, retired)
            if wanted.dry_run:
                raise _Undone
    except _Undone:
        pass
    except (psycopg.IntegrityError, psycopg.DataError) as failure:
        done = Done()
        _name(failure, report)
    outcome = _outcome(job, wanted, upload, source, report, done)
    if outcome.rejected:
        await record.reject(outcome.wire)
    else:
        await queries.finish(db, job, outcome.wire)
    return outcome


def _name(failure: psycopg.Error, report: Report) -> None:
    """What a row met that no check foresaw, by the database's names; its message would show what was sent."""
    column = re.search(r"column (\w+)", failure.diag.context or "")
    name = failure.diag.column_name or (column[1] if column else "")
    rule = failure.diag.constraint_name or failure.sqlstate
    report.rejected += 1
    report.error(None, name, "not_accepted", f"the database does not accept a value: {rule}")


def _only(regions_of_key: list[str] | None) -> str | None:
    """Where rows without a municipality belong unless the sender says so: in the one region of its key."""
    return regions_of_key[0] if regions_of_key and len(regions_of_key) == 1 else None


async def _stage(db: Connection, source: Source, context: Context, report: Report, progress: Progress) -> None:
    target = TARGETS[source.format.kind]
    await db.execute(target.stage.encode())
    staging = Staging(source, context, report)
    into = f"COPY {target.staged} ({', '.join(staging.columns)}) FROM STDIN"
    async with db.cursor().copy(into.encode()) as copy:
        await stage(copy, staging, source.rows, progress)
    await queries.analyze(db, target.staged)
    warn_of_unknown(source, context, report)
    if report.stopped:
        report.warn(None, "", "rest_not_read", "nine of ten rows are at fault; the rest of the file was not read")


async def _check(db: Connection, kind: str, target: Target, report: Report) -> None:
    """What needs other tables: rows without an owner are errors, oddities are warnings."""
    if kind in queries.ORPHANS:
        orphans = await rows(db, queries.ORPHANS[kind] + " ORDER BY t.row", {})
        for row in orphans:
            report.error(row["row"], row["column"], "unknown_owner", "this code is not known here; import it first")
        report.rejected += len(orphans)
        await queries.drop_rows(db, target.staged, [row["row"] for row in orphans])
    if target.table is not None:
        duplicates = await rows(db, queries.DUPLICATES.format(target.staged), {})
        for row in duplicates:
            report.warn(
                row["row"], "externalId", "duplicate_in_file", "the code occurs more than once; the last row counts"
            )
        if duplicates:
            await db.execute(queries.EARLIER.format(staged=target.staged).encode())
    if kind in ("companies", "schools"):
        await _check_sites(db, kind, target, report)
    if kind == "requests":
        for row in await rows(db, queries.LEVELS, {}):
            report.warn(row["row"], "level", "level_outside_site", f"this site has {', '.join(row['levels'])}")
        for row in await rows(db, queries.HOLIDAYS, {}):
            message = f"this school has a holiday from {row['starts_on']} to {row['ends_on']}"
            report.warn(row["row"], "weeksOk", "week_in_holiday", message)


async def _check_sites(db: Connection, kind: str, target: Target, report: Report) -> None:
    for row in await rows(db, queries.FAR.format(target.staged), {}):
        message = f"the point is {row['km']} km from its own postcode"
        report.warn(row["row"], "lat", "far_from_postcode", message)
    for row in await rows(db, queries.UNPLACED.format(target.staged), {}):
        report.warn(
            row["row"], "municipalityCode", "no_region", "no municipality is known, so no region; region= places it"
        )


async def _stay_home(db: Connection, who: Actor, target: Target, region: str | None) -> None:
    """A key takes in its regions' rows alone: as they were before, and as they are now."""
    if who.everywhere or target.table is None:
        return
    statement = queries.STRANGERS.format(staged=target.staged, table=target.table)
    row = await one(db, statement, {"regions": who.regions()})
    if (region is not None and not who.reaches(region)) or (row is not None and row["n"]):
        raise Forbidden()


async def _retire(db: Connection, target: Target, report: Report, home: list[str] | None) -> int:
    """Retires what a full register no longer has; refused when it looks like a mistake."""
    if target.retire is None or report.rejected:
        raise RetireRefused()
    retired = 0
    for row in await queries.schemes(db, target.staged):
        gone = await target.retire(db, row["scheme"], home)
        if gone > row["n"]:
            raise RetireRefused()
        retired += gone
    return retired


def _outcome(job: UUID, wanted: Wanted, upload: Upload, source: Source, report: Report, done: Done) -> Outcome:
    state = "rejected" if not done.accepted else "validated" if wanted.dry_run else "applied"
    wire = {
        "id": str(job),
        "kind": wanted.kind,
        "format": source.format.name,
        "encoding": source.encoding,
        "sha256": upload.sha256,
        "dryRun": wanted.dry_run,
        "state": state,
        "counts": {
            "rows": report.rows,
            "created": done.created,
            "updated": done.updated,
            "unchanged": report.rows - report.rejected - done.created - done.updated if done.accepted else 0,
            "retired": done.retired,
            "rejected": report.rejected,
        },
        "errors": report.errors,
        "warnings": report.warnings,
    }
    return Outcome(wire, not done.accepted)


def refusal(outcome: Outcome) -> ImportRejected:
    """The rejected import as problem+json, its fields as extension members."""
    members = {name: value for name, value in outcome.wire.items() if name != "errors"}
    return ImportRejected(members=members, told=outcome.wire["errors"])


async def from_file(url: str, file: Path, wanted: Wanted, show: Callable[[int], None]) -> tuple[str, bool]:
    """The import as the command runs it, as the platform itself; the answer and whether it was accepted."""
    if wanted.kind not in TARGETS:
        raise SystemExit(f"--kind is one of {', '.join(TARGETS)}")
    try:
        async with (
            recorder(url) as record,
            house(url, autocommit=True) as db,
            db.transaction(),
        ):

            async def progress(rows: int) -> None:
                show(rows)
                await record.advance(rows)

            with file.open("rb") as opened:
                outcome = await run(
                    db,
                    HOUSE,
                    upload_of(opened, MEDIA_TYPES.get(file.suffix.lower(), "text/csv"), None),
                    wanted,
                    record,
                    progress,
                )
    except Refusal as refused:
        return bytes(refused.response().body).decode(), False
    return json.dumps(outcome.wire, ensure_ascii=False), not outcome.rejected
