"""When the next request to a host may start."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetch.politeness import BACK_OFF_SECONDS, HostClock, delay_between, retry_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30),
        ("Sunday, 22-Nov-26 12:00:30 GMT", 30),
        ("Sun Nov 22 12:00:30 2026", 30),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 22 Nov 2099 12:00:00 GMT", 86_400),
        ("99999999999999999999", 86_400),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣٠", None),
        ("Fri, 31 Feb 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_retry_after_is_read_or_passed_over(value):
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= 86_400


@pytest.mark.parametrize(
    ("outlet", "crawl_delay", "override", "seconds"),
    [(5.0, None, None, 5.0), (5.0, 10, None, 10.0), (5.0, 1, None, 5.0), (5.0, 900, None, 120.0), (5.0, None, 0.0, 0.0),
     (5.0, 2, 0.0, 2.0)],
)  # fmt: skip
def test_the_longer_of_the_outlets_delay_and_crawl_delay_counts(outlet, crawl_delay, override, seconds):
    assert delay_between(outlet, crawl_delay, override) == seconds


def test_the_next_request_starts_a_delay_after_the_last_one_was_answered():
    clock = HostClock("www.outlet.example")
    clock.asked(100.0, 5.0)
    assert clock.wait_seconds(102.0, NOW) == 3.0
    assert clock.wait_seconds(200.0, NOW) == 0.0


def test_a_host_that_says_not_now_is_left_alone_for_as_long_as_it_asks():
    clock = HostClock("www.outlet.example")
    clock.answered(429, 40.0, NOW)
    assert clock.is_asleep(NOW)
    assert clock.wait_seconds(0.0, NOW + timedelta(seconds=10)) == 30.0
    assert not clock.is_asleep(NOW + timedelta(seconds=40))


def test_without_retry_after_the_pauses_double():
    clock = HostClock("www.outlet.example")
    pauses = []
    for _ in range(3):
        clock.answered(503, None, NOW)
        pauses.append(clock.wait_seconds(0.0, NOW))
    clock.answered(200, None, NOW)
    clock.asleep_until = None
    clock.answered(503, None, NOW)
    assert pauses == [BACK_OFF_SECONDS, 2 * BACK_OFF_SECONDS, 4 * BACK_OFF_SECONDS]
    assert clock.wait_seconds(0.0, NOW) == BACK_OFF_SECONDS


def test_a_retry_after_on_a_good_answer_is_no_reason_to_wait():
    clock = HostClock("www.outlet.example")
    clock.answered(200, 3600.0, NOW)
    assert not clock.is_asleep(NOW)


def test_only_failures_of_the_network_in_a_row_count_as_a_host_that_is_down():
    clock = HostClock("www.outlet.example")
    clock.unanswered(network=True)
    clock.unanswered(network=True)
    assert clock.network_failures == 2
    clock.unanswered(network=False)
    assert clock.network_failures == 0
