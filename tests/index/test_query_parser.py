"""What a person types, as a Query; and what is said where it cannot be read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import (
    And,
    DateRange,
    Exact,
    Field,
    Fuzzy,
    Is,
    Label,
    MatchAll,
    Not,
    Or,
    Phrase,
    Prefix,
    Scoped,
    Words,
    is_ranked,
    words_needed,
)
from index.query_parser import LONGEST, QueryError, parse_query

NOW = datetime(2026, 3, 1, 23, tzinfo=UTC)


def parse(text, zone="UTC"):
    return parse_query(text, now=NOW, zone=zone)


def words(text):
    return Words(text=text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", MatchAll()),
        ("  \u200f ", MatchAll()),
        ("*", MatchAll()),
        ("وزير الخارجية", words("وزير الخارجية")),
        ('"جبهة النصرة"', Phrase(text="جبهة النصرة")),
        ("«جبهة النصرة»", Phrase(text="جبهة النصرة")),
        ("“جبهة النصرة”", Phrase(text="جبهة النصرة")),
        ('"جبهة النصرة"~5', Phrase(text="جبهة النصرة", slop=5)),
        ("=كلمة", Exact(text="كلمة")),
        ('="كلمة أخرى"', Exact(text="كلمة أخرى")),
        ("كتاب*", Prefix(text="كتاب")),
        ("نتنياهو~", Fuzzy(text="نتنياهو", distance=1)),
        ("نتنياهو~2", Fuzzy(text="نتنياهو", distance=2)),
        ("مصر AND قطر", And(parts=(words("مصر"), words("قطر")))),
        ("مصر و قطر", And(parts=(words("مصر"), words("قطر")))),
        ("مصر OR قطر", Or(parts=(words("مصر"), words("قطر")))),
        ("مصر أو قطر", Or(parts=(words("مصر"), words("قطر")))),
        ("مصر او قطر", Or(parts=(words("مصر"), words("قطر")))),
        ("مصر NOT قطر", And(parts=(words("مصر"), Not(part=words("قطر"))))),
        ("مصر ليس قطر", And(parts=(words("مصر"), Not(part=words("قطر"))))),
        ("مصر و ليس قطر", And(parts=(words("مصر"), Not(part=words("قطر"))))),
        ("مصر -قطر", And(parts=(words("مصر"), Not(part=words("قطر"))))),
        ("\u200f-قطر", Not(part=words("قطر"))),
        ("NOT NOT قطر", words("قطر")),
        ("مصر OR قطر AND تونس", Or(parts=(words("مصر"), And(parts=(words("قطر"), words("تونس")))))),
        ("(مصر OR قطر) تونس", And(parts=(words("تونس"), Or(parts=(words("مصر"), words("قطر")))))),
        ("title:وزير مالية", And(parts=(words("مالية"), Scoped(field=Field.TITLE, part=words("وزير"))))),
        ("عنوان: وزير", Scoped(field=Field.TITLE, part=words("وزير"))),
        ("Title:وزير", Scoped(field=Field.TITLE, part=words("وزير"))),
        ('كاتب:"علي حسن"', Scoped(field=Field.AUTHOR, part=Phrase(text="علي حسن"))),
        ("قسم:(اقتصاد أو مال)", Scoped(field=Field.SECTION, part=Or(parts=(words("اقتصاد"), words("مال"))))),
        ("outlet:gb.elaph", Is(label=Label.OUTLET, values=("gb.elaph",))),
        ("صحيفة:(gb.elaph eg.alahram)", Is(label=Label.OUTLET, values=("gb.elaph", "eg.alahram"))),
        ("outlet:(gb.elaph OR eg.alahram)", Is(label=Label.OUTLET, values=("gb.elaph", "eg.alahram"))),
        ("-country:EG", Not(part=Is(label=Label.COUNTRY, values=("eg",)))),
        ('بلد:"المملكة العربية السعودية"', Is(label=Label.COUNTRY, values=("sa",))),
    ],
    ids=str,
)
def test_a_query_is_read(text, query):
    assert parse(text) == query


@pytest.mark.parametrize(
    "text",
    [
        "ليس مصر",
        "و مصر",
        "مصر و",
        "عاجل: الرئيس يصل",
        "عاجل:الرئيس",
        "http://example.org/a?b=c",
        "10:30",
        "مصر - قطر",
        "«مصر",
        "a [b] {c}",
        "and or not",
        "5 * 3",
        "؟؟",
        "~ ^ + | & !",
    ],
)
def test_pasted_text_is_only_words(text):
    assert is_words(parse(text))


def is_words(query):
    return isinstance(query, Words) or (
        isinstance(query, And) and all(isinstance(p, Words | MatchAll) for p in query.parts)
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("date:2026-02-01", (2026, 2, 1), (2026, 2, 2)),
        ("date:2026-02", (2026, 2, 1), (2026, 3, 1)),
        ("تاريخ:2025", (2025, 1, 1), (2026, 1, 1)),
        ("date:أمس", (2026, 3, 1), (2026, 3, 2)),  # in Riyadh it is the second of March already
        ('date:"٢٠ شباط ٢٠٢٦"', (2026, 2, 20), (2026, 2, 21)),
        ("date:[2026-01-01 TO 2026-02-01]", (2026, 1, 1), (2026, 2, 2)),
        ("date:{2026-01-01 TO 2026-02-01}", (2026, 1, 2), (2026, 2, 1)),
        ("تاريخ:[2026-01 إلى 2026-02]", (2026, 1, 1), (2026, 3, 1)),
        ("date:[* TO 2026-02-01]", None, (2026, 2, 2)),
        ("date:[2026-02-01 TO *]", (2026, 2, 1), None),
        ("date:[2026-02-01 TO 2099-12-31]", (2026, 2, 1), (2100, 1, 1)),
    ],
)
def test_dates_are_days_of_the_readers_zone(text, start, end):
    zone = ZoneInfo("Asia/Riyadh")

    def midnight(day):
        return day and datetime(*day, tzinfo=zone)

    assert parse(text, "Asia/Riyadh") == DateRange(start=midnight(start), end=midnight(end))


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ('مصر "قطر', 4, 1),
        ('مصر ""', 4, 2),
        ("(مصر", 0, 1),
        ("مصر )", 4, 1),
        ("مصر ()", 4, 2),
        ("مصر AND", 4, 3),
        ("OR مصر", 0, 2),
        ("مصر OR OR قطر", 4, 2),
        ("مصر NOT", 4, 3),
        ("مصر (AND قطر)", 5, 3),
        ("مصر title:", 4, 6),
        ("عنوان:", 0, 6),
        ("titel:مصر", 0, 6),
        ("عنون:مصر", 0, 5),
        ("ك*", 0, 2),
        ("مصر كت*ب", 6, 1),
        ("*كتاب", 0, 1),
        ("كتاب~7", 4, 2),
        ('"مصر قطر"~999', 9, 4),
        ("date:غدير", 5, 4),
        ("date:[2026-01-01 TO كذا]", 20, 3),
        ("date:[2026-01-01]", 5, 12),
        ("date:[2026-01-01 TO", 5, 14),
        ("date:[2026-02-01 TO 2026-01-01]", 5, 26),
        ("date:(2026)", 0, 5),
        ("outlet:كتا*", 7, 4),
        ("(" * 21 + "مصر" + ")" * 21, 20, 1),
        ("مصر " * 65, 256, 1),
        ("م" * (LONGEST + 5), LONGEST, 5),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_mistake_is_told_in_both_languages_with_its_place(text, position, length):
    with pytest.raises(QueryError) as caught:
        parse(text)
    mistake = caught.value
    assert (mistake.position, mistake.length) == (position, length)
    assert any("\u0600" <= letter <= "\u06ff" for letter in mistake.message_ar)
    assert mistake.message_en in str(mistake)


def test_a_megabyte_is_refused_at_once():
    with pytest.raises(QueryError):
        parse("كلمة " * 200_000)


PIECES = st.sampled_from(
    [
        *(
            '"',
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ":",
            "*",
            "~",
            "~1",
            "-",
            "=",
            "«",
            "»",
            "“",
            "”",
            " ",
            " ",
            "\n",
            "\0",
            "\ud800",
        ),
        *("AND", "OR", "NOT", "و", "أو", "ليس", "TO", "إلى", "title:", "عنوان:", "date:", "outlet:", "بلد:", "كاتب:"),
        *("مصر", "كتاب*", "2026-01-01", "\u202e", "\u200f", "\u0640", "\U0001f600", "e\u0301", "."),
    ]
)


@settings(max_examples=100)
@given(
    st.one_of(
        st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map(" ".join), st.text(max_size=80)
    )
)
def test_any_text_is_a_query_or_a_mistake_with_a_place_in_it(text):
    try:
        answer = parse(text)
    except QueryError as mistake:
        answer = mistake
    if isinstance(answer, QueryError):
        assert 0 <= answer.position <= len(text)
        assert 1 <= answer.length <= len(text) + 1 - answer.position
    else:
        assert is_ranked(answer) in {True, False}


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 2), (4, 2), (5, 3), (6, 3), (10, 5)])
def test_all_of_two_words_and_half_of_more_are_needed(count, needed):
    assert words_needed(count) == needed
