"""The search as it was perhaps meant, for a query of misspelt words: offered, never put in its place."""

from dataclasses import dataclass
from datetime import datetime

from index.engine import EngineError
from index.suggest import suggest
from portal.desk import Desk
from portal.loosened import count_hits
from portal.search_form import SearchForm
from portal.words import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Another query with the same filters."""

    q: str
    href: str


def suggested(form: SearchForm, found: int, desk: Desk, now: datetime, zone: str) -> str | None:
    """The corrected query of a form that finds few articles or none; None where none is better. Filters stay."""

    def count(text: str) -> int:
        return count_hits(form.but(q=text), desk.engine, desk.store, now, zone)

    try:
        return suggest(form.q, desk.analyser, desk.engine, found=found, count=count)
    except EngineError:  # the page that was asked for is there; it only lacks a hint
        return None


def meant(form: SearchForm, found: int, desk: Desk, reader: Reader) -> Meant | None:
    """`suggested`, with the address it is found at."""
    text = suggested(form, found, desk, reader.now, reader.zone)
    return None if text is None else Meant(q=text, href=form.but(q=text).address())
