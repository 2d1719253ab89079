"""What only the Elasticsearch engine has: generations on a server, an index that others may read, pages however deep."""

import json
import threading
from datetime import UTC, datetime
from functools import reduce

import pytest

from index.engine import DEEPEST, EngineError, SearchRequest, Sort
from index.engines.elastic import ElasticEngine
from index.query import MatchAll, Not, Or, Words
from index.query_parser import parse_query
from tests.support.indexed import NOON, ask, found, make_document, unlearned_analyser

pytestmark = pytest.mark.elasticsearch


# ---- generations


@pytest.fixture
def raw(elasticsearch, elastic):
    """The server's answer to a request about the engine's index."""

    def asked(method, path, body=None):
        return json.loads(elasticsearch.ask(method, f"/{elastic._target.alias}{path}", body)[1])

    return asked


def test_what_is_built_aside_is_unseen_until_it_is_adopted(elastic, elastic_url, analyser, raw):
    elastic.apply([make_document(1, "قديم")], [], checkpoint=5)
    reader = ElasticEngine(elastic_url, analyser)
    aside = elastic.aside()
    aside.apply([make_document(2, "حديث")], [], checkpoint=7)
    aside.apply([make_document(3, "حديث")], [], checkpoint=8, after=7)
    assert (aside.count(), aside.checkpoint()) == (2, 8)
    assert (found(reader, ""), reader.checkpoint()) == ([1], 5)
    elastic.adopt(aside)
    aside.close()
    assert (found(reader, ""), reader.checkpoint()) == ([3, 2], 8)
    elastic.apply([make_document(4, "حديث")], [], checkpoint=9, after=8)
    assert found(reader, "title:حديث") == [4, 3, 2]
    assert list(raw("GET", "-*")) == [f"{elastic._target.alias}-2"]
    reader.close()


def test_what_is_built_aside_and_given_up_is_removed(elastic, raw):
    elastic.apply([make_document(1, "قديم")], [], checkpoint=5)
    aside = elastic.aside()
    aside.apply([make_document(2)], [], checkpoint=7)
    assert len(raw("GET", "-*")) == 2
    aside.close()
    assert (len(raw("GET", "-*")), found(elastic, "")) == (1, [1])


def test_searches_go_on_while_generations_are_switched(elastic, elastic_url, analyser):
    documents = [make_document(n, "المياه") for n in range(1, 51)]
    elastic.apply(documents, [], checkpoint=50)
    totals, problems, stop = [], [], threading.Event()

    def search():
        reader = ElasticEngine(elastic_url, analyser)
        while not stop.is_set():
            try:
                totals.append((ask(reader, "المياه").total, reader.checkpoint(), reader.count()))
            except EngineError as error:
                problems.append(error)
        reader.close()

    reader = threading.Thread(target=search)
    reader.start()
    try:
        for _ in range(3):
            aside = elastic.aside()
            aside.apply(documents, [], checkpoint=50)
            elastic.adopt(aside)
            aside.close()
    finally:
        stop.set()
        reader.join()
    assert problems == []
    assert set(totals) == {(50, 50, 50)}


def test_an_index_of_another_analyser_is_stale_and_takes_no_documents(elastic, elastic_url):
    elastic.apply([make_document(1, "وزير")], [], checkpoint=1)
    other = ElasticEngine(elastic_url, unlearned_analyser())
    assert other.is_stale()
    assert other.model() == elastic.model()
    with pytest.raises(EngineError, match="rasid index rebuild"):
        other.apply([make_document(2, "وزير")], [], checkpoint=2)
    other.close()
    assert elastic.count() == 1


def test_an_index_of_another_schema_says_what_to_do(elastic, elastic_url, analyser, raw):
    elastic.apply([make_document(1)], [], checkpoint=7)
    told = {"kind": "meta", "checkpoint": 7, "analyser": "1-abc", "schema": 99}
    raw("PUT", "/_doc/checkpoint?refresh=true", told)
    fresh = ElasticEngine(elastic_url, analyser)
    assert (fresh.checkpoint(), fresh.model(), fresh.is_stale()) == (7, "schema 99, 1-abc", True)
    with pytest.raises(EngineError, match="rasid index rebuild"):
        ask(fresh, "خبر")
    fresh.close()


def test_an_alias_of_two_indexes_is_told_and_a_rebuild_makes_it_one(elastic, elasticsearch, raw):
    elastic.apply([make_document(1)], [], checkpoint=1)
    name = elastic._target.alias
    elasticsearch.ask("PUT", f"/{name}-9", {"aliases": {name: {}}})
    with pytest.raises(EngineError, match=r"several indexes.*rasid index rebuild"):
        elastic.checkpoint()
    aside = elastic.aside()
    aside.apply([make_document(2)], [], checkpoint=2)
    elastic.adopt(aside)
    aside.close()
    assert (found(elastic, ""), list(raw("GET", "-*"))) == ([2], [f"{name}-10"])


# ---- what others see of it, and what lies deep


def test_a_document_can_be_read_by_people_and_holds_no_tokens(elastic, raw):
    elastic.apply(
        [
            make_document(
                1,
                "عنوان",
                "متن",
                address="https://arz.example/1",
                authors=("ليلى حداد",),
                published=datetime(2026, 2, 1, 9, tzinfo=UTC),
            )
        ],
        [],
        checkpoint=1,
    )
    source = raw("GET", "/_doc/1")["_source"]
    assert source["title"] == "عنوان"
    assert source["text"] == "متن"
    assert source["address"] == "https://arz.example/1"
    assert source["authors"] == ["ليلى حداد"]
    assert source["published_at"] == "2026-02-01T09:00:00+00:00"
    assert [field for field in source if field.endswith(("_cls", "_gram", "_surface"))] == []


def test_every_field_is_named_in_the_template(elastic, raw):
    elastic.apply([make_document(1)], [], checkpoint=1)
    mapping = next(iter(raw("GET", "-1/_mapping").values()))["mappings"]
    assert mapping["dynamic"] == "strict"
    assert mapping["properties"]["outlet"]["type"] == "keyword"
    assert mapping["properties"]["body_cls"]["type"] == "text"


def test_everything_can_be_had_as_it_stood_at_the_beginning(elastic):
    elastic.apply([make_document(n, "ماء") for n in range(1, 2101)], [], checkpoint=1)
    request = SearchRequest(query=MatchAll(), sort=Sort.OLDEST)
    walk = elastic.every(request)
    articles = [next(walk).article]
    elastic.apply([make_document(3000, "ماء")], list(range(500, 600)), checkpoint=2)
    articles += [hit.article for hit in walk]
    assert articles == list(range(2100, 0, -1))
    assert elastic.count() == 2001


def test_an_index_not_begun_holds_nothing(elastic):
    assert list(elastic.every(SearchRequest(query=MatchAll()))) == []


@pytest.mark.slow
def test_the_deepest_page_can_be_had(elastic):
    for start in range(1, 11_101, 3700):
        elastic.apply([make_document(n, "ماء") for n in range(start, start + 3700)], [], checkpoint=start)
    for query, sort in (("", Sort.NEWEST), ("ماء", Sort.RELEVANCE)):
        request = SearchRequest(query=parse_query(query, now=NOON), sort=sort, offset=DEEPEST - 30, limit=30)
        page = elastic.search(request)
        assert page.total == 11_100
        assert [hit.article for hit in page.hits] == list(range(130, 100, -1))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (
            reduce(lambda inner, _: Or(parts=(Not(part=inner), Words(text="ماء"))), range(40), MatchAll()),
            "too many brackets",
        ),
        (Words(text=" ".join(f"كلمة{n}" for n in range(6000))), "too many words"),
    ],
    ids=["deep", "wide"],
)
def test_what_the_server_cannot_take_is_refused_with_a_sentence(elastic, query, says):
    elastic.apply([make_document(1, "ماء")], [], checkpoint=1)
    with pytest.raises(EngineError, match=says):
        elastic.search(SearchRequest(query=query))
    assert found(elastic, "ماء") == [1]
