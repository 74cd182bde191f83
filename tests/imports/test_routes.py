"""Imports as curl sends them: real files, faults by row, and whose rows they are."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.kit.db import Connection, one, rows
from tests.conftest import MakeKey

CSV = {"Content-Type": "text/csv"}
SCHOOLS = "scheme,externalId,name,street,postcode,place,municipalityCode,lat,lon,levels,holidayRegion\n"
COMPANIES = "scheme,externalId,name,kvk,sbi,sectors,sizeClass,url,street,postcode,place,lat,lon,capacityYear\n"


async def _send(
    http: httpx.AsyncClient, headers: dict[str, str], content: bytes | str, kind: str = "schools", **query: Any
) -> httpx.Response:
    return await http.post("/imports", params={"kind": kind, **query}, content=content, headers={**CSV, **headers})


def _counts(answer: httpx.Response) -> tuple[int, ...]:
    counts = answer.json()["counts"]
    return tuple(counts[name] for name in ("rows", "created", "updated", "unchanged", "retired", "rejected"))


async def test_the_national_register(http: httpx.AsyncClient, key: MakeKey, shared: Path, db: Connection) -> None:
    content = (shared / "data" / "duo" / "02.-alle-vestigingen-vo.RECONSTRUCTED-2024-11-22.csv").read_bytes()
    script = await key("script")
    first = await _send(http, script, content)
    assert (first.status_code, first.json()["encoding"], first.json()["format"]) == (
        201,
        "cp1252",
        "duo-vestigingen-vo",
    )
    assert _counts(first) == (1619, 1619, 0, 0, 0, 0)
    assert _counts(await _send(http, script, content)) == (1619, 0, 0, 1619, 0, 0)
    figures = await one(
        db,
        """SELECT count(*) AS sites, count(DISTINCT school_id) AS schools,
                  count(*) FILTER (WHERE levels && '{havo,vwo}') AS higher,
                  count(*) FILTER (WHERE region_code IS NULL OR lat IS NULL) AS unplaced FROM school_site""",
        {},
    )
    assert figures == {"sites": 1619, "schools": 638, "higher": 781, "unplaced": 0}
    fewer = b"".join(content.splitlines(keepends=True)[:-60])
    assert _counts(await _send(http, script, fewer, retire="true")) == (1559, 0, 0, 1559, 60, 0)
    assert _counts(await _send(http, script, content)) == (1619, 0, 60, 1559, 0, 0)


async def test_the_other_real_files(http: httpx.AsyncClient, key: MakeKey, shared: Path, db: Connection) -> None:
    script, data = await key("script"), shared / "data"
    expected = {
        ("schools", "duo/nl_vo_vestigingen_2024-11-22.csv"): ("duo-vestigingen-geocoded", 1619),
        ("schools", "duo/02.-alle-vestigingen-vo.EXCERPT-drenthe.csv"): ("duo-vestigingen-vo", 47),
        ("municipalities", "geo/nl_gemeenten_2024.csv"): ("loket-csv", 342),
        ("postcodes", "geo/nl_pc4.csv"): ("loket-csv", 4071),
        ("holidays", "calendar/nl_schoolvakanties.csv"): ("loket-csv", 105),
        ("companies", "companies/nl_industrial_sites_hotmaps.csv"): ("hotmaps-industrial", 138),
        ("companies", "companies/hotmaps-industrial-database-eu.csv"): ("hotmaps-industrial", 138),
        ("indicators", "duo/examenkandidaten-en-geslaagden-2019-2024.csv"): ("duo-examenkandidaten", 54185),
    }
    found = {}
    for kind, name in expected:
        answer = await _send(http, script, (data / name).read_bytes(), kind)
        assert answer.status_code == 201, answer.text[:500]
        found[kind, name] = (answer.json()["format"], answer.json()["counts"]["rows"])
        again = await _send(http, script, (data / name).read_bytes(), kind)
        assert again.json()["counts"]["unchanged"] == again.json()["counts"]["rows"]
        if "nl_industrial" in name:
            told = "SELECT count(*) AS n FROM company_site WHERE scheme = 'hotmaps' AND region_code IS NULL"
            assert [row["n"] for row in await rows(db, told, {})] == [2]  # neither region nor municipality is known
        if "eu.csv" in name:
            far = [warning for warning in answer.json()["warnings"] if warning["code"] == "far_from_postcode"]
            assert [warning["detail"] for warning in far] == ["the point is 79 km from its own postcode"]
    assert found == expected
    shares = await rows(
        db,
        """SELECT school_year, round(100 * sum(n) FILTER (WHERE profile LIKE '%%N&T%%') / sum(n), 1)::text AS share
           FROM (SELECT *, (candidates_low + candidates_high) / 2.0 AS n FROM exam_count) c
           WHERE track IN ('HAVO', 'VWO') GROUP BY school_year ORDER BY school_year""",
        {},
    )
    assert [row["share"] for row in shares] == ["29.2", "28.0", "26.8", "25.7", "24.5"]


async def test_the_governments_holidays(http: httpx.AsyncClient, key: MakeKey, shared: Path) -> None:
    content = (shared / "data" / "calendar" / "rijksoverheid-schoolholidays-2019-2026.json").read_bytes()
    headers = {**await key("script"), "Content-Type": "application/json"}
    answer = await http.post("/imports", params={"kind": "holidays"}, content=content, headers=headers)
    assert answer.json()["format"] == "rijksoverheid-schoolvakanties"
    assert _counts(answer) == (105, 0, 0, 105, 0, 0)


async def test_a_bad_row_rejects_all_unless_partial(http: httpx.AsyncClient, key: MakeKey, db: Connection) -> None:
    script = await key("script")
    content = SCHOOLS + "t,a,Good,,,,,,,havo,\nt,b,Bad,,,,,95,5,hovo,\n"
    rejected = await _send(http, script, content)
    assert (rejected.status_code, rejected.headers["content-type"]) == (400, "application/problem+json")
    problem = rejected.json()
    assert (problem["code"], problem["state"], problem["counts"]["rejected"]) == ("import_rejected", "rejected", 1)
    assert [(e["row"], e["column"], e["code"], e["pointer"]) for e in problem["errors"]] == [
        (3, "lat", "out_of_range", "#/3/lat")
    ]
    assert await rows(db, "SELECT 1 FROM school_site", {}) == []
    partial = await _send(http, script, content, partial="true")
    assert (partial.status_code, _counts(partial)) == (201, (2, 1, 0, 0, 0, 1))
    assert [row["value"] for row in await rows(db, "SELECT value FROM school_site", {})] == ["a"]


async def test_a_dry_run_tells_and_writes_nothing(http: httpx.AsyncClient, key: MakeKey, db: Connection) -> None:
    answer = await _send(http, await key("script"), SCHOOLS + "t,a,Good,,,,,,,havo,\n", dryRun="true")
    assert (answer.status_code, answer.json()["state"], _counts(answer)) == (200, "validated", (1, 1, 0, 0, 0, 0))
    assert await rows(db, "SELECT 1 FROM school_site", {}) == []


async def test_blank_cells_erase_nothing_and_coarse_replaces_no_exact(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    script = await key("script")
    await _send(http, script, SCHOOLS + "t,a,Name,Lane 1,8911AA,Leeuwarden,,53.2,5.8,havo|vwo,noord\n")
    again = await _send(http, script, SCHOOLS + "t,a,Name,,8911AA,,,,,,\n")
    assert _counts(again) == (1, 0, 0, 1, 0, 0)
    row = await one(db, "SELECT street, lat, precision, levels FROM school_site", {})
    assert row == {"street": "Lane 1", "lat": 53.2, "precision": "exact", "levels": ["havo", "vwo"]}


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        (SCHOOLS.strip() + "t,a,N,,,,,,,havo,", CSV, "line_breaks_lost"),
        ("", CSV, "file_not_understood"),
        ("nonsense;header\n1;2\n", CSV, "file_not_understood"),
        ("\ufeff".encode("utf-16") + SCHOOLS.encode("utf-16"), CSV, "file_not_understood"),
        (SCHOOLS + 't,a,"never closed\n' + "x" * 200_000, CSV, "file_not_understood"),
        (SCHOOLS, {"Content-Type": "image/png"}, "unsupported_media_type"),
        (SCHOOLS, {**CSV, "Content-Encoding": "gzip"}, "unsupported_media_type"),
        ("[" * 100_000, {"Content-Type": "application/json"}, "file_not_understood"),
        ("scheme," * 20_000 + "\n1\n", CSV, "file_not_understood"),
    ],
)
async def test_what_is_no_file_of_ours_is_refused_with_the_reason(
    http: httpx.AsyncClient, key: MakeKey, content: str | bytes, headers: dict[str, str], code: str
) -> None:
    sent = {**await key("script"), **headers}
    answer = await http.post("/imports", params={"kind": "schools"}, content=content, headers=sent)
    assert (answer.status_code in (400, 415), answer.json()["code"]) == (True, code)


async def test_curls_own_content_type_and_multipart_are_read_as_files(http: httpx.AsyncClient, key: MakeKey) -> None:
    script, content = await key("script"), SCHOOLS + "t,a,Súdwest,,,,,,,havo,\n"
    form = {**script, "Content-Type": "application/x-www-form-urlencoded"}
    plain = await http.post("/imports", params={"kind": "schools"}, content=content.encode(), headers=form)
    assert _counts(plain) == (1, 1, 0, 0, 0, 0)
    files = {"file": ("schools.csv", content.encode("cp1252"), "text/csv; charset=cp1252")}
    multipart = await http.post("/imports", params={"kind": "schools"}, files=files, headers=script)
    assert (multipart.json()["encoding"], _counts(multipart)) == ("cp1252", (1, 0, 0, 1, 0, 0))


async def test_dutch_spreadsheets_and_other_forms(http: httpx.AsyncClient, key: MakeKey) -> None:
    script = await key("script")
    dutch = (COMPANIES + "t;c;Bedrijf;;;energy;;;;;;52,1;5,2;7\n").replace(",", ";", COMPANIES.count(","))
    assert _counts(await _send(http, script, "\ufeff" + dutch.replace("\n", "\r\n"), "companies")) == (
        1,
        1,
        0,
        0,
        0,
        0,
    )
    line = '{"scheme":"t","externalId":"c","name":"Bedrijf","sectors":["energy"],"lat":52.1,"lon":5.2}\n'
    ndjson = {**script, "Content-Type": "application/x-ndjson"}
    same = await http.post("/imports", params={"kind": "companies"}, content=line, headers=ndjson)
    assert _counts(same) == (1, 0, 0, 1, 0, 0)
    feature = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[5.2,52.1]},'
        '"properties":{"scheme":"t","externalId":"c","name":"Bedrijf"}}]}'
    )
    geo = {**script, "Content-Type": "application/geo+json"}
    assert _counts(await http.post("/imports", params={"kind": "companies"}, content=feature, headers=geo)) == (
        1, 0, 0, 1, 0, 0,
    )  # fmt: skip


async def test_a_region_takes_in_its_own_rows_alone(http: httpx.AsyncClient, key: MakeKey, db: Connection) -> None:
    home, other = await key("regional_coordinator", "friesland"), await key("regional_coordinator", "groningen")
    theirs = SCHOOLS + "t,a,Theirs,,9711AA,Groningen,GM0014,,,havo,\n"
    assert (await _send(http, other, theirs)).status_code == 201
    taken = await _send(http, home, SCHOOLS + "t,a,Taken over,,8911AA,Leeuwarden,GM0080,,,havo,\n")
    assert (taken.status_code, taken.json()["code"]) == (403, "forbidden")
    assert (await _send(http, home, theirs)).status_code == 403
    own = await _send(http, home, SCHOOLS + "t,b,Ours,,8911AA,Leeuwarden,GM0080,,,havo,\n", retire="true")
    assert (own.status_code, own.json()["counts"]["retired"]) == (201, 0)
    states = await rows(db, "SELECT value, name, state FROM school_site ORDER BY value", {})
    assert [tuple(row.values()) for row in states] == [("a", "Theirs", "active"), ("b", "Ours", "active")]
    assert (await _send(http, home, "pc4,lat,lon,gemeentecode\n1000,52,5,\n", "postcodes")).status_code == 403


@pytest.mark.parametrize(
    ("kind", "theirs", "taken", "own"),
    [
        (
            "schools",
            SCHOOLS + "duo,00XX01,Theirs,,9711AA,Groningen,GM0014,,,havo,\n",
            "duo,00XX99,Taken,,8911AA,Leeuwarden,GM0080,,,havo,\n",
            SCHOOLS + "duo,00YY01,Own,,8911AA,Leeuwarden,GM0080,,,havo,\n"
            "duo,00YY02,Own too,,8911AA,Leeuwarden,GM0080,,,havo,\n",
        ),
        (
            "companies",
            COMPANIES + "t,a,Theirs,00000001,,energy,,,,9711AA,Groningen,,,\n",
            "t,b,Taken,00000001,,energy,,,,8911AA,Leeuwarden,,,\n",
            COMPANIES + "t,c,Own,00000002,,energy,,,,8911AA,Leeuwarden,,,\n"
            "t,d,Own too,00000002,,energy,,,,8911AA,Leeuwarden,,,\n",
        ),
    ],
)
async def test_a_region_joins_no_site_to_an_organisation_of_another(
    http: httpx.AsyncClient, key: MakeKey, db: Connection, kind: str, theirs: str, taken: str, own: str
) -> None:
    table = {"schools": "school_site", "companies": "company_site"}[kind]
    home, other = await key("script", "friesland"), await key("script", "groningen")
    assert (await _send(http, other, theirs, kind)).status_code == 201
    refused = await _send(http, home, own + taken, kind)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert len(await rows(db, f"SELECT 1 FROM {table}", {})) == 1
    first, second = own.splitlines(keepends=True)[1:]
    header = own.splitlines(keepends=True)[0]
    for content in (header + first, header + second):
        assert _counts(await _send(http, home, content, kind)) == (1, 1, 0, 0, 0, 0)
    assert (await _send(http, await key("script"), header + taken, kind)).status_code == 201


async def test_imports_are_listed_to_who_sent_them(http: httpx.AsyncClient, key: MakeKey) -> None:
    mine, others = await key("regional_coordinator", "friesland"), await key("regional_coordinator", "zeeland")
    made = await _send(http, mine, SCHOOLS + "t,b,Ours,,8911AA,Leeuwarden,GM0080,,,havo,\n")
    path = f"/imports/{made.json()['id']}"
    assert (await http.get(path, headers=mine)).json()["counts"] == made.json()["counts"]
    assert (await http.get(path, headers=others)).status_code == 404
    assert [item["id"] for item in (await http.get("/imports", headers=mine)).json()["items"]] == [made.json()["id"]]
    assert (await http.get("/imports", headers=others)).json()["items"] == []
    assert (await http.get("/imports")).status_code == 401
    assert (await http.get("/imports", headers=await key("teacher"))).status_code == 403
