"""When to look again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import EndpointState, OutcomeKind
from crawler.due import (
    RETRY_STEPS,
    TRIES,
    VISIT_AGES,
    PollLimits,
    ask_plainly,
    blocked_until,
    endpoint_due,
    failed_poll,
    host_retry_at,
    next_visit,
    poll_interval,
    polled,
    retry_at,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def state(**fields):
    known = {
        "polled_at": NOW - timedelta(hours=1),
        "next_poll_at": NOW,
        "interval_seconds": 3600,
        "entries": 30,
        "outcome": "read",
    }
    return EndpointState(url="https://www.outlet.example/feed", outlet="xx.outlet", **(known | fields))


def test_an_endpoint_never_polled_is_due():
    assert endpoint_due(None, NOW)
    assert endpoint_due(EndpointState(url="u", outlet="o"), NOW)


def test_an_endpoint_is_due_at_its_time_and_not_before():
    assert endpoint_due(state(next_poll_at=NOW), NOW)
    assert not endpoint_due(state(next_poll_at=NOW + MINUTES), NOW)


@pytest.mark.parametrize(
    ("new", "minutes"),
    [(0, 90), (1, 120), (2, 60), (4, 30), (10, 30), (30, 30)],
    ids=["nothing new: slower", "one: at most doubled", "on the mark", "twice as many", "many: halved", "all new"],
)
def test_the_interval_follows_how_much_is_new(new, minutes):
    assert poll_interval(state(), new, NOW) == minutes * MINUTES


def test_a_body_of_nothing_but_news_is_asked_for_sooner_even_after_a_long_pause():
    after_a_week = state(polled_at=NOW - timedelta(days=7), interval_seconds=7200)
    assert poll_interval(after_a_week, 30, NOW) == timedelta(hours=1)


@given(
    interval=st.integers(0, 200_000),
    new=st.integers(0, 5000),
    minutes_ago=st.integers(0, 100_000),
    entries=st.integers(0, 5000),
)
@settings(max_examples=100)
def test_the_interval_stays_between_ten_minutes_and_a_day(interval, new, minutes_ago, entries):
    before = state(interval_seconds=interval, polled_at=NOW - minutes_ago * MINUTES, entries=entries)
    assert 10 * MINUTES <= poll_interval(before, new, NOW) <= timedelta(days=1)


def test_the_limits_of_the_interval_can_be_set():
    quick = PollLimits(shortest=timedelta(seconds=5), longest=timedelta(seconds=20))
    assert poll_interval(state(), 0, NOW, quick) == timedelta(seconds=20)
    assert poll_interval(EndpointState(url="u", outlet="o"), 9, NOW, quick) == timedelta(seconds=20)


def test_a_poll_that_was_answered_forgets_failures():
    after = polled(state(failures=4), outcome="unchanged", new_entries=0, entries=30, now=NOW)
    assert (after.failures, after.outcome, after.next_poll_at) == (0, "unchanged", NOW + 90 * MINUTES)


def test_an_empty_feed_is_a_failure_and_is_read_anew_next_time():
    after = polled(state(etag='"1"', digest="sha256:0"), outcome="empty", new_entries=0, entries=0, now=NOW)
    assert (after.outcome, after.reason, after.failures) == ("empty", "no-entries", 1)
    assert (after.etag, after.digest) == ("", "")


@pytest.mark.parametrize(
    ("outcome", "reason", "first"),
    [
        ("failed", "timeout", 10 * MINUTES),
        ("failed", "http-503", 10 * MINUTES),
        ("failed", "http-404", timedelta(hours=6)),
        ("failed", "http-410", timedelta(hours=6)),
        ("blocked", "challenge-page 403", timedelta(hours=1)),
    ],
)
def test_failed_polls_back_off_and_are_never_given_up(outcome, reason, first):
    after = state()
    waits = []
    for _ in range(20):
        after = failed_poll(after, outcome=outcome, reason=reason, now=NOW)
        waits.append(after.next_poll_at - NOW)
    assert waits[0] == first
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)


def test_a_failed_poll_waits_as_long_as_the_server_asks_but_no_longer_than_a_day():
    hour = failed_poll(state(), outcome="failed", reason="http-429", now=NOW, not_before=NOW + timedelta(hours=1))
    year = failed_poll(state(), outcome="failed", reason="http-429", now=NOW, not_before=NOW + timedelta(days=365))
    assert hour.next_poll_at == NOW + timedelta(hours=1)
    assert year.next_poll_at == NOW + timedelta(days=1)


def test_an_endpoint_is_asked_without_validators_once_in_any_day():
    known = state(etag='"1"', outcome="unchanged")
    plain = [
        ask_plainly(replace(known, polled_at=NOW + hour * timedelta(hours=1)), NOW + (hour + 1) * timedelta(hours=1))
        for hour in range(24 * 5)
    ]
    assert sum(plain) == 5
    assert ask_plainly(state(), NOW), "without validators there is no other way"


def test_an_endpoint_that_brought_news_last_time_is_asked_conditionally():
    known = state(etag='"1"', outcome="read", polled_at=NOW - timedelta(days=3))
    assert not ask_plainly(known, NOW)


@pytest.mark.parametrize(
    "reason", ["timeout", "dns", "tls", "connection", "cut-off", "http-500", "http-503", "http-403"]
)
def test_what_may_pass_is_tried_again_later_and_later_and_then_no_more(reason):
    waits = [retry_at(attempts, reason, NOW) for attempts in range(TRIES + 2)]
    assert [wait - NOW for wait in waits[: TRIES - 1]] == list(RETRY_STEPS)
    assert waits[TRIES - 1 :] == [None, None, None]


@pytest.mark.parametrize("reason", ["http-404", "http-410", "redirect-loop", "robots", "too-large", "private-address"])
def test_what_will_not_change_is_not_tried_again(reason):
    assert retry_at(0, reason, NOW) is None


def test_a_host_that_cannot_be_asked_is_asked_again_within_a_day():
    assert host_retry_at(0, NOW) == NOW + 10 * MINUTES
    assert host_retry_at(1000, NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("blocked_for", "wait"),
    [(None, timedelta(hours=1)), (timedelta(0), timedelta(hours=1)), (timedelta(hours=5), timedelta(hours=5)),
     (timedelta(days=90), timedelta(days=1))],
)  # fmt: skip
def test_a_blocked_outlet_is_tried_again_after_as_long_as_it_has_been_blocked(blocked_for, wait):
    since = None if blocked_for is None else NOW - blocked_for
    assert blocked_until(since, NOW) == NOW + wait


def test_an_article_is_visited_again_at_the_ages_of_the_schedule():
    age, ages = timedelta(0), []
    while (wait := next_visit(age, OutcomeKind.UNCHANGED, "unchanged")) is not None:
        age += wait
        ages.append(age)
    assert ages[: len(VISIT_AGES)] == list(VISIT_AGES)


@pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.FAILED])
def test_what_is_no_article_is_not_visited_again(kind):
    assert next_visit(timedelta(0), kind) is None


def test_an_article_found_gone_is_looked_at_again_soon():
    assert next_visit(timedelta(days=4), OutcomeKind.FAILED, "gone") == timedelta(hours=2)
    assert next_visit(timedelta(days=40), OutcomeKind.FAILED, "gone") is None
