"""No request leaves for a private address: literal addresses are checked in the URL, names after DNS has answered.

Feeds and redirects are written by others. Without this a feed could make the crawler read the machine's own services.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

LOCAL_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """The host is, or resolves to, an address that is not of the public internet."""


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet, also when it hides an IPv4 address inside an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


def refused_by_name(url: str) -> bool:
    """Whether the URL's host is, as written, a private address or a name of this machine or its network."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith(LOCAL_NAMES) or "." not in host
    return not is_public(host)


class GuardedResolver(AbstractResolver):
    """Resolves names in threads and refuses those that lead to any private address. The connection uses what was checked."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for entry in found:
            if not is_public(entry["host"]):
                raise PrivateAddressError(f"{host} resolves to {entry['host']}, which is no public address")
        return found

    async def close(self) -> None:
        await self._inner.close()
