"""Asks the server for hits and counts, and reads its answers."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from index.analysis import LONGEST, Analyser
from index.engine import EngineHit, SearchPage, SearchRequest, Sort
from index.engines.elastic_client import Target, patiently
from index.engines.elastic_generations import READ_SECONDS
from index.engines.elastic_query import FORMER, Compiler
from index.engines.elastic_schema import DEEPEST_WINDOW, clean, moment_of
from index.engines.stories import MOST_AT_ONCE, count_stories, first_of_each, one_of_each
from index.fields import EVERYWHERE
from index.query import is_ranked
from index.ranking import SCORE_DIGITS

# Every value must be counted, or counts are estimates; outlets and sections are far fewer than this.
_MOST_VALUES = 65_000
_STEP = 1000  # hits of one step of a walk
_KEEP_ALIVE = "2m"  # between two steps of a walk

_RANKED = [{"_score": "desc"}, {"article": "desc"}]
_ORDERS: Mapping[Sort, list[dict[str, str]]] = {
    Sort.RELEVANCE: [{"article": "desc"}],  # no hit is better than another
    Sort.NEWEST: [{"moment": "desc"}, {"article": "desc"}],
    Sort.OLDEST: [{"moment": "asc"}, {"article": "desc"}],
}

# Of hits with one score, rounded, the newest article is first, but the server sorts by the whole score: so this many more are
# fetched, and when the page's last score goes on, as many as have it.
_TIES = 64
_MOST_TIES = 100_000


class Asker:
    """Searches of one index, given by its alias or its own name."""

    def __init__(self, client: Elasticsearch, target: Target, index: str, analyser: Analyser) -> None:
        self._client = client
        self._target = target
        self._index = index
        self._compiler = Compiler(analyser)

    def page(self, request: SearchRequest) -> SearchPage:
        """One page. An index that is not there has no hits."""
        return self._collapsed(request) if request.collapse else self._page(request)

    def _collapsed(self, request: SearchRequest) -> SearchPage:
        """The hits are gone through in order, as in the embedded engine: the server's own `collapse` sorts by whole scores."""
        bare = replace(request, collapse=False, offset=0)
        counted = self._page(replace(bare, limit=0))
        bare = replace(bare, facets=(), timeline="")
        return replace(
            counted,
            hits=one_of_each(lambda count: self._page(replace(bare, limit=count)).hits, request.offset, request.limit),
            stories=self._stories(bare, counted.total),
        )

    def _stories(self, request: SearchRequest, total: int) -> int:
        hits = self._compiler.hits(request)

        def asked(clause: Mapping[str, Any], **more: Any) -> dict[str, Any]:
            return self._search(
                query={"bool": {"filter": [hits, clause]}},
                size=0,
                track_total_hits=True,
                index=self._index,
                preference=_short_name(request),
                ignore_unavailable=True,
                allow_partial_search_results=False,
                **more,
            )

        def joined(low: int, high: int | None) -> tuple[Mapping[int, int], bool]:
            terms = {"terms": {"field": "story", "size": MOST_AT_ONCE, "shard_size": MOST_AT_ONCE}}
            answer = asked({"range": {"story": {"gte": low, "lt": high}}}, aggs={"stories": terms})
            told = answer.get("aggregations", {}).get("stories", {"buckets": ()})
            found = {int(bucket["key"]): int(bucket["doc_count"]) for bucket in told["buckets"]}
            return found, not told.get("sum_other_doc_count")

        def firsts(stories: Sequence[int]) -> int:
            among = {"terms": {"article": list(stories)}}
            alone = {"bool": {"filter": among, "must_not": {"exists": {"field": "story"}}}}
            return int(asked(alone)["hits"]["total"]["value"])

        return count_stories(total, joined, firsts) if total else 0

    def _page(self, request: SearchRequest) -> SearchPage:
        is_ranked = _is_ranked(request) and request.limit > 0
        end = request.offset + request.limit
        asked = end + _TIES if is_ranked else end
        skipped = 0 if is_ranked else request.offset
        deep = asked > DEEPEST_WINDOW
        answer = self._search(
            **self._asked(request),
            from_=0 if deep else skipped,
            size=0 if deep else asked - skipped,
            aggs=_counts(request),
            track_total_hits=True,
            index=self._index,
            preference=_short_name(request),
            ignore_unavailable=True,
        )
        counts = answer.get("aggregations", {})
        total = answer["hits"]["total"]["value"]
        hits = [_hit(found) for found in answer["hits"]["hits"]]
        if deep or (is_ranked and len(hits) < total and not _is_settled(hits, end)):
            hits = self._walked(request, skipped, end)
        if is_ranked:
            hits = sorted(hits, key=lambda hit: (-hit.score, -hit.article))[request.offset :]
        return SearchPage(
            total=total,
            hits=tuple(hits[: request.limit]),
            facets={field: _most_first(counts[field]["buckets"]) for field in request.facets if field in counts},
            timeline=_timeline(counts["timeline"]["buckets"], request.zone) if "timeline" in counts else (),
        )

    def _walked(self, request: SearchRequest, skipped: int, end: int) -> list[EngineHit]:
        """The hits from `skipped` to `end`; of ranked ones also those after, while the last score goes on."""
        hits: list[EngineHit] = []
        for hit in islice(self.walk(request), skipped, _MOST_TIES):
            if len(hits) >= end - skipped and (not _is_ranked(request) or hit.score != hits[-1].score):
                break
            hits.append(hit)
        return hits

    def every(self, request: SearchRequest) -> Iterator[EngineHit]:
        """Every hit in order, or where stories are collapsed the first of each."""
        hits = self.walk(request)
        return first_of_each(hits) if request.collapse else hits

    def walk(self, request: SearchRequest) -> Iterator[EngineHit]:
        """Every hit in order, as the index stood at the first: a point in time holds it still while others write."""
        try:
            opened = self._read(
                lambda: self._client.open_point_in_time(
                    index=self._index, keep_alive=_KEEP_ALIVE, preference=_short_name(request)
                )
            )
        except NotFoundError:
            return
        point = opened["id"]
        asked = self._asked(request)
        try:
            while True:
                answer = self._search(
                    **asked, size=_STEP, pit={"id": point, "keep_alive": _KEEP_ALIVE}, track_total_hits=False
                )
                point = answer.get("pit_id", point)
                found = answer["hits"]["hits"]
                yield from map(_hit, found)
                if len(found) < _STEP:
                    return
                asked["search_after"] = found[-1]["sort"]
        finally:
            with suppress(ApiError, TransportError):  # the server forgets it by itself a little later
                self._client.close_point_in_time(id=point)

    def former_versions(self, index: str, articles: Sequence[int], patience: float) -> Iterator[tuple[int, int]]:
        """(article, version) of every former version that the index holds of these articles, as far as it is visible."""

        def ask(asked: dict[str, Any]) -> Any:
            return patiently(
                lambda: self._client.search(**asked), seconds=patience, target=self._target, doing="write to"
            )

        for start in range(0, len(articles), _STEP):
            asked: dict[str, Any] = {
                "index": index,
                "query": {"bool": {"filter": [FORMER, {"terms": {"article": articles[start : start + _STEP]}}]}},
                "sort": [{"article": "asc"}, {"version": "asc"}],
                "size": _STEP,
                "source": False,
                "track_total_hits": False,
                "allow_partial_search_results": False,
                "ignore_unavailable": True,
            }
            while True:
                found = ask(asked)["hits"]["hits"]
                yield from ((int(hit["sort"][0]), int(hit["sort"][1])) for hit in found)
                if len(found) < _STEP:
                    break
                asked["search_after"] = found[-1]["sort"]

    def _asked(self, request: SearchRequest) -> dict[str, Any]:
        ranked = _is_ranked(request)
        return {
            "query": self._compiler.ranked(request) if ranked else self._compiler.hits(request),
            "sort": _RANKED if ranked else _ORDERS[request.sort],
            "source": False,
            "docvalue_fields": ["version", "story"],
            # Statistics of all shards: the same words weigh the same wherever a document lies.
            "search_type": "dfs_query_then_fetch" if ranked else "query_then_fetch",
            "allow_partial_search_results": False,  # half an answer is a trouble, not an answer
        }

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """How many articles hold each word, from one question."""
        if not words:
            return []
        asked = [_holding(word) for word in words]
        answer = self._search(
            index=self._index,
            size=0,
            track_total_hits=False,
            aggregations={"words": {"filters": {"filters": asked}}},
            ignore_unavailable=True,
            allow_partial_search_results=False,
        )
        counts = answer.get("aggregations")  # none from an index that is not there
        return [int(bucket["doc_count"]) for bucket in counts["words"]["buckets"]] if counts else [0] * len(words)

    def _search(self, **asked: Any) -> dict[str, Any]:
        return self._read(lambda: self._client.search(**asked)).body  # type: ignore[no-any-return]

    def _read(self, ask: Any) -> Any:
        return patiently(ask, seconds=READ_SECONDS, target=self._target, doing="search")


def _holding(word: str) -> dict[str, Any]:
    """The server refuses very long terms, and no class is one."""
    return {"term": {f"{EVERYWHERE}_cls": clean(word)}} if len(word) <= LONGEST else {"match_none": {}}


def _is_ranked(request: SearchRequest) -> bool:
    return request.sort is Sort.RELEVANCE and is_ranked(request.query)


def _is_settled(hits: Sequence[EngineHit], end: int) -> bool:
    """Whether no hit behind these can belong before `end`."""
    return hits[end - 1].score > hits[-1].score


def _counts(request: SearchRequest) -> dict[str, Any]:
    counts: dict[str, Any] = {
        field: {"terms": {"field": field, "size": _MOST_VALUES, "shard_size": _MOST_VALUES}} for field in request.facets
    }
    if request.timeline:
        when = {"field": "published_at", "calendar_interval": request.timeline, "time_zone": request.zone}
        counts["timeline"] = {"date_histogram": when | {"min_doc_count": 1}}
    return counts


def _hit(found: Mapping[str, Any]) -> EngineHit:
    number, _, _ = found["_id"].partition("-")  # of a former version: "17-1"
    article, fields = int(number), found.get("fields", {})
    (version,), (story,) = fields.get("version") or (0,), fields.get("story") or (article,)
    score = round(float(found.get("_score") or 0.0), SCORE_DIGITS)
    return EngineHit(article=article, version=int(version), score=score, story=int(story))


def _most_first(buckets: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    counted = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _timeline(buckets: Sequence[Mapping[str, Any]], zone: str) -> tuple[tuple[datetime, int], ...]:
    home = ZoneInfo(zone)
    return tuple((moment_of(bucket["key"]).astimezone(home), int(bucket["doc_count"])) for bucket in buckets)


def _short_name(request: SearchRequest) -> str:
    """Copies of a shard still count documents that were removed, each its own. So one query always asks the same copies."""
    return f"{zlib.crc32(repr(request.query).encode(errors='replace')):08x}"
