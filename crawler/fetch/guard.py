"""No request leaves for a private address: literal addresses are checked in the URL, names after DNS has answered.

Feeds and redirects are written by others. Without this a feed could make the crawler read the machine's own services.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

LOCAL_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
DNS_THREADS = 16  # a name that does not answer holds one for seconds
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
    return _refused_host((urlsplit(url).hostname or "").rstrip(".").lower())


@lru_cache(maxsize=4096)
def _refused_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith(LOCAL_NAMES) or "." not in host
    return not is_public(host)


class Resolver(AbstractResolver):
    """Resolves names in threads of its own; with `guarded` it refuses names that lead to any private address.

    The connection is made to the addresses that were checked, so a name that changes its mind between the two cannot slip by.
    """

    def __init__(self, *, guarded: bool) -> None:
        self._guarded = guarded
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        )
        answers = []
        for kind, _, protocol, _, address in found:
            numeric = str(address[0])
            if self._guarded and not is_public(numeric):
                raise PrivateAddressError(f"{host} resolves to {numeric}, which is no public address")
            answers.append(
                ResolveResult(
                    hostname=host, host=numeric, port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
                )
            )
        return answers

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
