"""HTTP as the newsroom speaks it: proxy and host, keep-alive, HEAD, gzip, and requests that are none."""

import gzip
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.newsroom import ATLAS, NAKHEEL, SADIM, clean, raw, running_newsroom, visit


@pytest.fixture(scope="module")
def opened():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(opened):
    with clean(opened) as room:
        yield room


def test_proxy_and_host_header_lead_to_the_same_page(room):
    proxied = visit(room, f"{SADIM}/robots.txt")
    hosted = raw(room, b"GET /robots.txt HTTP/1.1\r\nHost: WWW.Sadim.example:80\r\nConnection: close\r\n\r\n")
    assert hosted.partition(b"\r\n\r\n")[2] == proxied.body


def test_the_name_without_www_leads_to_the_one_with_it(room):
    answer = visit(room, "http://sadim.example/Web/News?x=1")
    assert (answer.status, answer.headers["location"]) == (301, f"{SADIM}/Web/News?x=1")


def test_a_host_that_is_not_here_is_a_bad_gateway_to_a_proxy_user(room):
    answer = visit(room, "http://www.example.org/")
    assert answer.status == 502
    assert "www.sadim.example" in answer.text
    assert raw(room, b"GET / HTTP/1.1\r\nHost: x.org\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 404")


def test_tunnels_are_refused(room):
    answer = raw(room, b"CONNECT www.sadim.example:443 HTTP/1.1\r\nHost: www.sadim.example:443\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 501")


def test_many_requests_go_over_one_connection_also_sent_at_once(room):
    one = b"GET http://www.sadim.example/robots.txt HTTP/1.1\r\nHost: www.sadim.example\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = raw(room, one * 20 + last)
    assert answers.count(b"HTTP/1.1 200 OK") == 21
    assert len(room.requests("sadim")) == 21


def test_http_1_0_ends_with_its_answer(room):
    answer = raw(room, b"GET http://www.sadim.example/robots.txt HTTP/1.0\r\n\r\n")
    assert b"Connection: close" in answer


@pytest.mark.parametrize("url", [f"{SADIM}/", f"{ATLAS}/feed/", f"{NAKHEEL}/nowhere"])
def test_head_says_what_get_would_and_sends_nothing(room, url):
    whole, head = visit(room, url), visit(room, url, method="HEAD")
    assert head.body == b""
    assert head.status == whole.status
    assert head.headers["content-length"] == str(len(whole.body)) == whole.headers["content-length"]
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize(
    ("accepted", "zipped"), [("gzip", True), ("br, gzip;q=0.8", True), ("br", False), ("gzip;q=0", False), ("", False)]
)
def test_gzip_is_sent_to_those_who_take_it(room, accepted, zipped):
    plain = visit(room, f"{SADIM}/")
    answer = visit(room, f"{SADIM}/", Accept_Encoding=accepted)
    assert ("content-encoding" in answer.headers) == zipped
    assert (gzip.decompress(answer.body) if zipped else answer.body) == plain.body
    assert answer.headers["vary"] == "Accept-Encoding"


def test_outlets_take_get_and_head_only(room):
    answer = visit(room, f"{SADIM}/contact", method="POST", Content_Length="0")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"GET https://www.sadim.example/ HTTP/1.1\r\n\r\n",
        b"GET http://[broken/ HTTP/1.1\r\n\r\n",
        b"POST /-/articles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /-/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: -4\r\n\r\n",
        b"POST /-/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
    ids=["words", "version", "header", "https", "address", "chunks", "negative", "huge", "long"],
)
def test_what_is_no_request_is_answered_400_with_the_reason(room, request_bytes):
    answer = raw(room, request_bytes)
    assert answer.startswith(b"HTTP/1.1 400")
    assert len(answer.partition(b"\r\n\r\n")[2]) > 20
    assert visit(room, f"{SADIM}/robots.txt").status == 200


def test_a_client_that_hangs_up_halfway_harms_nobody(room):
    for half in (
        b"GET http://www.sadim",
        b"POST /-/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{",
    ):
        with socket.create_connection(("127.0.0.1", room.port), timeout=30) as line:
            line.sendall(half)
    assert visit(room, f"{SADIM}/robots.txt").status == 200


@given(noise=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_noise_never_stops_the_newsroom(opened, noise):
    with socket.create_connection(("127.0.0.1", opened.port), timeout=30) as line:
        line.sendall(noise + b"\r\n\r\n")
        line.shutdown(socket.SHUT_WR)
        while line.recv(65_536):
            pass
    assert visit(opened, f"{SADIM}/robots.txt").status == 200


@given(path=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_path_of_any_outlet_gets_an_answer(opened, path):
    quoted = "".join(f"%{byte:02x}" for byte in path.encode())
    for host in (SADIM, ATLAS, NAKHEEL, "http://www.diffatan.example"):
        assert visit(opened, f"{host}/{quoted}").status in {200, 301, 404}
