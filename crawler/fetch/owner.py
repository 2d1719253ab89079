"""Under which name a process claims work, so that what a killed one left leased is free again at once on its machine."""

import os
import socket
from pathlib import Path

SEPARATOR = "/"


def own_name() -> str:
    """This process's name: machine, process number, and when the process began, since numbers are used again."""
    return SEPARATOR.join((socket.gethostname(), str(os.getpid()), _began(os.getpid())))


def is_dead(name: str) -> bool:
    """Whether `name` is of this machine and its process has ended. Names of other machines, or of another form, are not."""
    parts = name.split(SEPARATOR)
    if len(parts) != 3 or parts[0] != socket.gethostname() or not parts[1].isdigit():
        return False
    number = int(parts[1])
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass  # somebody else's: it lives
    return _began(number) != parts[2]


def _began(number: int) -> str:
    """When the process began, in clock ticks since the machine started (proc(5), field 22); "" where there is no /proc."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return told.rpartition(")")[2].split()[19]  # the name before ")" may hold anything
