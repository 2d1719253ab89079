"""Ways out of an empty result page: the same search with one condition less, each with what it would find."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from archive.store import Store
from index.analysis import Analyser
from index.engine import Engine, EngineError, SearchRequest
from index.outlets import names_outlets, resolve_outlets
from index.query import And, DateRange, Exact, Fuzzy, Is, Not, Phrase, Prefix, Query, Scoped, Words
from index.query_parser import QueryError
from portal.query_text import query_text
from portal.search_form import FormError, SearchForm, Understood, understand
from portal.words import Reader

MOST = 6
_TRIED = 12  # each costs the engine a search


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    label: str
    dropped: str  # the part of the query that is left out, as typed; "" for filters
    count: int
    href: str


def ways_out(understood: Understood, engine: Engine, store: Store, analyser: Analyser, reader: Reader) -> list[WayOut]:
    """What finds something, most first."""
    found: list[WayOut] = []
    for tried, (label, dropped, form) in enumerate(_candidates(understood, analyser, reader)):
        if tried == _TRIED:
            break
        if count := count_hits(form, engine, store, reader.now, reader.zone):
            found.append(WayOut(label=label, dropped=dropped, count=count, href=form.address()))
    return sorted(found, key=lambda way: -way.count)[:MOST]


def count_hits(form: SearchForm, engine: Engine, store: Store, now: datetime, zone: str) -> int:
    """How many articles the form finds; 0 for one that cannot be read."""
    try:
        request = understand(form, now=now, zone=zone).request(zone)
        return engine.search(resolved(replace(request, offset=0, limit=0), store)).total
    except (QueryError, FormError, EngineError):
        return 0


def resolved(request: SearchRequest, store: Store) -> SearchRequest:
    """The request with outlets named as people name them replaced by their ids, as `index.results.find` does."""
    if not names_outlets(request.query):
        return request
    return replace(request, query=resolve_outlets(request.query, store.outlets().values()))


def _candidates(understood: Understood, analyser: Analyser, reader: Reader) -> Iterator[tuple[str, str, SearchForm]]:
    form = understood.form
    if form.start or form.end:
        yield reader.say("بلا حدّ للتاريخ", "at any date"), "", form.but(start="", end="")
    if form.as_of:
        yield reader.say("كما هي الآن", "as it stands now"), "", form.but(as_of="")
    if form.outlets:
        yield reader.say("في الصحف كلّها", "in all outlets"), "", form.but(outlets=())
    if form.countries:
        yield reader.say("في البلدان كلّها", "in all countries"), "", form.but(countries=())
    parts = understood.query.parts if isinstance(understood.query, And) else (understood.query,)
    for at, part in enumerate(parts):
        for label, dropped, looser in _looser(part, analyser, reader):
            kept = [*parts[:at], *([looser] if looser is not None else []), *parts[at + 1 :]]
            if kept:
                query = kept[0] if len(kept) == 1 else And(parts=tuple(kept))
                text = query_text(query, zone=reader.zone, arabic=reader.language == "ar")
                yield label, dropped, form.but(q=text)


def _looser(part: Query, analyser: Analyser, reader: Reader) -> Iterator[tuple[str, str, Query | None]]:
    """Weaker forms of one part, and None for going without it."""
    typed = query_text(part, zone=reader.zone, arabic=reader.language == "ar")
    without = reader.say("بلا", "without")
    match part:
        case Phrase(text=text):
            yield (
                reader.say("الكلمات حيثما وقعت، بدل العبارة", "the words anywhere, instead of"),
                typed,
                Words(text=text),
            )
        case Exact(text=text):
            yield reader.say("كلّ الصيغ، بدل", "any form, instead of"), typed, Words(text=text)
        case Words(text=text):
            words = text.split()
            if len(words) > 1:
                for at, word in enumerate(words[:8]):
                    if analyser.query_terms(word):
                        yield without, word, Words(text=" ".join(words[:at] + words[at + 1 :]))
                return
    match part:
        case Scoped(part=Words() | Phrase() | Prefix() | Fuzzy() | Exact() as inner):
            yield reader.say("في أيّ موضع، بدل", "anywhere, instead of"), typed, inner
            yield without, typed, None
        case Not() | DateRange() | Is() | Phrase() | Prefix() | Fuzzy() | Exact() | Words():
            yield without, typed, None
        case _:
            return
