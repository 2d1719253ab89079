"""Counts over all hits of a query: by field for facets, by calendar unit for timelines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import tantivy

from index.calendar import Stretch, midnight, stretches, unit_of
from index.engines.embedded_schema import microseconds, moment_of

# Every value must be counted in every segment, or counts are estimates; outlets and sections are far fewer than this.
_MOST_VALUES = 65_000
_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)


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

    tantivy's calendar intervals know no zones. So days of 24 hours are counted, once for each distance from UTC that the zone
    has had (two, mostly) and only while it had it; days on which the clock changed come in two parts, which are added up.
    """
    answer = searcher.aggregate(
        query, {"first": {"min": {"field": "published"}}, "last": {"max": {"field": "published"}}}
    )
    first, last = answer["first"]["value"], answer["last"]["value"]
    if first is None or last is None:
        return ()
    by_offset: dict[timedelta, list[Stretch]] = {}
    for stretch in stretches(moment_of(first), moment_of(last), zone):
        by_offset.setdefault(stretch.offset, []).append(stretch)
    counts: Counter[date] = Counter()
    for offset, parts in by_offset.items():
        for day, number in _days(searcher, query, offset, parts):
            counts[unit_of(day, unit)] += number
    home = ZoneInfo(zone)
    return tuple((midnight(day, home), counts[day]) for day in sorted(counts))


def _days(
    searcher: tantivy.Searcher, query: tantivy.Query, offset: timedelta, parts: Sequence[Stretch]
) -> Iterator[tuple[date, int]]:
    ranges = [{"from": microseconds(part.start), "to": microseconds(part.end)} for part in parts]
    first_midnight = -offset % _DAY // _MICROSECOND  # of 1970, seen from UTC
    days = {"field": "published", "interval": _DAY // _MICROSECOND, "offset": first_midnight, "min_doc_count": 1}
    asked = {"part": {"range": {"field": "published", "ranges": ranges}, "aggs": {"day": {"histogram": days}}}}
    wanted = {bounds["from"] for bounds in ranges}
    for part in searcher.aggregate(query, asked)["part"]["buckets"]:
        # The answer also holds what lies between the ranges; those belong to another distance.
        if "from" in part and "to" in part and int(part["from"]) in wanted:
            for day in part["day"]["buckets"]:
                if day["doc_count"]:
                    yield (moment_of(day["key"]) + offset).date(), int(day["doc_count"])
