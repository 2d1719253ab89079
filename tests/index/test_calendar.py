"""Borders of days, weeks, months and years in a zone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.calendar import UNITS, borders, stretches

CAIRO = ZoneInfo("Africa/Cairo")


def test_a_day_without_midnight_begins_with_its_first_hour():
    """Egypt put the clock forward at midnight of 26 April 2024."""
    noon = datetime(2024, 4, 26, 12, tzinfo=CAIRO)
    assert borders(noon, noon, "day", "Africa/Cairo") == [
        datetime(2024, 4, 26, 1, tzinfo=CAIRO),
        datetime(2024, 4, 27, tzinfo=CAIRO),
    ]
    before = datetime(2024, 4, 25, 21, 59, tzinfo=UTC)  # 23:59 in Cairo
    assert borders(before, before, "day", "Africa/Cairo")[-1].astimezone(UTC) == before + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("day", [(2026, 2, 28), (2026, 3, 1), (2026, 3, 2)]),
        ("week", [(2026, 2, 23), (2026, 3, 2)]),
        ("month", [(2026, 2, 1), (2026, 3, 1), (2026, 4, 1)]),
        ("year", [(2026, 1, 1), (2027, 1, 1)]),
    ],
)
def test_borders_are_those_of_the_calendar(unit, expected):
    first, last = datetime(2026, 2, 28, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert borders(first, last, unit, "UTC") == [datetime(*day, tzinfo=UTC) for day in expected]


ZONES = ["Africa/Cairo", "Asia/Beirut", "UTC", "Africa/Casablanca"]
MOMENTS = st.datetimes(datetime(1901, 1, 1), datetime(2090, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@settings(max_examples=60)
@given(
    MOMENTS,
    st.integers(0, 800),
    st.sampled_from(UNITS),
    st.sampled_from(ZONES),
)
def test_borders_rise_and_hold_both_moments(first, days, unit, zone):
    last = first + timedelta(days=days)
    edges = [edge.astimezone(UTC) for edge in borders(first, last, unit, zone)]
    assert edges[0] <= first
    assert last < edges[-1]
    assert all(one < other for one, other in pairwise(edges))


@settings(max_examples=40)
@given(MOMENTS, st.integers(0, 3000), st.sampled_from(ZONES))
def test_stretches_follow_each_other_and_keep_one_distance_from_utc(first, days, zone):
    last = first + timedelta(days=days)
    found = stretches(first, last, zone)
    assert found[0].start == first
    assert found[-1].end == last + timedelta(microseconds=1)
    assert all(one.end == other.start and one.offset != other.offset for one, other in pairwise(found))
    for part in found:
        for moment in (part.start, part.end - timedelta(microseconds=1)):
            assert moment.astimezone(ZoneInfo(zone)).utcoffset() == part.offset
