"""The address of an Elasticsearch index: everything the engine needs to know stands in it."""

import pytest

from index.engines.elastic_client import read_target


def test_an_address_says_everything(tmp_path):
    ca = tmp_path / "ca.pem"
    ca.write_text("")
    target = read_target(f"elasticsearch+https://press:p%40ss@one,two:9201/arab?ca={ca}&shards=2&replicas=0&timeout=5")
    assert target.hosts == ("https://one:9200", "https://two:9201")
    assert (target.user, target.password, target.alias) == ("press", "p@ss", "arab")
    assert (target.ca, target.shards, target.replicas, target.timeout) == (str(ca), 2, 0, 5.0)
    assert "p@ss" not in f"{target} {target.said}"


def test_an_address_needs_only_a_host():
    target = read_target("elasticsearch+http://[::1]")
    assert (target.hosts, target.alias, target.shards, target.replicas) == (("http://[::1]:9200",), "rasid", 1, None)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://localhost:9200", "begins with"),
        ("elasticsearch+http://", "names no host"),
        ("elasticsearch+http://h/Name", "cannot be an index's name"),
        ("elasticsearch+http://h/_x", "cannot be an index's name"),
        ("elasticsearch+http://h?ca=/no/such/file", "no file"),
        ("elasticsearch+http://h?shards=0", "shards: '0' is not a whole number from 1"),
        ("elasticsearch+http://h?shard=2", "unknown option shard"),
        ("elasticsearch+http://u:p@h?api_key=x", "not both"),
    ],
)
def test_a_wrong_address_is_told(url, says):
    with pytest.raises(ValueError, match=says):
        read_target(url)
