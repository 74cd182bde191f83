"""A small HTTP/1.1 load generator: keep-alive connections that send prepared requests and count answers."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass


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


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    start = lower.index(b"content-length:") + 15
    length = int(lower[start : lower.index(b"\r\n", start)])
    return status, await reader.readexactly(length) if length else b""


async def _connection(
    port: int, requests: Sequence[bytes], start: int, step: int, until: float, expected: int
) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times, turn = [], start
    try:
        while (begun := time.perf_counter()) < until:
            writer.write(requests[turn % len(requests)])
            status, body = await _answer(reader)
            if status != expected:
                raise RuntimeError(f"answered {status}: {body[:300]!r}")
            times.append(time.perf_counter() - begun)
            turn += step
    finally:
        writer.close()
    return times


async def _all(port: int, requests: Sequence[bytes], seconds: float, clients: int, expected: int) -> list[float]:
    until = time.perf_counter() + seconds
    tasks = [_connection(port, requests, n, clients, until, expected) for n in range(clients)]
    return [spent for times in await asyncio.gather(*tasks) for spent in times]


def run(port: int, requests: Sequence[bytes], seconds: float, clients: int = 8, expected: int = 200) -> Measured:
    """Loads 127.0.0.1:`port` for `seconds`; any other status than `expected` ends the run."""
    times = sorted(asyncio.run(_all(port, requests, seconds, clients, expected)))
    return Measured(len(times) / seconds, statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000)
