"""Where the service may connect to when somebody else names the address; and that it connects to what it checked."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import pytest

from api.notices import outside
from api.notices.addresses import AddressRefused, check_url, is_public

# One that a mistake would reach, and what wraps, spells or translates it otherwise.
HOSTILE = [
    "http://portaal.example/", "ftp://portaal.example/", "file:///etc/passwd", "gopher://portaal.example/", "https://",
    "https://user:word@portaal.example/", "https://portaal.example/#part", "https://localhost/", "https://a.localhost/",
    "https://loket.local/", "https://metadata.google.internal/", "https://127.0.0.1/", "https://127.1/",
    "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://0/", "https://0.0.0.0/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/", "https://169.254.169.254/",
    "https://192.0.0.1/", "https://198.18.0.1/", "https://203.0.113.5/", "https://224.0.0.1/", "https://240.0.0.1/",
    "https://255.255.255.255/", "https://192.88.99.1/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fec0::1]/", "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001::1]/", "https://[2001:db8::1]/",
    "https://portaal.example:0/",
]  # fmt: skip
INSIDE = [
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.169.254",
    "224.0.0.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "fd00::1", "64:ff9b::a9fe:a9fe",
    "2002:a00:1::", "2001:0:1::1", "fec0::1", "ff02::1", "::127.0.0.1", "::ffff:0:10.0.0.1", "5f00::1", "3fff::1",
    "192.0.0.8",
]  # fmt: skip
Answers = list[tuple[Any, ...]]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_as_it_is_written(url: str) -> None:
    with pytest.raises((AddressRefused, ValueError)):
        check_url(url, loopback=False)


@pytest.mark.parametrize(
    "url", ["https://portaal.example/loket", "https://portaal.example:8443/", "https://1.1.1.1/"]
)
def test_a_public_one_is_not(url: str) -> None:
    check_url(url, loopback=False)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "145.0.2.1", "2a02:58::1", "::ffff:1.1.1.1"])
def test_what_is_outside_is(address: str) -> None:
    assert is_public(address)


def test_trying_out_opens_this_machine_and_nothing_else() -> None:
    for url in ("http://localhost:8000/x", "http://127.0.0.1/", "https://[::1]/"):
        check_url(url, loopback=True)
    for url in ("http://portaal.example/", "https://10.0.0.1/", "https://169.254.169.254/"):
        with pytest.raises(AddressRefused):
            check_url(url, loopback=True)


@pytest.fixture
async def reached() -> AsyncIterator[tuple[int, list[str]]]:
    """The port of a server on this machine, and who connected to it."""
    seen: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(str(writer.get_extra_info("peername")))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/elsewhere\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], seen
    server.close()
    await server.wait_closed()


def resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The outside world's names: each question gets the next answer. What was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> Answers:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


async def test_every_hostile_address_comes_to_no_connection(
    reached: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = reached
    for address in INSIDE:
        with monkeypatch.context() as world:
            resolves(world, [address])
            with pytest.raises(AddressRefused):
                await outside.post(f"http://portaal.example:{port}/", {}, b"{}", loopback=False)
    assert seen == []


async def test_one_bad_address_among_good_ones_is_enough(
    reached: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = reached
    resolves(monkeypatch, ["1.1.1.1", "127.0.0.1"])
    with pytest.raises(AddressRefused):
        await outside.post(f"http://portaal.example:{port}/", {}, b"{}", loopback=False)
    assert seen == []


async def test_a_name_that_changes_its_mind_is_asked_once(
    reached: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = reached
    asked = resolves(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    tried: list[str] = []

    async def connect(_: Any, host: str, *__: Any, **___: Any) -> httpcore.AsyncNetworkStream:
        tried.append(host)
        raise httpcore.ConnectError("no way out of the test")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectError):
        await outside.post(f"http://portaal.example:{port}/", {}, b"{}", loopback=False)
    assert (asked, tried, seen) == (["portaal.example"], ["1.1.1.1"], [])


async def test_a_redirect_is_not_followed(reached: tuple[int, list[str]]) -> None:
    port, seen = reached
    status = await outside.post(f"http://127.0.0.1:{port}/", {"Host": "127.0.0.1"}, b"{}", loopback=True)
    assert (status, len(seen)) == (302, 1)


async def test_no_proxy_of_the_environment_is_used(
    reached: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = reached
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    resolves(monkeypatch, ["10.0.0.1"])
    with pytest.raises(AddressRefused):
        await outside.post("https://portaal.example/", {}, b"{}", loopback=False)
    assert seen == []


async def test_who_never_answers_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "WITHIN_SECONDS", 0.2)
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TimeoutError) as failure:
        await outside.post(f"http://127.0.0.1:{port}/", {}, b"{}", loopback=True)
    assert outside.reason(failure.value) == "timeout"
    for writer in held:
        writer.close()
    server.close()
    await server.wait_closed()


async def test_slow_name_servers_keep_no_thread_from_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of them there are, the loop's own threads look up other names."""
    monkeypatch.setattr(outside, "WITHIN_SECONDS", 0.2)
    over, loop = threading.Event(), asyncio.get_running_loop()

    def getaddrinfo(*_: Any, **__: Any) -> Answers:
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    loop.set_default_executor(ThreadPoolExecutor(1))
    failed = await asyncio.gather(
        *(outside.post("https://traag.example/", {}, b"{}", loopback=False) for _ in range(3)),
        return_exceptions=True,
    )
    try:
        assert [type(failure) for failure in failed] == [TimeoutError] * 3
        assert await asyncio.wait_for(loop.run_in_executor(None, lambda: "free"), 2) == "free"
    finally:
        over.set()
