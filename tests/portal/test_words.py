"""The interface's words, and the small functions that texts go through."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query_parser import QueryError, parse_query
from portal.query_text import query_text
from portal.search_form import SearchForm
from portal.texts import (
    blocks,
    cut,
    cut_parts,
    direction,
    isolated,
    language_tag,
    plain,
    readable_address,
    steadied,
    web_address,
)
from portal.timeline import make_timeline
from portal.words import Reader

NOW = datetime(2026, 11, 22, 14, 40, tzinfo=UTC)
ARABIC = Reader(zone="Asia/Beirut", now=NOW)
ENGLISH = Reader(language="en", digits="latn", zone="Asia/Beirut", now=NOW)


@pytest.mark.parametrize(
    ("number", "arabic", "english"),
    [
        (0, "لا مواد", "0 articles"),
        (1, "مادة واحدة", "1 article"),
        (2, "مادتان", "2 articles"),
        (3, "٣ مواد", "3 articles"),
        (10, "١٠ مواد", "10 articles"),
        (11, "١١ مادة", "11 articles"),
        (100, "١٠٠ مادة", "100 articles"),
        (103, "١٠٣ مواد", "103 articles"),
        (2318044, "٢٬٣١٨٬٠٤٤ مادة", "2,318,044 articles"),
    ],
)
def test_counts_take_the_right_form(number, arabic, english):
    assert ARABIC.count("article", number) == arabic
    assert ENGLISH.count("article", number) == english


@pytest.mark.parametrize(
    ("ago", "arabic", "english"),
    [
        (timedelta(hours=1), "اليوم، ١٥:٤٠", "today, 15:40"),
        (timedelta(hours=17), "أمس، ٢٣:٤٠", "yesterday, 23:40"),
        (timedelta(days=5), "الثلاثاء ١٧ نوفمبر، ١٦:٤٠", "Tuesday 17 November, 16:40"),
        (timedelta(days=30), "٢٣ أكتوبر، ١٧:٤٠", "23 October, 17:40"),
        (timedelta(days=400), "١٨ أكتوبر ٢٠٢٥، ١٧:٤٠", "18 October 2025, 17:40"),
    ],
)
def test_dates_are_written_as_a_desk_writes_them(ago, arabic, english):
    assert ARABIC.moment(NOW - ago) == arabic
    assert ENGLISH.moment(NOW - ago) == english


def test_months_follow_the_region():
    assert Reader(zone="UTC", months="levant", now=NOW).day(NOW.date(), year=True) == "٢٢ تشرين الثاني ٢٠٢٦"
    assert Reader(zone="UTC", months="maghreb", digits="latn", now=NOW).day(NOW.date(), year=True) == "22 نونبر 2026"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "قبل لحظات"), (1, "قبل دقيقة"), (2, "قبل دقيقتين"), (4, "قبل ٤ دقائق"), (15, "قبل ١٥ دقيقة"), (180, "قبل ٣ ساعات"),
     (3000, "قبل يومين")],
)  # fmt: skip
def test_how_long_ago_is_said_coarsely(minutes, said):
    assert ARABIC.ago(NOW - timedelta(minutes=minutes)) == said


def test_blocks_of_a_text():
    text = "أولى\nتتمة\n\n## عنوان\nتحته\n\n- أ\n\n- ب\n- ج\n\n> قول\n> ثان\n\n\n"
    assert [(b.kind, b.lines) for b in blocks(text)] == [
        ("paragraph", ("أولى", "تتمة")),
        ("heading", ("عنوان",)),
        ("paragraph", ("تحته",)),
        ("list", ("أ", "ب", "ج")),
        ("quote", ("قول", "ثان")),
    ]
    assert blocks("") == []


@settings(max_examples=80)
@given(st.text(max_size=80), st.integers(1, 40))
def test_cut_texts_are_beginnings(text, length):
    short = cut(text, length)
    assert short == text or (text.startswith(short[:-1]) and short.endswith("…") and len(short) <= length + 1)
    pieces = ((text[:7], True), (text[7:], False))
    assert len("".join(piece for piece, _ in cut_parts(pieces, length))) <= length + 1


@settings(max_examples=80)
@given(st.text(max_size=80))
def test_plain_texts_cannot_turn_what_stands_around_them(text):
    assert not set(plain(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\n")
    assert isolated(text)[0] == "\u2068"


def test_a_letter_is_not_cut_from_its_marks():
    assert cut("كُتُب", 1) == "…"
    assert cut("كُتُب", 2) == "كُ…"


@pytest.mark.parametrize(
    ("language", "expected"), [("ar", "rtl"), ("ar-EG", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("", "auto")]
)
def test_direction_is_the_language_s(language, expected):
    assert direction(language) == expected


def test_only_languages_become_attributes():
    assert language_tag("ar-LB") == "ar-LB"
    assert language_tag('ar" onload="x') == ""


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/1", True), ("http://a.example", True), ("javascript:alert(1)", False), ("import:x:1", False),
        ("data:text/html,x", False), ("//a.example", False), ("https://", False), ("http://[", False), (" https://a", False),
    ],
)  # fmt: skip
def test_only_web_addresses_are_links(address, safe):
    assert web_address(address) == (address if safe else "")


def test_what_runs_the_other_way_is_held_in_place():
    assert steadied("اكتب 2026-11-01 أو أمس", "ar") == "اكتب \u20662026-11-01\u2069 أو أمس"
    assert steadied("as in كتاب*, or", "en") == "as in \u2067كتاب*\u2069, or"


def test_addresses_are_shown_readably():
    assert readable_address("https://a.example/%D9%83%D8%AA%D8%A7%D8%A8") == "https://a.example/كتاب"
    assert readable_address("https://a.example/%E2%80%AEx%FF") == "https://a.example/%E2%80%AEx%FF"
    assert "\u202e" not in readable_address("https://a.example/%E2%80%AEx")


@settings(max_examples=60)
@given(
    q=st.text(max_size=20),
    outlets=st.lists(st.sampled_from(["gb.elaph", "x&y=z"]), unique=True),
    page=st.integers(1, 9),
    start=st.sampled_from(["", "أمس", "2026-11-01"]),
)
def test_an_address_says_all_of_the_form(q, outlets, page, start):
    pairs = parse_qsl(urlsplit(SearchForm(q=q, outlets=tuple(outlets), page=page, start=start).address()).query)
    assert [value for name, value in pairs if name == "outlet"] == outlets
    assert dict(pairs).get("q", "").strip() == q.strip()
    assert int(dict(pairs).get("page", 1)) == page
    assert dict(pairs).get("from", "") == start


@pytest.mark.parametrize(
    "typed",
    [
        "محطة تحلية", '"محطة التحلية"~3 كتاب*', "=محطات أو كلمة~1", "عنوان:(محطة تحلية) ليس إعلان", "صحيفة:إيلاف بلد:لبنان",
        "تاريخ:[2026-11-01 TO 2026-11-09] جسر", "(أ أو ب) و (ج أو ليس د)", 'كاتب:"ليلى الشامي"', "",
        'صحيفة:("صوت المرج" أو الضفة)', "تاريخ:[* TO 2026-11-09]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("arabic", [True, False])
def test_a_query_written_out_again_is_the_same_query(typed, arabic):
    query = parse_query(typed, now=NOW, zone="Asia/Beirut")
    written = query_text(query, zone="Asia/Beirut", arabic=arabic)
    assert parse_query(written, now=NOW, zone="Asia/Beirut") == query


@settings(max_examples=100)
@given(st.text(alphabet='"«»()~*=:- كتاب و او ليس عنوان:', max_size=30))
def test_any_query_that_reads_can_be_written_out(typed):
    try:
        query = parse_query(typed, now=NOW)
    except QueryError:
        return
    assert isinstance(query_text(query, zone="UTC"), str)


def days(*numbers, first=datetime(2026, 11, 1, tzinfo=UTC), step=1):
    return [(first + timedelta(days=at * step), number) for at, number in enumerate(numbers) if number]


def test_bars_fill_the_days_without_articles():
    reader = Reader(zone="UTC", now=NOW)
    timeline = make_timeline(days(3, 0, 6), SearchForm(q="x"), reader)
    assert [bar.number for bar in timeline.bars] == ["٣", "٠", "٦"]
    assert [bar.height for bar in timeline.bars] == [48, 0, 96]
    assert timeline.peak == "الثلاثاء ٣ نوفمبر، ٦ مواد"


@pytest.mark.parametrize(
    ("span", "unit"), [(2, "day"), (31, "day"), (32, "week"), (200, "week"), (300, "month"), (2000, "year")]
)
def test_the_finest_unit_that_fits_is_chosen(span, unit):
    timeline = make_timeline(days(*[1] * span), SearchForm(), Reader(zone="UTC", now=NOW))
    assert timeline.unit == unit
    assert len(timeline.bars) <= 31
    assert (
        sum(
            int(bar.number.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")).replace("٬", ""))
            for bar in timeline.bars
        )
        == span
    )


def test_a_unit_that_does_not_fit_is_not_taken():
    timeline = make_timeline(days(*[1] * 100), SearchForm(unit="day"), Reader(zone="UTC", now=NOW))
    assert timeline.unit == "week"
    assert timeline.units == ("week", "month", "year")
    assert make_timeline(days(5), SearchForm(), ARABIC) is None
