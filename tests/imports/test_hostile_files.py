"""Hostile cells, charsets and documents: refused with the reason, never a failure of ours, never echoed."""

import json
from typing import Any

import httpx
import pytest

from api.imports.formats import FORMATS, Context
from api.kit.db import Connection, one, rows
from api.vocabularies.shipped import vocabulary
from tests import hostile
from tests.conftest import MakeKey
from tests.imports.test_routes import COMPANIES, SCHOOLS, _counts, _send

ACTIVITIES = {
    "scheme": "t", "externalid": "a", "companyscheme": "t", "companyexternalid": "c", "title": "Lasles",
    "summary": "", "kind": "workshop", "subjects": "techniek", "levels": "havo", "years": "3", "themes": "energy",
    "modes": "at_school", "languages": "nl", "durationminutes": "90", "maxgroup": "30", "radiuskm": "20",
    "capacityweek": "1", "capacityyear": "5", "weeks": "2026-11-02",
}  # fmt: skip
REQUESTS = {
    "scheme": "t", "externalid": "r", "sitescheme": "t", "siteexternalid": "s", "title": "Vraag",
    "goal": "project", "kinds": "workshop", "subjects": "techniek", "level": "havo", "year": "3", "themes": "",
    "pupils": "25", "languages": "nl", "maxkm": "30", "onlineok": "ja", "weeksok": "2026-11-02",
    "weekspreferred": "2026-11-09",
}  # fmt: skip
ROWS: dict[str, dict[str, str]] = {
    "schools": {
        "scheme": "t", "externalid": "s", "name": "School", "levels": "havo", "municipalitycode": "GM0772",
        "lat": "51.4", "lon": "5.4",
    },
    "companies": {
        "scheme": "t", "externalid": "c", "name": "Bedrijf", "sectors": "energy", "kvk": "12345678",
        "postcode": "5611",
    },
    "activities": ACTIVITIES,
    "requests": REQUESTS,
    "holidays": {
        "schoolyear": "2026-2027", "holiday": "Herfst", "region": "noord", "start": "2026-10-10", "end": "2026-10-18",
        "compulsory": "true",
    },
    "municipalities": {
        "gemeentecode": "GM0772", "gemeente": "Eindhoven", "provincie": "Noord-Brabant",
        "arbeidsmarktregio": "Zuidoost-Brabant", "vakantieregio": "zuid",
    },
    "postcodes": {"pc4": "5611", "lat": "51.4", "lon": "5.4", "gemeentecode": "GM0772"},
    "indicators": {
        "instellingsnaam vestiging": "School", "vestigingscode": "00AA01", "gemeentenaam": "ASSEN",
        "onderwijstype vo": "HAVO", "opleidingsnaam": "N&T", "inspectiecode": "1",
        "examenkandidaten schooljaar 2023-2024 - totaal": "7", "geslaagden schooljaar 2023-2024 - totaal": "<5",
    },
}  # fmt: skip


def _quoted(cells: dict[str, str]) -> str:
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in (cells, cells.values()))
    return "\n".join(lines) + "\n"


async def _owners(http: httpx.AsyncClient, script: dict[str, str]) -> None:
    for kind in ("schools", "companies"):
        assert (await _send(http, script, _quoted(ROWS[kind]), kind)).status_code == 201


PLAIN = [value for value in hostile.VALUES if not isinstance(value, list | dict | str)]
NESTED = [value for value in hostile.VALUES if isinstance(value, list | dict)]


@pytest.mark.parametrize("kind", ROWS)
async def test_every_column_meets_every_hostile_value(kind: str, http: httpx.AsyncClient, key: MakeKey) -> None:
    script = await key("script")
    await _owners(http, script)
    form = next(known for known in FORMATS if known.kind == kind and known.signature <= set(ROWS[kind]))
    made = {"candidates", "passed", "schoolyear"} if kind == "indicators" else set()
    columns = {**dict.fromkeys(form.known(Context(vocabulary(), None, "nl")) - made, ""), **ROWS[kind]}
    assert (await _send(http, script, _quoted(columns), kind)).status_code == 201
    for column in columns:
        lines = [_quoted({**columns, column: value}).partition("\n")[2] for value in hostile.TEXTS]
        readable = "".join(line for line in lines if line.isascii() or line.encode(errors="ignore").decode() == line)
        content = _quoted(columns) + readable
        answer = await _send(http, script, content, kind, dryRun="true", partial="true")
        assert (answer.status_code, answer.json()["encoding"]) == (200, "utf-8"), (column, answer.text)
        assert [e for e in answer.json()["errors"] if e["row"] is None] == [], column
        told = [value for value in hostile.TEXTS if len(value) > 9 and json.dumps(value)[1:-1] in answer.text]
        assert told == [], column


@pytest.mark.parametrize("kind", sorted(set(ROWS) - {"indicators"}))
async def test_every_field_of_an_object_meets_every_hostile_value(
    kind: str, http: httpx.AsyncClient, key: MakeKey
) -> None:
    headers = {**await key("script"), "Content-Type": "application/x-ndjson"}
    asked = {"kind": kind, "dryRun": "true", "partial": "true"}
    objects = [{**ROWS[kind], column: value} for column in ROWS[kind] for value in [*hostile.TEXTS, *PLAIN]]
    content = b"\n".join(map(hostile.body, objects))
    answer = await http.post("/imports", params=asked, content=content, headers=headers)
    assert (answer.status_code, answer.json()["counts"]["rows"]) == (200, len(objects)), answer.text[:500]
    for value in NESTED:
        content = hostile.body({**ROWS[kind], "name": value, "scheme": value})
        answer = await http.post("/imports", params=asked, content=content, headers=headers)
        assert answer.status_code in (200, 400), str(value)[:40]


@pytest.mark.parametrize(
    "charset",
    ["zip", "hex", "base64", "rot13", "quopri", "undefined", "idna", "punycode", "utf-7", "utf-16", "unicode_escape",
     "raw_unicode_escape", "bz2", "uu", "mbcs", "x" * 5000, "';--"],
)  # fmt: skip
async def test_only_charsets_that_are_text_are_read(charset: str, http: httpx.AsyncClient, key: MakeKey) -> None:
    headers = {**await key("script"), "Content-Type": f'text/csv; charset="{charset}"'}
    answer = await http.post(
        "/imports", params={"kind": "schools"}, content=SCHOOLS + "t,a,N,,,,,,,,\n", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "file_not_understood")


@pytest.mark.parametrize(
    "document",
    [
        {"type": "FeatureCollection", "features": 5},
        {"type": "FeatureCollection"},
        {"type": "FeatureCollection", "features": [{"properties": []}, {"properties": [1]}]},
        {"type": "FeatureCollection", "features": [{"properties": "text"}]},
        {"type": "FeatureCollection", "features": [5]},
        {"type": "Other", "features": [{"properties": {"scheme": "t", "externalId": "a", "name": "A"}}]},
        [1, 2, 3],
        ["text"],
        [[{}]],
        5,
        "text",
        None,
    ],
)
async def test_a_document_of_another_form_is_refused(document: Any, http: httpx.AsyncClient, key: MakeKey) -> None:
    headers = {**await key("script"), "Content-Type": "application/geo+json"}
    answer = await http.post("/imports", params={"kind": "schools"}, content=json.dumps(document), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "file_not_understood")


@pytest.mark.parametrize("end", ["", ",", "]]", "] x", ",]", "}"])
async def test_a_list_ends_as_json_does(end: str, http: httpx.AsyncClient, key: MakeKey) -> None:
    headers = {**await key("script"), "Content-Type": "application/json"}
    content = '[{"scheme": "t", "externalId": "a", "name": "A [1] \\"}\\""}' + end
    answer = await http.post("/imports", params={"kind": "schools"}, content=content, headers=headers)
    assert answer.json()["code"] == "file_not_understood"
    whole = await http.post(
        "/imports", params={"kind": "schools"}, content=content[: -len(end) or None] + "]", headers=headers
    )
    assert _counts(whole) == (1, 1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "change", "column", "code"),
    [
        ("activities", {"maxgroup": "--5"}, "maxgroup", "not_a_number"),
        ("activities", {"years": "|".join(["3"] * 20 + ["x"])}, "years", "out_of_range"),
        ("activities", {"years": "|".join([*map(str, range(1, 13)), "99", "999999999"])}, "years", "out_of_range"),
        ("activities", {"weeks": "0001-01-01"}, "weeks", "date_format"),
        ("activities", {"weeks": "9999-12-31"}, "weeks", "date_format"),
        ("activities", {"weeks": "2027-W01-1"}, "weeks", "date_format"),
        ("activities", {"weeks": "2027-02-30"}, "weeks", "date_unknown"),
        ("requests", {"weeksok": "1989-12-31"}, "weeksok", "date_format"),
        ("holidays", {"start": "2026-10-19"}, "end", "ends_before_start"),
        ("holidays", {"end": "9999-12-31"}, "end", "date_format"),
        ("schools", {"lon": ""}, "lon", "half_a_point"),
        ("companies", {"lat": "52", "lon": ""}, "lon", "half_a_point"),
        ("postcodes", {"lat": ""}, "lon", "half_a_point"),
        ("schools", {"lat": "", "postcode": "5611AB"}, "lon", "half_a_point"),
        ("schools", {"levels": "hovo"}, "levels", "unknown_code"),
    ],
)
async def test_a_cell_is_named(
    kind: str, change: dict[str, str], column: str, code: str, http: httpx.AsyncClient, key: MakeKey
) -> None:
    script = await key("script")
    await _owners(http, script)
    answer = await _send(http, script, _quoted({**ROWS[kind], **change}), kind)
    assert answer.status_code == 400, answer.text
    assert [(e["row"], e["column"], e["code"]) for e in answer.json()["errors"]] == [(2, column, code)]


async def test_one_code_twice_counts_once_in_every_kind(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    script = await key("script")
    await _owners(http, script)
    for kind in ("schools", "companies", "activities", "requests"):
        name = "name" if "name" in ROWS[kind] else "title"
        header, line = _quoted({**ROWS[kind], name: "Eerst"}).splitlines()
        last = _quoted({**ROWS[kind], name: "Later"}).splitlines()[1]
        answer = await _send(http, script, "\n".join([header, line, line, last, ""]), kind)
        assert answer.status_code == 201, answer.text
        assert [(w["row"], w["code"]) for w in answer.json()["warnings"]] == [(4, "duplicate_in_file")]
    for table, name in [("school_site", "name"), ("company_site", "name"), ("activity", "title")]:
        assert await rows(db, f"SELECT {name} AS name FROM {table}", {}) == [{"name": "Later"}]


async def test_an_import_leaves_the_state_of_a_known_activity(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    script = await key("script")
    await _owners(http, script)
    assert (await _send(http, script, _quoted(ACTIVITIES), "activities")).status_code == 201
    for state in ("paused", "draft"):
        await db.execute("UPDATE activity SET state = %(state)s", {"state": state})
        again = await _send(http, script, _quoted({**ACTIVITIES, "title": state}), "activities")
        assert _counts(again) == (1, 0, 1, 0, 0, 0)
        assert await one(db, "SELECT title, state FROM activity", {}) == {"title": state, "state": state}
    await db.execute("UPDATE activity SET state = 'archived'")
    again = await _send(http, script, _quoted({**ACTIVITIES, "title": "Te laat"}), "activities")
    assert _counts(again) == (1, 0, 0, 1, 0, 0)
    assert await one(db, "SELECT title, state FROM activity", {}) == {"title": "draft", "state": "archived"}


async def test_a_misspelt_column_is_told(http: httpx.AsyncClient, key: MakeKey) -> None:
    script = await key("script")
    row = {**ROWS["schools"], "holidayRegoin": "zuid", "": "x"}
    answer = await _send(http, script, _quoted(row))
    expected = [("holidayregoin", "unknown_column", "this is not a column of this format; holidayregion is")]
    assert [(w["column"], w["code"], w["detail"]) for w in answer.json()["warnings"]] == expected
    json_type = {**script, "Content-Type": "application/json"}
    body = json.dumps([{**ROWS["schools"], "holidayRegoin": "zuid"}])
    answer = await http.post("/imports", params={"kind": "schools"}, content=body, headers=json_type)
    assert [(w["column"], w["code"], w["detail"]) for w in answer.json()["warnings"]] == expected
    body = json.dumps([{**ROWS["schools"], "\x00": 1, "\ud800": 2}])
    answer = await http.post("/imports", params={"kind": "schools"}, content=body, headers=json_type)
    assert [w["column"] for w in answer.json()["warnings"]] == ["", ""]


async def test_a_format_of_another_kind_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    script = await key("script")
    answer = await _send(http, script, COMPANIES + "t,c,B,,,,,,,,,,,\n", "companies", format="duo-vestigingen-vo")
    assert (answer.status_code, answer.json()["code"]) == (400, "format_of_another_kind")


async def test_a_web_address_gets_its_scheme(http: httpx.AsyncClient, key: MakeKey, db: Connection) -> None:
    content = _quoted({**ROWS["companies"], "url": "httpbin.org"})
    await _send(http, await key("script"), content, "companies")
    assert await one(db, "SELECT url FROM company", {}) == {"url": "https://httpbin.org"}


async def test_a_company_without_a_latin_name_gets_a_code(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    cells = {
        "external_id": "hotmaps:1", "company": "Σίδηρος", "site": "Αθήνα", "subsector": "Cement",
        "sbi_division": "23",
    }  # fmt: skip
    assert _counts(await _send(http, await key("script"), _quoted(cells), "companies")) == (1, 1, 0, 0, 0, 0)
    assert await one(db, "SELECT name, value ~ '^name-[0-9a-f]{16}$' AS made FROM company", {}) == {
        "name": "Σίδηρος",
        "made": True,
    }


async def test_an_exam_file_without_passes_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    cells = {name: cell for name, cell in ROWS["indicators"].items() if not name.startswith("geslaagden")}
    answer = await _send(http, await key("script"), _quoted(cells), "indicators")
    assert (answer.status_code, answer.json()["code"]) == (400, "file_not_understood")


async def test_what_only_the_database_sees_is_a_rejection(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    script = await key("script")
    await db.execute("ALTER TABLE school_site ADD CONSTRAINT ck_school_site_test CHECK (name <> 'School')")
    answer = await _send(http, script, _quoted(ROWS["schools"]), partial="true")
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (400, "import_rejected", "rejected")
    assert [(e["code"], e["detail"]) for e in answer.json()["errors"]] == [
        ("not_accepted", "the database does not accept a value: ck_school_site_test")
    ]
    job = await http.get(f"/imports/{answer.json()['id']}", headers=script)
    assert (job.json()["state"], job.json()["sha256"]) == ("rejected", answer.json()["sha256"])


async def test_line_breaks_are_looked_for_in_the_whole_file(http: httpx.AsyncClient, key: MakeKey) -> None:
    script = await key("script")
    lost = await _send(http, script, SCHOOLS.strip() + "t,a,N,,,,,,,havo," * 200_000)
    assert lost.json()["code"] == "line_breaks_lost"
    endless = await _send(http, script, SCHOOLS.strip() + "t,a,N,,,,,,,havo," * 200_000 + "\n")
    assert endless.json()["code"] == "file_not_understood"


async def test_the_same_key_with_another_file_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    script = {**await key("script"), "Idempotency-Key": "twice"}
    first = await _send(http, script, _quoted(ROWS["schools"]))
    again = await _send(http, script, _quoted(ROWS["schools"]))
    assert (again.status_code, again.content, again.headers["Idempotency-Replayed"]) == (201, first.content, "true")
    other = await _send(http, script, _quoted({**ROWS["schools"], "name": "Anders"}))
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert (await _send(http, script, "", kind="schools", dryRun="true")).status_code == 409


async def test_a_hopeless_file_is_not_read_to_its_end(http: httpx.AsyncClient, key: MakeKey) -> None:
    answer = await _send(http, await key("script"), SCHOOLS + "t\n" * 200_000, partial="true")
    assert (answer.status_code, answer.json()["counts"]["rejected"]) == (400, 10_000)
    assert [w["code"] for w in answer.json()["warnings"]] == ["rest_not_read"]
