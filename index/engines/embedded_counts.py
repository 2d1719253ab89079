"""Counts over all hits of a query: by field for facets, by calendar unit for timelines."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import tantivy

from index.calendar import borders
from index.engines.embedded_schema import microseconds, moment_of

# Every value must be counted in every segment, or counts are estimates; outlets and sections are far fewer than this.
_MOST_VALUES = 65_000
# tantivy refuses more than 65,000 buckets in one request; a timeline of days since 1900 has 46,000.
_MOST_BUCKETS = 20_000


def count_facets(
    searcher: tantivy.Searcher, query: tantivy.Query, fields: Sequence[str]
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """(value, count) by field, most first, equal counts by value. Articles without a value are not counted."""
    if not fields:
        return {}
    asked = {field: {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}} for field in fields}
    answer = searcher.aggregate(query, asked)
    return {field: _most_first(answer[field]["buckets"]) for field in fields}


def _most_first(buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    counted = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def count_timeline(
    searcher: tantivy.Searcher, query: tantivy.Query, unit: str, zone: str
) -> tuple[tuple[datetime, int], ...]:
    """(start, count) of each day, week, month or year that holds dated hits, oldest first, in the zone.

    tantivy's own calendar intervals know no zones, so the borders are ours and the counting is a range aggregation.
    """
    answer = searcher.aggregate(
        query, {"first": {"min": {"field": "published"}}, "last": {"max": {"field": "published"}}}
    )
    first, last = answer["first"]["value"], answer["last"]["value"]
    if first is None or last is None:
        return ()
    edges = borders(moment_of(first), moment_of(last), unit, zone)
    counted: list[tuple[datetime, int]] = []
    for begin in range(0, len(edges) - 1, _MOST_BUCKETS):
        counted += _count_between(searcher, query, edges[begin : begin + _MOST_BUCKETS + 1])
    return tuple(counted)


def _count_between(
    searcher: tantivy.Searcher, query: tantivy.Query, edges: Sequence[datetime]
) -> list[tuple[datetime, int]]:
    starts = {microseconds(edge): edge for edge in edges}
    ranges = [{"from": start, "to": end} for start, end in pairwise(starts)]
    answer = searcher.aggregate(query, {"when": {"range": {"field": "published", "ranges": ranges}}})
    counts = {int(bucket["from"]): int(bucket["doc_count"]) for bucket in answer["when"]["buckets"] if "from" in bucket}
    # The answer also holds what lies before the first and after the last border; both are outside this stretch.
    return [(starts[start], counts[start]) for start in list(starts)[:-1] if counts.get(start)]
