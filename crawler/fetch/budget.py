"""How long a round may still run. Every wait of a round goes through here, so that a stop ends it at once."""

import asyncio


class Budget:
    """Seconds of the event loop's clock. Over when the time is used up or `stop` was called."""

    def __init__(self, seconds: float | None) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadline = None if seconds is None else self._loop.time() + seconds
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    @property
    def over(self) -> bool:
        return self._stopped.is_set() or (self._deadline is not None and self._loop.time() >= self._deadline)

    def allows(self, seconds: float) -> bool:
        """Whether a wait of so long would end inside the budget."""
        return not self.over and (self._deadline is None or self._loop.time() + seconds < self._deadline)

    async def wait(self, seconds: float) -> bool:
        """Waits so long; False, at once, when the budget does not allow it or ends meanwhile."""
        if not self.allows(seconds):
            return False
        if seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    await self._stopped.wait()
            except TimeoutError:
                pass
        return not self.over
