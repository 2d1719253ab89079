"""The Elasticsearch index: its template with every field named, and how a document fills it.

Fields for searching hold the words our own analyser made, so the server needs no Arabic of its own and ranks as the embedded
engine does. They stay out of `_source`; what a person reads there (in Kibana, say) is the article as it was kept.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from index.analysis import Analyser
from index.document import Document
from index.engine import EngineError
from index.fields import NOTHING, PARTS, field_words

SCHEMA = 2
"""Raise it when the mapping or the filling changes: an index of another schema is rebuilt."""

ARTICLE_KIND, META_KIND = "article", "meta"
FORMER_KIND = "former"
"""A document that is a former version of its article is of both kinds."""
META_ID, BALLAST_ID = "checkpoint", "ballast"
DEEPEST_WINDOW = 10_000
"""Hits that the server sorts for one page; deeper ones are reached by walking."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_ID = (1 << 31) - 1  # as in the embedded engine
_LAST_SECOND = (
    1 << 32
) - 1  # either side of 1970; the embedded engine sorts moments beyond as these, and so does this one
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# As in the embedded engine each field keeps only what something asks for. Names in a row stand one position apart, as there.
_WORDS = {"type": "text", "analyzer": "whitespace"}
_KEPT: dict[str, dict[str, Any]] = {
    "surface": {"index_options": "docs"},
    "cls": {"index_options": "positions", "position_increment_gap": 1},
    "gram": {"index_options": "docs"},
}
_LABEL = {"type": "keyword", "ignore_above": 8000}  # Lucene takes 32,766 bytes and a letter has up to four


def template(alias: str, shards: int, replicas: int | None) -> dict[str, Any]:
    """The index template of all generations of this alias. `replicas=None`: one as soon as there is a second node."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {
        "index_patterns": [f"{alias}-*"],
        "priority": 200 + len(alias),  # of two aliases, one of which begins like the other, the longer one's holds
        "allow_auto_create": False,  # a batch for a generation that was just removed must not make it anew, unmapped
        "template": {
            "settings": {
                "index": {
                    "number_of_shards": shards,
                    **copies,
                    "refresh_interval": "1s",
                    "max_result_window": DEEPEST_WINDOW,
                }
            },
            "mappings": _mapping(),
        },
        "_meta": {
            "description": "Articles of Rasid. Made by Rasid; `rasid index rebuild` brings changes here into force."
        },
    }


def _mapping() -> dict[str, Any]:
    properties: dict[str, Any] = {
        "title": {"type": "text", "index": False},
        "text": {"type": "text", "index": False},
        "address": {"type": "keyword", "index": False, "doc_values": False},
        "authors": _LABEL,
        "outlet": _LABEL,
        "country": _LABEL,
        "section": _LABEL,
        "language": _LABEL,
        "published_at": {"type": "date"},
        "seen_at": {"type": "date"},
        "article": {"type": "long"},
        "story": {"type": "long"},  # none where the article is the first of its own
        "published": {"type": "long"},  # microseconds since 1970, which `date` would cut to milliseconds
        "moment": {"type": "long"},  # seconds since 1970 by which hits are sorted
        "version": {"type": "integer"},
        "held_from": {"type": "long"},  # microseconds since 1970
        "held_until": {"type": "long"},  # none where the version holds now
        "kind": {"type": "keyword"},
        "checkpoint": {"type": "long", "index": False},
        "analyser": {"type": "keyword", "index": False},
        "schema": {"type": "integer", "index": False},
    }
    tokens = {f"{name}_{part}": _WORDS | _KEPT[part] for name, parts in PARTS.items() for part in parts}
    return {"dynamic": "strict", "_source": {"excludes": list(tokens)}, "properties": properties | tokens}


def fill(document: Document, analyser: Analyser) -> dict[str, Any]:
    """The index's document of a version of an article."""
    if not 0 < document.article <= _LARGEST_ID:
        raise EngineError(f"article {document.article} cannot be indexed: ids go from 1 to {_LARGEST_ID}")
    filled: dict[str, Any] = {"kind": [ARTICLE_KIND], "article": document.article, "version": document.version}
    filled["held_from"] = microseconds(document.held_from)
    if document.held_until is not None:
        filled["held_until"] = microseconds(document.held_until)
        filled["kind"].append(FORMER_KIND)
    for field in ("title", "text", "address", "outlet", "country", "section", "language"):
        if value := clean(getattr(document, field)):
            filled[field] = value
    filled["authors"] = [clean(name) for name in document.authors]
    if document.published_at is not None:
        filled["published"] = microseconds(document.published_at)
        filled["published_at"] = _readable(document.published_at)
    if document.story not in {0, document.article}:
        filled["story"] = document.story
    filled["seen_at"] = _readable(document.seen_at)
    seconds = microseconds(document.published_at or document.seen_at) // 1_000_000
    filled["moment"] = max(-_LAST_SECOND, min(seconds, _LAST_SECOND))
    for field, words in field_words(document, analyser):
        filled.setdefault(field, []).append(words)
    return filled


def ballast() -> dict[str, Any]:
    """A document that is in no result. The embedded index counts the document about itself when it weighs words; so does this."""
    return {"kind": META_KIND, **{f"{name}_{part}": NOTHING for name, parts in PARTS.items() for part in parts}}


def clean(text: str) -> str:
    """The text without halves of surrogate pairs, which no UTF-8 holds."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(milliseconds: float) -> datetime:
    """The moment so many milliseconds after 1970, in UTC."""
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def _readable(moment: datetime) -> str | int:
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:  # the first or the last hours of the calendar, seen from another zone
        return microseconds(moment) // 1000
