"""Told to misbehave, the newsroom does so on real sockets, for as long as it was told, and nowhere else."""

import asyncio
import gzip
import http.client
import socket
import zlib

import pytest

from rasid.newsroom.faults import bomb
from tests.support.newsroom import ATLAS, NAKHEEL, SADIM, clean, raw, running_newsroom, visit

FEED = f"{ATLAS}/feed/"


@pytest.fixture(scope="module")
def opened():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(opened):
    with clean(opened) as room:
        yield room


def test_too_many_requests_is_answered_for_the_next_three(room):
    room.set("atlas", "status", status=429, retry_after=7, count=3)
    answers = [visit(room, FEED) for _ in range(4)]
    assert [answer.status for answer in answers] == [429, 429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert room.summary()["conditions"] == 0


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_holds_for_its_host_until_it_is_cleared(room, status):
    room.set("www.atlas.example", "status", status=status, text="broken")
    assert [visit(room, FEED).status for _ in range(5)] == [status] * 5
    assert visit(room, f"{NAKHEEL}/rss").status == 200
    room.clear("nakheel")
    assert visit(room, FEED).body == b"broken"
    room.clear("atlas")
    assert visit(room, FEED).status == 200


def test_a_condition_for_one_address_leaves_the_others_alone(room):
    room.set("atlas", "status", status=500, path="/feed/")
    assert visit(room, FEED).status == 500
    assert visit(room, f"{ATLAS}/feed/?paged=2").status == 200
    room.set("atlas", "status", status=503, path="/feed/*")
    assert visit(room, f"{ATLAS}/feed/?paged=2").status == 503


def test_an_arabic_address_can_be_given_in_either_spelling(room):
    address = room.articles("nakheel")[0]["address"]
    path = address.removeprefix(NAKHEEL)
    room.set("nakheel", "status", status=500, path=path, count=1)
    assert visit(room, address).status == 500
    room.set("nakheel", "status", status=500, path="/article/*", count=1)
    assert visit(room, address).status == 500
    assert visit(room, address).status == 200


def test_robots_rules_are_those_given_and_other_conditions_spare_them(room):
    room.set("sadim", "robots", text="User-agent: *\nDisallow: /\nCrawl-delay: 3\n")
    room.set("sadim", "status", status=500)
    assert visit(room, f"{SADIM}/robots.txt").text == "User-agent: *\nDisallow: /\nCrawl-delay: 3\n"
    assert visit(room, f"{SADIM}/").status == 500
    room.set("sadim", "robots", status=503)
    assert visit(room, f"{SADIM}/robots.txt").status == 503


def test_a_slow_answer_waits_and_drips_and_comes_whole(room):
    plain = visit(room, f"{SADIM}/contact").body
    room.set("sadim", "slow", seconds=0.2, drip_bytes=100, drip_seconds=0.01)
    assert visit(room, f"{SADIM}/contact").body == plain
    assert room.requests("sadim")[-1]["seconds"] > 0.15


def test_the_log_counts_requests_a_host_is_busy_with(room):
    room.set("sadim", "slow", seconds=0.6)

    async def ask(host):
        reader, writer = await asyncio.open_connection("127.0.0.1", room.port)
        writer.write(f"GET /robots.txt?{host} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    async def ask_all():
        return await asyncio.gather(ask("www.sadim.example"), ask("www.sadim.example"), ask("www.atlas.example"))

    assert all(asyncio.run(ask_all()))
    assert sorted(line["concurrent"] for line in room.requests("sadim")) == [1, 2]
    assert [line["concurrent"] for line in room.requests("atlas")] == [1]


def test_slowness_adds_to_other_conditions(room):
    room.set("atlas", "slow", seconds=0.15)
    room.set("atlas", "status", status=503)
    assert visit(room, FEED).status == 503
    assert room.requests("atlas")[-1]["seconds"] > 0.1


def test_a_cut_answer_promises_more_than_it_sends(room):
    room.set("atlas", "cut", after_bytes=1234)
    with pytest.raises(http.client.IncompleteRead) as caught:
        visit(room, FEED)
    assert len(caught.value.partial) == 1234


@pytest.mark.parametrize("off", [500, -500])
def test_a_wrong_content_length_is_wrong_by_what_was_said(room, off):
    whole = visit(room, FEED).body
    room.set("atlas", "length", off=off)
    answer = raw(room, b"GET http://www.atlas.example/feed/ HTTP/1.1\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == whole
    assert f"Content-Length: {len(whole) + off}".encode() in head


def test_a_chain_of_redirects_ends_at_the_page(room):
    page = visit(room, FEED).body
    room.set("atlas", "redirect", path="/feed/", hops=3)
    url, seen = FEED, []
    while (answer := visit(room, url)).status == 302:
        url = answer.headers["location"]
        seen.append(url)
    assert len(seen) == len(set(seen)) == 3
    assert answer.body == page


def test_a_loop_of_redirects_has_no_end(room):
    room.set("atlas", "redirect", loop=True, status=301)
    url, seen = FEED, []
    for _ in range(12):
        answer = visit(room, url)
        assert answer.status == 301
        url = answer.headers["location"]
        seen.append(url)
    assert len(set(seen)) == 3


def test_a_redirect_leads_wherever_it_was_told(room):
    room.set("atlas", "redirect", to="http://10.0.0.8/private", status=307)
    answer = visit(room, FEED)
    assert (answer.status, answer.headers["location"]) == (307, "http://10.0.0.8/private")


@pytest.mark.parametrize("status", [200, 403])
def test_a_challenge_page_stands_in_front_of_the_page(room, status):
    room.set("nakheel", "challenge", status=status)
    answer = visit(room, f"{NAKHEEL}/rss")
    assert answer.status == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cf-mitigated"] == "challenge"
    assert "Just a moment..." in answer.text


def test_a_stuck_etag_says_unchanged_though_the_feed_changed(room):
    first = visit(room, FEED)
    room.set("atlas", "etag", mode="stuck")
    new = room.publish("atlas")
    stale = visit(room, FEED, If_None_Match=first.headers["etag"])
    assert stale.status == 304
    assert str(new["id"]) in visit(room, FEED).text


def test_a_fresh_etag_is_new_for_the_same_body(room):
    room.set("atlas", "etag", mode="fresh")
    first = visit(room, FEED)
    second = visit(room, FEED, If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert second.body == first.body
    assert second.headers["etag"] != first.headers["etag"]
    assert "last-modified" not in second.headers


def test_a_gzip_bomb_is_small_on_the_wire_and_large_when_opened(room):
    room.set("atlas", "bomb", megabytes=20)
    answer = visit(room, FEED)
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 40_000
    assert len(gzip.decompress(answer.body)) == 20_000_000


def test_a_bomb_opens_in_one_stream_without_its_whole_size_in_memory():
    opener = zlib.decompressobj(31)
    assert opener.decompress(bomb(3)) == b" " * 3_000_000
    assert opener.eof


def test_an_endless_body_goes_on_as_long_as_one_reads(room):
    room.set("atlas", "endless")
    request = b"GET http://www.atlas.example/feed/ HTTP/1.1\r\n\r\n"
    assert len(raw(room, request, limit=3_000_000)) >= 3_000_000
    room.set("atlas", "endless", megabytes=1)
    assert len(visit(room, FEED).body) >= 1_000_000


def test_a_reset_breaks_the_connection_off(room):
    room.set("atlas", "reset", count=1)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        visit(room, FEED)
    assert visit(room, FEED).status == 200


def test_a_replaced_page_is_what_was_given(room):
    room.set(
        "atlas", "replace", path="/feed/", text="<rss/>", content_type="application/xml", headers={"X-From": "test"}
    )
    answer = visit(room, FEED)
    assert (answer.status, answer.body, answer.headers["x-from"]) == (200, b"<rss/>", "test")
    assert answer.headers["content-type"] == "application/xml"


def test_a_client_that_leaves_in_the_middle_harms_nobody(room):
    room.set("atlas", "endless", path="/feed/")
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", room.port), timeout=30) as line:
            line.sendall(b"GET http://www.atlas.example/feed/ HTTP/1.1\r\n\r\n")
            assert line.recv(1000)
    assert visit(room, f"{ATLAS}/").status == 200
