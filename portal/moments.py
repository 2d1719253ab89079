"""The press as it stood at a moment: what a page says of it, and where its articles are found."""

from dataclasses import dataclass, replace

from index.results import ResultHit
from portal.search_form import SearchForm, Understood
from portal.words import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A moment that a search asks about."""

    iso: str  # in the reader's zone
    moment: str  # "١ نوفمبر ٢٠٢٦، ٢٣:٥٩"
    typed: str
    now: str  # address of the same search as of now


def make_then(understood: Understood, reader: Reader) -> Then | None:
    """None for a search of the press as it is now."""
    if understood.as_of is None:
        return None
    form = understood.form
    return Then(
        iso=reader.local(understood.as_of).isoformat(timespec="seconds"),
        moment=reader.full_moment(understood.as_of),
        typed=form.as_of.strip(),
        now=form.but(as_of="").address(),
    )


def article_address(hit: ResultHit, form: SearchForm, *, back: bool = False) -> str:
    """Where a hit's article is shown: as of a moment in the version that held then; with `back` it leads back to the search."""
    path = f"/articles/{hit.article.id}"
    address = replace(form, unit="").address(path) if back else path
    if not form.as_of.strip():
        return address
    return f"{address}{'&' if '?' in address else '?'}version={hit.version.number}"
