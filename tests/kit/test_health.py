import httpx


async def test_ready_asks_the_database(http: httpx.AsyncClient) -> None:
    answer = await http.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["api-version"] == "1.0.0"


async def test_an_unknown_query_key_is_refused_by_name(http: httpx.AsyncClient) -> None:
    answer = await http.get("/health/ready", params={"surprise": "1"})
    assert answer.status_code == 400
    assert [(e["in"], e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("query", "#/surprise", "unknown_query_key")
    ]
