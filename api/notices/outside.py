"""The way out to a server that somebody else named: to an address that was checked, and to no other."""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

import httpcore

from api.notices.addresses import AddressRefused, check_addresses

# Of connecting, sending and being answered together.
WITHIN_SECONDS = 8
# A name whose servers are slow keeps a thread longer than we wait for it: these are for nothing else, as mail needs
# the loop's own to find its server.
LOOKUPS = ThreadPoolExecutor(4, thread_name_prefix="lookup")


class _Checked(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks what it stands for, and connects to that: a second answer is never asked for.

    TLS still asks for the certificate of the name.
    """

    def __init__(self, loopback: bool) -> None:
        self.loopback, self.network = loopback, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's own
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(LOOKUPS, look_up)
        addresses = [str(where[0]) for *_, where in found]
        check_addresses(addresses, loopback=self.loopback)
        return await self.network.connect_tcp(addresses[0], port, timeout=timeout, socket_options=socket_options)

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise AddressRefused("no socket of this machine")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates of this machine, read once: it takes the loop's time."""
    return ssl.create_default_context()


async def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    loopback: bool,
    tls: ssl.SSLContext | None = None,
) -> int:
    """The status of the answer, whose body is not read. No proxy, no redirect is followed, nothing is sent twice."""
    async with (
        asyncio.timeout(WITHIN_SECONDS),
        httpcore.AsyncConnectionPool(
            ssl_context=tls or _trusted(), network_backend=_Checked(loopback), retries=0
        ) as pool,
        pool.stream("POST", url, headers=list(headers.items()), content=body) as answer,
    ):
        return int(answer.status)


def reason(failure: Exception) -> str:
    """A short code of what went wrong."""
    match failure:
        case AddressRefused():
            return "address_refused"
        case TimeoutError() | httpcore.TimeoutException():
            return "timeout"
        case OSError() | httpcore.NetworkError():
            return "unreachable"
        case httpcore.ProtocolError():
            return "no_http"
        case _:
            return type(failure).__name__
