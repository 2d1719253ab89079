"""Doors for outside measuring scripts: our functions in the shapes such scripts expect. Each imports what it needs itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _catalogue() -> Any:
    from crawler.catalogue import SHIPPED, load_catalogue

    return load_catalogue([SHIPPED])


def extract(html: bytes, url: str) -> dict[str, Any]:
    """(page, address) -> title, text, author, published; {} for a page that is not kept as an article."""
    from archive.model import Capture, Found
    from crawler.catalogue import unlisted_outlet
    from crawler.pipeline import process

    now = datetime.now(UTC)
    url = url or ""
    outlet = _catalogue().outlet_for(url) if url else unlisted_outlet("unknown")
    capture = Capture(
        url=url, outlet=outlet.id, status=200, headers=(("Content-Type", "text/html"),), body=html, fetched_at=now
    )
    processed = process(capture, outlet, Found(url=url, outlet=outlet.id, endpoint=""), now=now)
    content = processed.content
    if content is None:
        return {"reason": processed.outcome.reason, "trouble": processed.trouble}
    return {
        "title": content.title,
        "text": f"{content.lead}\n\n{content.text}".strip(),
        "author": "، ".join(content.authors) or None,
        "published": content.published_at.isoformat() if content.published_at else None,
    }


def read_date(text: str, now: datetime, zone: str) -> tuple[datetime, str] | None:
    """(text, now, IANA zone) -> (aware moment, precision) or None where the date is refused.

    precision: "second", "minute", "hour", "day", "month" or "year".
    """
    from arabic import dates
    from arabic.dates.zones import zone_of

    moment = now if now.tzinfo else now.replace(tzinfo=zone_of(zone))
    reading = dates.read_date(text, now=moment, zone=zone)
    return None if reading is None else (reading.value, reading.precision)


def repair(text: str) -> str:
    """Text -> the text without what damaged pages leave in it."""
    from arabic.repair import repair as repaired

    return repaired(text).text


def build(docs: list[dict[str, str]]) -> Callable[[str, int], list[str]]:
    """Documents -> search(query, k) -> their ids, best first. The program's engine (RASID_BENCH_ENGINE), every word optional."""
    from benchmarks.engines import build_engine

    return build_engine(docs)


def fields() -> list[tuple[float, Callable[[str], list[str]]]]:
    """What ranks a hit: (weight, text -> tokens) for each field."""
    from index.analysis import WEIGHTS, default_analyser

    analyser = default_analyser()

    def tokens(field: str) -> Callable[[str], list[str]]:
        return lambda text: str(getattr(analyser.analyse(text), field)).split()

    return [(weight, tokens(field)) for field, weight in WEIGHTS.items()]


def fields_filter() -> list[tuple[float, Callable[[str], list[str]]]]:
    """What decides whether a text is a hit at all: the class field alone."""
    from index.analysis import default_analyser

    analyser = default_analyser()
    return [(1.0, lambda text: analyser.analyse(text).cls.split())]
