"""Outlets that have put up a wall. No way round it is looked for: the outlet is left alone and reported by name."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from archive.model import OutletState

REFUSALS_CLOSE = 3  # 401 or 403 so often in a row, without a wall's marks, is one


class Gates:
    """Which outlets may be asked in this round. One that was blocked before is asked for one URL at a time until it answers."""

    def __init__(self, states: Mapping[str, OutletState]) -> None:
        self._probing = {outlet: asyncio.Lock() for outlet, state in states.items() if state.state == "blocked"}
        self._refusals: dict[str, int] = {}
        self.closed: dict[str, str] = {}  # outlet -> cause
        self.reported: dict[str, str] = {}  # outlets of which only a part is closed, such as one host's robots.txt

    def answered(self, outlet: str, status: int) -> str:
        """Counts plain refusals in a row: the cause, when there have been too many to be about single pages, else ""."""
        self._refusals[outlet] = self._refusals.get(outlet, 0) + 1 if status in {401, 403} else 0
        return f"forbidden {status}" if self._refusals[outlet] >= REFUSALS_CLOSE else ""

    def close(self, outlet: str, cause: str) -> None:
        self.closed.setdefault(outlet, cause)

    def report(self, outlet: str, cause: str) -> None:
        self.reported.setdefault(outlet, cause)

    @property
    def blocked(self) -> dict[str, str]:
        return {**self.reported, **self.closed}

    @asynccontextmanager
    async def passage(self, outlet: str) -> AsyncIterator[bool]:
        """Whether the outlet may be asked, to be looked at inside the `async with` of the request."""
        probe = self._probing.get(outlet)
        async with probe or nullcontext():
            yield outlet not in self.closed
            if probe and outlet not in self.closed:
                self._probing.pop(outlet, None)
