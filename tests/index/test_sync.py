"""From the archive's change list into an index, whatever happens on the way."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from archive.model import OutletCard
from index.engine import EngineError
from index.engines.embedded import EmbeddedEngine
from index.sync import rebuild, sync
from tests.support.indexed import ask, found, unlearned_analyser
from tests.support.kept import NOON, make_content, make_record, make_visit

_OFFSETS = count(1)  # every visit has a capture of its own


def keep(store, number, title="خبر", text="عن المياه", *, at=NOON, outlet="lb.arz", **content):
    """Records one article, or the next version of it."""
    url = f"https://arz.example/{number}"
    visit = make_visit(
        url,
        at=at,
        outlet=outlet,
        content=make_content(title, text, **content),
        captures=(make_record(url, outlet=outlet, offset=next(_OFFSETS)),),
    )
    return store.record([visit])


@pytest.fixture
def archive(store):
    store.save_outlets(
        [OutletCard(id="lb.arz", name_ar="الأرز", name_en="Al Arz", country="lb", home="", zone="Asia/Beirut")]
    )
    for number in range(1, 6):
        keep(store, number, f"خبر {number}")
    return store


def test_articles_are_found_with_what_the_archive_knows_of_them(archive, engine):
    keep(
        archive,
        6,
        "عنوان",
        "متن",
        lead="مقدمة",
        section="سياسة",
        authors=("ليلى حداد",),
        published_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
    report = sync(archive, engine)
    assert (report.applied, report.removed, report.checkpoint) == (6, 0, 6)
    assert engine.checkpoint() == archive.last_change()
    for query in ("title:عنوان", "متن", "مقدمة", "section:سياسة", "author:حداد", "date:2026-02-01", "country:lb متن"):
        assert found(engine, query) == [6], query


def test_a_second_sync_has_nothing_to_do(archive, engine):
    sync(archive, engine)
    report = sync(archive, engine)
    assert (report.applied, report.checkpoint) == (0, 5)


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_an_edited_article_is_applied_as_it_is_now(archive, engine, batch):
    keep(archive, 3, "خبر معدل", at=NOON + timedelta(hours=1))
    keep(archive, 3, "خبر نهائي", at=NOON + timedelta(hours=2))
    told = []
    report = sync(archive, engine, batch=batch, progress=told.append)
    assert report.checkpoint == engine.checkpoint() == told[-1] == 7
    assert told == sorted(told)
    assert engine.count() == 5
    assert found(engine, "نهائي") == [3]
    assert found(engine, "معدل") == []
    if batch == 500:
        assert report.applied == 5


@pytest.mark.parametrize("batch", [1, 500])
def test_an_edited_article_is_found_as_of_the_time_before(archive, engine, batch):
    for hours, title in enumerate(("خبر أول", "خبر معدل", "خبر نهائي")):
        keep(archive, 6, title, at=NOON + timedelta(hours=hours))
    sync(archive, engine, batch=batch)
    for hours, word, version in ((0, "أول", 1), (1, "معدل", 2), (2, "نهائي", 3), (9, "نهائي", 3)):
        hits = ask(engine, f"title:{word}", as_of=NOON + timedelta(hours=hours)).hits
        assert [(hit.article, hit.version) for hit in hits] == [(6, version)], word
        assert ask(engine, "", as_of=NOON + timedelta(hours=hours)).total == 6
    assert ask(engine, "", as_of=NOON - timedelta(hours=1)).total == 0
    keep(archive, 6, "خبر أخير", at=NOON + timedelta(hours=3))
    assert sync(archive, engine, batch=batch).applied == 1
    assert found(engine, "title:نهائي") == []
    assert found(engine, "title:نهائي", as_of=NOON + timedelta(hours=2)) == [6]
    assert engine.count() == 6


def test_a_capture_read_again_corrects_what_was_read_from_it_and_not_the_past(archive, engine):
    keep(archive, 6, "خبر أول")
    keep(archive, 6, "خبر معدل", at=NOON + timedelta(hours=1))
    url = "https://arz.example/6"
    record = archive.capture(archive.versions(6)[-1].capture)
    corrected = make_content("خبر مصحح", "عن المياه")
    at = NOON + timedelta(days=90)
    visit = make_visit(url, at=at, outlet="lb.arz", content=corrected, captures=(record,), reread=True)
    assert [outcome.kind for outcome in archive.record([visit])] == ["kept"]
    sync(archive, engine)
    assert found(engine, "معدل", as_of=NOON + timedelta(hours=1)) == []
    for moment in (NOON + timedelta(hours=1), NOON + timedelta(days=99), None):
        assert [(hit.article, hit.version) for hit in ask(engine, "مصحح", as_of=moment).hits] == [(6, 3)]
    assert found(engine, "title:أول", as_of=NOON) == [6]


def test_an_outlet_without_a_card_is_indexed_without_a_country(archive, engine):
    keep(archive, 7, "خبر يتيم", outlet="www.example.org")
    sync(archive, engine)
    assert found(engine, "outlet:www.example.org") == [6]
    assert found(engine, "country:lb يتيم") == []


def test_a_sync_that_is_stopped_goes_on_where_it_was(archive, engine):
    told = []
    report = sync(archive, engine, batch=1, progress=told.append, stop=lambda: bool(told))
    assert (report.checkpoint, engine.checkpoint(), engine.count()) == (1, 1, 1)
    assert sync(archive, engine).applied == 4
    assert engine.count() == 5


def test_a_rebuild_in_between_loses_nothing(archive, engine):
    """Another process rebuilds from an archive that was shorter, and switches while this one is between two batches."""
    others = []

    def switch(done):
        if done == 3:  # after the second batch; the adopted index stands at change 1
            aside = engine.aside()
            sync(archive, aside, batch=1, stop=lambda: aside.checkpoint() >= 1)
            engine.adopt(aside)
            aside.close()
            others.append(engine.checkpoint())

    report = sync(archive, engine, batch=1, progress=switch)
    assert others == [1]
    assert report.checkpoint == engine.checkpoint() == 5
    assert engine.count() == ask(engine, "المياه").total == 5


def test_a_rebuild_starts_from_nothing(archive, engine):
    sync(archive, engine)
    told = []
    report = rebuild(archive, engine, progress=told.append)
    assert (report.applied, report.checkpoint, told[-1]) == (5, 5, 5)
    assert (engine.count(), engine.checkpoint()) == (5, 5)
    keep(archive, 6)
    assert sync(archive, engine).applied == 1


def test_a_rebuild_that_is_stopped_leaves_the_old_index(archive, engine):
    sync(archive, engine)
    told = []
    rebuild(archive, engine, batch=1, progress=told.append, stop=lambda: bool(told))
    assert told == [1]
    assert engine.count() == 5


def test_a_rebuild_that_fails_leaves_the_old_index(archive, engine):
    sync(archive, engine)

    def fail(_):
        raise EngineError("the disk is full")

    with pytest.raises(EngineError):
        rebuild(archive, engine, progress=fail)
    assert engine.count() == 5
    assert rebuild(archive, engine).applied == 5


def test_another_analyser_makes_sync_rebuild(archive, tmp_path, analyser):
    old = EmbeddedEngine(tmp_path / "old", unlearned_analyser())
    sync(archive, old)
    now = EmbeddedEngine(tmp_path / "old", analyser)
    assert now.is_stale()
    report = sync(archive, now)
    assert (report.applied, now.count(), now.model()) == (5, 5, analyser.version)
    assert not now.is_stale()


def test_an_empty_archive_makes_no_index(store, engine, tmp_path):
    assert sync(store, engine).applied == 0
    assert not (tmp_path / "index").exists()
