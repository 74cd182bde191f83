"""Takes exam counts in from a staged table."""

from api.kit.db import Connection
from api.kit.merge import Counts, merged, staging

STAGED = {
    "row": "integer",
    "school_year": "text",
    "site_value": "text",
    "site_name": "text",
    "municipality_name": "text",
    "track": "text",
    "profile": "text",
    "profile_code": "text",
    "candidates_low": "integer",
    "candidates_high": "integer",
    "passed_low": "integer",
    "passed_high": "integer",
}
TABLE = "staged_exam_count"
STAGE = staging(TABLE, STAGED)
_KEY = ["school_year", "site_value", "track", "profile"]
_REST = [name for name in STAGED if name not in ("row", *_KEY)]
_MERGE = f"""
INSERT INTO exam_count ({", ".join([*_KEY, *_REST])})
SELECT DISTINCT ON ({", ".join(_KEY)}) {", ".join([*_KEY, *_REST])} FROM {TABLE} ORDER BY {", ".join(_KEY)}, row DESC
ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _REST)}
WHERE ({", ".join(f"exam_count.{name}" for name in _REST)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _REST)})
RETURNING old.id IS NULL AS created
"""


async def merge_staged(db: Connection) -> Counts:
    """All rows of the staged table."""
    return await merged(db, _MERGE, TABLE)
