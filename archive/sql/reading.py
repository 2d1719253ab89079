"""Reading the archive: articles with their versions, captures, the change list, and the numbers of it all."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from archive.model import ArchiveStats, Article, CaptureRecord, Change, ChangeKind, Found, OutcomeKind, Version
from archive.sql.frontier import found_of
from archive.sql.rows import article_of, capture_of, chunks, key_of, maybe_moment, moment, version_of
from archive.sql.tables import articles, captures, changes, counters, found, imports, outlets, versions

_LARGEST_ID = 2**63 - 1


def find_article(connection: Connection, key: str) -> Article | None:
    if key.isascii() and key.isdigit():
        if int(key[:20]) > _LARGEST_ID:
            return None
        query = select(articles).where(articles.c.id == int(key))
    else:
        query = select(articles).where(articles.c.address_key == key_of(key))
    row = connection.execute(query).mappings().first()
    return None if row is None else article_of(row)


def articles_with_versions(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[Article, Version]]:
    got: dict[int, tuple[Article, Version]] = {}
    latest = (versions.c.article == articles.c.id) & (versions.c.number == articles.c.versions)
    # `digest` and `versions` of an article only repeat what its latest version says.
    columns = [column for column in articles.c if column.name != "digest"]
    for chunk in chunks(number for number in dict.fromkeys(ids) if 0 < number <= _LARGEST_ID):
        query = (
            select(*columns, *versions.c).select_from(articles.join(versions, latest)).where(articles.c.id.in_(chunk))
        )
        for row in connection.execute(query).mappings():
            got[row["id"]] = (article_of(row), version_of(row))
    return got


def versions_of(connection: Connection, article: int) -> list[Version]:
    query = select(versions).where(versions.c.article == article).order_by(versions.c.number)
    return [version_of(row) for row in connection.execute(query).mappings()]


def versions_of_several(connection: Connection, ids: Iterable[int]) -> dict[int, list[Version]]:
    got: dict[int, list[Version]] = {}
    for chunk in chunks(number for number in dict.fromkeys(ids) if 0 < number <= _LARGEST_ID):
        query = select(versions).where(versions.c.article.in_(chunk)).order_by(versions.c.article, versions.c.number)
        for row in connection.execute(query).mappings():
            got.setdefault(row["article"], []).append(version_of(row))
    return got


def captures_of(connection: Connection, article: int) -> list[CaptureRecord]:
    query = select(captures).where(captures.c.article == article).order_by(captures.c.fetched_at, captures.c.id)
    return [capture_of(row) for row in connection.execute(query).mappings()]


def capture(connection: Connection, number: int) -> CaptureRecord | None:
    row = connection.execute(select(captures).where(captures.c.id == number)).mappings().first()
    return None if row is None else capture_of(row)


def captures_after(connection: Connection, *, after: int, limit: int) -> list[CaptureRecord]:
    query = select(captures).where(captures.c.id > after).order_by(captures.c.id).limit(limit)
    return [capture_of(row) for row in connection.execute(query).mappings()]


def recent_versions(connection: Connection, outlet: str, *, limit: int) -> list[Version]:
    youngest = (
        select(articles.c.id, articles.c.versions)
        .where(articles.c.outlet == outlet)
        .order_by(articles.c.id.desc())
        .limit(limit)
        .subquery()
    )
    latest = (versions.c.article == youngest.c.id) & (versions.c.number == youngest.c.versions)
    query = select(versions).select_from(youngest.join(versions, latest)).order_by(youngest.c.id.desc())
    return [version_of(row) for row in connection.execute(query).mappings()]


def read_from(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[int, Found]]:
    got: dict[int, tuple[int, Found]] = {}
    for chunk in chunks(dict.fromkeys(numbers)):
        rows = connection.execute(
            select(captures.c.id, captures.c.url, captures.c.article).where(captures.c.id.in_(chunk))
        ).all()
        known = _found_by(connection, found.c.url_key, [key_of(row.url) for row in rows])
        # Behind a redirect a capture has another URL than the one found: then the article leads to it.
        led = [row.article for row in rows if row.article is not None and key_of(row.url) not in known]
        by_article = _found_by(connection, found.c.article, led)
        for row in rows:
            hints = known.get(key_of(row.url)) or by_article.get(row.article)
            if hints is not None:
                got[row.id] = (row.article or 0, hints)
    return got


def _found_by(connection: Connection, column: Any, keys: Iterable[Any]) -> dict[Any, Found]:
    rows: dict[Any, Found] = {}
    for chunk in chunks(dict.fromkeys(keys)):
        for row in connection.execute(select(found).where(column.in_(chunk)).order_by(found.c.id.desc())):
            rows[getattr(row, column.name)] = found_of(row)
    return rows


def changes_after(connection: Connection, *, after: int, limit: int) -> list[Change]:
    query = select(changes).where(changes.c.number > after).order_by(changes.c.number).limit(limit)
    return [
        Change(
            number=row.number,
            kind=ChangeKind(row.kind),
            article=row.article,
            version=row.version,
            at=moment(row.at),
        )
        for row in connection.execute(query)
    ]


def last_change(connection: Connection) -> int:
    return connection.scalar(select(counters.c.value).where(counters.c.name == "change")) or 0


def import_position(connection: Connection, source: str) -> int:
    return connection.scalar(select(imports.c.position).where(imports.c.source == source)) or 0


def stats(connection: Connection) -> ArchiveStats:
    by_outlet = {
        row.outlet: row.kept
        for row in connection.execute(
            select(articles.c.outlet, func.count().label("kept"))
            .group_by(articles.c.outlet)
            .order_by(articles.c.outlet)
        )
    }
    span = connection.execute(select(func.min(articles.c.first_seen_at), func.max(articles.c.last_seen_at))).one()
    due = select(func.count()).select_from(found).where(found.c.outcome == OutcomeKind.DUE.value)
    return ArchiveStats(
        outlets=connection.scalar(select(func.count()).select_from(outlets)) or 0,
        articles=sum(by_outlet.values()),
        versions=connection.scalar(select(func.count()).select_from(versions)) or 0,
        captures=connection.scalar(select(func.count()).select_from(captures)) or 0,
        changes=last_change(connection),
        due=connection.scalar(due) or 0,
        first_seen_at=maybe_moment(span[0]),
        last_seen_at=maybe_moment(span[1]),
        by_outlet=by_outlet,
    )
