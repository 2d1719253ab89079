"""The articles written for the newsroom: read from `articles/<outlet>.toml`, checked, as `Piece`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rasid.newsroom.mastheads import MASTHEADS, Masthead

SHIPPED = Path(__file__).parent / "articles"

TEXT_FIELDS = ("section", "title", "author", "agency", "place", "lead", "caption")
FIELDS = frozenset({*TEXT_FIELDS, "id", "published", "modified", "tags", "body"})


class ArticleError(Exception):
    """An article that cannot be used: says which, why, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as its outlet wrote it, before any page is made of it.

    Times are aware, in the outlet's zone. `body` holds paragraphs without the dateline; one that begins with "## " is a
    sub-heading. Empty text means the article has no such thing. `slug` is made from the first title and stays when the
    title is edited; `edited_at` (UTC) is set when the article was changed while the newsroom ran.
    """

    outlet: str
    id: int
    section: str
    title: str
    published: datetime
    modified: datetime | None = None
    author: str = ""
    agency: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    lead: str = ""
    caption: str = ""
    body: tuple[str, ...] = ()
    slug: str = ""
    edited_at: datetime | None = None

    @property
    def changed(self) -> datetime:
        """When the article last changed as far as its readers are told, in the outlet's zone."""
        return self.modified or self.published


def load_articles(folder: Path = SHIPPED) -> dict[str, tuple[Piece, ...]]:
    """The written articles of each outlet, oldest first; an outlet without a file has none.

    Raises ArticleError for a folder without articles, a file that is not TOML, or an article that does not fit.
    """
    found = {slug: _read(folder / f"{slug}.toml", head) for slug, head in MASTHEADS.items()}
    if not any(found.values()):
        names = ", ".join(f"{slug}.toml" for slug in MASTHEADS)
        raise ArticleError(f"{folder}: no articles here; expected some of {names}")
    return found


def read_piece(fields: Mapping[str, object], masthead: Masthead, where: str) -> Piece:
    """The article that `fields` describe (the keys of the TOML format); ArticleError names `where` and the field."""
    unknown = sorted(set(fields) - FIELDS)
    if unknown:
        raise ArticleError(f"{where}: unknown field {unknown[0]!r}; known: {', '.join(sorted(FIELDS))}")
    missing = [name for name in ("id", "section", "title", "published", "body") if name not in fields]
    if missing:
        raise ArticleError(f"{where}: the field {missing[0]!r} is missing")
    text = {name: _text(fields.get(name, ""), f"{where}: {name}") for name in TEXT_FIELDS}
    if text["section"] not in masthead.sections:
        known = ", ".join(masthead.sections)
        raise ArticleError(f"{where}: section {text['section']!r} is none of {known}")
    published = local_time(fields["published"], masthead, f"{where}: published")
    modified = fields.get("modified")
    return Piece(
        outlet=masthead.slug,
        id=_number(fields["id"], f"{where}: id"),
        published=published,
        modified=None if modified is None else local_time(modified, masthead, f"{where}: modified"),
        tags=_texts(fields.get("tags", []), f"{where}: tags"),
        body=paragraphs(_text(fields["body"], f"{where}: body"), f"{where}: body"),
        section=text["section"],
        title=text["title"],
        author=text["author"],
        agency=text["agency"],
        place=text["place"],
        lead=text["lead"],
        caption=text["caption"],
    )


def edited(piece: Piece, fields: Mapping[str, object], masthead: Masthead, now: datetime) -> Piece:
    """`piece` with new `fields`; its id and slug stay, and `modified` becomes `now` unless given."""
    where = f"{piece.outlet} {piece.id}"
    fixed = {"id", "published"} & set(fields)
    if fixed:
        raise ArticleError(f"{where}: {min(fixed)!r} cannot be edited")
    present: dict[str, object] = {name: getattr(piece, name) for name in TEXT_FIELDS}
    present |= {
        "id": piece.id,
        "published": piece.published,
        "modified": max(now.astimezone(masthead.zone), piece.published),
        "tags": list(piece.tags),
        "body": "\n\n".join(piece.body),
    }
    new = read_piece(present | dict(fields), masthead, where)
    return replace(new, slug=piece.slug, edited_at=now)


def paragraphs(text: str, where: str) -> tuple[str, ...]:
    """The paragraphs of `text`, which are separated by blank lines; ArticleError when there is none."""
    blocks = (" ".join(block.split()) for block in text.replace("\r", "").split("\n\n"))
    found = tuple(block for block in blocks if block)
    if not found:
        raise ArticleError(f"{where}: no paragraph")
    return found


def local_time(value: object, masthead: Masthead, where: str) -> datetime:
    """`value` (a time or ISO text; without an offset it is the outlet's local time) in the outlet's zone."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ArticleError(f"{where}: {value!r} is not a time; write 2026-11-18T09:40:00") from None
    if not isinstance(value, datetime):
        raise ArticleError(f"{where}: {value!r} is not a time; write 2026-11-18T09:40:00")
    if value.tzinfo is None:
        return value.replace(tzinfo=masthead.zone)
    return value.astimezone(masthead.zone)


def _read(path: Path, masthead: Masthead) -> tuple[Piece, ...]:
    if not path.exists():
        return ()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path}: not readable as TOML: {error}") from error
    pieces: dict[int, Piece] = {}
    for place, fields in enumerate(data.get("article", ()), start=1):
        where = f"{path}: article {place} (id {fields.get('id', 'missing')})"
        piece = read_piece(fields, masthead, where)
        if piece.id in pieces:
            raise ArticleError(f"{where}: this id was used before")
        pieces[piece.id] = piece
    return tuple(sorted(pieces.values(), key=lambda piece: (piece.published.astimezone(UTC), piece.id)))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ArticleError(f"{where}: {value!r} is not text")
    return value.strip()


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ArticleError(f"{where}: {value!r} is not a list")
    return tuple(_text(item, where) for item in value)


def _number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ArticleError(f"{where}: {value!r} is not a number above 0")
    return value
