"""What every answer carries, and whom the portal answers at all."""

import threading
import time

import httpx
import pytest

from portal.readers import is_ours
from portal.serve import PortalServer, listen
from tests.support.portals import serve


@pytest.mark.parametrize(
    "path", ["/", "/articles/1", "/nowhere", "/?q=(", "/search.json", "/search.atom", "/healthz", "/openapi.json"]
)
def test_every_answer_carries_the_headers(portal, path):
    headers = portal.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1", "a@localhost:x"]
)
def test_foreign_host_names_are_refused(portal, host):
    assert portal.client.get("/", headers={"Host": host}).status_code in {400, 421}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
def test_loopback_names_are_answered(portal, host):
    assert portal.client.get("/healthz", headers={"Host": host}).status_code == 200


def test_the_base_address_is_answered(own_portal):
    assert own_portal.client.get("/healthz", headers={"Host": "rasid.example.org"}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_is_answered(portal, method):
    answer = portal.client.request(method, "/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/search.atom", "/articles/1", "/articles/1.json"])
def test_head_is_get_without_the_body(portal, path):
    whole, head = portal.client.get(path), portal.client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_style_and_fonts_are_fetched_once(portal):
    sheet = portal.page().xpath("//link[@rel='stylesheet']/@href")[0]
    answer = portal.client.get(sheet)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert len(answer.content) < 20_000
    font = sheet.rpartition("/")[0] + "/fonts/markazi-text-arabic-wght-normal.woff2"
    assert portal.client.get(font).headers["content-type"] == "font/woff2"
    assert portal.client.get(sheet.rpartition("/")[0] + "/fonts/OFL-Markazi-Text.txt").status_code == 200


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "%2e%2e/app.py", "nothing.css", ""])
def test_nothing_else_is_served_from_the_disk(portal, name):
    folder = portal.page().xpath("//link[@rel='stylesheet']/@href")[0].rpartition("/")[0]
    assert portal.client.get(f"{folder}/{name}").status_code == 404
    assert portal.client.get("/static/0000/portal.css").status_code == 404


def test_a_fault_of_ours_is_told_in_both_languages_without_its_stack(own_portal):
    # A database that is gone from under the store raises what no handler expects.
    own_portal.desk.store.close()
    (own_portal.desk.folder / "archive.db").unlink()
    (own_portal.desk.folder / "archive.db").mkdir()
    answer = own_portal.get()
    assert answer.status_code in {500, 503}
    assert "<h1>" in answer.text
    assert "Traceback" not in answer.text
    assert str(own_portal.desk.folder) not in answer.text
    assert 'lang="en"' in answer.text
    assert 'lang="ar"' in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert own_portal.get("/search.json").status_code in {500, 503}


@pytest.mark.parametrize("path", ["//evil", "/\\evil", "http://evil", "", "/a\nb", "/" + "a" * 3000])
def test_ways_back_stay_here(path):
    assert not is_ours(path)


def test_the_next_free_port_is_taken_and_stopping_frees_it(tmp_path):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        server, desk = serve(tmp_path, fill_with=lambda store, folder: None)
        second = PortalServer(server._server.config.app, port=port)
        assert second.port > port
        second.start()
        assert httpx.get(f"{second.url}healthz").json()["status"] == "ok"
        second.stop()
        second.stop()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{second.url}healthz")
        server.stop()
        desk.engine.close()
        desk.store.close()


def test_many_readers_at_once_all_get_their_own_answer(portal):
    found: dict[int, int] = {}

    def read(n: int) -> None:
        found[n] = httpx.get(f"{portal.url}search.json", params={"q": f'"رقم {n}"'}, timeout=30).json()["total"]

    threads = [threading.Thread(target=read, args=(n,)) for n in range(12)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == set(range(12))
    assert set(found.values()) == {1}
    assert time.monotonic() - begun < 60
