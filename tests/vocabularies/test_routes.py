import httpx

from api.kit.db import Connection
from api.vocabularies.packs import SCHEMES, load_pack
from api.vocabularies.schemas import SchemeOut, SchemesOut
from tests.counting import counted


async def test_all_vocabularies_come_in_one_statement(http: httpx.AsyncClient, db: Connection) -> None:
    with counted(db) as statements:
        answer = await http.get("/vocabularies")
    assert (answer.status_code, len(statements)) == (200, 1)
    found = SchemesOut.model_validate_json(answer.content)
    assert sorted(item.scheme for item in found.items) == sorted(SCHEMES)


async def test_concepts_come_in_the_order_that_people_see(http: httpx.AsyncClient) -> None:
    found = SchemeOut.model_validate_json((await http.get("/vocabularies/kinds")).content)
    shipped = load_pack("nl").schemes["kinds"]
    assert [c.code for c in found.concepts] == [c.code for c in shipped]
    assert [c.extra for c in found.concepts] == [c.extra for c in shipped]


async def test_a_reader_who_knows_it_gets_304(http: httpx.AsyncClient) -> None:
    for path in ("/vocabularies", "/vocabularies/levels"):
        first = await http.get(path)
        assert first.headers["cache-control"] == "public, max-age=3600"
        again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        other = await http.get(path, headers={"If-None-Match": '"somethingelse"'})
        assert other.status_code == 200


async def test_an_unknown_scheme_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/vocabularies/spells")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_scheme")
