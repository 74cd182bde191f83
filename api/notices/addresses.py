"""Where the service may connect to when somebody else names the address: the public internet, and nothing of ours."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

URL_MAX = 300
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# Of IPv6 only this was given out: outside of it are site-local addresses and ways to write an IPv4 address.
GIVEN_OUT = ip_network("2000::/3")
# Relays in it that lead to an IPv4 address of somebody's choice, and what no version of the library should let by.
CLOSED = tuple(map(ip_network, ("192.88.99.0/24", "192.0.0.0/24", "2002::/16", "2001::/32", "3fff::/20")))


class AddressRefused(ValueError):
    """Not a place that may be connected to. The text of the error does not repeat it."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; what wraps another address is what it wraps."""
    found = _unwrapped(address)
    return found.is_global and not found.is_multicast and not _closed(found)


def is_loopback(address: str) -> bool:
    return _unwrapped(address).is_loopback


def _unwrapped(address: str) -> IPv4Address | IPv6Address:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        raise AddressRefused("no IP address") from None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found


def _closed(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in GIVEN_OUT:
        return True
    return any(address.version == net.version and address in net for net in CLOSED)


def check_addresses(addresses: list[str], *, loopback: bool) -> None:
    """Every address that a name stands for must do: which of them is taken is not for its owner to choose."""
    if not addresses:
        raise AddressRefused("the name stands for no address")
    if not all(is_public(one) or (loopback and is_loopback(one)) for one in addresses):
        raise AddressRefused("the name stands for an address that is not public")


def check_url(url: str, *, loopback: bool) -> None:
    """https to a name or a public address, without credentials; http to this machine alone, when that may be.

    What a name stands for shows when it is connected to, each time.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    here = loopback and host in LOOPBACK_NAMES
    if len(url) > URL_MAX or not host or parts.username is not None or parts.fragment or parts.port == 0:
        raise AddressRefused("https://host/path is expected")
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise AddressRefused("https is expected")
    if not here and (host in LOOPBACK_NAMES or host.endswith((".localhost", ".local", ".internal"))):
        raise AddressRefused("a public host is expected")
    if _looks_like_address(host):
        check_addresses([host], loopback=loopback)


def _looks_like_address(host: str) -> bool:
    """Also one that resolvers read as an address, such as 127.1 or 0x7f000001: those have no name's last label."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")
