"""Generations of the index on the server: `rasid-1`, `rasid-2`, … of which one has the alias `rasid` and is searched.

A rebuild fills a new one while the old one is searched, and moves the alias in one step. How far a generation has come stands in a
document of its own inside it:

1. A batch's documents go first, each under the article's id; the server acknowledges them when they are in its log on disk, on
   every copy of the shard.
2. Only then the checkpoint is written. So it never claims more than the index holds: nothing is lost. A crash between the two
   leaves the old checkpoint, the batch comes again, and its documents replace themselves: nothing is there twice.
3. Every document carries the checkpoint of its batch as its version, and the server refuses an older one. The checkpoint is
   replaced only where nobody else replaced it since we read it. So a writer that was overtaken can neither bring an old text back
   nor set the checkpoint back.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError

from index.engine import CheckpointMoved, EngineError
from index.engines.elastic_client import Target, patiently
from index.engines.elastic_schema import BALLAST_ID, META_ID, META_KIND, SCHEMA, ballast, template

T = TypeVar("T")

READ_SECONDS = 3.0
"""How long a reader waits for a server that is away: a person is waiting too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What a generation says of itself."""

    checkpoint: int
    analyser: str
    schema: int
    place: tuple[int, int] | None  # the document's sequence number and term; None before the first commit


NO_COMMIT = Commit(checkpoint=0, analyser="", schema=SCHEMA, place=None)


class Generations:
    """The generations of one alias."""

    def __init__(self, client: Elasticsearch, target: Target, patience: float) -> None:
        self.client = client
        self.target = target
        self.patience = patience

    def current(self) -> str:
        """The generation that is searched; "" where there is none yet."""
        try:
            answer = patiently(
                lambda: self.client.indices.get_alias(name=self.target.alias),
                seconds=READ_SECONDS,
                target=self.target,
                doing="read",
            )
        except NotFoundError:
            return ""
        names = list(answer.body)
        if len(names) > 1:
            raise EngineError(
                f"the alias {self.target.alias} at {self.target.said} stands for several indexes ({', '.join(names)}); "
                "`rasid index rebuild` makes it stand for one"
            )
        return str(names[0])

    def begin(self) -> str:
        """The first generation: ours, or that of another process that was faster."""
        return self._create(searched=True)

    def create(self) -> str:
        """Makes a new generation that nobody searches, and answers its name."""
        return self._create(searched=False)

    def _create(self, *, searched: bool) -> str:
        target = self.target
        body = template(target.alias, target.shards, target.replicas)
        self._write(
            lambda: self.client.indices.put_index_template(
                name=target.alias,
                index_patterns=body["index_patterns"],
                template=body["template"],
                priority=body["priority"],
                allow_auto_create=body["allow_auto_create"],
                meta=body["_meta"],
            )
        )
        while True:
            # One look answers both whether to make one and how to call it: of two that look at the same time, both choose the
            # same name, and the server lets one of them have it.
            known = self._known()
            if searched and (held := [name for name, aliases in known.items() if target.alias in aliases]):
                return held[0]
            name = f"{target.alias}-{max(map(self._number, known), default=0) + 1}"
            aliases: dict[str, Any] = {target.alias: {}} if searched else {}
            try:
                self._write(partial(self.client.indices.create, index=name, aliases=aliases))
            except BadRequestError:
                continue  # another process was faster
            self._write(partial(self.client.index, index=name, id=BALLAST_ID, document=ballast()))
            return name

    def _known(self) -> dict[str, list[str]]:
        """Every generation with its aliases."""
        answer = self._write(lambda: self.client.indices.get(index=f"{self.target.alias}-*", filter_path="*.aliases"))
        return {name: list(told["aliases"]) for name, told in answer.body.items() if self._number(name)}

    def _number(self, name: str) -> int:
        tail = name.removeprefix(f"{self.target.alias}-")
        return int(tail) if tail.isdecimal() else 0

    def switch(self, name: str) -> None:
        """The alias moves to this generation and the earlier ones are removed, in one step."""
        alias = self.target.alias
        known = self._known()
        earlier = [other for other in known if self._number(other) < self._number(name)]
        others = [other for other in known if alias in known[other] and other not in {name, *earlier}]
        actions = [
            {"add": {"index": name, "alias": alias}},
            *({"remove": {"index": one, "alias": alias}} for one in others),
            *({"remove_index": {"index": one}} for one in earlier),
        ]
        self._write(lambda: self.client.indices.update_aliases(actions=actions))

    def remove(self, name: str) -> None:
        """Gives up a generation; no trouble where it is gone already."""
        with contextlib.suppress(NotFoundError):
            self._write(lambda: self.client.indices.delete(index=name))

    def read_commit(self, name: str) -> Commit:
        """How far a generation has come, as of now. Raises NotFoundError where the generation is gone."""
        try:
            answer = patiently(
                lambda: self.client.get(index=name, id=META_ID, realtime=True),
                seconds=READ_SECONDS,
                target=self.target,
                doing="read",
            )
        except NotFoundError as error:
            if isinstance(error.body, dict) and "error" in error.body:
                raise
            return NO_COMMIT
        told = answer["_source"]
        return Commit(
            checkpoint=told["checkpoint"],
            analyser=told["analyser"],
            schema=told["schema"],
            place=(answer["_seq_no"], answer["_primary_term"]),
        )

    def write_commit(self, name: str, commit: Commit) -> None:
        """Stores how far the generation has come, where it still stands at `commit.place`. Else raises CheckpointMoved."""
        where = (
            {"op_type": "create"}
            if commit.place is None
            else {"if_seq_no": commit.place[0], "if_primary_term": commit.place[1]}
        )
        document = {
            "kind": META_KIND,
            "checkpoint": commit.checkpoint,
            "analyser": commit.analyser,
            "schema": commit.schema,
        }
        try:
            self._write(lambda: self.client.index(index=name, id=META_ID, document=document, **where))
        except (ConflictError, NotFoundError) as error:
            told = self.read_commit(name) if isinstance(error, ConflictError) else NO_COMMIT
            if (told.checkpoint, told.analyser, told.schema) == (commit.checkpoint, commit.analyser, commit.schema):
                return  # it was ours: written, but the answer was lost on the way
            raise CheckpointMoved(
                f"the index at {self.target.said} was written by another process meanwhile"
            ) from error

    def _write(self, ask: Callable[[], T]) -> T:
        return patiently(ask, seconds=self.patience, target=self.target, doing="write to")
