"""The Store contract, on every database it is kept in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from archive.model import (
    Change,
    ChangeKind,
    EndpointState,
    Origin,
    Outcome,
    OutcomeKind,
    OutletCard,
    OutletState,
    RoundReport,
)
from archive.sql.open import open_store
from tests.support.kept import (
    DUE,
    HOUR,
    KEPT,
    NOON,
    UNCHANGED,
    failed,
    make_content,
    make_found,
    make_record,
    make_visit,
    refused,
)

URL = "https://news.example/1"


def claim(store, owner="one", now=NOON, limit=100, lease_seconds=600, outlets=None):
    return store.claim(owner=owner, now=now, limit=limit, lease_seconds=lease_seconds, outlets=outlets)


def urls(due):
    return [item.url for item in due]


# ---- open work


def test_new_urls_are_counted_once_and_come_back_as_they_were_found(store):
    item = make_found(
        URL, title="عنوان", published="قبل ساعة", text="<p>نص</p>", section="محليات", authors=("ليلى", "سامي")
    )
    assert store.add_found([item, make_found(URL, title="again"), make_found(URL + "0")], now=NOON) == 2
    assert store.add_found([make_found(URL, title="later")], now=NOON) == 0
    assert store.open_work() == 2
    assert claim(store)[0].found == item


def test_a_url_that_is_too_long_is_refused_with_a_reason_and_kept_short(store):
    assert store.add_found([make_found("https://news.example/" + "a" * 3000, text="x" * 10_000)], now=NOON) == 1
    assert store.open_work() == 0
    assert claim(store) == []
    assert store.outcomes() == {"refused:url-too-long": 1}


def test_a_host_is_never_leased_to_two_owners(store):
    store.add_found([make_found(f"https://{host}.example/{n}") for host in "abc" for n in range(4)], now=NOON)
    first = claim(store, "one", limit=2)
    hosts = {item.url[8] for item in first}
    second = claim(store, "two")
    assert len(first) == 2
    assert hosts.isdisjoint(item.url[8] for item in second)
    assert len(second) == 4 * (3 - len(hosts))
    assert claim(store, "three") == []


def test_an_owner_may_claim_more_of_its_own_hosts_but_nothing_twice(store):
    store.add_found([make_found(f"https://news.example/{n}") for n in range(5)], now=NOON)
    first = claim(store, limit=2)
    second = claim(store, limit=10)
    assert sorted(urls(first + second)) == [f"https://news.example/{n}" for n in range(5)]


def test_a_lease_that_has_run_out_gives_the_work_to_another(store):
    store.add_found([make_found(URL)], now=NOON)
    assert urls(claim(store, "one", lease_seconds=60)) == [URL]
    assert claim(store, "two", now=NOON + timedelta(seconds=59)) == []
    assert urls(claim(store, "two", now=NOON + timedelta(seconds=60))) == [URL]


def test_release_gives_back_hosts_and_urls_of_this_owner_only(store):
    store.add_found([make_found("https://a.example/1"), make_found("https://b.example/1")], now=NOON)
    claim(store, "one", limit=1)
    claim(store, "two")
    store.release(owner="one")
    assert urls(claim(store, "three")) == ["https://a.example/1"]


def test_hosts_can_be_leased_without_urls_and_are_then_claimed_by_nobody_else(store):
    store.add_found([make_found("https://a.example/1"), make_found("https://b.example/1")], now=NOON)
    hosts = ["a.example", "c.example"]

    def lease(owner, hosts, now=NOON):
        return store.lease_hosts(hosts, owner=owner, now=now, lease_seconds=60)

    assert lease("one", hosts) == set(hosts)
    assert lease("one", hosts) == set(hosts), "one's own hosts may be leased again"
    assert lease("two", ["a.example", "d.example"]) == {"d.example"}
    assert urls(claim(store, "two")) == ["https://b.example/1"]
    assert lease("two", ["a.example"], NOON + timedelta(seconds=60)) == {"a.example"}
    store.release(owner="one")
    assert lease("two", ["c.example"]) == {"c.example"}
    assert lease("two", []) == set()


def test_whoever_holds_a_lease_is_named_until_it_is_released(store):
    store.add_found([make_found(URL)], now=NOON)
    assert store.lease_owners() == set()
    claim(store, "one")
    store.lease_hosts(["b.example"], owner="two", now=NOON, lease_seconds=60)
    assert store.lease_owners() == {"one", "two"}
    store.release(owner="one")
    assert store.lease_owners() == {"two"}


def test_claims_are_spread_over_the_hosts_and_new_urls_go_first(store):
    store.add_found([make_found("https://a.example/old")], now=NOON)
    store.record([make_visit("https://a.example/old", content=make_content(), next_visit_at=NOON)])
    store.add_found([make_found(f"https://a.example/{n}") for n in range(3)], now=NOON + HOUR)
    store.add_found([make_found(f"https://b.example/{n}") for n in range(2)], now=NOON + HOUR)
    due = urls(claim(store, now=NOON + HOUR))
    assert [url[8] for url in due] == ["a", "b", "a", "b", "a", "a"]
    assert due[-1] == "https://a.example/old"


def test_a_claim_can_be_limited_to_outlets(store):
    store.add_found(
        [make_found("https://a.example/", outlet="xx.a"), make_found("https://b.example/", outlet="xx.b")], now=NOON
    )
    assert urls(claim(store, outlets=["xx.b"])) == ["https://b.example/"]
    assert store.open_work(["xx.a"]) == 1
    assert store.open_work([]) == 0


def test_postponed_urls_stay_open_and_only_failures_count(store):
    store.add_found([make_found(URL), make_found(URL + "0")], now=NOON)
    claim(store)
    store.postpone([URL], until=NOON + HOUR, reason="blocked", failed=False)
    store.postpone([URL + "0"], until=NOON + HOUR, reason="timeout", failed=True)
    store.release(owner="one")
    assert claim(store) == []
    due = {item.url: item.attempts for item in claim(store, now=NOON + HOUR)}
    assert due == {URL: 0, URL + "0": 1}
    assert store.open_work() == 2


def test_a_url_recorded_as_due_counts_an_attempt_unless_its_host_is_blocked(store):
    store.add_found([make_found(URL), make_found(URL + "0")], now=NOON)
    store.record(
        [
            make_visit(URL, outcome=DUE, next_visit_at=NOON + HOUR),
            make_visit(URL + "0", outcome=DUE, next_visit_at=NOON + HOUR, observed="blocked"),
        ]
    )
    assert claim(store) == []
    assert {item.url: item.attempts for item in claim(store, now=NOON + HOUR)} == {URL: 1, URL + "0": 0}
    assert store.outcomes() == {"due": 2}


# ---- results


def test_a_kept_article_is_found_by_id_and_address_with_all_it_was_given(store):
    zone = timezone(timedelta(hours=3))
    content = make_content(
        lead="مقدمة",
        authors=("ليلى حداد",),
        agency="وكالة",
        place="عمّان",
        section="محليات",
        tags=("جسور", "طرق"),
        image="https://news.example/1.jpg",
        published_at=datetime(2026, 3, 1, 9, 30, tzinfo=zone),
        published_precision="minute",
        modified_at=datetime(2026, 3, 1, 10, 0, 1, 5, tzinfo=zone),
        origins={"title": Origin(rule="meta:og:title", confidence=0.9, candidates=(("feed:title", "عنوان"),))},
    )
    record = make_record(URL, etag='"1"')
    assert store.record([make_visit(URL, content=content, captures=(record,))]) == [KEPT]
    article = store.find_article(URL)
    assert article == store.find_article(str(article.id))
    assert (article.first_seen_at, article.last_seen_at, article.versions) == (NOON, NOON, 1)
    [(again, version)] = store.articles([article.id]).values()
    assert again == article
    assert version.content == content
    assert version.content.published_at.utcoffset() == timedelta(hours=3)
    assert version.content.modified_at.utcoffset() == timedelta(hours=3)
    capture = store.capture(version.capture)
    assert (capture.url, capture.file, capture.etag) == (URL, record.file, '"1"')
    assert store.captures_of(article.id) == [capture]


@pytest.mark.parametrize("key", ["", "0", "7", "99999999999999999999", "https://nowhere.example/", "١٢٣"])
def test_what_is_not_there_is_none(store, key):
    assert store.find_article(key) is None
    assert store.capture(7) is None
    assert store.versions(7) == []
    assert store.articles([7, 0, -1, 2**70]) == {}
    assert store.versions_of([7, 0, -1, 2**70]) == {}


def test_versions_of_several_articles_come_in_one_reading(store):
    texts = {1: ("أول", "ثان", "ثالث"), 2: ("وحيد",), 3: ("قديم", "جديد")}
    for turn in range(3):
        for number, titles in texts.items():
            if turn < len(titles):
                url = f"https://news.example/{number}"
                store.record([make_visit(url, content=make_content(titles[turn]), at=NOON + turn * HOUR)])
    got = store.versions_of([3, 1, 1, 99])
    assert {number: [one.content.title for one in versions] for number, versions in got.items()} == {
        1: list(texts[1]),
        3: list(texts[3]),
    }
    assert got[1] == store.versions(1)


def test_the_same_content_again_is_unchanged_and_an_edit_is_a_new_version(store):
    edited = make_content(text="افتتح المجلس البلدي الجسر الجديد مساء أمس.")
    assert store.record([make_visit(content=make_content())]) == [KEPT]
    assert store.record([make_visit(content=make_content(), at=NOON + HOUR, observed="unchanged")]) == [UNCHANGED]
    assert store.record([make_visit(content=edited, at=NOON + 2 * HOUR, observed="edited")]) == [KEPT]
    article = store.find_article(URL)
    assert (article.first_seen_at, article.last_seen_at) == (NOON, NOON + 2 * HOUR)
    assert [version.content for version in store.versions(article.id)] == [make_content(), edited]
    assert store.changes(after=0, limit=10) == [
        Change(number=1, kind=ChangeKind.KEPT, article=article.id, version=1, at=NOON),
        Change(number=2, kind=ChangeKind.EDITED, article=article.id, version=2, at=NOON + 2 * HOUR),
    ]


def test_two_visits_of_one_address_in_a_batch_become_one_article(store):
    visits = [
        make_visit(URL + "?a", address=URL, content=make_content()),
        make_visit(URL + "?b", address=URL, content=make_content(), outlet="xx.other"),
        make_visit(URL + "?c", address=URL, content=make_content(title="عنوان آخر")),
    ]
    assert store.record(visits) == [KEPT, UNCHANGED, KEPT]
    assert store.stats().articles == 1
    assert store.find_article(URL).outlet == "xx.news"
    assert store.outcomes() == {"kept": 2, "unchanged": 1}


def test_captures_are_kept_also_for_what_was_refused_and_only_the_last_was_read(store):
    moved = make_record(URL, offset=0, status=301)
    read = make_record(URL + "/", offset=10)
    small = make_record("https://news.example/short", offset=20)
    store.record(
        [
            make_visit(URL, content=make_content(), captures=(moved, read)),
            make_visit("https://news.example/short", outcome=refused(), captures=(small,)),
        ]
    )
    assert [capture.offset for capture in store.captures()] == [0, 10, 20]
    assert [capture.offset for capture in store.captures(after=1, limit=1)] == [10]
    assert [capture.offset for capture in store.captures_of(1)] == [10]


def test_a_batch_that_is_sent_again_keeps_nothing_twice(store):
    visit = make_visit(content=make_content(), captures=(make_record(),))
    assert store.record([visit]) == [KEPT]
    assert store.record([visit]) == [UNCHANGED]
    assert len(store.captures()) == 1
    assert store.last_change() == 1


def test_a_stored_capture_read_again_with_better_rules_is_not_stored_again(store):
    store.record([make_visit(content=make_content(), captures=(make_record(),))])
    better = make_content(text="افتتح المجلس البلدي الجسر الجديد صباح اليوم، بحضور الأهالي.")
    assert store.record([make_visit(content=better, captures=tuple(store.captures()))]) == [KEPT]
    assert [version.capture for version in store.versions(1)] == [1, 1]
    assert len(store.captures()) == 1


def test_validators_of_the_last_full_response_are_handed_out_for_the_next_visit(store):
    fresh = make_record(etag='"a"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT")
    same = make_record(offset=10, status=304)
    store.record([make_visit(content=make_content(), captures=(fresh,), next_visit_at=NOON)])
    store.record(
        [make_visit(outcome=UNCHANGED, captures=(same,), next_visit_at=NOON, address=URL, observed="unchanged")]
    )
    [due] = claim(store)
    assert (due.article, due.etag, due.last_modified) == (1, '"a"', "Sun, 01 Mar 2026 12:00:00 GMT")


def test_outcomes_are_counted_by_reason_and_outlet(store):
    store.add_found([make_found(f"{URL}{n}") for n in range(4)], now=NOON)
    told = store.record(
        [
            make_visit(f"{URL}0", content=make_content()),
            make_visit(f"{URL}1", outcome=refused("not-arabic")),
            make_visit(f"{URL}2", outcome=failed("timeout")),
            make_visit("https://b.example/", outcome=refused("not-arabic"), outlet="xx.b"),
        ]
    )
    assert told == [KEPT, refused("not-arabic"), failed("timeout"), refused("not-arabic")]
    assert store.outcomes() == {"kept": 1, "refused:not-arabic": 2, "failed:timeout": 1, "due": 1}
    assert store.outcomes("xx.b") == {"refused:not-arabic": 1}
    assert store.open_work() == 1


def test_an_article_whose_server_fails_later_stays_counted_as_kept(store):
    store.record([make_visit(content=make_content(), next_visit_at=NOON)])
    store.record([make_visit(outcome=failed("timeout"), observed="unreachable", next_visit_at=NOON + HOUR)])
    store.record([make_visit(outcome=DUE, observed="blocked", next_visit_at=NOON + HOUR)])
    assert store.outcomes() == {"kept": 1}
    assert store.open_work() == 0
    assert [item.article for item in claim(store, now=NOON + HOUR)] == [1]


def test_one_visit_that_finds_an_article_gone_does_not_make_it_gone(store):
    gone = {"outcome": failed("gone"), "observed": "gone"}
    store.record([make_visit(content=make_content())])
    store.record([make_visit(at=NOON + HOUR, **gone)])
    store.record([make_visit(at=NOON + HOUR + timedelta(minutes=59), **gone)])
    assert store.find_article(URL).gone_at is None
    store.record([make_visit(at=NOON + 2 * HOUR, **gone)])
    assert store.find_article(URL).gone_at == NOON + HOUR
    assert store.last_change() == 1


def test_an_article_seen_again_is_no_longer_gone(store):
    gone = {"outcome": failed("gone"), "observed": "gone"}
    store.record([make_visit(content=make_content())])
    store.record([make_visit(at=NOON + HOUR, **gone), make_visit(at=NOON + 3 * HOUR, **gone)])
    assert store.find_article(URL).gone_at is not None
    store.record([make_visit(at=NOON + 4 * HOUR, outcome=UNCHANGED, observed="unchanged")])
    article = store.find_article(URL)
    assert (article.gone_at, article.last_seen_at) == (None, NOON + 4 * HOUR)
    store.record([make_visit(at=NOON + 5 * HOUR, **gone)])
    assert store.find_article(URL).gone_at is None


def test_the_position_of_an_import_is_stored_with_its_articles(store):
    assert store.import_position("corpus.jsonl") == 0
    store.record([make_visit(content=make_content())], progress=("corpus.jsonl", 50))
    store.record([], progress=("corpus.jsonl", 70))
    assert store.import_position("corpus.jsonl") == 70
    assert store.import_position("other.jsonl") == 0


def test_hostile_texts_are_stored_without_what_databases_refuse(store):
    content = make_content(title="a\x00b \ud800", text="\U0001f600 \x00", tags=("\ud83d", "x\x00y"), authors=("'; --",))
    assert store.record([make_visit("https://news.example/\ud800\x00", content=content)]) == [KEPT]
    [(_, version)] = store.articles([1]).values()
    assert version.content.title == "ab \ufffd"
    assert version.content.text == "\U0001f600 "
    assert version.content.authors == ("'; --",)
    assert store.add_found([make_found("http://[half", title="\x00\udfff")], now=NOON) == 1


def test_an_address_that_is_too_long_is_refused(store):
    visit = make_visit(URL, address="https://news.example/" + "a" * 3000, content=make_content())
    assert store.record([visit]) == [Outcome(kind=OutcomeKind.REFUSED, reason="url-too-long")]
    assert store.stats().articles == 0


@pytest.mark.parametrize(
    "at",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-12 * HOUR)),
    ],
)
def test_dates_at_the_ends_of_the_calendar_come_back(store, at):
    store.record([make_visit(content=make_content(published_at=at))])
    [(_, version)] = store.articles([1]).values()
    assert version.content.published_at == at
    assert version.content.published_at.utcoffset() == at.utcoffset()


# ---- the change list


def test_changes_can_be_read_in_parts_without_gaps(store):
    for start in range(0, 9, 3):
        store.record([make_visit(f"{URL}{n}", content=make_content()) for n in range(start, start + 3)])
    first = store.changes(after=0, limit=4)
    rest = store.changes(after=first[-1].number, limit=100)
    assert [change.number for change in first + rest] == list(range(1, 10))
    assert store.changes(after=9, limit=10) == []
    assert store.last_change() == 9


def test_a_batch_that_fails_leaves_nothing_and_takes_no_number(store):
    good = make_visit(content=make_content())
    bad = make_visit(URL + "0", content=make_content(), captures=(make_record(status=None),))
    with pytest.raises(Exception, match=r"(?i)null"):
        store.record([good, bad])
    assert store.find_article(URL) is None
    store.record([good])
    assert [change.number for change in store.changes(after=0, limit=10)] == [1]


# ---- outlets, endpoints, rounds


def test_outlets_are_inserted_and_updated(store):
    card = OutletCard(id="xx.news", name_ar="الأخبار", name_en="News", country="xx", home="", zone="UTC")
    renamed = OutletCard(id="xx.news", name_ar="الأنباء", name_en="News", country="xx", home="", zone="Asia/Amman")
    other = OutletCard(id="a.example", name_ar="a.example", name_en="a.example", country="", home="", zone="UTC")
    store.save_outlets([])
    store.save_outlets([card])
    store.save_outlets([renamed, other])
    assert store.outlets() == {"xx.news": renamed, "a.example": other}
    assert store.stats().outlets == 2


def test_endpoints_are_kept_by_url(store):
    new = EndpointState(url="https://a.example/feed", outlet="xx.a")
    read = EndpointState(
        url="https://a.example/feed",
        outlet="xx.a",
        polled_at=NOON,
        next_poll_at=NOON + HOUR,
        interval_seconds=3600,
        etag='"1"',
        last_modified="x",
        digest="sha256:1",
        failures=2,
        outcome="read",
        reason="",
        entries=30,
    )
    other = EndpointState(url="https://b.example/feed", outlet="xx.b")
    store.save_endpoints([new, other])
    assert store.endpoints("xx.a") == {new.url: new}
    store.save_endpoints([read])
    assert store.endpoints() == {read.url: read, other.url: other}


def test_outlet_states_are_kept(store):
    state = OutletState(outlet="xx.a", state="blocked", reason="challenge-page 403", since=NOON)
    well = OutletState(outlet="xx.a", state="well", last_success_at=NOON + HOUR)
    store.save_outlet_states([state])
    assert store.outlet_states() == {"xx.a": state}
    store.save_outlet_states([well])
    assert store.outlet_states() == {"xx.a": well}


def test_the_newest_rounds_come_first(store):
    reports = [
        RoundReport(
            started_at=NOON + n * HOUR,
            seconds=1.5,
            found=6,
            kept=1,
            unchanged=1,
            refused={"too-short": 1},
            failed={"timeout": 2},
            due=1,
            endpoints={"read": 3},
            blocked={"xx.a": "robots"},
            missing={"date": 1},
        )
        for n in range(3)
    ]
    for report in reports:
        store.add_round(report)
    assert store.rounds() == reports[::-1]
    assert store.rounds(1) == reports[-1:]


def test_stats_count_what_is_there(store):
    empty = store.stats()
    assert (empty.articles, empty.first_seen_at, empty.by_outlet) == (0, None, {})
    store.add_found([make_found(URL + "9")], now=NOON)
    store.record([make_visit(content=make_content(), captures=(make_record(),))])
    store.record([make_visit("https://b.example/", outlet="xx.b", at=NOON + HOUR, content=make_content())])
    stats = store.stats()
    assert (stats.articles, stats.versions, stats.captures, stats.changes, stats.due) == (2, 2, 1, 2, 1)
    assert (stats.first_seen_at, stats.last_seen_at) == (NOON, NOON + HOUR)
    assert stats.by_outlet == {"xx.news": 1, "xx.b": 1}


def test_times_come_back_in_utc(store):
    local = NOON.astimezone(timezone(timedelta(hours=4)))
    store.record([make_visit(at=local, content=make_content(), captures=(make_record(fetched_at=local),))])
    article = store.find_article(URL)
    assert article.first_seen_at.tzinfo is UTC
    assert store.capture(1).fetched_at == NOON


def test_what_was_kept_is_there_after_opening_again(store, store_url):
    store.record([make_visit(content=make_content())])
    again = open_store(store_url)
    try:
        assert again.find_article(URL) == store.find_article(URL)
    finally:
        again.close()


def test_captures_that_belong_to_no_article_are_noted_once(store):
    feed, robots = (
        make_record("https://a.example/feed", offset=0),
        make_record("https://a.example/robots.txt", offset=9),
    )
    store.add_captures([feed, robots])
    store.add_captures([robots])
    assert [(capture.url, capture.offset) for capture in store.captures()] == [(feed.url, 0), (robots.url, 9)]
    assert store.stats().articles == 0


# ---- what rules have done, and reading captures again


def test_the_youngest_articles_of_an_outlet_come_with_their_latest_versions(store):
    for number in range(4):
        store.record([make_visit(f"https://news.example/{number}", content=make_content(f"خبر {number}"))])
    store.record([make_visit("https://other.example/1", outlet="xx.other", content=make_content())])
    store.record([make_visit("https://news.example/1", at=NOON + HOUR, content=make_content("خبر معدل"))])
    recent = store.recent_versions("xx.news", limit=3)
    assert [version.content.title for version in recent] == ["خبر 3", "خبر 2", "خبر معدل"]
    assert store.recent_versions("xx.nobody", limit=3) == []


def test_captures_lead_to_their_article_and_to_how_it_was_found(store):
    item = make_found(URL, title="عنوان", section="محليات")
    store.add_found([item, make_found(URL + "2"), make_found(URL + "3", section="رياضة")], now=NOON)
    hop = make_record(URL + "3", offset=30)
    behind = make_record("https://news.example/behind-a-redirect", offset=40)
    store.record(
        [
            make_visit(URL, content=make_content(), captures=(make_record(URL, offset=10),)),
            make_visit(URL + "2", captures=(make_record(URL + "2", offset=20),)),
            make_visit(URL + "3", content=make_content(), captures=(hop, behind), address=URL + "4"),
        ]
    )
    store.add_captures([make_record("https://news.example/feed", offset=50)])
    by_url = {record.url: record.id for record in store.captures()}
    told = store.read_from(by_url.values())
    first, third = store.find_article(URL), store.find_article(URL + "4")
    assert told[by_url[URL]] == (first.id, item)
    assert told[by_url[URL + "2"]][0] == 0
    assert told[by_url[behind.url]][0] == third.id
    assert told[by_url[behind.url]][1].section == "رياضة"
    assert by_url["https://news.example/feed"] not in told
    assert store.read_from([]) == {}


def reread(record, content, at=NOON + 5 * HOUR, url=URL):
    return make_visit(url, at=at, content=content, captures=(record,), reread=True)


def test_a_capture_read_again_becomes_a_version_and_disturbs_nothing_else(store):
    store.add_found([make_found(URL)], now=NOON)
    store.record([make_visit(URL, content=make_content(), captures=(make_record(URL),), next_visit_at=NOON + 9 * HOUR)])
    for hours in (1, 3):
        at, again = NOON + hours * HOUR, NOON + 9 * HOUR
        gone = make_visit(URL, at=at, outcome=failed("gone"), address=URL, observed="gone", next_visit_at=again)
        store.record([gone])
    before, record = store.find_article(URL), store.captures()[0]
    outcomes = dict(store.outcomes())
    dated = make_content(published_at=NOON, published_precision="day")
    assert store.record([reread(record, dated)]) == [KEPT], "a date alone is worth a version here"
    after = store.find_article(URL)
    assert (after.versions, after.last_seen_at, after.gone_at) == (2, before.last_seen_at, before.gone_at)
    assert [version.content.published_at for version in store.versions(after.id)] == [None, NOON]
    assert [version.capture for version in store.versions(after.id)] == [record.id, record.id]
    assert store.changes(after=1, limit=9)[0].kind is ChangeKind.EDITED
    assert dict(store.outcomes()) == outcomes
    assert urls(claim(store, now=NOON + 9 * HOUR)) == [URL], "its next visit is still due when it was"


def test_a_capture_that_is_no_longer_the_latest_is_not_read_over_a_newer_one(store):
    store.record([make_visit(URL, content=make_content(), captures=(make_record(URL),))])
    old = store.captures()[0]
    newer = make_record(URL, offset=100, fetched_at=NOON + HOUR)
    store.record([make_visit(URL, at=NOON + HOUR, content=make_content("أحدث"), captures=(newer,))])
    assert store.record([reread(old, make_content("من القديم"))]) == [UNCHANGED]
    assert store.record([reread(old, make_content(), url="https://news.example/unknown")]) == [UNCHANGED]
    assert store.find_article(URL).versions == 2
    assert store.find_article("https://news.example/unknown") is None
