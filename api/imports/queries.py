"""Import jobs, and what only the database can see of staged rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, rows, utc
from api.regions.queries import distance_km

JOB_JSON = f"""json_build_object('id', id, 'kind', kind, 'format', format, 'encoding', encoding, 'dryRun', dry_run,
    'state', CASE WHEN state = 'running' AND created_at < now() - interval '1 hour' THEN 'failed' ELSE state END,
    'sha256', sha256, 'counts', counts, 'errors', errors, 'warnings', warnings, 'region', region_code,
    'createdAt', {utc("created_at")}, 'finishedAt', {utc("finished_at")})::text"""
OWN = "(%(everywhere)s OR actor_id = %(actor)s::uuid)"
# Rows whose company or site does not exist; they cannot be merged.
ORPHANS = {
    "activities": """SELECT t.row, 'companyexternalid' AS "column" FROM staged_activity t
        LEFT JOIN company_site s ON s.scheme = t.company_scheme AND s.value = t.company_value WHERE s.id IS NULL""",
    "requests": """SELECT t.row, 'siteexternalid' AS "column" FROM staged_school_request t
        LEFT JOIN school_site s ON s.scheme = t.site_scheme AND s.value = t.site_value WHERE s.id IS NULL""",
}
DUPLICATES = """SELECT scheme, value, max(row) AS row FROM {} GROUP BY scheme, value HAVING count(*) > 1
    ORDER BY row LIMIT 1000"""
_FROM_POSTCODE = distance_km("t").replace("%(lat)s", "p.lat").replace("%(lon)s", "p.lon")
FAR = f"""SELECT t.row, round(({_FROM_POSTCODE})::numeric) AS km
    FROM {{}} t JOIN postcode p ON p.code = t.postcode4 AND p.lat IS NOT NULL
    WHERE t.lat IS NOT NULL AND {_FROM_POSTCODE} > CASE p.precision WHEN 'postcode' THEN 10 ELSE 30 END
    ORDER BY t.row LIMIT 1000"""
LEVELS = """SELECT t.row, s.levels FROM staged_school_request t
    JOIN school_site s ON s.scheme = t.site_scheme AND s.value = t.site_value
    WHERE s.levels <> '{}' AND NOT t.level = ANY (s.levels) ORDER BY t.row LIMIT 1000"""
HOLIDAYS = """SELECT DISTINCT t.row, h.starts_on, h.ends_on FROM staged_school_request t
    JOIN school_site s ON s.scheme = t.site_scheme AND s.value = t.site_value
    CROSS JOIN LATERAL unnest(t.weeks_ok) week
    JOIN school_holiday h ON h.holiday_region = s.holiday_region AND h.starts_on <= week AND h.ends_on >= week + 4
    ORDER BY t.row, h.starts_on LIMIT 1000"""
UNPLACED = """SELECT t.row FROM {} t LEFT JOIN postcode p ON p.code = t.postcode4
    LEFT JOIN municipality m ON m.code = coalesce(t.municipality_code, p.municipality_code)
    WHERE coalesce(m.region_code, t.region_code) IS NULL ORDER BY t.row LIMIT 1000"""
STRANGERS = """SELECT count(*) AS n FROM {staged} t JOIN {table} x ON x.scheme = t.scheme AND x.value = t.value
    WHERE (x.region_code = ANY (%(regions)s)) IS NOT TRUE"""


EARLIER = """DELETE FROM {staged} t USING (SELECT scheme, value, max(row) AS row FROM {staged}
        GROUP BY scheme, value HAVING count(*) > 1) l
    WHERE t.scheme = l.scheme AND t.value = l.value AND t.row < l.row"""


async def analyze(db: Connection, staged: str) -> None:
    """What plans need to know of staged rows; nothing is joined by an array, and those take longest."""
    columns = await only(
        db,
        """SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
            WHERE attrelid = %(staged)s::regclass AND attnum > 0 AND attndims = 0 AND NOT attisdropped""",
        {"staged": staged},
    )
    await db.execute(f"ANALYZE {staged} ({columns['names']})".encode())


async def drop_rows(db: Connection, staged: str, numbers: list[int]) -> None:
    await db.execute(f"DELETE FROM {staged} WHERE row = ANY (%(rows)s)".encode(), {"rows": numbers})


async def schemes(db: Connection, staged: str) -> list[dict[str, Any]]:
    """Each scheme in the staged table with its number of rows."""
    return await rows(db, f"SELECT scheme, count(*) AS n FROM {staged} GROUP BY scheme", {})


async def start(db: Connection, values: Mapping[str, Any]) -> UUID:
    row = await only(
        db,
        """INSERT INTO import_job (kind, sha256, dry_run, state, region_code, actor_id)
           VALUES (%(kind)s, %(sha256)s, %(dry_run)s, 'running', %(region)s, %(actor)s) RETURNING id""",
        dict(values),
    )
    job: UUID = row["id"]
    return job


async def advance(db: Connection, job: UUID, rows_so_far: int) -> None:
    await db.execute(
        "UPDATE import_job SET counts = %(counts)s WHERE id = %(id)s",
        {"id": job, "counts": Jsonb({"rows": rows_so_far})},
    )


async def finish(db: Connection, job: UUID, values: Mapping[str, Any]) -> None:
    await db.execute(
        """UPDATE import_job SET state = %(state)s, format = %(format)s, encoding = %(encoding)s,
               counts = %(counts)s, errors = %(errors)s, warnings = %(warnings)s, finished_at = now()
           WHERE id = %(id)s""",
        {
            **values,
            "id": job,
            **{name: Jsonb(values[name]) for name in ("counts", "errors", "warnings")},
        },
    )


async def fail(db: Connection, job: UUID) -> None:
    await db.execute(
        "UPDATE import_job SET state = 'failed', finished_at = now() WHERE id = %(id)s AND state = 'running'",
        {"id": job},
    )


def visible_to(actor: Actor) -> dict[str, Any]:
    return {"everywhere": actor.everywhere, "actor": actor.id}


async def job(db: Connection, who: Actor, job_id: UUID) -> str | None:
    row = await one(
        db,
        f"SELECT {JOB_JSON} AS body FROM import_job WHERE id = %(id)s AND {OWN}",
        {"id": job_id, **visible_to(who)},
    )
    return None if row is None else str(row["body"])


async def jobs(db: Connection, who: Actor, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, newest first."""
    return await rows(
        db,
        f"""SELECT id, {JOB_JSON} AS body FROM import_job
            WHERE {OWN} AND (%(after_id)s::uuid IS NULL OR id < %(after_id)s) ORDER BY id DESC LIMIT %(limit)s""",
        {**values, **visible_to(who)},
    )
