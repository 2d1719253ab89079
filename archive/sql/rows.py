"""Between the model's values and what the columns hold: times, keys, texts, contents."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from archive.model import Article, CaptureRecord, Content, Origin, Version

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - only for arithmetic in a zone given apart

T = TypeVar("T")

# How many values one IN (...) carries: far below SQLite's 32,766, large enough for a batch of a round.
IN_AT_MOST = 500


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC. Raises TypeError for a time without a zone."""
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def maybe_micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def maybe_moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)


def maybe_moment_in(microseconds: int | None, offset_seconds: int) -> datetime | None:
    """The moment in the zone so many seconds east of UTC."""
    return None if microseconds is None else _in_zone(microseconds, offset_seconds)


def key_of(url: str) -> bytes:
    """16 bytes that stand for a URL of any length."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def storable(text: str) -> str:
    """The text without what a database refuses: NUL (PostgreSQL) goes, lone surrogates become U+FFFD."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def to_json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists of at most IN_AT_MOST."""
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == IN_AT_MOST:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


# ---- contents: what queries filter or sort by has columns, the rest is one compact JSON object without empty fields


def content_columns(content: Content) -> dict[str, Any]:
    published = content.published_at
    return {
        "title": storable(content.title),
        "lead": storable(content.lead),
        "text": storable(content.text),
        "section": storable(content.section),
        "language": storable(content.language),
        "published_at": maybe_micros(published),
        "published_offset": None if published is None else _offset_seconds(published),
        "details": to_json(_details(content)),
    }


def _details(content: Content) -> dict[str, Any]:
    modified = content.modified_at
    details: dict[str, Any] = {
        "authors": content.authors,
        "agency": content.agency,
        "place": content.place,
        "tags": content.tags,
        "image": content.image,
        "precision": content.published_precision,
        "modified": None if modified is None else (micros(modified), _offset_seconds(modified)),
        "origins": {
            name: (origin.rule, origin.confidence, origin.candidates) for name, origin in content.origins.items()
        },
    }
    return {name: value for name, value in details.items() if value}


def content_of(row: RowMapping) -> Content:
    details = json.loads(row["details"])
    modified = details.get("modified")
    published = row["published_at"]
    return Content(
        title=row["title"],
        text=row["text"],
        lead=row["lead"],
        authors=tuple(details.get("authors", ())),
        agency=details.get("agency", ""),
        place=details.get("place", ""),
        section=row["section"],
        tags=tuple(details.get("tags", ())),
        image=details.get("image", ""),
        published_at=None if published is None else _in_zone(published, row["published_offset"]),
        published_precision=details.get("precision", ""),
        modified_at=_in_zone(*modified) if modified else None,
        language=row["language"],
        origins={
            name: Origin(
                rule=rule, confidence=confidence, candidates=tuple((other, value) for other, value in candidates)
            )
            for name, (rule, confidence, candidates) in details.get("origins", {}).items()
        },
    )


def _offset_seconds(at: datetime) -> int:
    offset = at.utcoffset()
    return 0 if offset is None else offset.days * 86_400 + offset.seconds


def _in_zone(microseconds: int, offset_seconds: int) -> datetime:
    # Added up without a zone: astimezone() overflows for times near the years 1 and 9999, which bad pages do carry.
    offset = timedelta(seconds=offset_seconds)
    local = _NAIVE_EPOCH + (timedelta(microseconds=microseconds) + offset)
    return local.replace(tzinfo=timezone(offset) if offset_seconds else UTC)


# ---- articles, versions, captures


def article_of(row: RowMapping) -> Article:
    return Article(
        id=row["id"],
        address=row["address"],
        outlet=row["outlet"],
        first_seen_at=moment(row["first_seen_at"]),
        last_seen_at=moment(row["last_seen_at"]),
        versions=row["versions"],
        gone_at=maybe_moment(row["gone_at"]),
        story=row["story"] or row["id"],
    )


def version_of(row: RowMapping) -> Version:
    return Version(
        article=row["article"],
        number=row["number"],
        content=content_of(row),
        capture=row["capture"] or 0,
        seen_at=moment(row["seen_at"]),
        digest=row["digest"],
    )


def capture_columns(record: CaptureRecord, number: int, article: int | None) -> dict[str, Any]:
    return {
        "id": number,
        "url": storable(record.url),
        "outlet": storable(record.outlet),
        "status": record.status,
        "fetched_at": micros(record.fetched_at),
        "file": record.file,
        "offset": record.offset,
        "length": record.length,
        "digest": record.digest,
        "content_type": storable(record.content_type),
        "robots": record.robots,
        "etag": storable(record.etag),
        "last_modified": storable(record.last_modified),
        "article": article,
    }


def capture_of(row: RowMapping) -> CaptureRecord:
    return CaptureRecord(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        status=row["status"],
        fetched_at=moment(row["fetched_at"]),
        file=row["file"],
        offset=row["offset"],
        length=row["length"],
        digest=row["digest"],
        content_type=row["content_type"],
        robots=row["robots"],
        etag=row["etag"],
        last_modified=row["last_modified"],
    )


# ---- small objects kept as JSON


def counts_of(value: object) -> Mapping[str, int]:
    return {str(name): int(count) for name, count in value.items()} if isinstance(value, dict) else {}


def words_of(value: object) -> Mapping[str, str]:
    return {str(name): str(word) for name, word in value.items()} if isinstance(value, dict) else {}


def texts_of(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
