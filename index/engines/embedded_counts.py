"""Counts over all hits of a query, in one pass: by field for facets, by calendar unit for timelines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import tantivy

from index.calendar import Stretch, borders, midnight, stretches, unit_of
from index.engines.embedded_schema import microseconds, moment_of

# Every value must be counted in every segment, or counts are estimates; outlets and sections are far fewer than this.
_MOST_VALUES = 65_000
# Units are counted as ranges between their borders up to so many; more are counted as days, of which only those with hits cost.
_MOST_RANGES = 600
_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
_TIMELINE = "timeline"

Facets: TypeAlias = Mapping[str, tuple[tuple[str, int], ...]]
Timeline: TypeAlias = tuple[tuple[datetime, int], ...]
Span: TypeAlias = tuple[datetime, datetime]


def span_of(searcher: tantivy.Searcher) -> Span | None:
    """The first and the last moment at which an article of the index was published; None where none has a date."""
    asked = {"first": {"min": {"field": "published"}}, "last": {"max": {"field": "published"}}}
    answer = searcher.aggregate(tantivy.Query.all_query(), asked)
    first, last = answer["first"]["value"], answer["last"]["value"]
    return None if first is None or last is None else (moment_of(first), moment_of(last))


def count(
    searcher: tantivy.Searcher, query: tantivy.Query, fields: Sequence[str], unit: str, zone: str, span: Span | None
) -> tuple[Facets, Timeline]:
    """Facets as (value, count), most first, equal counts by value; the timeline as (start, count) of units that hold dated
    hits, oldest first, in the zone. Articles without a value or a date are not counted there.

    span: from the first to the last date in the index.
    """
    asked = {field: {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}} for field in fields}
    line = _timeline(unit, zone, span) if unit and span else None
    if line:
        asked |= line.asked()
    if not asked:
        return {}, ()
    answer = searcher.aggregate(query, asked)
    return {field: _most_first(answer[field]["buckets"]) for field in fields}, line.read(answer) if line else ()


def _most_first(buckets: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    counted = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


@lru_cache(maxsize=32)
def _timeline(unit: str, zone: str, span: Span) -> "_Units | _Days":
    if unit != "day" and len(edges := borders(*span, unit, zone)) <= _MOST_RANGES:
        return _Units(edges)
    return _Days(unit, zone, span)


class _Units:
    """Counts between the borders of units; tantivy's own calendar intervals know no zones."""

    def __init__(self, edges: Sequence[datetime]) -> None:
        self._starts = {microseconds(edge): edge for edge in edges[:-1]}
        places = [microseconds(edge) for edge in edges]
        self._ranges = [{"from": start, "to": end} for start, end in pairwise(places)]

    def asked(self) -> dict[str, Any]:
        return {_TIMELINE: {"range": {"field": "published", "ranges": self._ranges}}}

    def read(self, answer: Mapping[str, Any]) -> Timeline:
        found = {
            int(part["from"]): int(part["doc_count"])
            for part in answer[_TIMELINE]["buckets"]
            if part["doc_count"] and "from" in part and "to" in part
        }
        return tuple((start, found[place]) for place, start in self._starts.items() if place in found)


class _Days:
    """Counts days of 24 hours, once for each distance from UTC that the zone has had (two, mostly) and only while it had it.

    Days on which the clock changed come in two parts, which are added up.
    """

    def __init__(self, unit: str, zone: str, span: Span) -> None:
        self._unit = unit
        self._home = ZoneInfo(zone)
        by_offset: dict[timedelta, list[Stretch]] = {}
        for stretch in stretches(*span, zone):
            by_offset.setdefault(stretch.offset, []).append(stretch)
        self._by_offset = list(by_offset.items())

    def asked(self) -> dict[str, Any]:
        asked = {}
        for number, (offset, parts) in enumerate(self._by_offset):
            ranges = [{"from": microseconds(part.start), "to": microseconds(part.end)} for part in parts]
            first = -offset % _DAY // _MICROSECOND  # midnight of 1970, seen from UTC
            days = {"field": "published", "interval": _DAY // _MICROSECOND, "offset": first, "min_doc_count": 1}
            asked[f"{_TIMELINE} {number}"] = {
                "range": {"field": "published", "ranges": ranges},
                "aggs": {"day": {"histogram": days}},
            }
        return asked

    def read(self, answer: Mapping[str, Any]) -> Timeline:
        counts: Counter[date] = Counter()
        for day, found in self._counted(answer):
            counts[unit_of(day, self._unit)] += found
        return tuple((midnight(day, self._home), counts[day]) for day in sorted(counts))

    def _counted(self, answer: Mapping[str, Any]) -> Iterator[tuple[date, int]]:
        for number, (offset, parts) in enumerate(self._by_offset):
            wanted = {microseconds(part.start) for part in parts}
            for part in answer[f"{_TIMELINE} {number}"]["buckets"]:
                # The answer also holds what lies between the ranges; those belong to another distance.
                if "from" in part and "to" in part and int(part["from"]) in wanted:
                    for day in part["day"]["buckets"]:
                        if day["doc_count"]:
                            yield (moment_of(day["key"]) + offset).date(), int(day["doc_count"])
