"""A portal of the region, a receiver on this machine, and the world of the tests of matches."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from api.kit.settings import settings
from tests.matches.conftest import before_the_weeks, world

__all__ = ["before_the_weeks", "world"]


@pytest.fixture(autouse=True)
def this_machine_too(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOKET_WEBHOOKS_TO_LOOPBACK", "true")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@dataclass
class Receiver:
    """What came in: headers by their small names, and the body. `status` is what it answers."""

    url: str = ""
    status: int = 204
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)}
        self.taken.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(f"HTTP/1.1 {self.status} -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/loket"
    yield made
    server.close()
    await server.wait_closed()
