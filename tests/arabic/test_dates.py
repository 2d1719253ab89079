"""Every form of the table is read as the table says; no form is read wrong."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arabic.dates import find_dates, read_date

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CAIRO = "Africa/Cairo"
TABLE = Path(__file__).with_name("date_forms.tsv")


def table():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        form, *expected = line.split("\t")
        form = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), form)
        yield pytest.param(form.replace("\\\\", "\\"), expected, id=line.split("\t")[0])


def read(text, **options):
    return read_date(text, **{"now": NOW, "zone": CAIRO, **options})


@pytest.mark.parametrize(("form", "expected"), list(table()))
def test_each_form_is_read_as_the_table_says(form, expected):
    reading = read(form)
    if expected == ["-"]:
        assert reading is None
        return
    value = datetime.fromisoformat(expected[0])
    assert reading is not None
    assert reading.precision == expected[1]
    if value.tzinfo is None:
        assert reading.value.replace(tzinfo=None) == value
        assert reading.value.utcoffset() == value.replace(tzinfo=ZoneInfo(CAIRO)).utcoffset()
    else:
        assert reading.value == value


def test_the_table_is_large():
    assert len(list(table())) >= 300


def test_month_first_holds_only_where_told():
    assert read("4/5/2026 6:00:00 AM", order="mdy").value.date() == date(2026, 4, 5)
    assert read("12/01/2024", order="mdy").value.date() == date(2024, 12, 1)
    assert read("12/01/2024").value.date() == date(2024, 1, 12)
    assert read("29/4/2026", order="mdy").value.date() == date(2026, 4, 29)


def test_zone_says_whether_it_stood_in_the_text():
    assert read("12/11/2025 10:30 بتوقيت مكة").zone == "given"
    assert read("2024-01-12T10:30:00Z").zone == "given"
    assert read("12/11/2025 10:30").zone == "assumed"
    assert read("12/11/2025 10:30 بالتوقيت المحلي").zone == "assumed"


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        ("2024-01-12T10:30:00Z", "iso"),
        ("Thu, 12 Nov 2026 10:30:00 GMT", "rfc2822"),
        ("1700000000", "epoch-s"),
        ("1700000000000", "epoch-ms"),
        ("2024/1/5", "numeric-ymd"),
        ("12/1/2024", "numeric-dmy"),
        ("4/29/2026", "numeric-mdy"),
        ("12 كانون الثاني 2024", "arabic-month"),
        ("12 January 2024", "english-month"),
        ("1 رجب 1445ه\u0640", "hijri"),
        ("1 رجب 1445ه\u0640 / 13 يناير 2024", "arabic-month"),
        ("منذ 5 ساعات", "relative"),
        ("2024", "year"),
    ],
)
def test_the_rule_that_read_it_is_named(form, rule):
    assert read(form).rule == rule


def test_a_time_the_clock_skipped_or_repeated_is_read_with_the_first_offset():
    # Cairo: summer time began on 26 April 2024 at 00:00 and ended on 1 November 2024 at 00:00.
    skipped = read("26 أبريل 2024 00:30")
    repeated = read("31 أكتوبر 2024 23:30")
    assert skipped.value.fold == repeated.value.fold == 0
    assert repeated.value.utcoffset() == timedelta(hours=3)


def test_hours_counted_back_across_a_clock_change_are_real_hours():
    now = datetime(2024, 11, 1, 3, 0, tzinfo=ZoneInfo(CAIRO))
    value = read("منذ 5 ساعات", now=now).value
    assert now.astimezone(UTC) - value.astimezone(UTC) == timedelta(hours=5)


def test_yesterday_is_counted_in_the_outlets_zone():
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # already the 23rd in Riyadh
    assert read("أمس", now=late, zone="Asia/Riyadh").value.date() == date(2026, 11, 22)
    assert read("أمس", now=late, zone="UTC").value.date() == date(2026, 11, 21)


def test_a_caller_without_a_zone_is_told_so():
    with pytest.raises(ValueError, match="must carry a time zone"):
        read("12/11/2025", now=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="unknown time zone 'Mars/Base'"):
        read("12/11/2025", zone="Mars/Base")


def test_a_long_text_is_a_sentence_and_no_date():
    assert read("12 نوفمبر 2025" + " " * 300 + "|") is None
    assert read("1" * 100_000) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("وطنية2017/03/02 07:33", [("2017/03/02 07:33", "2017-03-02T07:33")]),
        ("كتب محمد - 12 نوفمبر 2025 - 10:30", [("12 نوفمبر 2025 - 10:30", "2025-11-12T10:30")]),
        ("القاهرة (خاص) - ١٢ نُوفمبر ٢٠٢٥", [("١٢ نُوفمبر ٢٠٢٥", "2025-11-12T00:00")]),
        ("سلمى علي | منذ 5 ساعات", [("منذ 5 ساعات", "2026-11-22T09:00")]),
        (
            "نشر في 12 نوفمبر 2025 آخر تحديث 13 نوفمبر 2025 بواسطة سلمى",
            [("12 نوفمبر 2025", "2025-11-12T00:00"), ("13 نوفمبر 2025", "2025-11-13T00:00")],
        ),
        ("المعركة مستمرة منذ 5 ساعات في المدينة", []),
        ("اجتمع الوزراء اليوم في العاصمة", []),
        ("يقام المعرض من 5 - 12 نوفمبر 2025 في بيروت", []),
        ("أنفقت الشركة 2024 دينارا", []),
        ("انتهى الموسم في مايو", []),
        ("كاريكاتير\nاليوم", []),
        ("سلمى علي | اليوم 09:15", [("اليوم 09:15", "2026-11-22T09:15")]),
        ("/uploads/2020/12/5c6d.jpg /story/2020/8/24/wheat", []),
        ("", []),
    ],
)
def test_dates_inside_a_line_are_found_where_they_stand(line, expected):
    found = find_dates(line, now=NOW, zone=CAIRO)
    assert [(line[start:end], reading.value.strftime("%Y-%m-%dT%H:%M")) for start, end, reading in found] == expected
