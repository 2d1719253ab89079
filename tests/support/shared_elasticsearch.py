"""One Elasticsearch for all processes of a test session: the first that needs it has it started, the last one's end stops it.

It is kept by a process of its own, which ends when no process that uses it is left, however that one ended.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from tests.support.elasticsearch import Node, Server, Unavailable

HOME = Path(__file__).parents[2]
_LOOK_SECONDS = 0.2
_START_SECONDS = 160.0


@contextmanager
def shared(folder: Path) -> Iterator[Node]:
    """A running server; `folder` is the session's own, the same for all its processes. Raises Unavailable."""
    users = folder / "elasticsearch.users"
    users.mkdir(exist_ok=True)
    mine = users / str(os.getpid())
    with _locked(folder):
        mine.touch()
        if not _keeper(folder).exists():
            _keeper(folder).touch()
            _start_keeper(folder)
    try:
        yield _wait(folder)
    finally:
        mine.unlink(missing_ok=True)


def _start_keeper(folder: Path) -> None:
    """Starts a process that is nobody's child: the shell that starts it ends at once."""
    subprocess.run(
        ["sh", "-c", '"$0" -m tests.support.shared_elasticsearch "$1" &', sys.executable, str(folder)],
        check=True,
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait(folder: Path) -> Node:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):
            told = json.loads(_told(folder).read_text(encoding="utf-8"))
            if "problem" in told:
                raise Unavailable(told["problem"])
            return Node(**told)
        time.sleep(_LOOK_SECONDS)
    raise Unavailable(f"the server did not start within {_START_SECONDS:g} seconds")


def keep(folder: Path) -> None:
    """Starts a server, tells where it is, and removes it when nobody uses it any more."""
    server = None
    try:
        server = Server()
        _tell(folder, asdict(server.start().wait().node))
    except Exception as error:  # whatever it is, those who wait must hear of it
        _tell(folder, {"problem": str(error) or repr(error)})
    while True:
        with _locked(folder):
            if not any(_lives(path) for path in (folder / "elasticsearch.users").iterdir()):
                _told(folder).unlink(missing_ok=True)
                _keeper(folder).unlink(missing_ok=True)
                break
        time.sleep(_LOOK_SECONDS)
    if server is not None:
        server.remove()


def _lives(user: Path) -> bool:
    try:
        os.kill(int(user.name), 0)
    except ProcessLookupError:
        return False
    return True


def _tell(folder: Path, told: object) -> None:
    aside = folder / "elasticsearch.aside"
    aside.write_text(json.dumps(told), encoding="utf-8")
    aside.replace(_told(folder))


def _told(folder: Path) -> Path:
    return folder / "elasticsearch.json"


def _keeper(folder: Path) -> Path:
    return folder / "elasticsearch.keeper"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
