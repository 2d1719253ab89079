"""What is wrong with the server, before it shows: for `rasid doctor`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from index.engine import EngineError
from index.engines.elastic_client import MAJOR, Target, blocked, patiently

# Above this the server moves shards away from a disk (its "high watermark"); a little later it makes indexes read-only.
_HIGH_SHARE, _HIGH_HEADROOM = 0.90, 150_000_000_000
_BLOCKS = {
    "read_only_allow_delete": "read-only / allow delete, set by the flood-stage watermark of the disk",
    "read_only": "read-only, index.blocks.read_only",
    "write": "read-only, index.blocks.write",
}


def trouble(client: Elasticsearch, target: Target) -> str:
    """One sentence on what an operator should mend; "" where all is well. Raises EngineError where it cannot be reached."""
    ask = partial(_ask, target)
    patient: Any = ask(lambda: client.cluster.health(filter_path="status"))  # the first question: is anybody there
    for look in (_version, _locks, _disk):
        try:
            if found := look(client, target, ask):
                return f"Elasticsearch at {target.said}: {found}"
        except (EngineError, NotFoundError):
            continue  # a user without the right to look at this; searching and writing do not need it
    if patient["status"] == "red":
        return f"Elasticsearch at {target.said}: shards are missing (status red); start the nodes that hold them"
    return ""


_Ask = Callable[[Callable[[], Any]], Any]


def _ask(target: Target, question: Callable[[], Any]) -> Any:
    return patiently(question, seconds=3.0, target=target, doing="look at")


def _version(client: Elasticsearch, target: Target, ask: _Ask) -> str:
    told = ask(lambda: client.nodes.info(filter_path="nodes.*.version"))
    versions = sorted({node["version"] for node in told.get("nodes", {}).values()})
    strange = [version for version in versions if int(version.split(".")[0]) != MAJOR]
    return f"version {', '.join(strange)}; Rasid speaks to Elasticsearch {MAJOR}" if strange else ""


def _locks(client: Elasticsearch, target: Target, ask: _Ask) -> str:
    told = ask(
        lambda: client.indices.get_settings(
            index=target.alias, name="index.blocks.*", flat_settings=True, allow_no_indices=True
        )
    )
    for index in told.body.values():
        for block, meaning in _BLOCKS.items():
            if str(index["settings"].get(f"index.blocks.{block}")) == "true":
                return blocked(meaning)
    return ""


def _disk(client: Elasticsearch, target: Target, ask: _Ask) -> str:
    watched = "cluster.routing.allocation.disk.threshold_enabled"
    settings = ask(
        lambda: client.cluster.get_settings(include_defaults=True, flat_settings=True, filter_path=f"*.{watched}")
    )
    if "false" in {str(part.get(watched)) for part in settings.body.values()}:
        return ""
    told = ask(lambda: client.nodes.stats(metric="fs", filter_path="nodes.*.name,nodes.*.fs.total"))
    for node in told.get("nodes", {}).values():
        total, free = (node["fs"]["total"][key] for key in ("total_in_bytes", "available_in_bytes"))
        if free < min(total * (1 - _HIGH_SHARE), _HIGH_HEADROOM):
            return (
                f"the disk of node {node['name']} is nearly full ({free // 1_000_000_000} GB free, above the high watermark); "
                "soon it makes the index read-only; free space there"
            )
    return ""
