"""How an outlet fares, with the cause by name."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.model import OutletState
from crawler.health import OutletRound, outlet_state

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=5)


def seen(**numbers):
    return OutletRound(outlet="xx.outlet", **numbers)


def well(last_success_at=BEFORE):
    return OutletState(outlet="xx.outlet", state="well", since=BEFORE, last_success_at=last_success_at)


@pytest.mark.parametrize(
    ("numbers", "state", "reason"),
    [
        ({"new": 3, "read": 2, "answered": 1}, "well", ""),
        ({"answered": 4}, "well", ""),
        ({"blocked": "challenge-page 403", "answered": 1, "new": 5}, "blocked", "challenge-page 403"),
        ({"failed": {"dns": 3}}, "failing", "dns (3 of 3)"),
        ({"failed": {"timeout": 2, "http-500": 3}, "answered": 1}, "failing", "http-500 (3 of 6)"),
        ({"failed": {"timeout": 1}, "answered": 3, "read": 4}, "well", ""),
        ({"refused": 5, "answered": 1, "new": 5}, "failing", "nothing readable (5 pages refused)"),
        ({"empty": 2}, "silent", "no-entries"),
    ],
)
def test_the_state_names_its_cause(numbers, state, reason):
    after = outlet_state(None, seen(**numbers), NOW)
    assert (after.state, after.reason, after.since) == (state, reason, NOW)


def test_an_outlet_that_brings_nothing_new_for_days_is_silent():
    after = outlet_state(well(last_success_at=NOW - timedelta(days=4)), seen(answered=3), NOW)
    assert (after.state, after.reason) == ("silent", "nothing new since 2026-11-18")


def test_the_date_of_the_last_success_moves_only_with_news():
    assert outlet_state(well(), seen(new=1, answered=1), NOW).last_success_at == NOW
    assert outlet_state(well(NOW - timedelta(days=1)), seen(answered=1), NOW).last_success_at == NOW - timedelta(days=1)


def test_a_state_that_lasts_keeps_its_beginning():
    blocked = OutletState(outlet="xx.outlet", state="blocked", reason="firewall 403", since=BEFORE)
    after = outlet_state(blocked, seen(blocked="challenge-page 403"), NOW)
    assert (after.since, after.reason) == (BEFORE, "challenge-page 403")


def test_a_round_that_had_nothing_to_do_with_an_outlet_says_nothing_of_it():
    assert outlet_state(None, seen(), NOW) is None
    assert outlet_state(well(), seen(), NOW) == well()


def test_a_blocked_outlet_stays_blocked_until_an_article_comes_through():
    blocked = OutletState(outlet="xx.outlet", state="blocked", reason="challenge-page 403", since=BEFORE)
    assert outlet_state(blocked, seen(answered=2), NOW) == blocked
    assert outlet_state(blocked, seen(answered=2, read=1), NOW).state == "well"
