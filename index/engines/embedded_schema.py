"""The embedded index's fields, and how a document fills them."""

import re
from datetime import UTC, datetime, timedelta

import tantivy

from index.analysis import Analyser
from index.document import Document
from index.fields import PARTS, field_words

SCHEMA = 3
"""Raise it when fields change: an index of another schema is rebuilt."""

ARTICLE_KIND, META_KIND = "article", "meta"
FORMER_KIND = "former"
"""A document that is a former version of its article is of both kinds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

# The sort keys put the moment above the id: seconds << 31 | id. 31 bits hold two billion articles; 32 bits of seconds
# either side of 1970 hold the years 1834 to 2106, and moments beyond are sorted as these.
_ID_BITS = 31
LARGEST_ID = (1 << _ID_BITS) - 1
_LAST_SECOND = (1 << 32) - 1


# Positions and frequencies are most of an index's size, so each is kept only where something asks for it.
_KEPT = {"surface": "basic", "cls": "position", "gram": "basic"}


def make_schema() -> tantivy.Schema:
    """Fields hold analysed tokens, separated by spaces. Texts are not stored: the archive has them."""
    builder = tantivy.SchemaBuilder()
    for name, parts in PARTS.items():
        for part in parts:
            builder.add_text_field(f"{name}_{part}", tokenizer_name="whitespace", index_option=_KEPT[part])
    builder.add_unsigned_field("article", indexed=True, fast=True)
    for name in ("outlet", "country", "section", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("published", fast=True)  # microseconds since 1970; none where the article has no date
    builder.add_integer_field("newest", fast=True)  # sort keys
    builder.add_integer_field("oldest", fast=True)
    builder.add_unsigned_field("version", fast=True)
    builder.add_integer_field("held_from", fast=True)  # microseconds since 1970
    builder.add_integer_field("held_until", fast=True)  # none where the version holds now
    builder.add_unsigned_field("story", fast=True)  # none where the article is the first of its own
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("meta", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def fill(document: Document, analyser: Analyser) -> tantivy.Document:
    """The index's document of a version of an article."""
    filled = tantivy.Document()
    for field, words in field_words(document, analyser):
        filled.add_text(field, words)
    filled.add_unsigned("article", document.article)
    for field in ("outlet", "country", "section", "language"):
        if value := _LONE_SURROGATE.sub("\ufffd", getattr(document, field)):
            filled.add_text(field, value)
    if document.published_at is not None:
        filled.add_integer("published", microseconds(document.published_at))
    seconds = _seconds(document.published_at or document.seen_at)
    filled.add_integer("newest", seconds << _ID_BITS | document.article)
    filled.add_integer("oldest", seconds << _ID_BITS | (LARGEST_ID - document.article))
    filled.add_unsigned("version", document.version)
    filled.add_integer("held_from", microseconds(document.held_from))
    if document.story not in {0, document.article}:
        filled.add_unsigned("story", document.story)
    filled.add_text("kind", ARTICLE_KIND)
    if document.held_until is not None:
        filled.add_integer("held_until", microseconds(document.held_until))
        filled.add_text("kind", FORMER_KIND)
    return filled


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(value: float) -> datetime:
    """The moment so many microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=int(value))


def _seconds(moment: datetime) -> int:
    return max(-_LAST_SECOND, min((moment - _EPOCH) // timedelta(seconds=1), _LAST_SECOND))
