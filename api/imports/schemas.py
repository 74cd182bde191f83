"""Imports as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.schemas import Params, Wire, example
from api.regions.schemas import RegionCode

JOB = {
    "id": "0199d5a4-7c1e-7000-8000-000000000041",
    "kind": "schools",
    "format": "duo-vestigingen-vo",
    "encoding": "cp1252",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "dryRun": False,
    "state": "applied",
    "counts": {"rows": 1619, "created": 1619, "updated": 0, "unchanged": 0, "retired": 0, "rejected": 0},
    "errors": [],
    "warnings": [],
}
Kind = Literal[
    "schools", "companies", "activities", "requests", "holidays", "municipalities", "postcodes", "indicators"
]
FormatName = Literal[
    "auto", "duo-vestigingen-vo", "duo-vestigingen-geocoded", "duo-examenkandidaten", "rijksoverheid-schoolvakanties",
    "hotmaps-industrial", "loket-csv",
]  # fmt: skip


class Told(Wire):
    pointer: str
    row: int | None
    column: str
    code: str
    detail: str
    message: str


class ImportCounts(Wire):
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    rejected: int = 0


class ImportOut(Wire):
    model_config = example(JOB)

    id: UUID
    kind: str
    format: str | None
    encoding: str | None
    sha256: Annotated[str | None, Field(description="of the file")]
    dry_run: bool
    state: Literal["running", "validated", "applied", "rejected", "failed"]
    counts: ImportCounts
    errors: list[Told]
    warnings: list[Told]
    region: str | None = None
    created_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None


class ImportsOut(Wire):
    model_config = example({"items": [JOB], "nextCursor": None})

    items: list[ImportOut]
    next_cursor: str | None


class ImportWanted(Params):
    kind: Kind
    format: FormatName = "auto"
    dry_run: Annotated[bool, Field(description="tell what would happen, write nothing")] = False
    partial: Annotated[bool, Field(description="take the good rows, leave the others")] = False
    retire: Annotated[bool, Field(description="a full register: retire what is gone")] = False
    region: Annotated[RegionCode | None, Field(description="region of rows that name no municipality")] = None
