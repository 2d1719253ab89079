"""Publishing, editing and deleting while the newsroom runs; validators that are right; the request log."""

import http.client
import json
import os
import signal
import subprocess
import sys

import feedparser
import pytest

from rasid.newsroom.process import NewsroomError
from tests.support.newsroom import ATLAS, DIFFATAN, NAKHEEL, SADIM, clean, raw, running_newsroom, visit

BODY = "الفقرة الأولى من خبر كتب للاختبار وحده.\n\n## عنوان\n\nالفقرة الأخيرة منه."


@pytest.fixture
def room():
    """A newsroom of its own, for a test that changes or ends it."""
    with running_newsroom() as room:
        yield room


@pytest.fixture(scope="module")
def opened():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def lent(opened):
    with clean(opened) as room:
        yield room


@pytest.mark.parametrize(
    ("outlet", "front"),
    [
        ("sadim", f"{SADIM}/sitemaps/google_news.xml"),
        ("atlas", f"{ATLAS}/feed/"),
        ("diffatan", f"{DIFFATAN}/Section.aspx?sec=3"),
        ("nakheel", f"{NAKHEEL}/rss"),
    ],
)
def test_a_published_article_appears_at_once(room, outlet, front):
    before = visit(room, front)
    section = {"section": "3"} if outlet == "diffatan" else {}
    new = room.publish(outlet, title="خبر جديد للاختبار", body=BODY, **section)
    after = visit(room, front)
    assert before.headers["etag"] != after.headers["etag"]
    assert str(new["id"]).encode() in after.body
    assert room.articles(outlet, stop=1)[0]["address"] == new["address"]
    assert visit(room, new["address"]).status == 200


def test_an_article_nobody_wrote_is_invented_and_is_the_newest(room):
    newest = room.articles("nakheel", stop=1)[0]
    first, second = room.publish("nakheel"), room.publish("nakheel")
    assert newest["id"] < first["id"] < second["id"]
    assert newest["published"] < first["published"] < second["published"]
    assert first["title"] != second["title"]
    assert feedparser.parse(visit(room, f"{NAKHEEL}/rss").body).entries[0].link == second["address"]


def test_an_edit_shows_under_the_same_address_with_new_validators(room):
    article = room.articles("atlas")[3]
    before = visit(room, article["address"])
    other = visit(room, room.articles("atlas")[4]["address"])
    edited = room.edit("atlas", article["id"], title="عنوان آخر تماما", body=BODY)
    after = visit(room, article["address"], If_None_Match=before.headers["etag"])
    assert edited["address"] == article["address"]
    assert edited["modified"] > article["published"]
    assert after.status == 200
    assert "عنوان آخر تماما" in after.text
    assert "article:modified_time" in after.text
    assert after.headers["etag"] != before.headers["etag"]
    untouched = visit(room, room.articles("atlas")[4]["address"], If_None_Match=other.headers["etag"])
    assert untouched.status == 304


@pytest.mark.parametrize("status", [404, 410])
def test_a_deleted_article_is_gone_from_everywhere(room, status):
    article = room.articles("sadim")[0]
    room.delete("sadim", article["id"], status)
    assert visit(room, article["address"]).status == status
    assert visit(room, article["address"].replace("/Web/", "/amp/Web/")).status == status
    assert article["address"] not in visit(room, f"{SADIM}/sitemaps/articles_1.xml").text
    assert article["id"] not in [one["id"] for one in room.articles("sadim")]


@pytest.mark.parametrize("outlet", ["sadim", "atlas", "diffatan", "nakheel"])
def test_an_unchanged_page_answers_304_to_either_validator(lent, outlet):
    address = lent.articles(outlet)[2]["address"]
    first = visit(lent, address)
    tagged = visit(lent, address, If_None_Match=first.headers["etag"])
    dated = visit(lent, address, If_Modified_Since=first.headers["last-modified"])
    assert (tagged.status, tagged.body) == (304, b"")
    assert (dated.status, dated.body) == (304, b"")
    assert tagged.headers["etag"] == first.headers["etag"]
    assert visit(lent, address, If_None_Match='"another"').status == 200
    assert visit(lent, address, If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT").status == 200
    assert visit(lent, address, If_Modified_Since="yesterday").status == 200


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda room: room.publish("gazette"), "no outlet 'gazette'"),
        (lambda room: room.publish("sadim", title="خبر", body=BODY, section="Cinema"), "section 'Cinema'"),
        (lambda room: room.publish("sadim", title="خبر", body=BODY, colour="red"), "unknown field 'colour'"),
        (lambda room: room.publish("sadim", title="خبر", body=" "), "no paragraph"),
        (lambda room: room.publish("sadim", title="خبر", body=BODY, published="soon"), "not a time"),
        (lambda room: room.publish("atlas", id=room.articles("atlas")[0]["id"]), "is taken"),
        (lambda room: room.edit("atlas", 1, title="خبر"), "no article 1"),
        (lambda room: room.edit("atlas", room.articles("atlas")[0]["id"], id=5), "'id' cannot be edited"),
        (lambda room: room.delete("atlas", room.articles("atlas")[0]["id"], 200), "404 or 410"),
        (lambda room: room.article("atlas", 5), "no article 5"),
        (lambda room: room.set("sadim", "explode"), "unknown kind"),
        (lambda room: room.set("elsewhere.example", "slow"), "no host"),
        (lambda room: room.set("sadim", "slow", seconds=-1), "not possible for 'seconds'"),
        (lambda room: room.set("sadim", "slow", colour=1), "unknown option 'colour'"),
        (lambda room: room.set("sadim", "redirect"), "needs one of to, hops, loop"),
        (lambda room: room.set("sadim", "etag", mode="odd"), "none of stuck, fresh"),
        (lambda room: room.requests(host="elsewhere.example"), "no host"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(lent, call, message):
    with pytest.raises(NewsroomError, match=message):
        call(lent)
    assert visit(lent, f"{SADIM}/").status == 200


def control(room, method, path, body=b"", kind="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if body else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("POST", "/-/articles", b'{"outlet": "sadim"}', "text/plain", 415),
        ("POST", "/-/articles", b"{", "application/json", 400),
        ("POST", "/-/articles", b"[]", "application/json", 400),
        ("GET", "/-/articles/sadim/x", b"", "", 400),
        ("GET", "/-/articles?outlet=gazette", b"", "", 404),
        ("GET", "/-/requests?since=x", b"", "", 400),
        ("PUT", "/-/articles", b"", "", 404),
        ("GET", "/-/elsewhere", b"", "", 404),
    ],
)
def test_control_requests_that_make_no_sense_are_refused(lent, method, path, body, kind, status):
    answered, told = control(lent, method, path, body, kind)
    assert answered == status
    assert told["error"]


def test_control_answers_under_its_own_host_and_not_under_an_outlets(lent):
    assert json.loads(visit(lent, "http://newsroom.example/-/").body)["articles"] == lent.summary()["articles"]
    assert visit(lent, f"{SADIM}/-/articles").status == 404
    old = raw(lent, b"GET /-/articles?stop=1 HTTP/1.0\r\n\r\n")
    assert len(json.loads(old.partition(b"\r\n\r\n")[2])) == 4


def test_the_log_tells_who_asked_what_and_how(lent):
    before = lent.summary()["requests"]
    visit(lent, f"{SADIM}/robots.txt", User_Agent="Observer/1.0")
    visit(
        lent,
        f"{NAKHEEL}/rss?x=1",
        method="HEAD",
        If_None_Match='"old"',
        If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT",
    )
    raw(lent, b"GET /feed/ HTTP/1.1\r\nHost: www.atlas.example\r\nConnection: close\r\n\r\n")
    first, second, third = lent.requests()
    assert (first["host"], first["path"], first["user_agent"]) == ("www.sadim.example", "/robots.txt", "Observer/1.0")
    assert (first["status"], first["method"], first["proxied"], first["concurrent"]) == (200, "GET", True, 1)
    assert (second["method"], second["path"], second["if_none_match"]) == ("HEAD", "/rss?x=1", '"old"')
    assert second["if_modified_since"] == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert third["proxied"] is False
    assert first["time"] <= second["time"] <= third["time"]
    assert lent.requests(host="atlas") == [third]
    assert lent.requests(since=third["time"]) == [third]
    lent.forget_requests()
    assert lent.requests() == []
    assert lent.summary()["requests"] - before == 3


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal_even_with_open_connections(room, name):
    waiting = http.client.HTTPConnection("127.0.0.1", room.port, timeout=30)
    waiting.request("GET", f"{SADIM}/robots.txt")
    waiting.getresponse().read()
    os.kill(room.process.pid, name)
    assert room.process.wait(20) == 0
    waiting.close()


def test_it_ends_when_the_program_that_started_it_is_gone(room):
    room.process.stdin.close()
    assert room.process.wait(20) == 0


def test_a_taken_port_is_said(lent):
    with pytest.raises(NewsroomError, match="cannot listen on port"), running_newsroom(port=lent.port):
        pass


def test_a_mistake_in_the_articles_is_said_with_its_place(tmp_path):
    (tmp_path / "sadim.toml").write_text('[[article]]\nid = 5\ntitle = "خبر"\n', "utf-8")
    command = [sys.executable, "-m", "rasid.newsroom", "--articles-from", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "sadim.toml: article 1 (id 5): the field 'section' is missing" in ended.stderr
