"""Outlets by a visit and from a list of feeds, as a person meets them at the terminal."""

import pytest

from crawler.catalogue import load_catalogue
from crawler.discover.addresses import is_article_url
from tests.support.newsroom import ATLAS, DIFFATAN, NAKHEEL, SADIM, clean, running_newsroom
from tests.support.program import rasid, rasid_json

SITES = {"gb": SADIM, "ma": ATLAS, "iq": DIFFATAN, "sa": NAKHEEL}


@pytest.fixture(scope="module")
def newsroom():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(newsroom):
    with clean(newsroom) as room:
        yield room


@pytest.fixture
def loopback(room):
    """Settings of someone who watches only what he added himself."""
    return {"RASID_SHIPPED_OUTLETS": "false", "RASID_CRAWL_DELAY_SECONDS": "0", "RASID_CRAWL_PROXY": room.proxy}


def test_added_outlets_are_crawled(room, loopback, tmp_path):
    for country, site in SITES.items():
        rasid(tmp_path, "outlets", "add", site, "--country", country, environment=loopback)
    catalogue = load_catalogue([tmp_path / "outlets"])
    assert {o.id: o.names.ar for o in catalogue.outlets.values()} == {
        "gb.sadim": "سديم", "ma.atlas": "أوراق الأطلس", "iq.diffatan": "الضفّتان", "sa.nakheel": "نخيل برس",
    }  # fmt: skip
    kinds = {o.id: {e.kind for e in o.endpoints} for o in catalogue.outlets.values()}
    assert kinds == {
        "gb.sadim": {"news-sitemap"}, "ma.atlas": {"feed"}, "iq.diffatan": {"front"},
        "sa.nakheel": {"news-sitemap", "feed"},
    }  # fmt: skip
    for article in room.articles():
        outlet = catalogue.outlet_for(article["address"])
        assert is_article_url(article["address"], outlet)
    report = rasid_json(tmp_path, "crawl", environment=loopback)
    assert report["kept"] == report["found"] > 30
    assert not report["failed"]
    listed = {row["outlet"]: row["articles"] for row in rasid_json(tmp_path, "outlets", "list", environment=loopback)}
    assert all(count > 0 for count in listed.values()), listed


def test_a_trial_finds_the_added_outlet(room, loopback, tmp_path):
    rasid(tmp_path, "outlets", "add", ATLAS, "--country", "ma", environment=loopback)
    trial = rasid_json(tmp_path, "outlets", "check", "ma.atlas", "--articles", "1", environment=loopback)
    assert trial["articles"][0]["title"]
    assert not (tmp_path / "warc").exists()


def test_dry_run_shows_the_file_and_writes_nothing(room, loopback, tmp_path):
    shown = rasid(tmp_path, "outlets", "add", SADIM, "--country", "gb", "--dry-run", environment=loopback)
    assert 'kind = "news-sitemap"' in shown.stdout
    assert not (tmp_path / "outlets").exists()


def test_nothing_is_overwritten_without_force(room, loopback, tmp_path):
    rasid(tmp_path, "outlets", "add", SADIM, "--country", "gb", environment=loopback)
    file = tmp_path / "outlets" / "gb" / "sadim.toml"
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = len(room.requests())
    again = rasid(tmp_path, "outlets", "add", SADIM, "--country", "gb", environment=loopback, code=2)
    assert "is watched already as gb.sadim" in again.stderr
    assert len(room.requests()) == before
    assert file.read_text(encoding="utf-8").endswith("# mine\n")
    rasid(tmp_path, "outlets", "add", SADIM, "--force", environment=loopback)  # under the country and name it has
    assert "# mine" not in file.read_text(encoding="utf-8")


def test_a_host_is_never_watched_under_two_names(room, loopback, tmp_path):
    rasid(tmp_path, "outlets", "add", SADIM, "--country", "gb", environment=loopback)
    other = rasid(tmp_path, "outlets", "add", SADIM, "--country", "lb", "--force", environment=loopback, code=2)
    assert "belongs to gb.sadim" in other.stderr
    assert list(load_catalogue([tmp_path / "outlets"]).outlets) == ["gb.sadim"]


def test_files_go_into_the_folder_of_the_settings(room, loopback, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    told = rasid_json(
        tmp_path, "outlets", "add", SADIM, "--country", "gb", "--name", "haze",
        environment={**loopback, "RASID_OUTLETS": str(mine)},
    )  # fmt: skip
    assert (told["outlet"], told["written"]) == ("gb.haze", True)
    assert (mine / "gb" / "haze.toml").read_text(encoding="utf-8") == told["toml"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((SADIM,), 2, "tells its country; say it, e.g. --country lb"),
        (("manara",), 2, "no web address"),
        ((SADIM, "--zone", "Mars/Port"), 2, "no such time zone"),
        (("http://nowhere.example/",), 1, "http://nowhere.example/: "),
    ],
    ids=["no country", "no address", "bad zone", "no site"],
)
def test_mistakes_are_sentences(room, loopback, tmp_path, words, code, sentence):
    said = rasid(tmp_path, "outlets", "add", *words, environment=loopback, code=code).stderr
    assert sentence in said
    assert "Traceback" not in said
    assert not (tmp_path / "outlets").exists()


def test_a_site_without_listings_gets_no_file(room, loopback, tmp_path):
    room.set("www.sadim.example", "replace", text="<html><body><a href='/about'>من نحن</a></body></html>", path="/*")
    said = rasid(tmp_path, "outlets", "add", SADIM, "--country", "gb", environment=loopback, code=2).stderr
    assert "no feed, sitemap or listing was found" in said
    assert not (tmp_path / "outlets").exists()


def test_feeds_go_out_as_opml_and_come_back_inactive(tmp_path):
    out = rasid(tmp_path / "a", "outlets", "export", "--opml", "-").stdout
    file = tmp_path / "feeds.opml"
    rasid(tmp_path / "a", "outlets", "export", "--opml", str(file))
    assert file.read_text(encoding="utf-8") == out
    alone = {"RASID_SHIPPED_OUTLETS": "false"}
    rows = rasid_json(tmp_path / "b", "outlets", "import", str(file), environment=alone)
    assert len(rows) > 100
    assert all(row["outlet"] for row in rows)
    again = load_catalogue([tmp_path / "b" / "outlets"]).outlets
    shipped = {row["outlet"]: row for row in rasid_json(tmp_path / "a", "outlets", "list")}
    assert all(not o.active and o.evidence.startswith("C, from an OPML file") for o in again.values())
    assert {(o.id, o.names.ar, o.names.en) for o in again.values()} <= {
        (r["outlet"], r["name_ar"], r["name_en"]) for r in shipped.values()
    }
    known = rasid_json(tmp_path / "a", "outlets", "import", str(file))
    assert {row["reason"] for row in known} == {f"watched already as {row['outlet']}" for row in rows}


def test_a_foreign_list_of_feeds_becomes_outlets_where_the_country_is_known(tmp_path):
    file = tmp_path / "reader.opml"
    file.write_text(
        """<opml version="1.0"><body><outline text="لبنان">
        <outline text="جريدة الشراع" xmlUrl="https://www.shiraa-example.lb/rss" htmlUrl="https://www.shiraa-example.lb/"/>
        <outline text="الشراع - اقتصاد" xmlUrl="https://www.shiraa-example.lb/rss/economy" htmlUrl="https://www.shiraa-example.lb/"/>
        <outline text="Harbour" xmlUrl="https://harbour.example/feed"/>
        <outline text="؟" xmlUrl="https://feeds.feedburner.com/whose"/></outline></body></opml>""",
        encoding="utf-8",
    )
    rows = rasid_json(tmp_path / "a", "outlets", "import", str(file), "--dry-run")
    assert [(row["outlet"], len(row["feeds"])) for row in rows] == [("lb.shiraaexample", 2), ("", 1), ("", 1)]
    assert "say it with --country" in rows[1]["reason"]
    assert "feeds of others" in rows[2]["reason"]
    assert not (tmp_path / "a" / "outlets").exists()
    rasid(tmp_path / "a", "outlets", "import", str(file), "--country", "cy", "--active")
    harbour = rasid_json(tmp_path / "a", "outlets", "show", "cy.harbour")
    assert harbour["zone"] == "Asia/Nicosia"
    said = rasid(tmp_path / "a", "outlets", "import", str(tmp_path / "none.opml"), code=1).stderr
    assert "none.opml" in said
