"""The newsroom in a process of its own, and a handle to direct it: for `rasid run --newsroom`, tests and benchmarks."""

import contextlib
import http.client
import json
import os
import re
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

READY = re.compile(r"newsroom ready port=(\d+) articles=(\d+)")
# A JSON object of the control interface; docs/newsroom.md lists the keys.
Told = dict[str, Any]

START_SECONDS = 60
STOP_SECONDS = 10


class NewsroomError(Exception):
    """The newsroom did not start, or refused what was asked of it; the message is its own."""


class RunningNewsroom:
    """A newsroom that runs on `port` of this machine. Each method is one request to its control interface."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self.port = port
        self.process = process

    @property
    def proxy(self) -> str:
        """What a crawler takes as its HTTP proxy to see the outlets under their own names."""
        return f"http://127.0.0.1:{self.port}"

    def publish(self, outlet: str, **fields: object) -> Told:
        """Publish an article (keys as in the article files; without title and body one is invented); what it became."""
        return self._object("POST", "/-/articles", {"outlet": outlet} | fields)

    def edit(self, outlet: str, article_id: int, **fields: object) -> Told:
        """Change fields of an article; what it became."""
        return self._object("PATCH", f"/-/articles/{outlet}/{article_id}", fields)

    def delete(self, outlet: str, article_id: int, status: int = 410) -> None:
        """Withdraw an article: its address answers 410 (or 404)."""
        self._ask("DELETE", f"/-/articles/{outlet}/{article_id}?status={status}")

    def set(self, host: str, kind: str, **options: object) -> Told:
        """Put a condition in force for a host (or outlet); kinds and options as in `conditions.Condition`."""
        return self._object("POST", "/-/conditions", {"host": host, "kind": kind} | options)

    def clear(self, host: str = "") -> None:
        """End the conditions of a host, or all."""
        self._ask("DELETE", f"/-/conditions?{urlencode({'host': host})}")

    def articles(self, outlet: str = "", start: int = 0, stop: int | None = None) -> list[Told]:
        """What is published, newest first in each outlet; without the texts."""
        query = {"outlet": outlet, "start": str(start)} | ({} if stop is None else {"stop": str(stop)})
        return self._list("GET", f"/-/articles?{urlencode(query)}")

    def article(self, outlet: str, article_id: int) -> Told:
        """One article with its text as it was written, before the site damaged it."""
        return self._object("GET", f"/-/articles/{outlet}/{article_id}")

    def requests(self, host: str = "", since: float = 0.0) -> list[Told]:
        """What the outlets were asked, oldest first."""
        return self._list("GET", f"/-/requests?{urlencode({'host': host, 'since': since})}")

    def forget_requests(self) -> None:
        """Empty the request log."""
        self._ask("DELETE", "/-/requests")

    def summary(self) -> Told:
        """Counts of articles, requests and conditions."""
        return self._object("GET", "/-/")

    def _object(self, method: str, path: str, told: Mapping[str, object] | None = None) -> Told:
        return dict(self._ask(method, path, told))

    def _list(self, method: str, path: str) -> list[Told]:
        return list(self._ask(method, path))

    def _ask(self, method: str, path: str, told: Mapping[str, object] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = None if told is None else json.dumps(told, default=str).encode()
            headers = {} if told is None else {"Content-Type": "application/json"}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NewsroomError(f"the newsroom on port {self.port} does not answer: {error}") from error
        finally:
            connection.close()
        if response.status >= 400:
            raise NewsroomError(f"{method} {path}: {answer.get('error', response.status)}")
        return answer


@contextlib.contextmanager
def running_newsroom(
    *,
    port: int = 0,
    articles: int = 0,
    padding: bool = False,
    articles_from: Path | None = None,
) -> Iterator[RunningNewsroom]:
    """A newsroom in a process of its own, ended on leaving; it also ends when this process is killed.

    Raises NewsroomError with the newsroom's own words when it does not start.
    """
    command = [sys.executable, "-m", "rasid.newsroom", "--port", str(port), "--until-input-ends"]
    command += ["--articles", str(articles)]
    command += ["--padding"] if padding else []
    command += ["--articles-from", str(articles_from)] if articles_from is not None else []
    home = str(Path(__file__).parents[2])
    paths = [home, os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            # Ctrl-C in the terminal is for the program that started it, which ends it in its own time.
            start_new_session=True,
            env=environment,
        )
        try:
            yield RunningNewsroom(_port(process, complaints), process)
        finally:
            _end(process)


def _port(process: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> int:
    """The port the newsroom says it listens on."""
    output = process.stdout
    if output is None:
        raise NewsroomError("the newsroom has no output")
    said = b""
    deadline = time.monotonic() + START_SECONDS
    while b"\n" not in said and time.monotonic() < deadline:
        if not select.select([output], [], [], 0.2)[0]:
            continue
        more = os.read(output.fileno(), 4096)
        if not more:
            break
        said += more
    match = READY.search(said.decode(errors="replace"))
    if match:
        return int(match[1])
    complaints.seek(0)
    words = complaints.read().decode(errors="replace").strip()
    raise NewsroomError(f"the newsroom did not start: {words[-2000:] or 'it said nothing'}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
