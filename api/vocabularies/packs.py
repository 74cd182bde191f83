"""The shipped vocabularies: a country's pack is what all countries share plus what is its own.

`packs/shared/` holds the schemes that do not differ, with Dutch and English labels. `packs/<country>/` holds
`pack.json` (its language), a file per scheme of its own (which replaces a shared one of that name) and,
where its language is not in the shared files, `texts.json`: {scheme: {code: {label, ...}}}; what stands
beside `label` is added to the field of that name in the concept's `extra`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parent / "packs"
SCHEMES = (
    "levels",
    "years",
    "subjects",
    "themes",
    "sectors",
    "sbi",
    "kinds",
    "modes",
    "goals",
    "needs",
    "protective-gear",
    "languages",
    "size-classes",
    "decline-reasons",
    "cancel-reasons",
    "end-reasons",
    "unmatched-reasons",
    "class-questions",
    "class-answers",
)
MASKED = frozenset({"levels", "subjects", "themes", "languages"})
LAST_BIT = 62
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)
_ISCED = re.compile(r"[0-8]", re.ASCII)
_FIELDS = {"code", "bit", "label", "broader", "isced", "exactMatch", "extra"}


class PackInvalid(ValueError):
    """`problems` names every fault, as `scheme/code: what`."""

    def __init__(self, country: str, problems: Sequence[str]) -> None:
        super().__init__(f"vocabulary pack {country}: " + "; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PackConcept:
    """`bit` is the place in a mask, fixed in the file; `isced` is the level of ISCED 2011 (0 to 8)."""

    scheme: str
    code: str
    position: int
    label: Mapping[str, str]
    bit: int | None
    broader: str | None
    isced: str | None
    exact_match: tuple[str, ...]
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """`schemes` holds all of SCHEMES, each in the order in which people see it."""

    country: str
    language: str
    name: Mapping[str, str]
    schemes: Mapping[str, tuple[PackConcept, ...]]

    def concepts(self) -> Iterator[PackConcept]:
        for concepts in self.schemes.values():
            yield from concepts


def countries(root: Path = PACKS) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in root.glob("*/pack.json")))


def load_pack(country: str, root: Path = PACKS) -> Pack:
    """Read and check one country's pack; refuses with PackInvalid."""
    if country not in countries(root):
        raise PackInvalid(country, [f"no such pack; there are {', '.join(countries(root))}"])
    about = _read(root / country / "pack.json")
    texts = root / country / "texts.json"
    translated = _read(texts) if texts.exists() else {}
    pack = Pack(
        country=about["country"],
        language=about["language"],
        name=about["name"],
        schemes={
            scheme: _scheme(scheme, _file(root, country, scheme), about["language"], translated) for scheme in SCHEMES
        },
    )
    if found := [*_strays(root, country), *_unknown_texts(pack, translated), *problems(pack)]:
        raise PackInvalid(country, found)
    return pack


def problems(pack: Pack) -> list[str]:
    """Every fault of a pack, in the order of its schemes."""
    found = [f"{scheme}: empty" for scheme in SCHEMES if not pack.schemes.get(scheme)]
    for scheme, concepts in pack.schemes.items():
        found += _repeated(scheme, "code", [c.code for c in concepts])
        found += _repeated(scheme, "bit", [c.bit for c in concepts if c.bit is not None])
        codes = {c.code: c.broader for c in concepts}
        for concept in concepts:
            found += [f"{scheme}/{concept.code}: {fault}" for fault in _faults(concept, pack.language, codes)]
    return found + _year_faults(pack) + _sector_faults(pack)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _file(root: Path, country: str, scheme: str) -> list[dict[str, Any]]:
    for folder in (country, "shared"):
        path = root / folder / f"{scheme}.json"
        if path.exists():
            rows: list[dict[str, Any]] = _read(path)
            if unknown := {key for row in rows for key in row} - _FIELDS:
                raise PackInvalid(country, [f"{scheme}: unknown fields {', '.join(sorted(unknown))}"])
            return rows
    return []


def _scheme(
    scheme: str, rows: list[dict[str, Any]], language: str, translated: Mapping[str, Any]
) -> tuple[PackConcept, ...]:
    texts = translated.get(scheme, {})
    return tuple(
        PackConcept(
            scheme=scheme,
            code=row["code"],
            position=position,
            label=_with(row["label"], language, texts.get(row["code"], {}).get("label")),
            bit=row.get("bit"),
            broader=row.get("broader"),
            isced=row.get("isced"),
            exact_match=tuple(row.get("exactMatch", ())),
            extra=_extra(row.get("extra", {}), language, texts.get(row["code"], {})),
        )
        for position, row in enumerate(rows)
    )


def _with(texts: Mapping[str, Any], language: str, own: Any) -> dict[str, Any]:
    return dict(texts) if own is None else {**texts, language: own}


def _extra(extra: Mapping[str, Any], language: str, own: Mapping[str, Any]) -> dict[str, Any]:
    added = {key: _with(extra.get(key, {}), language, text) for key, text in own.items() if key != "label"}
    return {**extra, **added}


def _strays(root: Path, country: str) -> list[str]:
    known = {*SCHEMES, "pack", "texts"}
    files = [path for folder in ("shared", country) for path in (root / folder).iterdir()]
    return [f"{path.name}: no such scheme" for path in sorted(files) if path.stem not in known]


def _unknown_texts(pack: Pack, translated: Mapping[str, Mapping[str, Any]]) -> list[str]:
    known = {(c.scheme, c.code) for c in pack.concepts()}
    return [
        f"{scheme}/{code}: a text without a concept"
        for scheme, texts in translated.items()
        for code in texts
        if (scheme, code) not in known
    ]


def _repeated(scheme: str, what: str, values: Sequence[object]) -> list[str]:
    return [f"{scheme}: {what} {value} twice" for i, value in enumerate(values) if values.index(value) < i]


def _faults(concept: PackConcept, language: str, codes: Mapping[str, str | None]) -> Iterator[str]:
    if not _CODE.fullmatch(concept.code):
        yield "not a code"
    if concept.scheme in MASKED and concept.bit is None:
        yield "a bit is missing"
    if concept.bit is not None and not 0 <= concept.bit <= LAST_BIT:
        yield f"bit {concept.bit} is not within 0 to {LAST_BIT}"
    for needed in dict.fromkeys((language, "en")):
        if not concept.label.get(needed, "").strip():
            yield f"no label in {needed}"
        for key, texts in concept.extra.items():
            if isinstance(texts, dict) and not texts.get(needed):
                yield f"no {key} in {needed}"
    if concept.broader is not None and (fault := _broader_fault(concept.code, codes)):
        yield fault
    if concept.scheme == "levels":
        yield from _level_faults(concept)


def _broader_fault(code: str, codes: Mapping[str, str | None]) -> str | None:
    seen = [code]
    while (broader := codes[seen[-1]]) is not None:
        if broader not in codes:
            return f"broader {broader} does not exist"
        if broader in seen:
            return "broader runs in a circle"
        seen.append(broader)
    return None


def _level_faults(concept: PackConcept) -> Iterator[str]:
    if concept.isced is None or not _ISCED.fullmatch(concept.isced):
        yield "no ISCED level"
    years, choice = concept.extra.get("years"), concept.extra.get("choiceYear")
    if not years:
        yield "no years"
    elif choice is not None and choice not in years:
        yield f"choice year {choice} is not one of its years"


def _year_faults(pack: Pack) -> list[str]:
    known = {year.extra.get("year") for year in pack.schemes["years"]}
    used = {year for level in pack.schemes["levels"] for year in level.extra.get("years", ())}
    return [f"years/{year}: used by a level, not listed" for year in sorted(used - known)]


def _sector_faults(pack: Pack) -> list[str]:
    """Every SBI division has one sector, so that a company's sector follows from its SBI code."""
    held = [division for sector in pack.schemes["sectors"] for division in sector.extra.get("sbi", ())]
    divisions = {c.code for c in pack.schemes["sbi"]}
    return [
        *_repeated("sectors", "division", held),
        *(f"sectors: division {d} does not exist" for d in sorted(set(held) - divisions)),
        *(f"sbi/{d}: no sector holds it" for d in sorted(divisions - set(held))),
    ]
