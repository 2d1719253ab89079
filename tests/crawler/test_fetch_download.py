"""One request: what is kept of the answer, and what each trouble of the network is called."""

import asyncio
import gzip
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.model import CaptureRecord
from crawler.fetch.download import Limits
from crawler.fetch.settings import FetchOptions
from crawler.fetch.spider import crawl

ZIPPED = gzip.compress("<h1>خبر</h1>".encode())


def answer(head, body=b""):
    return head.replace("\n", "\r\n").encode("utf-8") + b"\r\n\r\n" + body


ANSWERS = {
    "/page": answer(
        "HTTP/1.1 200 Fine\nContent-Type: text/html\nX-b: 1\nx-A: 2\nX-b: 3\nContent-Encoding: gzip\n"
        f"Content-Length: {len(ZIPPED)}",
        ZIPPED,
    ),
    "/arabic": answer("HTTP/1.1 302 Found\nLocation: /سياسة\nContent-Length: 0"),
    "/latin": b"HTTP/1.1 200 OK\r\nX-Old: \xc7\xe1\r\nContent-Length: 2\r\n\r\nok",
    "/chunked": answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    "/announced": answer("HTTP/1.1 200 OK\nContent-Length: 50000000"),
    "/large": answer("HTTP/1.1 200 OK\nConnection: close", b"x" * 5000),
    "/cut": answer("HTTP/1.1 200 OK\nContent-Length: 100", b"half of it"),
    "/cut-chunk": answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"ff\r\nhalf"),
    "/nonsense": b"what is this\r\n\r\n",
    "/nothing": b"",
    "/long-header": answer(f"HTTP/1.1 200 OK\nLink: {'a' * 30_000}\nContent-Length: 2", b"ok"),
    "/hang": None,
}


@contextmanager
def server(context=None):
    """A server that answers each path with fixed bytes, then closes; None never answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    hanging = []

    def serve():
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                if context:
                    line = context.wrap_socket(line, server_side=True)
                asked = line.recv(65_536).split(b" ")
                reply = (
                    ANSWERS.get(asked[1].decode("latin-1"), b"") if asked[0] == b"GET" else b"HTTP/1.1 400 No\r\n\r\n"
                )
                if reply is None:
                    hanging.append(line)
                    continue
                line.sendall(reply)
                line.close()
            except OSError:
                line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        for line in hanging:
            line.close()
        thread.join(1)


class Shelf:
    """Keeps captures in the order written."""

    def __init__(self):
        self.captures = []

    def write(self, capture):
        self.captures.append(capture)
        return CaptureRecord(
            url=capture.url, outlet=capture.outlet, status=capture.status, fetched_at=capture.fetched_at,
            file="shelf", offset=len(self.captures), length=1, digest="",
        )  # fmt: skip

    def sync(self):
        pass


def get(*urls, seconds=5.0, limit_bytes=1000, **options):
    """The replies to these URLs and the captures that were written."""
    shelf, replies = Shelf(), []

    async def work(downloads):
        replies.extend(
            [
                await downloads.get(url, outlet="xx.outlet", robots="allowed", limits=Limits(seconds, limit_bytes))
                for url in urls
            ]
        )

    wanted = FetchOptions(**{"user_agent": "RasidBot/1", "guard_private": False, **options})
    asyncio.run(crawl(options=wanted, warc=shelf, clock=lambda: datetime.now(UTC), work=work, stop=lambda: None))
    return replies, shelf.captures


@pytest.fixture(scope="module")
def site():
    with server() as port:
        yield f"http://127.0.0.1:{port}"


def test_the_answer_is_kept_as_it_came(site):
    (reply,), (capture,) = get(f"{site}/page")
    assert (capture.status, capture.reason, capture.body) == (200, "Fine", ZIPPED)
    assert capture.headers[:4] == (("Content-Type", "text/html"), ("X-b", "1"), ("x-A", "2"), ("X-b", "3"))
    assert dict(capture.request_headers)["User-Agent"] == "RasidBot/1"
    assert dict(capture.request_headers)["Accept-Encoding"] == "gzip"
    assert "Host" in dict(capture.request_headers)
    assert reply.record.offset == 1
    assert reply.header("content-encoding") == "gzip"


def test_header_bytes_that_are_no_ascii_are_read(site):
    (arabic, latin), _ = get(f"{site}/arabic", f"{site}/latin")
    assert arabic.header("location") == "/سياسة"
    assert latin.header("x-old") == "\u00c7\u00e1"


def test_chunks_are_joined_and_the_header_is_kept(site):
    (reply,), (capture,) = get(f"{site}/chunked")
    assert capture.body == b"abcde"
    assert reply.header("transfer-encoding") == "chunked"


def test_long_headers_are_no_reason_to_lose_a_page(site):
    (reply,), _ = get(f"{site}/long-header")
    assert reply.status == 200


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/announced", "too-large"),
        ("/large", "too-large"),
        ("/cut", "cut-off"),
        ("/cut-chunk", "cut-off"),
        ("/nonsense", "bad-response"),
        ("/nothing", "connection"),
    ],
)
def test_broken_answers_are_called_by_name_and_not_kept(site, path, reason):
    (reply,), captures = get(site + path)
    assert reply.reason == reason
    assert captures == []


def test_a_server_that_never_answers_is_a_timeout(site):
    (reply,), _ = get(f"{site}/hang", seconds=0.3)
    assert reply.reason == "timeout"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/", "connection"),
        ("http://no-such-host.invalid/", "dns"),
        ("ftp://www.outlet.example/", "bad-address"),
        ("http://", "bad-address"),
        ("http://www..example/", "bad-address"),
        ("http://[::1/", "bad-address"),
        ("http://www.outlet.example:99999/", "bad-address"),
    ],
)
def test_what_cannot_be_reached_says_why(url, reason):
    (reply,), _ = get(url)
    assert reply.reason == reason


def test_private_addresses_are_refused(site):
    replies, captures = get(f"{site}/page", "http://localhost/", "http://2130706433/", guard_private=True)
    assert [reply.reason for reply in replies] == ["private-address"] * 3
    assert captures == []


def test_an_engine_can_be_made_again_and_again_on_one_loop(site):
    shelf, replies = Shelf(), []

    async def work(downloads):
        reply = await downloads.get(f"{site}/page", outlet="o", robots="allowed", limits=Limits(5, 1000))
        replies.append(reply.status)

    async def main():
        for _ in range(3):
            await crawl(
                options=FetchOptions(user_agent="RasidBot/1", guard_private=False), warc=shelf,
                clock=lambda: datetime.now(UTC), work=work, stop=lambda: None,
            )  # fmt: skip

    asyncio.run(main())
    assert replies == [200, 200, 200]


def test_what_the_work_raises_is_raised(site):
    async def work(downloads):
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        asyncio.run(
            crawl(
                options=FetchOptions(user_agent="RasidBot/1"), warc=Shelf(), clock=lambda: datetime.now(UTC), work=work,
                stop=lambda: None,
            )
        )  # fmt: skip


def certificate(folder):
    """A key and a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_certificates_are_verified(tmp_path, monkeypatch):
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with server(context) as port:
        url = f"https://127.0.0.1:{port}/page"
        (untrusted,), captures = get(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        (trusted,), _ = get(url)
    assert (untrusted.reason, captures) == ("tls", [])
    assert trusted.status == 200


def test_a_server_that_does_not_speak_tls_is_a_tls_trouble(site):
    (reply,), _ = get(site.replace("http:", "https:") + "/page")
    assert reply.reason == "tls"
