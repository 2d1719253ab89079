import pytest

from tests.support.portals import opened


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Read only: tests share it."""
    yield from opened(tmp_path_factory.mktemp("portal"))


@pytest.fixture
def empty_portal(tmp_path):
    yield from opened(tmp_path, fill_with=lambda store, folder: None)


@pytest.fixture
def own_portal(tmp_path):
    """For tests that change or break what lies behind it; under an address of its own."""
    yield from opened(tmp_path, base_url="https://rasid.example.org", title="مرصد")
