"""What is remembered of outlets and their endpoints, and the reports of past rounds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select

from archive.model import EndpointState, OutletCard, OutletState, RoundReport
from archive.sql import tables
from archive.sql.counters import Counters
from archive.sql.rows import (
    chunks,
    counts_of,
    key_of,
    maybe_micros,
    maybe_moment,
    micros,
    moment,
    storable,
    to_json,
    words_of,
)


def save_outlets(connection: Connection, cards: Sequence[OutletCard]) -> None:
    _replace(
        connection,
        tables.outlets,
        "id",
        ({name: storable(text) for name, text in asdict(card).items()} for card in cards),
    )


def outlets(connection: Connection) -> dict[str, OutletCard]:
    rows = connection.execute(select(tables.outlets).order_by(tables.outlets.c.id)).mappings()
    return {row["id"]: OutletCard(**row) for row in rows}


def save_endpoints(connection: Connection, states: Sequence[EndpointState]) -> None:
    _replace(connection, tables.endpoints, "url_key", map(_endpoint_columns, states))


def _endpoint_columns(state: EndpointState) -> dict[str, Any]:
    return {
        "url_key": key_of(state.url),
        "url": storable(state.url),
        "outlet": storable(state.outlet),
        "polled_at": maybe_micros(state.polled_at),
        "next_poll_at": maybe_micros(state.next_poll_at),
        "interval_seconds": state.interval_seconds,
        "etag": storable(state.etag),
        "last_modified": storable(state.last_modified),
        "digest": state.digest,
        "failures": state.failures,
        "outcome": state.outcome,
        "reason": storable(state.reason),
        "entries": state.entries,
    }


def endpoints(connection: Connection, outlet: str | None) -> dict[str, EndpointState]:
    query = select(tables.endpoints).order_by(tables.endpoints.c.outlet, tables.endpoints.c.url)
    if outlet is not None:
        query = query.where(tables.endpoints.c.outlet == outlet)
    return {row["url"]: _endpoint_of(row) for row in connection.execute(query).mappings()}


def _endpoint_of(row: RowMapping) -> EndpointState:
    return EndpointState(
        url=row["url"],
        outlet=row["outlet"],
        polled_at=maybe_moment(row["polled_at"]),
        next_poll_at=maybe_moment(row["next_poll_at"]),
        interval_seconds=row["interval_seconds"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        digest=row["digest"],
        failures=row["failures"],
        outcome=row["outcome"],
        reason=row["reason"],
        entries=row["entries"],
    )


def save_outlet_states(connection: Connection, states: Sequence[OutletState]) -> None:
    rows = (
        {
            "outlet": storable(state.outlet),
            "state": state.state,
            "reason": storable(state.reason),
            "since": maybe_micros(state.since),
            "last_success_at": maybe_micros(state.last_success_at),
        }
        for state in states
    )
    _replace(connection, tables.outlet_states, "outlet", rows)


def outlet_states(connection: Connection) -> dict[str, OutletState]:
    query = select(tables.outlet_states).order_by(tables.outlet_states.c.outlet)
    return {
        row.outlet: OutletState(
            outlet=row.outlet,
            state=row.state,
            reason=row.reason,
            since=maybe_moment(row.since),
            last_success_at=maybe_moment(row.last_success_at),
        )
        for row in connection.execute(query)
    }


def add_round(connection: Connection, report: RoundReport) -> None:
    counts = {
        "found": report.found,
        "kept": report.kept,
        "unchanged": report.unchanged,
        "refused": dict(report.refused),
        "failed": dict(report.failed),
        "due": report.due,
        "endpoints": dict(report.endpoints),
        "blocked": dict(report.blocked),
        "missing": dict(report.missing),
    }
    counters = Counters(connection)
    connection.execute(
        insert(tables.rounds),
        {
            "id": counters.next("round"),
            "started_at": micros(report.started_at),
            "seconds": report.seconds,
            "report": to_json(counts),
        },
    )
    counters.save(connection)


def rounds(connection: Connection, limit: int) -> list[RoundReport]:
    query = select(tables.rounds).order_by(tables.rounds.c.id.desc()).limit(limit)
    return [_round_of(row) for row in connection.execute(query).mappings()]


def _round_of(row: RowMapping) -> RoundReport:
    counts: Mapping[str, Any] = json.loads(row["report"])
    return RoundReport(
        started_at=moment(row["started_at"]),
        seconds=row["seconds"],
        found=counts["found"],
        kept=counts["kept"],
        unchanged=counts["unchanged"],
        refused=counts_of(counts["refused"]),
        failed=counts_of(counts["failed"]),
        due=counts["due"],
        endpoints=counts_of(counts["endpoints"]),
        blocked=words_of(counts["blocked"]),
        missing=counts_of(counts["missing"]),
    )


def _replace(connection: Connection, table: Table, key: str, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts or updates, alike on both databases: sound because there is one writer at a time. The last of equal keys wins."""
    wanted = {row[key]: row for row in rows}
    if not wanted:
        return
    for chunk in chunks(wanted):
        connection.execute(delete(table).where(table.c[key].in_(chunk)))
    connection.execute(insert(table), list(wanted.values()))
