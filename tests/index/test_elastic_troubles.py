"""What may happen between the Elasticsearch engine and its server: nothing is lost, nothing is there twice, and it is told."""

import itertools
import json
import logging
import threading
import time
from contextlib import closing

import pytest

from index.engine import CheckpointMoved, EngineError
from index.engines.elastic import ElasticEngine
from tests.support.indexed import ask, found, make_document
from tests.support.meddler import Cut, Meddler, elastic_answer, elastic_error, pass_on

pytestmark = pytest.mark.elasticsearch

WATER = [make_document(number, f"المياه {number}", "عن المياه") for number in range(1, 31)]


@pytest.fixture
def meddler(elasticsearch):
    made = Meddler(elasticsearch.port)
    yield made
    made.close()


def behind(meddler, elastic_url, analyser, patience):
    """An engine that reaches the server through the meddler and waits so many seconds for it."""
    name = elastic_url.rpartition("/")[2]
    return ElasticEngine(f"elasticsearch+http://127.0.0.1:{meddler.port}/{name}?timeout=2", analyser, patience=patience)


@pytest.fixture
def through(elastic_url, meddler, analyser):
    """Waits a while."""
    with closing(behind(meddler, elastic_url, analyser, 40)) as opened:
        yield opened


@pytest.fixture
def impatient(elastic_url, meddler, analyser):
    """Another one on the same index, which gives up soon."""
    with closing(behind(meddler, elastic_url, analyser, 0.5)) as opened:
        yield opened


def first_times(times, do, concerns=lambda asked: True):
    """A rule that does something the first times, and lets everything through afterwards."""
    left = itertools.count()
    return lambda asked: do(asked) if concerns(asked) and next(left) < times else pass_on(asked)


def is_bulk(asked):
    return asked.is_bulk


def is_checkpoint(asked):
    return "/checkpoint" in asked.path and asked.method == "PUT"


def lose_answer(asked):
    asked.forward(None)
    raise Cut


def slowly(asked):
    answer = asked.forward(None)
    time.sleep(2.5)
    return answer


def cut(asked):
    raise Cut


def busy(asked):
    return elastic_error(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")


def starting(asked):
    return elastic_error(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered];")


def turn_away_half(asked):
    """Takes every second document, and says of the others that there is no room for them."""
    lines = asked.body.splitlines(keepends=True)
    entries = [lines[at : at + 2] for at in range(0, len(lines), 2)]
    taken = json.loads(asked.forward(b"".join(b"".join(entry) for entry in entries[::2])).body)["items"]
    full = {"index": {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}}
    items = [taken[at // 2] if at % 2 == 0 else full for at in range(len(entries))]
    return elastic_answer({"took": 1, "errors": True, "items": items})


@pytest.mark.parametrize("concerns", [is_bulk, is_checkpoint], ids=["bulk", "checkpoint"])
@pytest.mark.parametrize("do", [busy, starting, cut, lose_answer, slowly], ids=lambda do: do.__name__)
def test_what_goes_wrong_twice_is_sent_again_and_is_there_once(through, elastic, meddler, do, concerns):
    through.apply(WATER[:10], [], checkpoint=10, after=0)
    meddler.rule = first_times(2, do, concerns) if do is not slowly else first_times(1, do, concerns)
    through.apply(WATER[10:], [1, 2], checkpoint=30, after=10)
    assert sorted(found(elastic, "المياه", limit=50)) == list(range(3, 31))
    assert (elastic.count(), elastic.checkpoint()) == (28, 30)


def test_documents_that_are_turned_away_are_sent_again_and_no_others(through, elastic, meddler):
    through.apply(WATER[:1], [], checkpoint=1, after=0)
    meddler.seen.clear()
    meddler.rule = first_times(2, turn_away_half, is_bulk)
    through.apply(WATER, [], checkpoint=30, after=1)
    sent = [len(asked.body.splitlines()) // 2 for asked in meddler.seen if asked.is_bulk]
    assert sent == [30, 15, 7]
    assert elastic.count() == 30


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (cut, "not reachable"),
        (busy, "more work than it can take"),
        (starting, "starting, losing or electing nodes"),
        (slowly, "no answer within 2 seconds"),
        (
            lambda _: elastic_error(400, "media_type_header_exception", "Invalid media-type; compatible-with=9"),
            "another major version; Rasid speaks to Elasticsearch 9",
        ),
        (
            lambda _: elastic_error(401, "security_exception", "missing authentication credentials"),
            "does not accept nobody",
        ),
        (lambda _: elastic_error(403, "security_exception", "action is unauthorized"), "privileges"),
        (lambda _: elastic_error(413, "content_too_long", "too long"), "max_content_length"),
    ],
    ids=["away", "busy", "starting", "slow", "version", "unauthorised", "forbidden", "too large"],
)
def test_what_does_not_end_is_told_in_a_sentence_and_changes_nothing(impatient, through, elastic, meddler, do, says):
    elastic.apply(WATER[:10], [], checkpoint=10, after=0)
    meddler.rule = do
    with pytest.raises(EngineError, match=says) as caught:
        impatient.apply(WATER[10:], [], checkpoint=30, after=10)
    assert "\n" not in str(caught.value)
    with pytest.raises(EngineError, match=says):
        ask(impatient, "المياه")
    assert elastic.checkpoint() == 10
    meddler.rule = pass_on
    through.apply(WATER[10:], [], checkpoint=30, after=10)
    assert (ask(through, "المياه").total, elastic.checkpoint()) == (30, 30)


def test_an_outage_is_told_once_and_everything_is_there_afterwards(
    impatient, elastic, meddler, store, analyser, caplog
):
    from rasid.watch import Follower
    from tests.index.test_sync import keep

    class Progress:
        def indexed(self, count):
            return None

    follower = Follower(store, impatient, analyser, Progress())
    for number in range(1, 4):
        keep(store, number)
    while elastic.count() < 3:  # on a busy machine even this may take it several turns
        follower.follow()
    caplog.clear()
    meddler.rule = cut
    with caplog.at_level(logging.ERROR):
        for number in range(4, 7):
            keep(store, number)
            follower.follow()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "not reachable" in caplog.records[0].getMessage()
    assert elastic.count() == 3
    meddler.rule = pass_on
    while elastic.checkpoint() < 6:
        follower.follow()
    assert elastic.count() == 6


def test_a_server_that_hangs_is_waited_for(through, elastic, elasticsearch):
    through.apply(WATER[:1], [], checkpoint=1, after=0)
    elasticsearch.pause(True)
    waking = threading.Timer(1.5, elasticsearch.pause, [False])
    waking.start()
    try:
        through.apply(WATER[1:], [], checkpoint=30, after=1)
    finally:
        waking.join()
    assert (elastic.count(), elastic.checkpoint()) == (30, 30)


# ---- other writers


def test_a_writer_that_was_overtaken_brings_no_old_text_back(through, elastic, meddler):
    through.apply([make_document(1, "قديم")], [], checkpoint=1, after=0)

    def overtake(asked):
        elastic.apply([make_document(1, "أحدث"), make_document(2, "أحدث")], [3], checkpoint=20, after=1)
        return asked.forward(None)

    meddler.rule = first_times(1, overtake, is_bulk)
    with pytest.raises(CheckpointMoved):
        through.apply([make_document(1, "حديث"), make_document(3, "حديث")], [], checkpoint=10, after=1)
    assert (found(elastic, "أحدث"), elastic.checkpoint()) == ([2, 1], 20)
    assert found(elastic, "حديث") == []


def test_a_writer_whose_index_was_rebuilt_makes_no_stray_one(through, elastic, meddler, elasticsearch):
    through.apply(WATER[:5], [], checkpoint=5, after=0)

    def rebuild(asked):
        aside = elastic.aside()
        aside.apply(WATER[:3], [], checkpoint=3)
        elastic.adopt(aside)
        aside.close()
        return asked.forward(None)

    meddler.rule = first_times(1, rebuild, is_bulk)
    with pytest.raises(CheckpointMoved):
        through.apply(WATER[5:10], [], checkpoint=10, after=5)
    assert (elastic.count(), elastic.checkpoint()) == (3, 3)
    name = elastic._target.alias
    assert list(json.loads(elasticsearch.ask("GET", f"/{name}-*")[1])) == [f"{name}-2"]
    through.apply(WATER[3:10], [], checkpoint=10, after=3)
    assert elastic.count() == 10


def test_of_two_first_writers_both_write_into_one_index(through, elastic, elasticsearch):
    writers = [
        threading.Thread(target=engine.apply, args=([document], []), kwargs={"checkpoint": number})
        for number, (engine, document) in enumerate([(through, WATER[0]), (elastic, WATER[1])], 1)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    name = elastic._target.alias
    assert list(json.loads(elasticsearch.ask("GET", f"/{name}-*")[1])) == [f"{name}-1"]
    assert elastic.count() == 2


# ---- refusals of the index itself


def test_a_document_the_mapping_refuses_is_set_aside_and_told(elastic, elasticsearch, caplog):
    name = elastic._target.alias
    aside = elastic.aside()  # puts the template, too
    odd = {"aliases": {name: {}}, "mappings": {"properties": {"section": {"type": "integer"}}}}
    assert elasticsearch.ask("PUT", f"/{name}-7", odd)[0] == 200
    with caplog.at_level(logging.WARNING):
        elastic.apply([*WATER[:5], make_document(99, "المياه", section="سياسة")], [], checkpoint=9)
    assert (elastic.count(), elastic.checkpoint()) == (5, 9)
    refused = [record.getMessage() for record in caplog.records if "index-document-refused" in record.getMessage()]
    assert len(refused) == 1
    assert "article=99" in refused[0]
    with pytest.raises(EngineError, match=r"refuses most documents.*rasid index rebuild"):
        elastic.apply([make_document(n, section="سياسة") for n in range(1, 21)], [], checkpoint=20)
    assert elastic.checkpoint() == 9
    aside.close()


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("index.blocks.read_only_allow_delete", "disk is nearly full"),
        ("index.blocks.write", "an operator set this block"),
    ],
)
def test_a_read_only_index_is_told_in_a_sentence_and_goes_on_when_it_is_free(elastic, elasticsearch, block, says):
    elastic.apply(WATER[:1], [], checkpoint=1)
    name = f"{elastic._target.alias}-1"
    assert elastic.trouble() == ""
    elasticsearch.ask("PUT", f"/{name}/_settings", {block: True})
    with pytest.raises(EngineError, match=says):
        elastic.apply(WATER[1:], [], checkpoint=30)
    assert says in elastic.trouble()
    assert ask(elastic, "المياه").total == 1
    elasticsearch.ask("PUT", f"/{name}/_settings", {block: None})
    elastic.apply(WATER[1:], [], checkpoint=30)
    assert (elastic.count(), elastic.trouble()) == (30, "")


def test_another_version_and_a_full_disk_are_told_before_they_show(through, meddler):
    through.apply(WATER[:1], [], checkpoint=1)

    def older(asked):
        return (
            elastic_answer({"nodes": {"a": {"version": "8.19.0"}}})
            if asked.path.startswith("/_nodes?")
            else pass_on(asked)
        )

    def full(asked):
        if asked.path.startswith("/_cluster/settings"):
            return elastic_answer({"defaults": {}})
        if asked.path.startswith("/_nodes/stats"):
            disk = {"total_in_bytes": 1_000_000_000_000, "available_in_bytes": 60_000_000_000}
            return elastic_answer({"nodes": {"a": {"name": "one", "fs": {"total": disk}}}})
        return pass_on(asked)

    meddler.rule = older
    assert "version 8.19.0; Rasid speaks to Elasticsearch 9" in through.trouble()
    meddler.rule = full
    assert "disk of node one is nearly full (60 GB free" in through.trouble()


def test_what_is_not_elasticsearch_is_told(analyser):
    from tests.support.meddler import Answer

    other = Meddler(1, lambda _: Answer(status=200, headers={"Content-Type": "application/json"}, body=b"{}"))
    engine = ElasticEngine(f"elasticsearch+http://127.0.0.1:{other.port}", analyser)
    try:
        with pytest.raises(EngineError, match="not Elasticsearch"):
            engine.checkpoint()
    finally:
        engine.close()
        other.close()


def test_nobody_there_is_told(analyser):
    from tests.support.elasticsearch import free_port

    engine = ElasticEngine(f"elasticsearch+http://127.0.0.1:{free_port()}", analyser, patience=0.2)
    with pytest.raises(EngineError, match="not reachable"):
        engine.apply(WATER, [], checkpoint=1)
    engine.close()


def test_an_api_key_and_a_password_go_into_the_header(elastic_url, meddler, analyser):
    name = elastic_url.rpartition("/")[2]
    for address, header in (
        (f"127.0.0.1:{meddler.port}/{name}?api_key=bXk6a2V5", "ApiKey bXk6a2V5"),
        (f"press:p%40ss@127.0.0.1:{meddler.port}/{name}", "Basic cHJlc3M6cEBzcw=="),
    ):
        engine = ElasticEngine(f"elasticsearch+http://{address}", analyser)
        engine.count()
        engine.close()
        assert meddler.seen[-1].headers["authorization"] == header
