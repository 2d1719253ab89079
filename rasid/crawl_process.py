"""The long-lived crawl process, seen from outside: started, listened to, replaced when it dies, hangs or grows."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SILENCE_SECONDS = 180.0  # a round says something every few seconds; this long without a word is a hang
STOP_SECONDS = 25.0  # what is in flight is finished and recorded in this time, or left due
RESTART_SECONDS = (1.0, 5.0, 30.0, 120.0)  # pauses before a process that died is started again; the last one repeats


class CrawlProcess:
    """`rasid crawl --watch --events` as a child. It ends by itself when this process does (its standard input closes)."""

    def __init__(
        self,
        *,
        data: Path,
        environment: Mapping[str, str],
        memory_limit_mb: int,
        on_event: Callable[[dict[str, Any]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = [
            sys.executable,
            "-m",
            "rasid",
            "--data",
            str(data),
            "crawl",
            "--watch",
            "--events",
            "--no-index",
        ]
        self._environment = {**os.environ, **environment}
        self._limit = memory_limit_mb
        self._on_event = on_event
        self._clock = clock
        self._process: subprocess.Popen[str] | None = None
        self._heard_at = clock()
        self._start_at = clock()
        self._deaths = 0
        self._grown = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def tend(self) -> None:
        """Called every second or so: starts the process when it is time to, replaces one that hangs or has grown too big."""
        if self._process is None:
            if self._clock() >= self._start_at:
                self._start()
            return
        code = self._process.poll()
        if code is not None:
            self._process = None
            pause = RESTART_SECONDS[min(self._deaths, len(RESTART_SECONDS) - 1)] if code else 0.0
            self._deaths += bool(code)
            self._start_at = self._clock() + pause
            if code:
                log.warning("crawl-process-died code=%s restart_in_seconds=%s", code, pause)
        elif self._grown:
            log.info("crawl-process-grown limit_mb=%s", self._limit)
            self.stop()
        elif self._clock() - self._heard_at > SILENCE_SECONDS:
            log.warning("crawl-process-hangs silent_seconds=%s", SILENCE_SECONDS)
            self.stop(patience=5.0)

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Asks it to end cleanly, waits, and kills it when it does not."""
        process, self._process = self._process, None
        self._start_at = self._clock()
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> None:
        self._heard_at = self._clock()
        self._grown = False
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C reaches this process only, which then stops the child in order
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True, name="crawl-events").start()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._heard_at = self._clock()
            try:
                event = json.loads(line)
            except ValueError:
                log.warning("crawl-process-said %s", line.rstrip())
                continue
            if event.get("event") == "round":
                self._deaths = 0
                self._grown = event.get("memory_mb", 0) > self._limit
            self._on_event(event)
