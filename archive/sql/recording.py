"""Recording a batch of visits: what is known is read in a few queries, decided in memory, written in a few more.

Ten statements a batch instead of ten a visit are what keeps this below a tenth of a millisecond an article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archive.model import CaptureRecord, ChangeKind, Outcome, OutcomeKind, Visit
from archive.sql.counters import Counters
from archive.sql.frontier import URL_AT_MOST, empty_row
from archive.sql.rows import capture_columns, chunks, content_columns, key_of, maybe_micros, micros, storable
from archive.sql.stories import Stories, day_of
from archive.sql.tables import articles, captures, changes, found, imports, observations, versions
from archive.stories import Signature, signature_of, time_of

# A page is called gone once two visits this far apart, and none between them, found it gone: one alone may be a hiccup.
GONE_APART = timedelta(hours=1)
_GONE_APART = GONE_APART // timedelta(microseconds=1)

_SEEN_ALIVE = frozenset({"unchanged", "edited"})

_FOUND_FIELDS = ("visited", "next_at", "attempts", "outcome", "reason", "article", "etag", "last_modified", "hint_text")
_UPDATE_FOUND = (
    update(found)
    .where(found.c.id == bindparam("row"))
    .values(lease_owner=None, lease_until=None, **{name: bindparam(f"new_{name}") for name in _FOUND_FIELDS})
)
_ARTICLE_FIELDS = ("last_seen_at", "versions", "digest", "gone_since", "gone_at")
_UPDATE_ARTICLE = (
    update(articles)
    .where(articles.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in _ARTICLE_FIELDS})
)


@dataclass(slots=True)
class _Row:
    """A row of `found` or `articles` as it stands while the batch is worked through."""

    values: dict[str, Any]
    is_new: bool = False
    is_touched: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A new version's text, as stories are told by."""

    article: _Row
    signature: Signature
    day: int


def record(
    connection: Connection,
    visits: Sequence[Visit],
    digests: Sequence[str],
    signed: Sequence[Signature | None],
    *,
    progress: tuple[str, int] | None,
) -> list[Outcome]:
    """`digests` are the visits' content digests, "" without content: made before the transaction, for they take longest.
    So are the signatures; None where there is none yet.
    """
    batch = _Batch(connection, visits)
    told = [
        batch.take(visit, digest, signature) for visit, digest, signature in zip(visits, digests, signed, strict=True)
    ]
    batch.write()
    if progress is not None:
        source, position = progress
        connection.execute(delete(imports).where(imports.c.source == source))
        connection.execute(insert(imports), {"source": source, "position": position})
    return told


def add_captures(connection: Connection, records: Sequence[CaptureRecord]) -> None:
    """Rows for responses that were read for no article."""
    batch = _Batch(connection, ())
    batch.take_records(records)
    batch.write()


class _Batch:
    def __init__(self, connection: Connection, visits: Sequence[Visit]) -> None:
        self._connection = connection
        self._counters = Counters(connection)
        self._found = self._read(found, found.c.url_key, [key_of(visit.url) for visit in visits])
        addresses = {key_of(_address(visit)) for visit in visits if visit.content is not None or visit.address}
        self._articles = self._read(articles, articles.c.address_key, list(addresses))
        self._articles_by_id = {row.values["id"]: row for row in self._articles.values()}
        self._read_revisited()
        self._places = self._known_places([record for visit in visits for record in visit.captures])
        self._captures: list[dict[str, Any]] = []
        self._read_for: list[dict[str, int]] = []
        self._versions: list[dict[str, Any]] = []
        self._changes: list[dict[str, Any]] = []
        self._observations: list[dict[str, Any]] = []
        self._texts: list[_Text] = []

    # ---- what is known

    def _read(self, table: Any, column: Any, keys: Sequence[Any]) -> dict[Any, _Row]:
        rows: dict[Any, _Row] = {}
        for chunk in chunks(dict.fromkeys(keys)):
            for row in self._connection.execute(select(table).where(column.in_(chunk))).mappings():
                rows[row[column.name]] = _Row(dict(row))
        return rows

    def _read_revisited(self) -> None:
        """Articles known by an earlier visit of the URL: a page that is gone no longer tells its address."""
        ids = {row.values["article"] for row in self._found.values() if row.values["article"] is not None}
        missing = sorted(ids - self._articles_by_id.keys())
        for number, row in self._read(articles, articles.c.id, missing).items():
            self._articles_by_id[number] = row
            self._articles.setdefault(row.values["address_key"], row)

    def _known_places(self, records: Sequence[CaptureRecord]) -> dict[tuple[str, int], int]:
        """Ids of captures already in the database: a batch that is sent again after a broken connection keeps none twice."""
        places: dict[tuple[str, int], int] = {}
        by_file: dict[str, list[int]] = {}
        for record in records:
            if record.id:
                places[record.file, record.offset] = record.id
            else:
                by_file.setdefault(record.file, []).append(record.offset)
        for file, offsets in by_file.items():
            for chunk in chunks(offsets):
                query = select(captures.c.offset, captures.c.id).where(
                    captures.c.file == file, captures.c.offset.in_(chunk)
                )
                places.update(((file, row.offset), row.id) for row in self._connection.execute(query))
        return places

    # ---- one visit

    def take(self, visit: Visit, digest: str, signature: Signature | None) -> Outcome:
        at = micros(visit.at)
        if visit.reread:
            return self._take_reread(visit, digest, signature, at)
        link = self._found_row(visit, at)
        outcome = visit.outcome
        if visit.content is not None and len(_address(visit)) > URL_AT_MOST:
            outcome = Outcome(kind=OutcomeKind.REFUSED, reason="url-too-long")
            content = None
        else:
            content = visit.content
        article = self._article_row(visit, link, at, is_wanted=content is not None)
        read_from = self._take_captures(visit, article if content is not None else None)
        kind = visit.observed
        if article is not None and content is not None:
            is_edit = article.values["digest"] != digest
            outcome = Outcome(kind=OutcomeKind.KEPT if is_edit else OutcomeKind.UNCHANGED)
            if is_edit:
                self._add_version(article, visit, digest, signature, read_from, at)
            if kind in _SEEN_ALIVE:
                kind = "edited" if is_edit else "unchanged"
        if article is not None:
            self._observe(article, kind, read_from, at, is_alive=content is not None or kind in _SEEN_ALIVE)
        self._end(link, visit, outcome, article)
        return outcome

    def _take_reread(self, visit: Visit, digest: str, signature: Signature | None, at: int) -> Outcome:
        """A version of a capture kept long ago, if that capture is still the one the article stands on."""
        article = self._articles.get(key_of(_address(visit)))
        capture = visit.captures[-1].id if visit.captures else 0
        if article is None or visit.content is None or not capture or article.is_touched:
            return Outcome(kind=OutcomeKind.UNCHANGED)
        latest = select(versions.c.capture).where(
            versions.c.article == article.values["id"], versions.c.number == article.values["versions"]
        )
        if self._connection.scalar(latest) != capture:
            return Outcome(kind=OutcomeKind.UNCHANGED)
        self._add_version(article, visit, digest, signature, capture, at)
        return Outcome(kind=OutcomeKind.KEPT)

    def _found_row(self, visit: Visit, at: int) -> _Row:
        key = key_of(visit.url)
        row = self._found.get(key)
        if row is None:
            row = _Row(empty_row(key, visit.url, visit.outlet, self._counters.next("found"), at), is_new=True)
            self._found[key] = row
        return row

    def _article_row(self, visit: Visit, link: _Row, at: int, *, is_wanted: bool) -> _Row | None:
        row = self._articles.get(key_of(_address(visit))) if is_wanted or visit.address else None
        if row is None and not is_wanted:
            number = link.values["article"]
            row = None if number is None else self._articles_by_id.get(number)
        if row is None and is_wanted:
            address = storable(_address(visit))
            number = self._counters.next("article")
            values = {
                "id": number,
                "address_key": key_of(_address(visit)),
                "address": address,
                "outlet": storable(visit.outlet),
                "first_seen_at": at,
                "last_seen_at": at,
                "versions": 0,
                "digest": "",
                "gone_since": None,
                "gone_at": None,
                "story": None,
            }
            row = _Row(values, is_new=True)
            self._articles[values["address_key"]] = self._articles_by_id[number] = row
        return row

    def _take_captures(self, visit: Visit, article: _Row | None) -> int | None:
        """The id of the capture that was read, the last one; None for a visit that received nothing."""
        last: int | None = None
        for position, record in enumerate(visit.captures, start=1):
            is_read = position == len(visit.captures) and article is not None
            article_id = article.values["id"] if is_read and article is not None else None
            last = self._places.get((record.file, record.offset))
            if last is None:
                last = self._counters.next("capture")
                self._captures.append(capture_columns(record, last, article_id))
                self._places[record.file, record.offset] = last
            elif article_id is not None:
                self._read_for.append({"row": last, "read_for": article_id})
        return last

    def take_records(self, records: Sequence[CaptureRecord]) -> None:
        self._places |= self._known_places(records)
        for record in records:
            if (record.file, record.offset) not in self._places:
                number = self._counters.next("capture")
                self._captures.append(capture_columns(record, number, None))
                self._places[record.file, record.offset] = number

    def _add_version(
        self, article: _Row, visit: Visit, digest: str, signature: Signature | None, capture: int | None, at: int
    ) -> None:
        assert visit.content is not None
        if signature is None:
            signature = signature_of(visit.content)
        self._texts.append(_Text(article, signature, day_of(micros(time_of(visit.content, visit.at)))))
        article.values["versions"] += 1
        article.values["digest"] = digest
        article.is_touched = True
        number = article.values["versions"]
        self._versions.append(
            {"article": article.values["id"], "number": number, "capture": capture, "seen_at": at, "digest": digest}
            | content_columns(visit.content)
        )
        kind = ChangeKind.KEPT if number == 1 else ChangeKind.EDITED
        self._changes.append(
            {
                "number": self._counters.next("change"),
                "kind": kind.value,
                "article": article.values["id"],
                "version": number,
                "at": at,
            }
        )

    def _observe(self, article: _Row, kind: str, capture: int | None, at: int, *, is_alive: bool) -> None:
        values = article.values
        if kind:
            self._observations.append({"article": values["id"], "at": at, "kind": storable(kind), "capture": capture})
        if is_alive:
            # Visits of a batch, and of several processes, may arrive out of order.
            values["last_seen_at"] = max(values["last_seen_at"], at)
            values["gone_since"] = values["gone_at"] = None
            article.is_touched = True
        elif kind == "gone":
            if values["gone_since"] is None:
                values["gone_since"] = at
            elif at - values["gone_since"] >= _GONE_APART:
                values["gone_at"] = values["gone_since"]
            article.is_touched = True

    def _end(self, link: _Row, visit: Visit, outcome: Outcome, article: _Row | None) -> None:
        values = link.values
        link.is_touched = True
        values["visited"] = 1
        is_due = outcome.kind is OutcomeKind.DUE
        next_at = maybe_micros(visit.next_visit_at)
        values["next_at"] = micros(visit.at) if is_due and next_at is None else next_at
        if not (is_due or outcome.kind is OutcomeKind.FAILED):
            values["attempts"] = 0
        elif visit.observed != "blocked":
            values["attempts"] += 1
        # What became of a URL is told of its first visit that decided: a kept article whose server fails later stays kept.
        has_ended_well = values["article"] is not None
        if article is not None and not has_ended_well and visit.content is not None:
            values["article"] = article.values["id"]
        if not has_ended_well and not (is_due and values["outcome"] != OutcomeKind.DUE.value):
            values["outcome"] = outcome.kind.value
            values["reason"] = storable(outcome.reason)
        if not is_due:
            values["hint_text"] = ""
        if visit.captures and visit.captures[-1].status == 200:
            values["etag"] = storable(visit.captures[-1].etag)
            values["last_modified"] = storable(visit.captures[-1].last_modified)

    # ---- writing

    def write(self) -> None:
        stories = self._placed()
        self._insert(articles, [row.values for row in self._articles.values() if row.is_new])
        self._update(_UPDATE_ARTICLE, _ARTICLE_FIELDS, self._articles.values())
        self._insert(captures, self._captures)
        if self._read_for:
            self._connection.execute(
                update(captures).where(captures.c.id == bindparam("row")).values(article=bindparam("read_for")),
                self._read_for,
            )
        self._insert(versions, self._versions)
        self._insert(observations, self._observations)
        stories.write()
        self._insert(changes, self._changes)
        self._insert(found, [row.values for row in self._found.values() if row.is_new])
        self._update(_UPDATE_FOUND, _FOUND_FIELDS, self._found.values())
        self._counters.save(self._connection)

    def _placed(self) -> Stories:
        """Every new article in its story; the texts that stories began with as they are now."""
        stories = Stories(self._connection)
        latest = {
            text.article.values["id"]: text for text in self._texts
        }  # one article may have two versions in a batch
        stories.look_up([(text.signature, text.day) for text in latest.values() if text.article.is_new])
        for number, text in latest.items():
            if text.article.is_new:
                text.article.values["story"] = stories.place(number, text.signature, text.day)
            elif text.article.values["story"] is None:
                stories.revise(number, text.signature, text.day)
        return stories

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _update(self, statement: Any, fields: Sequence[str], rows: Any) -> None:
        touched = [
            {"row": row.values["id"]} | {f"new_{name}": row.values[name] for name in fields}
            for row in rows
            if row.is_touched and not row.is_new
        ]
        if touched:
            self._connection.execute(statement, touched)


def _address(visit: Visit) -> str:
    return visit.address or visit.url
