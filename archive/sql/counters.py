"""Numbers for new rows, given out inside the writing transaction: without gaps, never twice, in the order of commits."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from archive.sql.tables import counters

NAMES = ("article", "capture", "change", "found", "round")

_RAISE = update(counters).where(counters.c.name == bindparam("counter")).values(value=bindparam("reached"))


class Counters:
    """Hands out numbers from memory; `save` writes how far it came.

    Sound only while the connection holds the one writer's lock (`dialects.begin_writing`), which is what keeps the change
    list in the order of commits on PostgreSQL too.
    """

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(select(counters.c.name, counters.c.value))
        self._stored: Mapping[str, int] = {name: value for name, value in rows}  # noqa: C416 - typed rows
        self._reached = dict(self._stored)

    def next(self, name: str) -> int:
        self._reached[name] += 1
        return self._reached[name]

    def save(self, connection: Connection) -> None:
        raised = [
            {"counter": name, "reached": value} for name, value in self._reached.items() if value != self._stored[name]
        ]
        if raised:
            connection.execute(_RAISE, raised)
