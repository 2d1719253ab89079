"""Everything one outlet has published: written, varied and added articles, with edits and deletions on top.

Every question is answered at once, however many articles there are: by id, by place in the outlet or in a section.
Places count from the newest (0). A deleted article keeps its place and is left out of what is returned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rasid.newsroom.articles import ArticleError, Piece
from rasid.newsroom.mastheads import Masthead
from rasid.newsroom.variations import Variations
from rasid.newsroom.wording import slug


class Edition:
    """The articles of one outlet. `revision` grows and `changed_at` (UTC) moves with everything that changes."""

    def __init__(self, masthead: Masthead, written: Sequence[Piece], varied: int, opened_at: datetime) -> None:
        self.masthead = masthead
        self.revision = 0
        self.changed_at = opened_at
        self.opened_at = opened_at
        self._written = [replace(piece, slug=slug(piece.title)) for piece in reversed(written)]
        self._added: list[Piece] = []
        self._by_id = {piece.id: piece for piece in self._written}
        self._variations = Variations(masthead, written, varied)
        self._deleted: dict[int, int] = {}
        self._edited: dict[int, Piece] = {}

    def __len__(self) -> int:
        """How many articles can be read now."""
        return self.places() - len(self._deleted)

    def places(self, section: str | None = None) -> int:
        """How many places there are in the outlet or in one section, deleted articles included."""
        if section is None:
            return len(self._added) + len(self._written) + self._variations.count
        return len(self._kept(section)) + self._variations.in_section(section)

    def newest(self, start: int, stop: int, section: str | None = None, *, with_body: bool = False) -> list[Piece]:
        """The articles at the places `start` to `stop` (not included), newest first."""
        stop = min(stop, self.places(section))
        kept = self._kept(section)
        pieces = (
            kept[place] if place < len(kept) else self._varied(place - len(kept), section, with_body)
            for place in range(start, stop)
        )
        return [self._now(piece) for piece in pieces if piece.id not in self._deleted]

    def oldest(self, start: int, stop: int) -> list[Piece]:
        """Like `newest`, with places counted from the oldest article: what was there keeps its place."""
        total = self.places()
        found = self.newest(max(0, total - stop), total - start)
        found.reverse()
        return found

    def since(self, days: int) -> Iterator[Piece]:
        """The articles of the last `days` days before the newest one, newest first."""
        newest = self.newest(0, len(self._added) + 1)
        if not newest:
            return
        limit = max(piece.published for piece in newest) - timedelta(days=days)
        for place in range(self.places()):
            for piece in self.newest(place, place + 1):
                if piece.published >= limit:
                    yield piece
            if place >= len(self._added) and not self._reaches(place, limit):
                return

    def find(self, article_id: int) -> Piece | None:
        """The article with this id as it reads now, with its body; None when there is none or it was deleted."""
        if article_id in self._deleted:
            return None
        piece = self._edited.get(article_id) or self._by_id.get(article_id)
        if piece is not None:
            return piece
        number = self._variations.number_of(article_id)
        return None if number is None else self._variations.piece(number)

    def deleted(self, article_id: int) -> int | None:
        """The status a deleted article is answered with (404 or 410); None when it was not deleted."""
        return self._deleted.get(article_id)

    def told_at(self, piece: Piece) -> datetime:
        """When the page of `piece` last changed, in UTC and never after the newsroom opened or the edit was made."""
        if piece.edited_at is not None:
            return piece.edited_at
        return min(piece.changed.astimezone(UTC), self.opened_at)

    def add(self, piece: Piece, now: datetime) -> Piece:
        """Publish `piece`; ArticleError when its id is taken."""
        if piece.id in self._by_id or self._variations.number_of(piece.id) is not None:
            raise ArticleError(f"{self.masthead.slug}: the id {piece.id} is taken")
        piece = replace(piece, slug=slug(piece.title), edited_at=now)
        self._by_id[piece.id] = piece
        self._added.insert(0, piece)
        self._touch(now)
        return piece

    def invent(self, now: datetime) -> Piece:
        """An article that is not published yet: the next variation beyond all there are, under the next id."""
        number = self._variations.count + len(self._added)
        piece = self._variations.piece(number)
        return replace(piece, id=self.next_id(), published=self.next_time(now), modified=None, edited_at=None)

    def next_id(self) -> int:
        """The id a new article gets."""
        return max(self._by_id, default=self.masthead.first_id - 1) + 1

    def next_time(self, now: datetime) -> datetime:
        """The publication time a new article gets: now, or a minute after the newest when that lies ahead."""
        times = [piece.published for piece in (*self._added, *self._written[:1])]
        latest = max(times, default=now)
        return max(now.replace(microsecond=0), latest + timedelta(minutes=1)).astimezone(self.masthead.zone)

    def change(self, piece: Piece, now: datetime) -> None:
        """Put `piece` in the place of the article with its id."""
        self._edited[piece.id] = piece
        self._touch(now)

    def delete(self, article_id: int, status: int, now: datetime) -> None:
        """From now on the article is answered with `status` and left out of every list."""
        self._deleted[article_id] = status
        self._touch(now)

    def _kept(self, section: str | None) -> list[Piece]:
        if section is None:
            return [*self._added, *self._written]
        return [piece for piece in (*self._added, *self._written) if piece.section == section]

    def _varied(self, place: int, section: str | None, with_body: bool) -> Piece:
        number = place if section is None else self._variations.number_in_section(section, place)
        return self._variations.piece(number, with_body=with_body)

    def _now(self, piece: Piece) -> Piece:
        return self._edited.get(piece.id, piece)

    def _reaches(self, place: int, limit: datetime) -> bool:
        """Whether the article at `place`, deleted or not, is at least as young as `limit`."""
        kept = self._kept(None)
        piece = kept[place] if place < len(kept) else self._varied(place - len(kept), None, False)
        return piece.published >= limit

    def _touch(self, now: datetime) -> None:
        self.revision += 1
        self.changed_at = now
