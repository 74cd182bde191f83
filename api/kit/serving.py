"""The HTTP server: its address is taken before anything else, and a stop loses no request."""

import asyncio
import gc
import os
import socket
import sys

import uvicorn
from fastapi import FastAPI

from api.kit.workers import supervise

DRAIN_SECONDS, SETTLE_SECONDS = 0.5, 0.2
GRACE_SECONDS = 10


class AddressTaken(Exception):
    """Another process listens there, or the address is none of this machine's."""


def take_address(host: str, port: int) -> socket.socket:
    """The address, ours from now on; connections are refused until `run` listens."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        raise AddressTaken(f"{host}:{port} cannot be used: {error.strerror}") from error
    return taken


def address_of(listener: socket.socket) -> str:
    """As a browser takes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """On a stop every answer closes its connection, and every connection that was made is still served.

    It also stops when the other end of `lifeline` closes. `herald` holds one byte: whoever reads it says that there
    are answers now, once for all processes.
    """

    def __init__(self, config: uvicorn.Config, lifeline: int | None, herald: int) -> None:
        super().__init__(config)
        self._lifeline = lifeline
        self._herald = herald

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._lifeline is not None:
            asyncio.get_running_loop().add_reader(self._lifeline, self._let_go)
        if sockets and os.read(self._herald, 1):
            print(f"Techniekloket answers at {address_of(sockets[0])}", file=sys.stderr, flush=True)

    def _let_go(self) -> None:
        assert self._lifeline is not None
        asyncio.get_running_loop().remove_reader(self._lifeline)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        await asyncio.sleep(DRAIN_SECONDS)
        # Closing a listener resets what waits in its queue; a second handle on it keeps the queue.
        queues = [listener.dup() for listener in sockets or ()]
        for server in self.servers:
            server.close()
        for queue in queues:
            await self._serve_waiting(queue)
        await asyncio.sleep(SETTLE_SECONDS)
        await super().shutdown(sockets)

    async def _serve_waiting(self, queue: socket.socket) -> None:
        queue.setblocking(False)
        loop = asyncio.get_running_loop()
        waiting = []
        while True:
            try:
                waiting.append(queue.accept()[0])
            except BlockingIOError:
                break
        queue.close()
        for connection in waiting:
            await loop.connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def run(app: FastAPI, listener: socket.socket, trusted_proxies: str, workers: int = 1) -> None:
    """Serves until SIGINT or SIGTERM; who asks is taken from the word of trusted proxies alone.

    With several `workers` each is a process of its own, and connections go to whichever is free. Says on stderr
    where it answers, as soon as it does.
    """
    herald, told = os.pipe()
    os.write(told, b"1")
    os.close(told)

    def serve(lifeline: int | None = None) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=trusted_proxies,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        _Server(config, lifeline, herald).run(sockets=[listener])

    gc.freeze()  # what was made until now stays: collecting garbage need not look at it again
    if workers == 1:
        serve()
    else:
        supervise(serve, workers, stopping=listener.close)
