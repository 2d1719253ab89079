"""The same questions to both engines give the same answers: totals, hits, their order, facets, timelines."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index.engine import SearchRequest, Sort
from index.query import MatchAll
from index.query_parser import QueryError, parse_query
from tests.support.indexed import NOON, make_document

pytestmark = pytest.mark.elasticsearch

_TEXT = """
وزير الخارجية المصري يبحث مع نظيره التونسي ملف المياه والسدود قبل قمة القاهرة المقبلة اجتماع طارئ لمجلس الأمن حول الأزمة قالت
الحكومة إن الأسعار ارتفعت بسبب الجفاف في شمال البلاد لافروف ولافروف سيرجي زار دمشق والتقى مسؤولين سوريين كبار أعلن البنك المركزي
رفع الفائدة للمرة الثالثة هذا العام المنتخب فاز بكأس العرب بعد مباراة مثيرة أمام الجزائر اللاعبون واللاعبات كتاب الكتاب كتب مكتبة
جبهة النصرة قصف الجيش مواقع غرب المدينة انتخابات الانتخابات ناخبون مرشح مرشحون البرلمان صوت على قانون جديد للإعلام الصحف الصحافة
صحفيون طقس حار ماطر عاصفة رملية تضرب الساحل مدارس المدارس طلاب طالبات جامعة بيروت عمان بغداد الرياض الخرطوم ليبيا طرابلس نفط
الغاز أسعار الذهب مستشفى أطباء لقاح وباء صحة العالمية اتفاق هدنة وقف إطلاق النار مفاوضات وساطة قطرية أمريكية الأمريكيون والروس
"""
WORDS = _TEXT.split()
COUNTRIES = {"eg.nil": "eg", "eg.delta": "eg", "lb.arz": "lb", "tn.kairouan": "tn", "sa.najd": "sa"}
AUTHORS = ("ليلى حداد", "سامي المنصوري", "عمر بن صالح", "نور الدين")
SECTIONS = ("سياسة", "اقتصاد", "رياضة", "ثقافة وفنون", "")
ZONES = ("UTC", "Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Asia/Riyadh")
ARTICLES = 700
QUERIES = 500


def articles():
    """Articles of words that are as unevenly frequent as words are; some twins, some without title, date, author or section."""
    chance = random.Random(20261122)
    frequent = [1 / (rank + 3) for rank in range(len(WORDS))]
    made = []
    for number in range(1, ARTICLES + 1):
        title = " ".join(chance.choices(WORDS, frequent, k=chance.randint(3, 9))) if number % 11 else ""
        text = " ".join(chance.choices(WORDS, frequent, k=chance.choice((5, 40, 120, 300)))) if number % 37 else ""
        if number % 20 == 0:  # agencies' texts stand in several papers, word for word
            title, text = made[-5].title, made[-5].text
        outlet = chance.choice(tuple(COUNTRIES))
        moment = NOON - timedelta(seconds=chance.randint(0, 3 * 365 * 86_400), microseconds=number)
        made.append(
            make_document(
                number,
                title,
                text,
                outlet=outlet,
                country=COUNTRIES[outlet],
                section=chance.choice(SECTIONS),
                authors=tuple(chance.sample(AUTHORS, chance.randint(0, 2))),
                published=None if number % 25 == 0 else moment,
                seen_at=moment,
                # Wire copy: twins are one story, and so are some of the others.
                story=made[-5].story or number - 5 if number % 20 == 0 else (number % 7 == 0) * (number // 50 * 50 + 1),
            )
        )
    return made


def with_former(made):
    """Every second article with one to three former versions, each of other words in part, before the one that holds now."""
    chance = random.Random(20261123)
    for whole in made:
        document, start, words = whole, whole.seen_at, whole.text.split()
        for version in range(1, chance.randint(1, 3) + 1 if document.article % 2 == 0 else 1):
            end = start + timedelta(seconds=chance.randint(1, 200 * 86_400))
            text = " ".join(word if chance.random() < 0.7 else chance.choice(WORDS) for word in words)
            title = document.title if chance.random() < 0.5 else f"{document.title} {chance.choice(WORDS)}"
            yield replace(document, version=version, title=title, text=text, held_from=start, held_until=end)
            document, start = replace(document, version=version + 1, held_from=end), end
        yield document


def queries(made):
    """Words, phrases, near words, booleans, fields, prefixes, misspelt and exact words, dates, with and without filters.

    A quarter of them ask as of a moment.
    """
    chance = random.Random(7)
    while True:
        words = (chance.choice(made).text or "المياه").split()
        some = [chance.choice(words) for _ in range(chance.randint(1, 6))]
        at = chance.randrange(len(words))
        run = words[at : at + chance.randint(2, 4)]
        text = chance.choice(
            (
                " ".join(some),
                " ".join(some),
                f'"{" ".join(run)}"',
                f'="{" ".join(run)}"',
                f'"{" ".join(run)}"~{chance.randint(1, 8)}',
                " OR ".join(some),
                " و ".join(some[:3]),
                f"({' أو '.join(some[:3])}) -{chance.choice(words)}",
                f"-{some[0]}",
                f"title:{some[0]} OR {some[-1]}",
                f"عنوان:({' '.join(some[:2])})",
                f"author:{chance.choice(AUTHORS).split()[0]} {some[0]}",
                f"section:{chance.choice(SECTIONS[:4]).split()[0]}",
                f"outlet:{chance.choice(tuple(COUNTRIES))} {some[0]}",
                f"{some[0][:3]}*",
                f"{some[0]}~{chance.randint(1, 2)}",
                f"={some[0]}",
                f"date:[{2024 + chance.randint(0, 1)}-0{chance.randint(1, 9)}-01 TO *] {some[0]}",
                "",
            )
        )
        fields = {"sort": chance.choice((Sort.RELEVANCE, Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST))}
        if chance.random() < 0.3:
            fields["outlets"] = tuple(chance.sample(tuple(COUNTRIES), 2))
        if chance.random() < 0.2:
            fields["countries"] = ("eg", "tn")
        if chance.random() < 0.2:
            fields["published_from"] = NOON - timedelta(days=chance.randint(1, 900))
        if chance.random() < 0.2:
            fields["published_to"] = NOON - timedelta(days=chance.randint(1, 300))
        if chance.random() < 0.3:
            fields["facets"] = ("outlet", "country", "section")
        if chance.random() < 0.3:
            fields |= {"timeline": chance.choice(("day", "week", "month", "year")), "zone": chance.choice(ZONES)}
        if chance.random() < 0.25:
            fields["as_of"] = NOON - timedelta(days=chance.randint(-300, 900))
        fields["collapse"] = chance.random() < 0.3
        fields |= {"offset": chance.choice((0, 0, 0, 10, 40)), "limit": chance.choice((0, 10, 25))}
        try:
            yield text, SearchRequest(query=parse_query(text, now=NOON), **fields)
        except QueryError:
            continue


@pytest.fixture
def both(tmp_path, elastic, analyser):
    from index.engines.embedded import EmbeddedEngine

    embedded = EmbeddedEngine(tmp_path / "index", analyser)
    yield embedded, elastic
    embedded.close()


def rebuild(engine, made):
    aside = engine.aside()
    try:
        for start in range(0, len(made), 200):
            aside.apply(list(with_former(made[start : start + 200])), [], checkpoint=start + 200, after=start)
        engine.adopt(aside)
    finally:
        aside.close()


@pytest.mark.timeout(300)
def test_five_hundred_questions_have_the_same_answers_in_the_same_order(both):
    made = articles()
    for engine in both:
        rebuild(engine, made)
    asked = queries(made)
    present = {hit.article: hit.version for hit in both[0].every(SearchRequest(query=MatchAll()))}
    differ, hits, former = [], 0, 0
    for _ in range(QUERIES):
        text, request = next(asked)
        one, other = (engine.search(request) for engine in both)
        hits += len(one.hits)
        if (
            [(hit.article, hit.version, hit.story) for hit in one.hits]
            != [(hit.article, hit.version, hit.story) for hit in other.hits]
            or (one.total, one.stories, one.facets, one.timeline)
            != (other.total, other.stories, other.facets, other.timeline)
            or any(abs(a.score - b.score) > 2e-4 for a, b in zip(one.hits, other.hits, strict=True))
        ):
            differ.append((text, request, one, other))
        former += sum(hit.version != present[hit.article] for hit in one.hits)
    assert differ == []
    assert hits > 2000  # they are questions with answers
    assert former > 100


def test_after_edits_and_removals_the_hits_are_the_same_and_nearly_so_their_order(both):
    """Engines count replaced documents among the frequencies of words until they merge, each in its own time."""
    made = articles()
    for engine in both:
        engine.apply(made, [], checkpoint=1)
        for batch in range(5):
            engine.apply(list(with_former(made[batch::50])), [made[batch + 5].article], checkpoint=batch + 2)
    asked = queries(made)
    same = 0
    for _ in range(100):
        text, request = next(asked)
        whole = SearchRequest(
            query=request.query, facets=("outlet",), timeline="month", limit=1000, as_of=request.as_of
        )
        one, other = (engine.search(whole) for engine in both)
        assert (one.total, one.facets, one.timeline) == (other.total, other.facets, other.timeline), text
        assert {hit.article for hit in one.hits} == {hit.article for hit in other.hits}, text
        same += [hit.article for hit in one.hits[:10]] == [hit.article for hit in other.hits[:10]]
    assert same >= 70


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut", "America/Sao_Paulo"])
def test_days_begin_at_the_same_moment_where_the_clock_changes_at_midnight(both, zone):
    start = datetime(2023, 4, 25, 21, 30, tzinfo=UTC)
    made = [make_document(n, published=start + timedelta(minutes=20 * n)) for n in range(1, 500)]
    lines = []
    for engine in both:
        engine.apply(made, [], checkpoint=1)
        lines.append(
            [
                engine.search(SearchRequest(query=parse_query("", now=NOON), timeline=unit, zone=zone)).timeline
                for unit in ("day", "week")
            ]
        )
    assert lines[0] == lines[1]
