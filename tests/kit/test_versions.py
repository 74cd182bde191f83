"""If-Match: strong tags alone match, and nothing matches what does not exist."""

import httpx
import pytest

from tests.conftest import MakeKey

SITE = {"name": "Voorbeeldcollege"}


@pytest.mark.parametrize("tag", ['W/"1"', '"other"', "1", '"2"', '"1', "x", '"0", W/"1"', '"1"x'])
async def test_a_tag_that_does_not_match_strongly_is_another_version(
    http: httpx.AsyncClient, key: MakeKey, tag: str
) -> None:
    headers = await key("script")
    made = await http.put("/schools/by-source/t/one", json=SITE, headers=headers)
    assert made.headers["etag"] == '"1"'
    answer = await http.put("/schools/by-source/t/one", json=SITE, headers={**headers, "If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (412, "version_mismatch")


@pytest.mark.parametrize("tag", ['"1"', "*", '"4", "1"'])
async def test_a_tag_that_matches(http: httpx.AsyncClient, key: MakeKey, tag: str) -> None:
    headers = await key("script")
    await http.put("/schools/by-source/t/one", json=SITE, headers=headers)
    answer = await http.put("/schools/by-source/t/one", json=SITE, headers={**headers, "If-Match": tag})
    assert answer.status_code == 200


@pytest.mark.parametrize("tag", ['"1"', "*", 'W/"1"'])
async def test_nothing_matches_what_does_not_exist(http: httpx.AsyncClient, key: MakeKey, tag: str) -> None:
    headers = {**await key("script"), "If-Match": tag}
    answer = await http.put("/schools/by-source/t/none", json=SITE, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (412, "version_mismatch")
