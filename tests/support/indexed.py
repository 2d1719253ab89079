"""Documents to put into an index, with a default for everything, and questions to ask of it."""

from datetime import UTC, datetime

from index.analysis import Analyser
from index.document import Document
from index.engine import SearchRequest
from index.model import Model
from index.query_parser import parse_query

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_document(article, title="", text="", *, published=None, **fields):
    fields = {
        "outlet": "xx.news",
        "country": "xx",
        "section": "",
        "language": "ar",
        "authors": (),
        "seen_at": NOON,
        "version": 1,
    } | fields
    fields.setdefault("held_from", fields["seen_at"])
    return Document(article=article, title=title, text=text, published_at=published, **fields)


def ask(engine, query, *, zone="UTC", **fields):
    """The page that an engine answers with to a query as typed."""
    return engine.search(SearchRequest(query=parse_query(query, now=NOON, zone=zone), zone=zone, **fields))


def found(engine, query, **fields):
    """The ids of the hits, best first."""
    return [hit.article for hit in ask(engine, query, **fields).hits]


def unlearned_analyser():
    """An analyser that has learned nothing, and so is of another version than the shipped one."""
    return Analyser(Model(stems={}, classes={}, clitics={}, rules={}, compounds={}, digest="nothing"))
