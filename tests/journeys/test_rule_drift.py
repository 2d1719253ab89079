"""A rule breaks, is named, is mended, and what it read in between is read again: with the real newsroom and the real program."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.sql.open import open_store
from rasid.newsroom.process import RunningNewsroom, running_newsroom
from rasid.watch import NEWSROOM_OUTLETS
from tests.support.program import newsroom_environment, rasid, rasid_json

GOOD_BODY, BROKEN_BODY = 'body = ["div.content-body"]', 'body = ["div.story-of-old"]'
GOOD_LEAD, BROKEN_LEAD = 'lead = ["div.content-body p.lead"]', 'lead = ["p.summary-of-old"]'
REASON = "body selector div.story-of-old matched 0 of last 20"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[RunningNewsroom]:
    with running_newsroom() as room:
        yield room


class Site:
    """The newsroom's catalogue in a folder of its own, where Sadim's rule can be broken and mended."""

    def __init__(self, folder: Path, room: RunningNewsroom) -> None:
        self.data = folder / "data"
        self.file = folder / "outlets" / "gb" / "sadim.toml"
        shutil.copytree(NEWSROOM_OUTLETS, folder / "outlets")
        self.environment = {**newsroom_environment(room.proxy), "RASID_OUTLETS": str(folder / "outlets")}

    def replace(self, *pairs: tuple[str, str]) -> None:
        text = self.file.read_text(encoding="utf-8")
        for before, after in pairs:
            assert before in text
            text = text.replace(before, after)
        self.file.write_text(text, encoding="utf-8")

    def run(self, *words: str) -> "object":
        return rasid_json(self.data, *words, environment=self.environment)

    def sadim(self) -> dict[str, object]:
        rows = rasid_json(self.data, "outlets", "list", environment=self.environment)
        return next(row for row in rows if row["outlet"] == "gb.sadim")


def test_a_broken_rule_is_named_and_its_articles_are_mended_from_the_captures(
    newsroom: RunningNewsroom, tmp_path: Path
) -> None:
    site = Site(tmp_path, newsroom)
    site.replace((GOOD_BODY, BROKEN_BODY), (GOOD_LEAD, BROKEN_LEAD))
    crawled = rasid(site.data, "crawl", "--no-index", "gb.sadim", "ma.atlas", environment=site.environment)
    assert crawled.stderr.count(f"outlet-state outlet=gb.sadim state=rule-drift reason={REASON}") == 1
    told = site.sadim()
    assert (told["state"], told["reason"]) == ("rule-drift", REASON)
    shown = site.run("outlets", "show", "gb.sadim")
    assert [drift["sentence"] for drift in shown["rule_drift"]] == [REASON]
    assert shown["articles"]["missing"]["lead"] == 1
    assert f"rule-drift: {REASON}" in " ".join(
        rasid(site.data, "outlets", "list", environment=site.environment).stdout.split()
    )

    again = rasid(site.data, "crawl", "--no-index", "gb.sadim", environment=site.environment)
    assert "rule-drift" not in again.stderr, "it is logged once"
    assert site.sadim()["state"] == "rule-drift"

    site.replace((BROKEN_BODY, GOOD_BODY), (BROKEN_LEAD, GOOD_LEAD))
    report = site.run("archive", "reextract")
    assert (report["applied"], report["written"], report["new"], report["lost"]) == (False, 0, 0, [])
    assert report["gained"]["lead"] == report["changed"] > 0
    assert report["captures"] == report["same"] + report["changed"] + sum(report["left_alone"].values())
    example = report["examples"][0]
    assert example["differences"]["lead"][0].startswith("{+")
    assert example["differences"]["text"][0].startswith("[-")
    stats = site.run("archive", "stats")
    assert stats["versions"] == stats["articles"], "a report writes nothing"

    applied = site.run("archive", "reextract", "--outlet", "gb.sadim", "--apply", "--no-index")
    assert applied["written"] == applied["changed"] == report["changed"]
    with closing(open_store(f"sqlite:///{site.data / 'rasid.sqlite'}")) as store:
        article = store.find_article(example["address"])
        old, new = store.versions(article.id)
    assert (old.content.lead, new.content.lead != "") == ("", True)
    assert old.content.text.endswith(new.content.text)
    assert new.capture == old.capture
    assert new.content.origins["re-extraction"].candidates == (("before", "version 1"),)
    assert new.content.origins["text"].rule == "rule:div.content-body"
    assert rasid_json(site.data, "archive", "verify")["problems"] == []
    twice = site.run("archive", "reextract", "--apply")
    assert (twice["changed"], twice["written"]) == (0, 0)

    rasid(site.data, "crawl", "--no-index", "gb.sadim", environment=site.environment)
    assert site.sadim()["state"] == "well"
    assert site.run("archive", "stats")["versions"] == stats["versions"] + applied["written"]


def test_a_rule_that_finds_a_wrong_box_never_spoils_the_articles(newsroom: RunningNewsroom, tmp_path: Path) -> None:
    site = Site(tmp_path, newsroom)
    sound = Site(tmp_path / "sound", newsroom)
    site.replace((GOOD_BODY, 'body = ["footer", "header", "nav"]'))
    texts = []
    for one in (site, sound):
        rasid(one.data, "crawl", "--no-index", "gb.sadim", environment=one.environment)
        with closing(open_store(f"sqlite:///{one.data / 'rasid.sqlite'}")) as store:
            kept = store.articles(range(1, 200)).values()
            texts.append({article.address: version.content.text for article, version in kept})
    assert texts[0] == texts[1]
    assert site.sadim()["state"] == "rule-drift"


def test_what_cannot_be_read_again_is_said_in_a_sentence(tmp_path: Path) -> None:
    empty = rasid(tmp_path, "archive", "reextract", code=2)
    assert "nothing to read again" in empty.stderr
    open_store(f"sqlite:///{tmp_path / 'rasid.sqlite'}").close()
    wrong_day = rasid(tmp_path, "archive", "reextract", "--since", "march", code=2)
    assert "write it like 2026-03-01" in wrong_day.stderr
    unknown = rasid(tmp_path, "archive", "reextract", "--outlet", "gb.elap", code=2)
    assert "did you mean gb.elaph" in unknown.stderr
