"""The portal's HTTP server: uvicorn in a thread, on the wanted port or the next free one."""

import socket
import threading

import uvicorn
from fastapi import FastAPI

TRIES = 50  # ports tried after the wanted one
START_SECONDS = 15.0
STOP_SECONDS = 5.0


class PortalServer:
    """Serves an app until stopped. The port is taken when the server is made, so `url` is true before `start`."""

    def __init__(self, app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000) -> None:
        """Raises OSError when neither the port nor any of the next ones can be had."""
        self._socket = listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}/"
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=int(STOP_SECONDS),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True, name="portal"
        )

    def start(self) -> None:
        """Returns when requests are answered. Signals stay with the main thread."""
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(START_SECONDS / 0.02)):
            if self._server.started or not self._thread.is_alive():
                break
            waited.wait(0.02)
        if not self._server.started:
            raise OSError(f"the portal did not start on {self.url}")

    def stop(self) -> None:
        """Ends it: running answers have a few seconds. Twice is once."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS * 2)
        self._socket.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the port, or on the next free one (any free one for 0)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for candidate in range(port, port + TRIES if port else 1):
        if candidate > 65535:
            break
        # With the protocol named, asyncio turns Nagle's waiting off; without it each answer takes 40 ms more.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
            bound.listen(128)
        except OSError as error:
            bound.close()
            last = error
            continue
        return bound
    raise OSError(f"no free port from {port} on {host}: {last}; choose another with --port or portal.port")
