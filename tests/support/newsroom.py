"""The newsroom for tests: started in a process of its own, visited as a crawler would, through its proxy port."""

import http.client
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from rasid.newsroom.process import RunningNewsroom, running_newsroom

__all__ = [
    "ATLAS",
    "DIFFATAN",
    "NAKHEEL",
    "SADIM",
    "RunningNewsroom",
    "Visit",
    "clean",
    "raw",
    "running_newsroom",
    "visit",
]

SADIM = "http://www.sadim.example"
ATLAS = "http://www.atlas.example"
DIFFATAN = "http://www.diffatan.example"
NAKHEEL = "http://www.nakheel.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One answer as received; header names in lower case, the body as sent (still compressed when it was)."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def visit(room: RunningNewsroom, url: str, *, method: str = "GET", **headers: str) -> Visit:
    """Ask for an absolute URL through the newsroom's proxy; underscores in header names stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.setdefault("Host", urlsplit(url).netloc)
        connection.putrequest(method, url, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Visit(status=answer.status, headers=told, body=answer.read())
    finally:
        connection.close()


def raw(room: RunningNewsroom, request: bytes, limit: int = 5_000_000) -> bytes:
    """Send bytes and take whatever comes until the server closes the connection (or `limit` bytes have come)."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", room.port), timeout=30) as line:
        line.sendall(request)
        while len(received) < limit:
            more = line.recv(65_536)
            if not more:
                break
            received += more
    return bytes(received)


@contextmanager
def clean(room: RunningNewsroom) -> Iterator[RunningNewsroom]:
    """A running newsroom lent to one test: without conditions and with an empty log, before and after."""
    room.clear()
    room.forget_requests()
    try:
        yield room
    finally:
        room.clear()
