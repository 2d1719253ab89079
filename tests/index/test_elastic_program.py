"""The program with its index on Elasticsearch, chosen by one setting."""

import json

import pytest

from archive.sql.open import open_store
from tests.index.test_sync import keep
from tests.support.elasticsearch import free_port
from tests.support.program import rasid, rasid_json

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def data(tmp_path):
    """A data folder with three articles in its archive."""
    folder = tmp_path / "data"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'rasid.sqlite'}")
    for number in range(1, 4):
        keep(store, number, f"خبر {number}", "عن المياه")
    store.close()
    return folder


def index_finding(data, environment):
    told = json.loads(rasid(data, "doctor", "--json", environment=environment, code=None).stdout)
    return next(finding for finding in told if finding["check"] == "index")


def test_the_index_is_filled_searched_rebuilt_and_examined_on_the_server(data, elastic_url, elastic):
    environment = {"RASID_INDEX": elastic_url}
    assert "3 changes behind" in index_finding(data, environment)["says"]
    rasid(data, "index", "sync", environment=environment)
    assert elastic.count() == 3
    assert rasid_json(data, "search", "المياه", environment=environment)["total"] == 3
    rasid(data, "index", "rebuild", environment=environment)
    assert elastic.checkpoint() == 3
    assert index_finding(data, environment) == {
        "check": "index",
        "well": True,
        "says": "3 articles searchable, up to date",
    }
    assert not (data / "index").exists()


def test_a_server_that_is_away_and_a_wrong_address_are_told_without_the_password(data):
    away = {"RASID_INDEX": f"elasticsearch+http://press:sesame@127.0.0.1:{free_port()}/"}
    finding = index_finding(data, away)
    assert not finding["well"]
    assert "not reachable" in finding["says"]
    assert "sesame" not in str(finding)
    wrong = rasid(
        data, "index", "sync", environment={"RASID_INDEX": "elasticsearch+https://press:sesame@host/Name"}, code=2
    )
    assert "cannot be an index's name" in wrong.stderr
    assert "sesame" not in wrong.stderr
    shown = rasid(data, "settings", environment={"RASID_INDEX": "elasticsearch+https://host/?api_key=c2VzYW1l"})
    assert "c2VzYW1l" not in shown.stdout
