"""A small proxy between a client and a server that can delay, cut, lose and answer by itself, as a rule decides."""

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_DROPPED = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and the way to let it through."""

    method: str
    path: str
    headers: dict[str, str]  # names in small letters
    body: bytes
    forward: Callable[[bytes | None], "Answer"]  # with another body, or None for the one that came

    @property
    def is_bulk(self) -> bool:
        return self.path.split("?")[0].endswith("/_bulk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Cut(Exception):
    """The connection is closed without an answer."""


Rule = Callable[[Asked], Answer]


def pass_on(asked: Asked) -> Answer:
    return asked.forward(None)


def elastic_error(status: int, kind: str, reason: str) -> Answer:
    """What Elasticsearch itself answers when it refuses."""
    told = {
        "error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]},
        "status": status,
    }
    return elastic_answer(told, status)


def elastic_answer(told: object, status: int = 200) -> Answer:
    headers = {
        "Content-Type": "application/vnd.elasticsearch+json;compatible-with=9",
        "X-Elastic-Product": "Elasticsearch",
    }
    return Answer(status=status, headers=headers, body=json.dumps(told).encode())


class Meddler:
    """Listens on a free port of loopback until it is closed. `rule` can be exchanged at any time; `seen` holds every request."""

    def __init__(self, port: int, rule: Rule = pass_on) -> None:
        """port: the server's, on loopback"""
        self.rule = rule
        self.seen: list[Asked] = []
        meddler = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(
                    method=self.command,
                    path=self.path,
                    headers=headers,
                    body=body,
                    forward=lambda other: _forward(
                        port, self.command, self.path, headers, body if other is None else other
                    ),
                )
                meddler.seen.append(asked)
                try:
                    answer = meddler.rule(asked)
                except (Cut, OSError, http.client.HTTPException):
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_one

            def log_message(self, *_: object) -> None:
                return

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                return  # a client that has gone away while it was answered

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


def _forward(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        passed = {name: value for name, value in headers.items() if name not in _DROPPED and name != "host"}
        connection.request(method, path, body or None, passed)
        answer = connection.getresponse()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in _DROPPED}
        return Answer(status=answer.status, headers=kept, body=answer.read())
    finally:
        connection.close()
