"""Articles like one article, on every engine."""

from index.similar import similar, similar_query
from tests.support.indexed import make_document

TALKS = (
    "محادثات في جنيف حول المياه",
    "بدأت في جنيف محادثات بين وفدي البلدين حول تقاسم مياه النهر. وقال رئيس الوفد إن المحادثات حول المياه ستستمر أسبوعا.",
)
SAME = (
    "الوفدان يواصلان محادثات المياه",
    "يواصل الوفدان في جنيف محادثاتهما حول تقاسم مياه النهر، وقال رئيس أحد الوفدين إنها ستستمر أسبوعا.",
)
OTHER = (
    "فوز المنتخب في المباراة النهائية",
    "فاز المنتخب في المباراة النهائية على ضيفه بهدفين، وسجل القائد الهدف الأول.",
)


def test_the_same_story_is_found_and_neither_the_article_itself_nor_another_subject(engine, analyser):
    documents = [make_document(number, *texts) for number, texts in enumerate((TALKS, SAME, OTHER), 1)]
    engine.apply(documents, [], checkpoint=3)
    assert [hit.article for hit in similar(engine, analyser, 1, *TALKS)] == [2]
    assert [hit.article for hit in similar(engine, analyser, 3, *OTHER)] == []


def test_the_likest_come_first_and_no_more_than_asked_for(engine, analyser):
    title, text = TALKS
    variants = [(title, text), (title, text), (title, text + " " + OTHER[1] * 3), (OTHER[0], text)]
    engine.apply([make_document(number, *texts) for number, texts in enumerate(variants, 1)], [], checkpoint=4)
    assert next(iter(similar(engine, analyser, 1, title, text))).article == 2
    assert len(similar(engine, analyser, 1, title, text, limit=2)) == 2


def test_an_article_of_next_to_no_words_is_like_none(engine, analyser):
    engine.apply([make_document(1, "خبر"), make_document(2, "خبر")], [], checkpoint=1)
    assert similar_query(analyser, "خبر", "؟ 2026 في") is None
    assert similar(engine, analyser, 1, "خبر", "") == ()
