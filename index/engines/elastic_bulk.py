"""Sends a batch to the server in portions, patiently, and makes sure of every single document."""

import json
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from index.engine import CheckpointMoved, EngineError
from index.engines.elastic_client import Target, blocked, cause_of, failure, may_pass, rest

log = logging.getLogger(__name__)

# A portion is one request: small enough for the server's memory and for sending it again, large enough that answers do not cost.
_PORTION_BYTES = 5_000_000
_PORTION_ITEMS = 500

# One refused document is a document's fault; when this many are and they are most of the batch, the mapping is wrong.
_MANY_REFUSED = 10

_TOO_BUSY = {429, 502, 503, 504}
_FIRST_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """One document to be put in, or with no body to be taken out."""

    article: int
    body: bytes | None  # JSON
    former: int = 0  # number of a former version; 0 for the one that holds now

    @property
    def id(self) -> str:
        return f"{self.article}-{self.former}" if self.former else str(self.article)


def put_in(article: int, filled: dict[str, Any], former: int = 0) -> Item:
    return Item(article, json.dumps(filled, ensure_ascii=False, separators=(",", ":")).encode(), former)


class Bulk:
    """One batch on its way into one generation. `version` keeps older batches from replacing this one's documents."""

    def __init__(self, client: Elasticsearch, target: Target, *, index: str, version: int, patience: float) -> None:
        self._client = client.options(request_timeout=max(60.0, target.timeout))
        self._target = target
        self._index = index
        self._version = version
        self._patience = patience
        self._sent = self._refused = 0

    def send(self, items: Iterable[Item]) -> None:
        """Returns when every item is in the server's log on disk, superseded, or refused for good and told in the log.

        Raises EngineError where the server stays away, busy or blocked, and CheckpointMoved where the generation is gone.
        """
        for portion in _portions(items):
            self._send_portion(portion)
            self._sent += len(portion)
            if self._refused >= _MANY_REFUSED and self._refused * 2 > self._sent:
                raise EngineError(
                    f"Elasticsearch at {self._target.said} refuses most documents, see the log; if its mapping was changed, "
                    "run `rasid index rebuild`"
                )

    def _send_portion(self, portion: Sequence[Item]) -> None:
        """Sends what is not in yet, again and again; the time to give up starts anew whenever some of it got in."""
        left = list(portion)
        pause = _FIRST_PAUSE
        deadline = time.monotonic() + self._patience
        while left:
            try:
                answer = self._client.bulk(operations=list(self._operations(left)))
            except (ApiError, TransportError) as error:
                if isinstance(error, ApiError) and error.meta.status == 413:
                    self._send_halves(left)
                    return
                if not may_pass(error) or time.monotonic() + pause > deadline:
                    raise failure(error, self._target, "write to") from error
            else:
                again, why = self._sift(left, answer["items"])
                if len(again) < len(left):
                    deadline = time.monotonic() + self._patience
                    pause = _FIRST_PAUSE
                left = again
                if left and time.monotonic() + pause > deadline:
                    raise EngineError(
                        f"cannot write to Elasticsearch at {self._target.said}: it turned {len(left)} documents away ({why}); "
                        "it will be tried again"
                    )
            if left:
                pause = rest(pause)

    def _send_halves(self, items: Sequence[Item]) -> None:
        if len(items) == 1:
            self._refuse(items[0], "too large for one request (http.max_content_length)")
            return
        middle = len(items) // 2
        self._send_portion(items[:middle])
        self._send_portion(items[middle:])

    def _operations(self, items: Iterable[Item]) -> Iterator[Any]:
        for item in items:
            verb = "delete" if item.body is None else "index"
            where = {"_index": self._index, "_id": item.id}
            order = {"version": self._version, "version_type": "external_gte"}
            yield json.dumps({verb: {**where, **order}}).encode()
            if item.body is not None:
                yield item.body

    def _sift(self, items: Sequence[Item], answers: Sequence[dict[str, Any]]) -> tuple[list[Item], str]:
        """The items to send again, and why."""
        again: list[Item] = []
        why = ""
        for item, answer in zip(items, answers, strict=True):
            told = next(iter(answer.values()))
            status, error = told["status"], told.get("error")
            if error is None or status == 409:  # 409: a later batch was here already
                continue
            kind, cause = str(error.get("type")), cause_of(error)
            if kind == "cluster_block_exception":
                raise EngineError(f"cannot write to Elasticsearch at {self._target.said}: {blocked(cause)}")
            if kind in {"index_not_found_exception", "index_closed_exception"}:
                raise CheckpointMoved(
                    f"the index {self._index} at {self._target.said} is gone: it was rebuilt meanwhile"
                )
            if status in _TOO_BUSY:
                again.append(item)
                why = f"{status}, {cause}"
            elif status == 400 and item.body is not None:
                self._refuse(item, cause)
            else:
                raise EngineError(f"cannot write to Elasticsearch at {self._target.said}: {cause}")
        return again, why

    def _refuse(self, item: Item, why: str) -> None:
        self._refused += 1
        log.warning("index-document-refused article=%d index=%s reason=%s", item.article, self._index, why)


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    portion: list[Item] = []
    size = 0
    for item in items:
        more = len(item.body or b"")
        if portion and (len(portion) >= _PORTION_ITEMS or size + more > _PORTION_BYTES):
            yield portion
            portion, size = [], 0
        portion.append(item)
        size += more
    if portion:
        yield portion
