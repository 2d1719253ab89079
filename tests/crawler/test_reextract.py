"""Captures read again: what is compared, what is written, what is left alone."""

import asyncio
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archive.model import Capture, ChangeKind, Found, OutcomeKind, Visit
from archive.sql.open import open_store
from archive.warc import WarcWriter
from crawler.catalogue import Catalogue, Names, Politeness, Rule, unlisted_outlet
from crawler.reextract import ORIGIN, differing_fields, reextract
from crawler.workers import Workers
from rasid.rereading import difference, rereading_json, rereading_lines

NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=9)
SENTENCE = "قال مدير المكتبة إن القاعات تتسع لأربعمئة قارئ، وإن الرفوف تضم نحو خمسين ألف كتاب من هدايا الأهالي."
OUTLET = replace(
    unlisted_outlet("www.sadim.example"), id="xx.sadim", names=Names(ar="سديم", en="Sadim"), zone="Asia/Beirut"
)
SHUT = replace(OUTLET, politeness=Politeness(limit_bytes=100))  # every page of it is refused: too-large
OLD = Rule(body=("div.text",), published=("p.gone",))
NEW = Rule(body=("div.text",), published=("p.when",), lead=("p.sum",), remove=("p.sum",))


def page(number: int, *, extra: str = "") -> str:
    return (
        "<html><head><meta charset=utf-8><meta property=og:type content=article></head><body>"
        f"<h1>افتتاح مكتبة جديدة رقم {number}</h1>"
        f"<div class=box><b>{extra}</b></div><p class=when data-day='{number}'>2025/04/0{number}</p>"
        f"<div class=text><p class=sum>هذا ملخص الخبر رقم {number} كما كتبه المحرر في سطر واحد.</p><p>{SENTENCE}</p>"
        f"<p>{SENTENCE} وأضاف أن الدخول مجاني.</p></div></body></html>"
    )  # fmt: skip


class Room:
    """An archive whose pages were read with the old rule."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "warc"
        self.folder.mkdir()
        self.store = open_store(f"sqlite:///{folder / 'rasid.sqlite'}")
        self.warc = WarcWriter(self.folder, software="tests")
        self.workers = Workers(0)
        self.rules = (OLD,)

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue([replace(OUTLET, rules=self.rules)])

    def url(self, number: int) -> str:
        return f"http://www.sadim.example/news/{number}"

    def visit(self, number: int, body: str = "", *, at: datetime = NOON, found: Found | None = None):
        """As a crawl would: found, captured, read by the present rule, recorded."""
        url = self.url(number)
        found = found or Found(url=url, outlet=OUTLET.id, endpoint="feed")
        self.store.add_found([found], now=at)
        capture = Capture(
            url=url, outlet=OUTLET.id, status=200, headers=(("Content-Type", "text/html"),),
            body=(body or page(number)).encode(), fetched_at=at,
        )  # fmt: skip
        outlet = self.catalogue.outlets[OUTLET.id]
        (processed,) = asyncio.run(self.workers.process([(capture, outlet, found)], now=at))
        visit = Visit(
            url=url, outlet=OUTLET.id, at=at, outcome=processed.outcome, captures=(self.warc.write(capture),),
            address=processed.address, content=processed.content,
        )  # fmt: skip
        self.warc.sync()
        (outcome,) = self.store.record([visit])
        return outcome

    def again(self, **options):
        return reextract(
            store=self.store, folder=self.folder, catalogue=self.catalogue, workers=self.workers, now=LATER, **options
        )

    def versions(self, number: int):
        return self.store.versions(self.store.find_article(self.url(number)).id)


@contextmanager
def opened(folder):
    room = Room(folder)
    try:
        yield room
    finally:
        room.warc.close()
        room.store.close()


@pytest.fixture
def room(tmp_path):
    with opened(tmp_path) as room:
        yield room


def test_a_mended_rule_shows_what_it_would_change_and_changes_nothing(room):
    for number in (1, 2, 3):
        room.visit(number)
    assert room.again().same == 3
    room.rules = (NEW,)
    report = room.again()
    assert (report.captures, report.changed, report.same, report.written) == (3, 3, 0, 0)
    assert report.fields == {"lead": 3, "text": 3}
    assert report.gained == {"lead": 3}
    assert report.mean_words[0] > report.mean_words[1]
    assert room.store.stats().versions == 3
    assert room.store.import_position("x") == 0


def test_applied_each_article_gets_a_marked_version_once(room):
    for number in (1, 2):
        room.visit(number)
    room.rules = (NEW,)
    steps = []
    report = room.again(apply=True, progress=lambda done, total: steps.append((done, total)))
    assert (report.changed, report.written) == (2, 2)
    assert steps[-1] == (2, 2)
    old, new = room.versions(1)
    assert (old.content.lead, new.content.lead) == ("", "هذا ملخص الخبر رقم 1 كما كتبه المحرر في سطر واحد.")
    assert new.seen_at == LATER
    assert new.content.origins[ORIGIN].rule == "read again on 2025-05-10"
    assert new.content.origins[ORIGIN].candidates == (("before", "version 1"),)
    assert room.store.changes(after=2, limit=9)[0].kind is ChangeKind.EDITED
    assert room.again(apply=True).changed == 0


def test_a_date_alone_is_mended_too(room):
    links = "<li><a href=/x>قسم</a></li>" * 9
    dated = f"<footer><ul>{links}</ul><span class=stamp>2025/04/01 10:30</span></footer>"
    room.visit(1, page(1).replace("2025/04/01", "").replace("</body>", f"{dated}</body>"))
    assert room.versions(1)[0].content.published_at is None
    room.rules = (replace(OLD, published=("span.stamp",)),)
    report = room.again(apply=True)
    assert report.fields == report.gained == {"published_at": 1}
    before, after = room.versions(1)
    assert after.content.published_at.isoformat() == "2025-04-01T10:30:00+03:00"
    assert (after.content.text, after.digest) == (before.content.text, before.digest)


def test_hints_of_the_feed_are_there_again(room):
    found = Found(
        url=room.url(1), outlet=OUTLET.id, endpoint="feed", section="محليات", published="2025-04-30T08:00:00+03:00"
    )
    room.visit(1, page(1).replace("2025/04/01", ""), found=found)
    content = room.versions(1)[0].content
    assert (content.section, content.published_at.day) == ("محليات", 30)
    assert room.again().same == 1


def test_a_capture_that_gives_no_article_any_more_is_reported_and_left(room):
    room.visit(1)
    report = reextract(
        store=room.store, folder=room.folder, workers=room.workers, now=LATER, apply=True,
        catalogue=Catalogue([SHUT]),
    )  # fmt: skip
    assert (report.captures, report.changed, report.written) == (1, 0, 0)
    assert [(lost.address, lost.reason) for lost in report.lost] == [(room.url(1), "too-large")]
    assert room.store.find_article(room.url(1)).versions == 1
    assert any("kept as it is" in line for line in rereading_lines(report, applied=True))


def test_a_capture_that_was_refused_may_give_an_article_now(room):
    capture_url = room.url(7)
    room.store.add_found([Found(url=capture_url, outlet=OUTLET.id, endpoint="feed")], now=NOON)
    capture = Capture(
        url=capture_url, outlet=OUTLET.id, status=200, headers=(("Content-Type", "text/html"),),
        body=page(7).encode(), fetched_at=NOON,
    )  # fmt: skip
    (processed,) = room.workers.process_now(
        [(capture, SHUT, Found(url=capture_url, outlet=OUTLET.id, endpoint=""))], now=NOON
    )
    assert processed.outcome.kind is OutcomeKind.REFUSED
    room.store.record(
        [
            Visit(
                url=capture_url,
                outlet=OUTLET.id,
                at=NOON,
                outcome=processed.outcome,
                captures=(room.warc.write(capture),),
            )
        ]
    )
    room.warc.sync()
    report = room.again()
    assert (report.captures, report.new, report.written) == (1, 1, 0)
    assert room.store.find_article(capture_url) is None
    assert room.again(apply=True).written == 1
    kept = room.versions(7)[0]
    assert kept.content.origins[ORIGIN].candidates == ()
    assert kept.seen_at == NOON
    assert room.again().same == 1


def test_only_the_capture_an_article_stands_on_is_read(room):
    room.visit(1)
    room.visit(1, page(1, extra="إعلان"), at=NOON + timedelta(hours=1))  # the same text: no new version
    room.visit(1, page(1).replace("مجاني", "مفتوح للجميع"), at=NOON + timedelta(hours=2))
    assert len(room.versions(1)) == 2
    room.rules = (NEW,)
    report = room.again(apply=True)
    assert (report.captures, report.written) == (1, 1)
    assert [version.capture for version in room.versions(1)] == [1, 3, 3]
    assert "مفتوح للجميع" in room.versions(1)[-1].content.text


def test_a_slice_by_day_and_outlet(room):
    room.visit(1, at=NOON - timedelta(days=30))
    room.visit(2)
    assert room.again(since=date(2025, 4, 20)).captures == 1
    assert room.again(outlets=["xx.other"]).captures == 0
    assert room.again(outlets=[OUTLET.id]).captures == 2


def test_each_capture_is_read_by_the_rule_of_its_day(room):
    room.visit(1, at=NOON - timedelta(days=30))
    room.visit(2)
    room.rules = (replace(OLD, until=date(2025, 4, 15)), NEW)
    report = room.again()
    assert (report.same, report.changed) == (1, 1)


def test_an_interrupted_run_goes_on_behind_its_last_batch(room):
    for number in range(1, 7):
        room.visit(number)
    room.rules = (NEW,)

    def stop(done, total):
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.again(apply=True, progress=stop, batch=2)
    assert room.store.stats().versions == 6 + 4
    rest = room.again(apply=True)
    assert (rest.captures, rest.written) == (2, 2)
    assert room.again(apply=True).captures == 6, "a finished run begins at the beginning"
    assert room.store.stats().versions == 12


def test_the_report_shows_words_taken_out_and_put_in(room):
    room.visit(1)
    room.rules = (NEW,)
    report = room.again()
    (example,) = report.examples
    assert difference(example, "lead") == ["{+هذا ملخص الخبر رقم 1 كما كتبه المحرر في سطر واحد.+}"]
    assert difference(example, "text")[0].startswith(
        "[-هذا ملخص الخبر رقم 1 كما كتبه المحرر في سطر واحد.-] قال مدير المكتبة إن …"
    )
    lines = "\n".join(rereading_lines(report, applied=False))
    assert "1 captures read again = 0 same + 1 changed" in lines
    assert "--apply writes this" in lines
    assert rereading_json(report, applied=False)["examples"][0]["article"] == 1


def test_a_clock_in_another_zone_is_a_difference():
    one = replace(_content(), published_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    other = replace(one, published_at=datetime(2025, 3, 1, 14, tzinfo=UTC))
    assert differing_fields(one, other) == ("published_at",)
    assert differing_fields(one, replace(one, origins={})) == ()


def _content():
    from tests.support.kept import make_content

    return make_content()
