"""The editors' desk: publish, edit and delete in any of the four outlets, and say what is published."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rasid.newsroom.articles import ArticleError, Piece, edited, read_piece
from rasid.newsroom.edition import Edition
from rasid.newsroom.mastheads import MASTHEADS

# Enough for every benchmark; beyond it the oldest variation would be older than the outlets.
MOST_ARTICLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Published:
    """An article and the address it is served under."""

    piece: Piece
    address: str

    def as_json(self, *, full: bool = False) -> dict[str, object]:
        """What the control interface tells; with `full` also the text as it was written (undamaged)."""
        piece = self.piece
        told: dict[str, object] = {
            "outlet": piece.outlet,
            "id": piece.id,
            "address": self.address,
            "title": piece.title,
            "section": piece.section,
            "published": piece.published.isoformat(),
            "modified": piece.modified.isoformat() if piece.modified else None,
        }
        if full:
            told |= {
                "author": piece.author,
                "agency": piece.agency,
                "place": piece.place,
                "tags": list(piece.tags),
                "lead": piece.lead,
                "caption": piece.caption,
                "body": list(piece.body),
            }
        return told


class Desk:
    """The editions of all outlets. `address_of` turns an article into its address (the sites know how)."""

    def __init__(
        self,
        written: Mapping[str, tuple[Piece, ...]],
        articles: int,
        opened_at: datetime,
        address_of: Callable[[Piece], str],
    ) -> None:
        self._address_of = address_of
        shares = _shares(written, articles)
        self.editions = {
            slug: Edition(
                head,
                written[slug][-shares[slug] :] if shares[slug] else (),
                max(0, shares[slug] - len(written[slug])),
                opened_at,
            )
            for slug, head in MASTHEADS.items()
        }

    def __len__(self) -> int:
        """How many articles can be read in all outlets."""
        return sum(map(len, self.editions.values()))

    def articles(self, outlet: str | None = None, start: int = 0, stop: int | None = None) -> Iterator[Published]:
        """Articles without their text, outlet by outlet, newest first; `start` and `stop` count within each outlet."""
        for slug in (outlet,) if outlet else tuple(self.editions):
            edition = self._edition(slug)
            end = edition.places() if stop is None else min(stop, edition.places())
            for place in range(start, end):
                for piece in edition.newest(place, place + 1):
                    yield Published(piece, self._address_of(piece))

    def article(self, outlet: str, article_id: int) -> Published:
        """One article with its text; ArticleError when it is not published."""
        piece = self._edition(outlet).find(article_id)
        if piece is None:
            raise ArticleError(f"{outlet}: no article {article_id} is published")
        return Published(piece, self._address_of(piece))

    def publish(self, outlet: str, fields: Mapping[str, object] | None = None) -> Published:
        """Publish an article made of `fields` (the keys of the article files); what is missing is invented.

        Raises ArticleError for an unknown outlet, an id that is taken, or a field that does not fit.
        """
        edition, now = self._edition(outlet), _now()
        given = dict(fields or {})
        if not {"title", "body"} <= set(given):
            model = edition.invent(now)
            given = {
                "title": model.title,
                "section": model.section,
                "body": "\n\n".join(model.body),
                "place": model.place,
                "author": model.author,
            } | given
        given.setdefault("id", edition.next_id())
        given.setdefault("section", next(iter(edition.masthead.sections)))
        given.setdefault("published", edition.next_time(now))
        piece = read_piece(given, edition.masthead, f"{outlet}: new article")
        piece = edition.add(piece, now)
        return Published(piece, self._address_of(piece))

    def edit(self, outlet: str, article_id: int, fields: Mapping[str, object]) -> Published:
        """Change `fields` of a published article; its address stays. ArticleError as for `publish`."""
        edition, now = self._edition(outlet), _now()
        piece = edited(self.article(outlet, article_id).piece, fields, edition.masthead, now)
        edition.change(piece, now)
        return Published(piece, self._address_of(piece))

    def delete(self, outlet: str, article_id: int, status: int = 410) -> None:
        """Withdraw an article: its address answers `status` (404 or 410) from now on."""
        if status not in {404, 410}:
            raise ArticleError(f"{outlet} {article_id}: a deleted article answers 404 or 410, not {status}")
        self.article(outlet, article_id)
        self._edition(outlet).delete(article_id, status, _now())

    def _edition(self, outlet: str) -> Edition:
        if outlet not in self.editions:
            raise ArticleError(f"no outlet {outlet!r} here; there are {', '.join(self.editions)}")
        return self.editions[outlet]


def _shares(written: Mapping[str, tuple[Piece, ...]], articles: int) -> dict[str, int]:
    """How many articles each outlet has: as many as were written, or an equal share of `articles` when that is not 0."""
    if articles == 0:
        return {slug: len(written[slug]) for slug in MASTHEADS}
    if not 0 <= articles <= MOST_ARTICLES:
        raise ArticleError(f"{articles} articles are not possible; 1 to {MOST_ARTICLES}")
    able = [slug for slug in MASTHEADS if written[slug]]
    return dict.fromkeys(MASTHEADS, 0) | {
        slug: articles // len(able) + (turn < articles % len(able)) for turn, slug in enumerate(able)
    }


def _now() -> datetime:
    return datetime.now(UTC)
