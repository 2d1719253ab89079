"""Dates written in every way the press writes them come back as they were."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic.dates import find_dates, read_date
from arabic.digits import arabic_digits
from arabic.months import ALGERIAN, EGYPTIAN, HIJRI, LEVANTINE, MOROCCAN

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WEEKDAYS = ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

days = st.dates(min_value=date(1930, 1, 1), max_value=date(2028, 12, 31))
systems = st.sampled_from((LEVANTINE, EGYPTIAN, ALGERIAN, MOROCCAN))
digits = st.sampled_from((str, arabic_digits, lambda text: text.translate(PERSIAN)))
zones = st.sampled_from(("Africa/Cairo", "Asia/Riyadh", "Asia/Beirut", "Africa/Casablanca", "UTC"))
minutes = st.one_of(st.none(), st.integers(0, 24 * 60 - 1))
noise = st.sampled_from(("", "\u200f", "\u200e", "\u061c", "\ufeff"))
spaces = st.sampled_from((" ", "  ", "\u00a0", "\u200f ", " \u202f"))
slow = settings(max_examples=100, deadline=None)


@st.composite
def month_names(draw):
    """A function from month number to a name: of one system or of two with a sign between."""
    first, second = draw(systems), draw(systems)
    sign = draw(st.sampled_from((None, "/", " / ", "/ ", " ", " - ")))
    if sign is None:
        return lambda month: first[month - 1]
    return lambda month: first[month - 1] + sign + second[month - 1]


@st.composite
def clocks(draw):
    """Minutes of a day as text, and what stands between date and time."""
    form = draw(st.sampled_from(("24", "letter", "word", "english")))
    glue = draw(st.sampled_from(("", " ")))

    def text(total):
        hour, minute = divmod(total, 60)
        if form == "24":
            return f"{hour:02}:{minute:02}"
        half = {"letter": "صم", "word": ("صباحًا", "مساءً"), "english": ("AM", "PM")}[form]
        return f"{hour % 12 or 12}:{minute:02}{glue}{half[hour // 12]}"

    return text


@st.composite
def written(draw, day, minute):
    """A day, and a minute of it or none, in one of the ways a page shows them."""
    name = draw(month_names())(day.month)
    year = f"{day.year}{draw(st.sampled_from(('', 'م')))}"
    text = draw(
        st.sampled_from(
            (
                f"{day.day} {name} {year}",
                f"{day.day:02} {name}، {year}",
                f"{day.day} من {name} {year}",
                f"{name} {day.day}, {year}",
                f"{day.year} {name} {day.day}",
                f"{day.day}/{day.month}/{year}",
                f"{day.day:02}-{day.month:02}-{year}",
                f"{day.day} . {day.month} . {year}",
                f"{day.year}/{day.month}/{day.day}",
            )
        )
    )
    if draw(st.booleans()):
        text = f"{WEEKDAYS[day.weekday()]}{draw(st.sampled_from((' ', '، ', ': ')))}{text}"
    if minute is not None:
        clock = draw(clocks())(minute)
        between = draw(st.sampled_from((" - ", " | ", ", ", " • ", " الساعة ")))
        text = draw(st.sampled_from((f"{text}{between}{clock}", f"{clock} - {text}")))
    text = draw(st.sampled_from(("", "تاريخ النشر: ", "نُشر في ", "آخر تحديث "))) + text
    return draw(noise) + draw(digits)(text).replace(" ", draw(spaces)) + draw(noise)


@st.composite
def days_written(draw):
    day, minute = draw(days), draw(minutes)
    return day, minute, draw(written(day, minute))


@slow
@given(days_written(), zones)
def test_a_day_in_any_form_is_read_back(sample, zone):
    day, minute, text = sample
    reading = read_date(text, now=NOW, zone=zone)
    assert reading is not None, text
    assert reading.precision == ("day" if minute is None else "minute")
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    assert reading.value == midnight + timedelta(minutes=minute or 0), text


@slow
@given(days_written(), st.sampled_from(("كتب سالم", "بيروت (خاص)", "وطنية")))
def test_a_day_in_any_form_is_found_in_a_byline(sample, before):
    day, _, text = sample
    found = find_dates(f"{before} | {text}", now=NOW, zone="Africa/Cairo")
    assert [reading.value.date() for _, _, reading in found] == [day], text


@slow
@given(days_written(), st.integers(1, 6))
def test_another_week_day_refuses_the_date(sample, later):
    day, _, text = sample
    if any(name in text for name in WEEKDAYS):
        for name in WEEKDAYS:
            text = text.replace(name, WEEKDAYS[(day.weekday() + later) % 7])
    else:
        text = f"{WEEKDAYS[(day.weekday() + later) % 7]} {text}"
    assert read_date(text, now=NOW, zone="Africa/Cairo") is None


@slow
@given(days, digits, st.sampled_from(("", "ه\u0640", " ه\u0640", " هجرية")), st.booleans())
def test_a_hijri_day_agrees_with_the_library(day, script, era, numeric):
    moon = Gregorian(day.year, day.month, day.day).to_hijri()
    named = f"{moon.day} {HIJRI[moon.month - 1]} {moon.year}{era}"
    text = f"{moon.day}/{moon.month}/{moon.year}ه\u0640" if numeric else named
    reading = read_date(script(text), now=NOW, zone="Asia/Riyadh")
    assert reading is not None, text
    assert (reading.value.date(), reading.precision, reading.rule) == (day, "day", "hijri")


@slow
@given(days, st.integers(-40, 40))
def test_a_gregorian_day_beside_a_hijri_one_is_taken_only_within_a_day(day, apart):
    moon = Gregorian(day.year, day.month, day.day).to_hijri()
    sun = day + timedelta(days=apart)
    text = f"{moon.day} {HIJRI[moon.month - 1]} {moon.year}ه\u0640 الموافق {sun:%d/%m/%Y}م"
    reading = read_date(text, now=NOW, zone="Asia/Riyadh")
    if abs(apart) <= 1 and sun.year <= NOW.year + 2:
        assert reading.value.date() == sun
    else:
        assert reading is None


@slow
@given(
    st.datetimes(min_value=datetime(2001, 9, 10), max_value=datetime(2028, 12, 30)),
    st.integers(-12 * 4, 14 * 4),
)
def test_machine_times_are_read_back_to_the_second(moment, quarters):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    sign, east = ("-", -quarters) if quarters < 0 else ("+", quarters)
    local = moment + timedelta(minutes=15 * quarters)
    offset = f"{sign}{east // 4:02}:{east % 4 * 15:02}"
    forms = (
        f"{local:%Y-%m-%dT%H:%M:%S}{offset}",
        f"{local:%Y-%m-%d %H:%M:%S}{offset.replace(':', '')}",
        f"{local:%a, %d %b %Y %H:%M:%S} {offset.replace(':', '')}",
        str(int(moment.timestamp())),
        str(int(moment.timestamp()) * 1000),
    )
    for form in forms:
        reading = read_date(form, now=NOW, zone="Asia/Riyadh")
        assert reading is not None, form
        assert (reading.value, reading.precision, reading.zone) == (moment, "second", "given")


@slow
@given(st.text(alphabet="0123456789٠١٢ /-.:|،صم ه\u0640نوفمبرينايرأمسمنذ\u200f\u0640", max_size=60))
def test_no_text_of_date_letters_is_an_error(text):
    reading = read_date(text, now=NOW, zone="Africa/Cairo")
    assert reading is None or 1900 <= reading.value.year <= 2028
    for start, end, found in find_dates(text, now=NOW, zone="Africa/Cairo"):
        assert 0 <= start < end <= len(text)
        assert found.precision in {"second", "minute", "hour", "day"}


@slow
@given(st.text(max_size=250))
def test_no_text_at_all_is_an_error(text):
    reading = read_date(text, now=NOW, zone="Africa/Cairo")
    assert reading is None or reading.value.tzinfo is not None
    assert isinstance(find_dates(text, now=NOW, zone="Africa/Cairo"), list)
