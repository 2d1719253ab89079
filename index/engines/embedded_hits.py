"""Hits in order: a page of them, or every one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import tantivy

from index.engine import EngineHit, SearchRequest, Sort
from index.engines.embedded_query import Compiler
from index.query import is_ranked

# Hits of one score are ordered by article, but tantivy hands them out in its own order: so this many more are fetched, and
# four times as many again while the page's last score goes on, up to the limit. Beyond it the library's order stands.
_TIES = 64
_MOST_TIES = 100_000
# Sums of the same numbers in another order differ in their last bits: scores are the same when these digits are.
_DIGITS = 4

_STEP = 20_000  # hits of one step of a walk

# field, highest first
_ORDERS = {
    Sort.RELEVANCE: ("article", True),  # where no hit is better than another
    Sort.NEWEST: ("newest", True),
    Sort.OLDEST: ("oldest", False),
}


def page(searcher: tantivy.Searcher, compiler: Compiler, request: SearchRequest) -> tuple[int, tuple[EngineHit, ...]]:
    """The total and one page, in an order that depends on scores, dates and ids alone."""
    if request.limit and request.sort is Sort.RELEVANCE and is_ranked(request.query):
        return _ranked(searcher, compiler.ranked(request), request)
    field, highest_first = _ORDERS[request.sort]
    at_least_one = max(request.limit, 1)  # tantivy panics on a limit of 0
    found = searcher.search(
        compiler.hits(request),
        at_least_one,
        offset=request.offset,
        order_by_field=field,
        order=tantivy.Order.Desc if highest_first else tantivy.Order.Asc,
    )
    return _total(found), tuple(_hits(searcher, [(0.0, address) for _, address in found.hits[: request.limit]]))


def former_versions(searcher: tantivy.Searcher, compiler: Compiler) -> int:
    """How many former versions the index holds."""
    former = compiler.former()
    return _total(searcher.search(former, 1, order_by_field="article")) if former else 0


def walk(
    searcher: tantivy.Searcher, compiler: Compiler, request: SearchRequest, *, step: int = _STEP
) -> Iterator[EngineHit]:
    """Every hit in the request's order, as the searcher sees the index; offset and limit mean nothing here."""
    if request.sort is Sort.RELEVANCE and is_ranked(request.query):
        total = _total(searcher.search(compiler.hits(request), 1, order_by_field="article"))
        if total:
            whole = replace(request, offset=0, limit=total)
            yield from _ranked(searcher, compiler.ranked(whole), whole)[1]
        return
    field, highest_first = _ORDERS[request.sort]
    order = tantivy.Order.Desc if highest_first else tantivy.Order.Asc
    query = compiler.hits(request)
    while True:
        found = searcher.search(query, step, order_by_field=field, order=order, count=False)
        yield from _hits(searcher, [(0.0, address) for _, address in found.hits])
        if len(found.hits) < step:
            return
        last = searcher.fast_field_values(field, [found.hits[-1][1]])[0]
        query = compiler.beyond(request, field, int(last or 0), below=highest_first)  # no two articles share a value


def _ranked(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest
) -> tuple[int, tuple[EngineHit, ...]]:
    end = request.offset + request.limit
    asked = end + _TIES
    while True:
        # With count=True every hit is scored; without, the library skips some, and scores may differ in their last bit.
        found = searcher.search(query, asked, count=True)
        scores = [round(score, _DIGITS) for score, _ in found.hits]
        if len(scores) < asked or scores[end - 1] > scores[-1] or asked >= _MOST_TIES:
            break
        asked = min(asked * 4, _MOST_TIES)
    hits = _hits(searcher, [(score, address) for score, (_, address) in zip(scores, found.hits, strict=True)])
    hits.sort(key=lambda hit: (-hit.score, -hit.article))
    return _total(found), tuple(hits[request.offset : end])


def _hits(searcher: tantivy.Searcher, found: Sequence[tuple[float, tantivy.DocAddress]]) -> list[EngineHit]:
    addresses = [address for _, address in found]
    values = [searcher.fast_field_values(field, addresses) for field in ("article", "version", "story")]
    return [
        EngineHit(article=int(article or 0), version=int(version or 0), score=score, story=int(story or article or 0))
        for (score, _), article, version, story in zip(found, *values, strict=True)
    ]


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # the library's type stub forgets it
