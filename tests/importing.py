"""Files sent as a register or a portal sends them."""

import httpx


async def send(http: httpx.AsyncClient, headers: dict[str, str], kind: str, content: str, **options: str) -> None:
    """An import that is accepted."""
    answer = await http.post(
        "/imports",
        params={"kind": kind, **options},
        content=content.encode(),
        headers={**headers, "Content-Type": "text/csv"},
    )
    assert answer.status_code == 201, answer.text
