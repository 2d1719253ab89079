"""When versions held, and which moment a person means."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Content, Version
from index.held import NoMoment, held_versions, read_moment

NOW = datetime(2026, 11, 22, 14, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_version(number, hours, capture=None):
    return Version(
        article=1,
        number=number,
        content=Content(title="خبر", text="نص"),
        capture=number if capture is None else capture,
        seen_at=NOW + hours * HOUR,
        digest="",
    )


def told(versions):
    """(number, hours since, hours until) of each version that held."""
    return [
        (one.version.number, (one.since - NOW) / HOUR, None if one.until is None else (one.until - NOW) / HOUR)
        for one in held_versions(versions)
    ]


def test_a_version_holds_until_the_next_is_seen():
    assert told([make_version(1, 0)]) == [(1, 0, None)]
    assert told([make_version(1, 0), make_version(2, 5), make_version(3, 6)]) == [(1, 0, 5), (2, 5, 6), (3, 6, None)]


def test_a_later_reading_of_a_capture_stands_for_the_earlier_ones_from_the_beginning():
    versions = [make_version(1, 0), make_version(2, 5, 20), make_version(3, 90, 20), make_version(4, 99, 20)]
    assert told(versions) == [(1, 0, 5), (4, 5, None)]
    assert told([*versions, make_version(5, 100)]) == [(1, 0, 5), (4, 5, 100), (5, 100, None)]


def test_versions_without_a_capture_are_not_taken_for_readings_of_one():
    assert told([make_version(1, 0, 0), make_version(2, 5, 0)]) == [(1, 0, 5), (2, 5, None)]


def test_a_version_recorded_out_of_order_holds_at_no_two_versions_time():
    assert told([make_version(1, 1), make_version(2, 5), make_version(3, 3)]) == [(1, 1, 3), (3, 3, None)]
    assert told([make_version(1, 4), make_version(2, 4)]) == [(2, 4, None)]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=8))
def test_at_any_moment_at_most_one_version_holds_and_the_last_holds_now(facts):
    versions = [make_version(number, hours, capture) for number, (hours, capture) in enumerate(facts, 1)]
    held = held_versions(versions)
    assert held[-1].version is versions[-1]
    assert held[-1].until is None
    assert all(one.until == other.since for one, other in pairwise(held))
    assert all(one.until is None or one.since < one.until for one in held)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01", datetime(2024, 5, 1, 20, 59, 59, 999999, tzinfo=UTC)),
        ("١ أيار ٢٠٢٤", datetime(2024, 5, 1, 20, 59, 59, 999999, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 31, 20, 59, 59, 999999, tzinfo=UTC)),
        ("2023", datetime(2023, 12, 31, 21, 59, 59, 999999, tzinfo=UTC)),
        ("2024-05-01 14:30", datetime(2024, 5, 1, 11, 30, tzinfo=UTC)),
        ("2024-05-01T14:30:05Z", datetime(2024, 5, 1, 14, 30, 5, tzinfo=UTC)),
        ("أمس", datetime(2026, 11, 21, 21, 59, 59, 999999, tzinfo=UTC)),
        ("2026-11-22", NOW),
        ("2026", NOW),
    ],
)
def test_a_date_means_its_end_and_a_time_that_moment_and_what_is_not_over_now(text, moment):
    assert read_moment(text, now=NOW, zone="Asia/Beirut") == moment


@pytest.mark.parametrize(
    ("text", "arabic", "english"),
    [
        ("2026-11-23", "لم يأتِ بعد", "still to come"),
        ("2026-11-22 23:00", "لم يأتِ بعد", "still to come"),
        ("قديما", "لم نفهم", "cannot be read"),
        ("2024-13-01", "لم نفهم", "cannot be read"),
    ],
)
def test_what_cannot_be_read_and_the_future_are_refused_in_both_languages(text, arabic, english):
    with pytest.raises(NoMoment, match=english) as refused:
        read_moment(text, now=NOW, zone="Asia/Beirut")
    assert arabic in refused.value.message_ar
