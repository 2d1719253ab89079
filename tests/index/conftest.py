"""Every engine that can be had, empty; and an archive to index. An engine that joins adds a parameter here."""

import pytest

from archive.sql.open import open_store
from index.analysis import default_analyser
from index.engines.embedded import EmbeddedEngine


@pytest.fixture(scope="session")
def analyser():
    return default_analyser()


@pytest.fixture(params=["embedded"])
def engine(request, tmp_path, analyser):
    made = EmbeddedEngine(tmp_path / "index", analyser)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield opened
    opened.close()
