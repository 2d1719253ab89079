"""The Umm al-Qura table agrees with the library it was derived from, day by day."""

from datetime import date

from hijridate import Gregorian, Hijri

from arabic.hijri import FIRST_YEAR, LAST_YEAR, from_gregorian, month_length, to_gregorian


def test_every_month_begins_and_ends_as_in_the_library():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            first = Hijri(year, month, 1)
            length = first.month_length()
            assert month_length(year, month) == length
            assert to_gregorian(year, month, 1).isoformat() == first.to_gregorian().isoformat()
            assert to_gregorian(year, month, length + 1) is None


def test_days_go_both_ways():
    for ordinal in range(date(1924, 8, 1).toordinal(), date(2077, 11, 16).toordinal(), 97):
        day = date.fromordinal(ordinal)
        moon = Gregorian(day.year, day.month, day.day).to_hijri()
        assert from_gregorian(day) == (moon.year, moon.month, moon.day)
        assert to_gregorian(*from_gregorian(day)) == day


def test_days_outside_the_calendar_are_none():
    assert from_gregorian(date(1924, 7, 31)) is None
    assert from_gregorian(date(2077, 11, 17)) is None
    assert to_gregorian(1342, 12, 29) is None
    assert to_gregorian(1501, 1, 1) is None
    assert to_gregorian(1445, 13, 1) is None
    assert to_gregorian(1445, 7, 0) is None
    assert month_length(1445, 0) == 0
