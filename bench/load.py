"""A small HTTP/1.1 load generator: keep-alive connections that send prepared requests and count answers.

A bare protocol on uvloop, because on a machine of two cores what the generator takes the service misses.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import uvloop


@dataclass(frozen=True)
class Measured:
    """Requests per second, and milliseconds at the median and the 99th percentile."""

    rps: float
    p50: float
    p99: float


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Client(asyncio.Protocol):
    """Sends every `step`-th request, the next one when the answer to the last is whole."""

    def __init__(self, requests: Sequence[bytes], start: int, step: int, until: float, expected: int) -> None:
        self._requests, self._turn, self._step = requests, start, step
        self._until, self._expected = until, str(expected).encode()
        self._got, self._begun = b"", 0.0
        self.times: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but its bases
        self._send()

    def _send(self) -> None:
        self._begun = time.perf_counter()
        if self._begun >= self._until:
            self._transport.close()
            self.done.set_result(None)
            return
        self._transport.write(self._requests[self._turn % len(self._requests)])
        self._turn += self._step

    def data_received(self, data: bytes) -> None:
        got = self._got = self._got + data if self._got else data
        end = got.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        start = got.index(b"ontent-length:", 0, end) + 14
        if len(got) < end + int(got[start : got.index(b"\r", start)]):
            return
        if got[9:12] != self._expected:
            self.done.set_exception(RuntimeError(f"answered {got[9:12]!r}: {got[end : end + 300]!r}"))
            self._transport.close()
            return
        self.times.append(time.perf_counter() - self._begun)
        self._got = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or RuntimeError("the server closed the connection"))


async def _all(port: int, requests: Sequence[bytes], seconds: float, clients: int, expected: int) -> list[float]:
    until = time.perf_counter() + seconds
    made = [_Client(requests, n, clients, until, expected) for n in range(clients)]
    loop = asyncio.get_running_loop()
    for client in made:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in made))
    return [spent for client in made for spent in client.times]


def run(port: int, requests: Sequence[bytes], seconds: float, clients: int = 8, expected: int = 200) -> Measured:
    """Loads 127.0.0.1:`port` for `seconds`; any other status than `expected` ends the run."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        times = sorted(runner.run(_all(port, requests, seconds, clients, expected)))
    return Measured(len(times) / seconds, statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000)
