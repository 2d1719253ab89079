"""Three nodes, two shards with a copy each: a node dies while batches are written."""

import json
import threading

import pytest

from index.engine import EngineError, Sort
from index.engines.elastic import ElasticEngine
from tests.support.elasticsearch import Server, Unavailable
from tests.support.indexed import ask, make_document

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.slow,
    pytest.mark.timeout(400),
]

BATCH, BATCHES = 40, 25


@pytest.fixture
def nodes(unavailable):
    """Three nodes of one cluster."""
    made = []
    try:
        for number in range(3):
            made.append(Server(heap="400m", options={"node.name": f"n{number}", "cluster.name": "rasid"}))
        seeds = ",".join(f"127.0.0.1:{node.transport}" for node in made)
        for node in made:
            node.options |= {"discovery.seed_hosts": seeds, "cluster.initial_master_nodes": "n0,n1,n2"}
            node.start()
        for node in made:
            node.wait()
        yield made
    except Unavailable as error:
        unavailable(error)
    finally:
        for node in made:
            node.remove()


def primary_of(nodes, index):
    """The node that holds the first shard of an index."""
    told = json.loads(nodes[0].node.ask("GET", f"/_cat/shards/{index}?format=json")[1])
    name = next(shard["node"] for shard in told if shard["prirep"] == "p" and shard["shard"] == "0")
    return nodes[int(name.removeprefix("n"))]


def test_a_node_that_dies_while_batches_are_written_costs_nothing(nodes, analyser):
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    engine = ElasticEngine(f"elasticsearch+http://{hosts}/press?shards=2&replicas=1", analyser, patience=60)
    started, troubles = threading.Event(), []

    def write():
        done = 0
        while done < BATCHES:
            first = done * BATCH
            # The last article of the batch before is edited, and the first one removed.
            documents = [make_document(n, "المياه", f"رقم {n}") for n in range(max(first, 1), first + BATCH + 1)]
            try:
                engine.apply(documents, [first - BATCH + 1], checkpoint=done + 1, after=done)
            except EngineError as error:
                troubles.append(error)
                assert len(troubles) < 20, troubles
                continue  # as the follower does: the same batch once more
            done += 1
            if done == 5:
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert started.wait(120)
    primary_of(nodes, "press-1").kill()
    writer.join()
    kept = [n for n in range(1, BATCH * BATCHES + 1) if n % BATCH != 1 or n > BATCH * (BATCHES - 1)]
    page = ask(engine, "المياه", limit=2000, sort=Sort.NEWEST)
    assert sorted(hit.article for hit in page.hits) == kept
    assert (page.total, engine.count(), engine.checkpoint()) == (len(kept), len(kept), BATCHES)
    ranked = ask(engine, "المياه", limit=2000)
    assert {hit.article for hit in ranked.hits} == set(kept)
    assert ask(engine, "المياه", limit=2000) == ranked  # the same copies of the shards answer
    engine.close()
