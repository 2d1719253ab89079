"""Running a program and counting what it and all its descendants cost: CPU seconds, peak memory, wall time."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    wall: float
    cpu: float  # user and system, of the program and every descendant, however it was started
    peak_mb: float  # most memory at one moment, of all of them together (proportional share where the kernel tells it)
    code: int
    output: str


def become_subreaper() -> None:
    """Orphaned grandchildren (forkserver workers) come to this process, so that their CPU is counted. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_sample: Callable[[int, dict[int, float]], None] | None = None,
    errors: Path | None = None,
) -> Cost:
    """Runs the command to its end. Its standard output is kept, its standard error goes to `errors` or is thrown away."""
    become_subreaper()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with Path(errors or os.devnull).open("ab") as err:
        process = subprocess.Popen(
            list(command), env={**os.environ, **(environment or {})}, cwd=cwd, stdout=subprocess.PIPE, stderr=err,
            text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        peak, done = 0.0, threading.Event()

        def sample() -> None:
            nonlocal peak
            while not done.wait(0.5):
                sizes = {pid: memory_mb(pid) for pid in [process.pid, *descendants(process.pid)]}
                peak = max(peak, sum(sizes.values()))
                if on_sample:
                    on_sample(process.pid, sizes)

        sampler = threading.Thread(target=sample, daemon=True)
        sampler.start()
        output, _ = process.communicate()
        done.set()
        sampler.join()
    wall = time.perf_counter() - started
    for _ in range(50):  # the forkserver and its workers end a moment after their parent
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            break
        time.sleep(0.1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall=wall, cpu=cpu, peak_mb=peak, code=process.returncode, output=output)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    below, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        below += children
        queue += children
    return below


def memory_mb(pid: int) -> float:
    """Proportional set size of a process: shared pages are divided among those who share them."""
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
                if line.startswith(key):
                    return int(line.split()[1]) / 1024
        except OSError:
            continue
    return 0.0


def stop_all(pid: int) -> None:
    """Ends a process and all below it."""
    for child in [*descendants(pid), pid]:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue
