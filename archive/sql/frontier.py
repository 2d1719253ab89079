"""Open work: URLs found and not yet ended, whose turn it is, and which host is leased to whom."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from archive.model import Due, Found, OutcomeKind
from archive.sql.counters import Counters
from archive.sql.rows import chunks, key_of, micros, storable, texts_of, to_json
from archive.sql.tables import found, host_leases

# Longer URLs are traps or rubbish: sitemaps.org and most servers stop at 2,048 characters.
URL_AT_MOST = 2048

_KEEP_DUE = (
    update(found)
    .where(found.c.url_key == bindparam("key"))
    .values(
        next_at=bindparam("until"),
        attempts=found.c.attempts + bindparam("failed"),
        lease_owner=None,
        lease_until=None,
    )
)


def host_of(url: str) -> str:
    """The host that is visited for this URL, lower case; "" where there is none."""
    try:
        return storable(urlsplit(url).hostname or "")
    except ValueError:  # e.g. "http://[half-an-address"
        return ""


def add_found(connection: Connection, items: Sequence[Found], *, now: datetime) -> int:
    wanted = {key_of(item.url): item for item in reversed(items)}  # the first mention of a URL wins
    known = known_keys(connection, list(wanted))
    new = {key: item for key, item in reversed(wanted.items()) if key not in known}
    if new:
        counters = Counters(connection)
        rows = [_new_row(key, item, counters.next("found"), micros(now)) for key, item in new.items()]
        connection.execute(insert(found), rows)
        counters.save(connection)
    return len(new)


def known_keys(connection: Connection, keys: Sequence[bytes]) -> set[bytes]:
    known: set[bytes] = set()
    for chunk in chunks(keys):
        known.update(connection.scalars(select(found.c.url_key).where(found.c.url_key.in_(chunk))))
    return known


def _new_row(key: bytes, item: Found, number: int, now: int) -> dict[str, Any]:
    row = empty_row(key, item.url, item.outlet, number, now)
    row["endpoint"] = storable(item.endpoint)
    row["hints"] = to_json(_hints(item))
    row["hint_text"] = storable(item.text)
    if len(item.url) > URL_AT_MOST:
        return row | {"hint_text": "", "next_at": None, "outcome": OutcomeKind.REFUSED.value, "reason": "url-too-long"}
    return row


def empty_row(key: bytes, url: str, outlet: str, number: int, now: int) -> dict[str, Any]:
    """A row of `found` for a URL of which nothing else is known yet, due at once."""
    return {
        "id": number,
        "url_key": key,
        "url": storable(url[:URL_AT_MOST]),
        "outlet": storable(outlet),
        "host": host_of(url),
        "endpoint": "",
        "hints": "{}",
        "hint_text": "",
        "found_at": now,
        "visited": 0,
        "next_at": now,
        "attempts": 0,
        "lease_owner": None,
        "lease_until": None,
        "outcome": OutcomeKind.DUE.value,
        "reason": "",
        "article": None,
        "etag": "",
        "last_modified": "",
    }


def _hints(item: Found) -> dict[str, Any]:
    hints = {
        "title": item.title,
        "published": item.published,
        "section": item.section,
        "authors": item.authors,
    }
    return {name: value for name, value in hints.items() if value}


def claim(
    connection: Connection,
    *,
    owner: str,
    now: datetime,
    limit: int,
    lease_seconds: int,
    outlets: Sequence[str] | None,
) -> list[Due]:
    at = micros(now)
    until = at + lease_seconds * 1_000_000
    ids = _next_in_turn(connection, owner=owner, at=at, limit=limit, outlets=outlets)
    rows: dict[int, Any] = {}
    for chunk in chunks(ids):
        rows.update((row.id, row) for row in connection.execute(select(found).where(found.c.id.in_(chunk))))
    if not rows:
        return []
    connection.execute(
        update(found)
        .where(found.c.id == bindparam("claimed"))
        .values(lease_owner=bindparam("by"), lease_until=bindparam("up_to")),
        [{"claimed": number, "by": owner, "up_to": until} for number in ids],
    )
    _lease(connection, {row.host for row in rows.values()}, owner=owner, until=until)
    return [_due(rows[number]) for number in ids]


def lease_hosts(
    connection: Connection, hosts: Sequence[str], *, owner: str, now: datetime, lease_seconds: int
) -> set[str]:
    at = micros(now)
    free = {storable(host) for host in hosts}
    for chunk in chunks(sorted(free)):
        taken = select(host_leases.c.host).where(
            host_leases.c.host.in_(chunk), host_leases.c.lease_owner != owner, host_leases.c.lease_until > at
        )
        free -= set(connection.scalars(taken))
    _lease(connection, free, owner=owner, until=at + lease_seconds * 1_000_000)
    return free


def _lease(connection: Connection, hosts: Iterable[str], *, owner: str, until: int) -> None:
    ours = sorted(hosts)
    for chunk in chunks(ours):
        connection.execute(delete(host_leases).where(host_leases.c.host.in_(chunk)))
    if ours:
        connection.execute(
            insert(host_leases), [{"host": host, "lease_owner": owner, "lease_until": until} for host in ours]
        )


def _next_in_turn(
    connection: Connection, *, owner: str, at: int, limit: int, outlets: Sequence[str] | None
) -> list[int]:
    """Never-visited URLs before re-visits; among each, every host's first before any host's second."""
    taken = select(host_leases.c.host).where(host_leases.c.lease_owner != owner, host_leases.c.lease_until > at)
    ready = select(
        found.c.id,
        found.c.visited,
        found.c.next_at,
        func.row_number()
        .over(partition_by=(found.c.visited, found.c.host), order_by=(found.c.next_at, found.c.id))
        .label("turn"),
    ).where(
        found.c.next_at <= at,
        or_(found.c.lease_until.is_(None), found.c.lease_until <= at),
        found.c.host.not_in(taken),
    )
    if outlets is not None:
        ready = ready.where(found.c.outlet.in_(list(outlets)))
    ranked = ready.subquery()
    return list(
        connection.scalars(
            select(ranked.c.id).order_by(ranked.c.visited, ranked.c.turn, ranked.c.next_at, ranked.c.id).limit(limit)
        )
    )


def _due(row: Any) -> Due:
    return Due(
        url=row.url,
        outlet=row.outlet,
        attempts=row.attempts,
        found=found_of(row),
        article=row.article or 0,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def found_of(row: Any) -> Found:
    """A row of `found` as it was found: the full text of a feed is there only until the URL has an outcome."""
    hints = json.loads(row.hints)
    return Found(
        url=row.url,
        outlet=row.outlet,
        endpoint=row.endpoint,
        title=hints.get("title", ""),
        published=hints.get("published", ""),
        text=row.hint_text,
        section=hints.get("section", ""),
        authors=texts_of(hints.get("authors")),
    )


def release(connection: Connection, *, owner: str) -> None:
    connection.execute(update(found).where(found.c.lease_owner == owner).values(lease_owner=None, lease_until=None))
    connection.execute(delete(host_leases).where(host_leases.c.lease_owner == owner))


def lease_owners(connection: Connection) -> set[str]:
    owners = set(connection.scalars(select(host_leases.c.lease_owner).distinct()))
    return owners | set(
        connection.scalars(select(found.c.lease_owner).where(found.c.lease_owner.is_not(None)).distinct())
    )


def postpone(connection: Connection, urls: Sequence[str], *, until: datetime, reason: str, failed: bool) -> None:
    if not urls:
        return
    keys = [key_of(url) for url in dict.fromkeys(urls)]
    connection.execute(_KEEP_DUE, [{"key": key, "until": micros(until), "failed": int(failed)} for key in keys])
    for chunk in chunks(keys):
        # The reason is told of open work only: an article once kept stays counted as kept.
        connection.execute(
            update(found)
            .where(found.c.url_key.in_(chunk), found.c.outcome == OutcomeKind.DUE.value)
            .values(reason=storable(reason), visited=1 if failed else found.c.visited)
        )


def open_work(connection: Connection, outlets: Sequence[str] | None) -> int:
    query = select(func.count()).select_from(found).where(found.c.outcome == OutcomeKind.DUE.value)
    if outlets is not None:
        query = query.where(found.c.outlet.in_(list(outlets)))
    return connection.scalar(query) or 0


def outcomes(connection: Connection, outlet: str | None) -> dict[str, int]:
    query = select(found.c.outcome, found.c.reason, func.count().label("urls")).group_by(
        found.c.outcome, found.c.reason
    )
    if outlet is not None:
        query = query.where(found.c.outlet == outlet)
    told: dict[str, int] = {}
    for row in connection.execute(query):
        with_reason = row.outcome in {OutcomeKind.REFUSED, OutcomeKind.FAILED}
        name = f"{row.outcome}:{row.reason}" if with_reason else row.outcome
        told[name] = told.get(name, 0) + row.urls
    return told
