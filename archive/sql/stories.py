"""Which story a new article belongs to: looked up by the bands of its signature, decided by likeness, kept with the article.

An article joins the story whose first article it is most like, or is the first of its own. Only first articles have a
signature here: members are compared with nothing but the text that began the story, so that no story wanders from text to
text. Nothing is decided twice: a story keeps its id, which is its first article's, and its members, so that what an index or
a reader has noted stays true.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archive.model import StoryMember
from archive.sql.rows import chunks, maybe_moment_in, moment
from archive.sql.tables import articles, signature_bands, signatures, versions
from archive.stories import ALIKE, BANDS, WINDOW, Signature, likeness, packed, unpacked

# A number that so many stories of one window have is furniture of a page ("read also", a disclaimer): it finds no more.
_CROWDED = 40
# So many stories are compared with a text, those that share most bands with it.
_COMPARED = 20

_DAY_MICROS = timedelta(days=1) // timedelta(microseconds=1)
_WINDOW_DAYS = WINDOW.days

_DROP_BAND = delete(signature_bands).where(
    signature_bands.c.band == bindparam("old_band"),
    signature_bands.c.day == bindparam("of_day"),
    signature_bands.c.article == bindparam("of"),
)
_REVISE = update(signatures).where(signatures.c.article == bindparam("of")).values(numbers=bindparam("new_numbers"))


def day_of(microseconds: int) -> int:
    """The day since 1970, in UTC."""
    return microseconds // _DAY_MICROS


class Stories:
    """Finds the stories of a batch's new articles. `look_up` reads once for all of them; `write` once at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_band: dict[int, list[tuple[int, int]]] = {}  # band -> (day, first article)
        self._numbers: dict[int, Signature] = {}
        self._new: list[dict[str, Any]] = []
        self._new_bands: list[dict[str, Any]] = []

    def look_up(self, wanted: Sequence[tuple[Signature, int]]) -> None:
        """Reads what `place` will need for these signatures, each with its day."""
        bands = {band for signature, _ in wanted for band in signature[:BANDS]}
        if not bands:
            return
        days = [day for signature, day in wanted if signature]
        table = signature_bands.c
        for chunk in chunks(sorted(bands)):
            near = select(table.band, table.day, table.article).where(
                table.band.in_(chunk), table.day.between(min(days) - _WINDOW_DAYS, max(days) + _WINDOW_DAYS)
            )
            for band, day, article in self._connection.execute(near):
                self._by_band.setdefault(band, []).append((day, article))
        likely = {article for signature, day in wanted for article in self._likely(signature, day)}
        self._numbers |= self._read_numbers(likely)

    def place(self, article: int, signature: Signature, day: int) -> int | None:
        """The story that a new article joins; None where it begins one."""
        best, story = 0.0, None
        for first in self._likely(signature, day):
            alike = likeness(signature, self._numbers[first]) if first in self._numbers else 0.0
            if alike >= ALIKE and (alike, -first) > (best, -(story or first)):
                best, story = alike, first
        if story is None:
            self._begin(article, signature, day)
        return story

    def revise(self, article: int, signature: Signature, day: int) -> None:
        """An edit of an article that began a story: who joins later is compared with the new text."""
        row = self._connection.execute(select(signatures).where(signatures.c.article == article)).first()
        if row is None:
            self._begin(article, signature, day)
            return
        old, new = unpacked(row.numbers)[:BANDS], signature[:BANDS]
        gone = [{"old_band": band, "of_day": row.day, "of": article} for band in old if band not in new]
        if gone:
            self._connection.execute(_DROP_BAND, gone)
        self._connection.execute(_REVISE, {"of": article, "new_numbers": packed(signature)})
        self._new_bands += [{"band": band, "day": row.day, "article": article} for band in new if band not in old]

    def write(self) -> None:
        for table, rows in ((signatures, self._new), (signature_bands, self._new_bands)):
            if rows:
                self._connection.execute(insert(table), rows)

    def _begin(self, article: int, signature: Signature, day: int) -> None:
        if not signature:
            return
        self._numbers[article] = signature
        self._new.append({"article": article, "day": day, "numbers": packed(signature)})
        for band in signature[:BANDS]:
            held = self._by_band.setdefault(band, [])
            if sum(_is_near(day, other) for other, _ in held) < _CROWDED:
                held.append((day, article))
                self._new_bands.append({"band": band, "day": day, "article": article})

    def _likely(self, signature: Signature, day: int) -> list[int]:
        """First articles of the window that share bands with the signature, those that share most first."""
        votes = Counter(
            article
            for band in signature[:BANDS]
            for other, article in self._by_band.get(band, ())
            if _is_near(day, other)
        )
        return sorted(votes, key=lambda article: (-votes[article], article))[:_COMPARED]

    def _read_numbers(self, wanted: Iterable[int]) -> dict[int, Signature]:
        numbers: dict[int, Signature] = {}
        for chunk in chunks(sorted(wanted)):
            query = select(signatures.c.article, signatures.c.numbers).where(signatures.c.article.in_(chunk))
            numbers.update((row.article, unpacked(row.numbers)) for row in self._connection.execute(query))
        return numbers


def _is_near(day: int, other: int) -> bool:
    return abs(day - other) <= _WINDOW_DAYS


def members(connection: Connection, stories: Iterable[int]) -> dict[int, list[StoryMember]]:
    """The articles of each of the stories that has more than one, in the order in which they appeared."""
    joined: dict[int, list[StoryMember]] = {}
    for chunk in chunks(dict.fromkeys(stories)):
        for member in _read_members(connection, articles.c.story.in_(chunk)):
            joined.setdefault(member.story, []).append(member)
    for chunk in chunks(list(joined)):
        for member in _read_members(connection, articles.c.id.in_(chunk)):
            joined[member.story].append(member)
    for told in joined.values():
        told.sort(key=lambda member: (member.published_at or member.seen_at, member.article))
    return joined


def _read_members(connection: Connection, condition: Any) -> list[StoryMember]:
    latest = (versions.c.article == articles.c.id) & (versions.c.number == articles.c.versions)
    query = (
        select(
            articles.c.id,
            articles.c.story,
            articles.c.outlet,
            articles.c.address,
            articles.c.first_seen_at,
            versions.c.title,
            versions.c.published_at,
            versions.c.published_offset,
        )
        .select_from(articles.join(versions, latest))
        .where(condition)
    )
    return [
        StoryMember(
            article=row.id,
            story=row.story or row.id,
            outlet=row.outlet,
            address=row.address,
            title=row.title,
            published_at=maybe_moment_in(row.published_at, row.published_offset),
            seen_at=moment(row.first_seen_at),
        )
        for row in connection.execute(query)
    ]
