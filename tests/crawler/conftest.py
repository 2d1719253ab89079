"""The newsroom as the press of a test, and an archive to crawl it into."""

import pytest

from tests.support.newsroom import clean, running_newsroom
from tests.support.rounds import new_archive


@pytest.fixture(scope="module")
def newsroom():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(newsroom):
    """The newsroom for one test: what the test publishes is withdrawn afterwards."""
    before = {article["id"] for article in newsroom.articles()}
    with clean(newsroom) as room:
        yield room
    for article in newsroom.articles():
        if article["id"] not in before:
            newsroom.delete(article["outlet"], article["id"])


@pytest.fixture
def archive(tmp_path, room):
    with new_archive(tmp_path, proxy=room.proxy) as archive:
        yield archive
