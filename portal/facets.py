"""The filters beside the hits: outlets and countries with their counts, each a link that sets or takes back the filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.model import OutletCard
from index.engine import Engine, SearchRequest
from portal.search_form import SearchForm
from portal.texts import NAME_LENGTH, cut, plain
from portal.words import Reader

SHOWN = 8
MOST = 60  # values, behind "all of them" too: a page stays a page

Counts = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    name: str
    number: str
    width: int  # share of the largest, 1 to 100
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    field: str
    title: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    total: str  # "٤٨"


def count_alternatives(engine: Engine, request: SearchRequest, counted: Counts) -> Counts:
    """The counts, with those of a filtered field counted as if it were not filtered: what else could be chosen."""
    counts = dict(counted)
    if request.outlets:
        counts["outlet"] = engine.search(replace(_only_counts(request, "outlet"), outlets=())).facets["outlet"]
    if request.countries:
        counts["country"] = engine.search(replace(_only_counts(request, "country"), countries=())).facets["country"]
    return counts


def _only_counts(request: SearchRequest, field: str) -> SearchRequest:
    return replace(request, offset=0, limit=0, facets=(field,), timeline="", collapse=False)


def make_facets(counts: Counts, form: SearchForm, reader: Reader, cards: Mapping[str, OutletCard]) -> list[Facet]:
    """Facets with something to choose from: two values or more, or a filter to take back."""
    facets = [
        _facet("outlet", reader.say("الصحيفة", "Outlet"), counts, form.outlets, form, reader, cards),
        _facet("country", reader.say("البلد", "Country"), counts, form.countries, form, reader, cards),
    ]
    return [facet for facet in facets if facet is not None]


def _facet(
    field: str,
    title: str,
    counts: Counts,
    chosen: tuple[str, ...],
    form: SearchForm,
    reader: Reader,
    cards: Mapping[str, OutletCard],
) -> Facet | None:
    values = [(value, number) for value, number in counts.get(field, ()) if value]
    if len(values) < 2 and not chosen:
        return None
    values.sort(key=lambda pair: pair[0] not in chosen)  # chosen ones first, else as counted
    found = {value for value, _ in values}
    values = [(value, 0) for value in chosen if value not in found] + values
    most = max((number for _, number in values), default=1) or 1
    choices = tuple(
        Choice(
            name=cut(plain(name_of(field, value, reader, cards)), NAME_LENGTH),
            number=reader.number(number),
            width=max(1, round(number * 100 / most)),
            href=toggled(form, field, value).address(),
            chosen=value in chosen,
        )
        for value, number in values[:MOST]
    )
    shown = max(SHOWN, len(chosen))
    return Facet(
        field=field, title=title, shown=choices[:shown], rest=choices[shown:], total=reader.number(len(values))
    )


def name_of(field: str, value: str, reader: Reader, cards: Mapping[str, OutletCard]) -> str:
    """How the reader calls an outlet or a country."""
    return reader.country(value) if field == "country" else outlet_name(value, reader, cards.get(value))


def outlet_name(outlet: str, reader: Reader, card: OutletCard | None) -> str:
    if card is None:
        return outlet
    return (card.name_ar if reader.language == "ar" else card.name_en) or card.name_ar or card.name_en or outlet


def toggled(form: SearchForm, field: str, value: str) -> SearchForm:
    """The search with this outlet or country chosen, or no longer."""
    name = {"outlet": "outlets", "country": "countries"}[field]
    values: tuple[str, ...] = getattr(form, name)
    return form.but(**{name: tuple(v for v in values if v != value) if value in values else (*values, value)})
