"""Every engine that can be had, empty; and an archive to index. An engine that joins adds a parameter here."""

import os
from itertools import count

import pytest

from archive.sql.open import open_store
from index.analysis import default_analyser
from index.engines.elastic import ElasticEngine
from index.engines.embedded import EmbeddedEngine
from tests.support.elasticsearch import Unavailable
from tests.support.shared_elasticsearch import shared

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def analyser():
    return default_analyser()


@pytest.fixture(scope="session")
def unavailable():
    """What to do where no server can be had: skip, and on CI fail."""

    def end(error):
        sentence = f"not run against Elasticsearch: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)

    return end


@pytest.fixture(scope="session")
def elasticsearch(unavailable, tmp_path_factory):
    """A running server, one for all processes of the session."""
    folder = tmp_path_factory.getbasetemp()
    try:
        with shared(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) as node:
            yield node
    except Unavailable as error:
        unavailable(error)


@pytest.fixture
def elastic_url(elasticsearch):
    """An address with an index of its own, removed afterwards."""
    name = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-{next(_NUMBERS)}"
    yield f"{elasticsearch.url}/{name}"
    elasticsearch.ask("DELETE", f"/{name}-*")
    elasticsearch.ask("DELETE", f"/_index_template/{name}")


@pytest.fixture
def elastic(elastic_url, analyser):
    opened = ElasticEngine(elastic_url, analyser)
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request, tmp_path, analyser):
    """Each engine in turn, empty."""
    if request.param == "elasticsearch":
        yield request.getfixturevalue("elastic")
        return
    made = EmbeddedEngine(tmp_path / "index", analyser)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield opened
    opened.close()
