"""Imports: what is refused, what is only warned of, and how much of it is told."""

from dataclasses import dataclass, field
from typing import Any

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.errors import Refusal

TOLD = 1000
# So many faulty rows, and nine of ten, are no file of this kind: the rest is not read.
HOPELESS = 10_000


def may_import(actor: Actor, is_tenants: bool) -> bool:
    """Tenants' data: its regions'. What all share: whoever is bound to no region, and the data specialist."""
    if is_tenants:
        return actor.everywhere or bool(actor.regions())
    return actor.everywhere or actor.has(Role.DATA_SPECIALIST)


class ImportRejected(Refusal):
    """Rows are at fault; nothing was written."""

    status, code, title = 400, "import_rejected", "The file has rows that are not accepted; nothing was written."


class FileNotUnderstood(Refusal):
    """Encoding, header or form of the file is not known."""

    status, code, title = 400, "file_not_understood", "The file could not be read as a file of this kind."


class FormatOfAnotherKind(Refusal):
    """`format` and `kind` do not go together."""

    status, code, title = 400, "format_of_another_kind", "This format is not one of this kind."


class LineBreaksLost(Refusal):
    """`curl -d` strips line breaks."""

    status, code, title = 400, "line_breaks_lost", "The file has no line breaks: with curl use --data-binary, not -d."


class RetireRefused(Refusal):
    """Retiring would touch more than a register that changes 2 % a year can explain."""

    status, code, title = 409, "retire_refused", "This would retire more than half of the register; check the file."


class ImportNotFound(Refusal):
    """There is no such import, or it is not the actor's."""

    status, code, title = 404, "import_not_found", "There is no import with this id that you may see."


class CellFault(Exception):
    """What is wrong with one cell."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(slots=True)
class Report:
    """Errors and warnings, of which the first thousand are told; all are counted."""

    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    rejected: int = 0
    warned: int = 0
    rows: int = 0
    stopped: bool = False

    @property
    def is_hopeless(self) -> bool:
        return self.rejected >= HOPELESS and self.rejected * 10 > self.rows * 9

    def error(self, row: int | None, column: str, code: str, message: str) -> None:
        """One fault; `row` is the line of the file, the header being line 1; None when it is not one row's."""
        if len(self.errors) < TOLD:
            self.errors.append(_told(row, column, code, message))

    def warn(self, row: int | None, column: str, code: str, message: str) -> None:
        self.warned += 1
        if len(self.warnings) < TOLD:
            self.warnings.append(_told(row, column, code, message))


def _told(row: int | None, column: str, code: str, message: str) -> dict[str, Any]:
    pointer = "#" if row is None else f"#/{row}/{column}"
    return {"pointer": pointer, "row": row, "column": column, "code": code, "detail": message, "message": message}
