"""A real Elasticsearch: fetched once from Maven Central, started in a folder of its own on free ports, and stopped again.

`python -m tests.support.elasticsearch` (or `make elasticsearch`) starts one for a person and prints the setting that uses it.
The server is Elastic's own, cut down to what its own integration tests need (see docs/decisions/0010). It needs Java 21 or later
with the module jdk.incubator.vector, which a full JDK has, and never runs as root: then it runs as `elasticsearch` or `nobody`.
"""

import getpass
import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VERSION = "9.3.2"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_JAVA_FOLDERS = ("/usr/lib/jvm", "/opt/java", "/opt")
_MEMORY_BYTES = 4_000_000_000
_START_SECONDS = 120.0
_STOP_SECONDS = 30.0


class Unavailable(Exception):
    """No server can be had on this machine. Says what is missing."""


def java_home() -> Path:
    """A Java that can run the server."""
    named = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    found = [Path(name) for name in named if name]
    for folder in _JAVA_FOLDERS:
        found += sorted(Path(folder).glob("*"), reverse=True)
    if path := shutil.which("java"):
        found.append(Path(path).resolve().parents[1])
    for home in found:
        if (home / "bin" / "java").is_file() and _is_fit(home):
            return home
    raise Unavailable(
        "no Java 21 or later with the module jdk.incubator.vector (a full JDK has it); set ES_JAVA_HOME to one"
    )


def _is_fit(home: Path) -> bool:
    told = subprocess.run([home / "bin" / "java", "--list-modules"], capture_output=True, text=True, check=False).stdout
    versions = [line.partition("@")[2] for line in told.splitlines() if line.startswith("jdk.incubator.vector@")]
    return any(version.split(".")[0].isdecimal() and int(version.split(".")[0]) >= 21 for version in versions)


def unpacked() -> Path:
    """The server's folder in the user's cache, fetched by Maven where it is not there yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rasid"
    home = cache / f"elasticsearch-{VERSION}"
    if home.is_dir():
        return home
    if shutil.which("mvn") is None:
        raise Unavailable("Maven fetches the server and is not installed (Debian package maven)")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as aside:
        for goal in (
            ["dependency:get", f"-Dartifact={_ARTIFACT}", "-Dtransitive=false"],
            ["dependency:copy", f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={aside}"],
        ):
            done = subprocess.run(["mvn", "-q", "-B", *goal], cwd=aside, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unavailable(f"Maven could not fetch {_ARTIFACT}: {(done.stdout + done.stderr)[-800:]}")
        with zipfile.ZipFile(Path(aside) / f"elasticsearch-{VERSION}.zip") as packed:
            for entry in packed.infolist():
                path = Path(packed.extract(entry, aside))
                if mode := entry.external_attr >> 16:
                    path.chmod(mode)
        try:
            (Path(aside) / f"elasticsearch-{VERSION}").rename(home)
        except OSError:
            if not home.is_dir():  # else another process was faster
                raise
    return home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A running server, perhaps another process's."""

    url: str  # as RASID_INDEX takes it
    port: int
    pid: int  # of its process group

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Status and body of the server's answer to a request without TLS; (0, b"") where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def pause(self, is_paused: bool) -> None:
        """A server that holds its connections and answers nothing."""
        os.killpg(self.pid, signal.SIGSTOP if is_paused else signal.SIGCONT)


class Server:
    """One node. Start it, talk to `url`, stop or kill it, start it again: data and port stay until it is removed."""

    def __init__(
        self,
        *,
        heap: str = "1g",
        java_options: str = "-XX:TieredStopAtLevel=1",
        options: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
        keystore: Mapping[str, str] | None = None,
        tls: bool = False,
    ) -> None:
        """`options` may change until it starts; `files` and `keystore` go into its configuration folder. Raises Unavailable.

        java_options: by default little is compiled, which starts in half the time and is slower in the long run
        """
        self.java = java_home()
        home = unpacked()
        self.port, self.transport = free_port(), free_port()
        self.url = f"elasticsearch+http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.heap, self.java_options, self.tls = heap, java_options, tls
        self.user = _user()
        self.folder = Path(tempfile.mkdtemp(prefix="rasid-es-"))
        self.data = _quick_folder() or self.folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self.options = dict(options or {"discovery.type": "single-node"})
        # A copy, because the cache may lie where the server's user cannot look.
        shutil.copytree(home, self.folder / "home", copy_function=_link_or_copy)
        shutil.copytree(home / "config", self.folder / "config")
        (self.folder / "tmp").mkdir()  # may not hold the server's own files
        for name, content in (files or {}).items():
            (self.folder / "config" / name).write_bytes(content)
        self._give_away()
        for name, value in (keystore or {}).items():
            if not (self.folder / "config" / "elasticsearch.keystore").exists():
                self._run("elasticsearch-keystore", "create")
            self._run("elasticsearch-keystore", "add", "-x", name, text=value)

    def start(self) -> "Server":
        options = {
            "http.port": str(self.port),
            "transport.port": str(self.transport),
            "network.host": "127.0.0.1",
            "path.data": str(self.data),
            "path.logs": str(self.folder / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "xpack.security.enabled": "false",
            "action.destructive_requires_name": "false",  # tests remove all generations of an index at once
            **self.options,
        }
        arguments = [part for name, value in options.items() for part in ("-E", f"{name}={value}")]
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [self.folder / "home" / "bin" / "elasticsearch", *arguments],
                env=self._environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **_as(self.user),
            )
        return self

    def wait(self, status: str = "yellow") -> "Server":
        """Until the cluster's health is at least this; with TLS, until the port answers. Raises Unavailable."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if self._is_up(status):
                return self
            time.sleep(0.25)
        output = (self.folder / "output").read_text(encoding="utf-8", errors="replace")
        self.stop()
        raise Unavailable(f"the server did not start:\n{output[-2000:]}")

    @property
    def node(self) -> Node:
        return Node(url=self.url, port=self.port, pid=self._process.pid if self._process else 0)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        self.stop()
        for folder in (self.data, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _end(self, with_signal: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            os.killpg(process.pid, with_signal)
            process.wait(_STOP_SECONDS)
        except ProcessLookupError:
            process.wait()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _is_up(self, status: str) -> bool:
        if self.tls:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        code, told = self.node.ask("GET", f"/_cluster/health?wait_for_status={status}&timeout=5s")
        return code == 200 and not json.loads(told)["timed_out"]

    def _give_away(self) -> None:
        if self.user:
            own = [self.folder / name for name in ("config", "tmp", "home")]
            self.data.mkdir(exist_ok=True)
            for path in (self.folder, self.data, *own, *(self.folder / "config").rglob("*")):
                shutil.chown(path, self.user)

    def _run(self, program: str, *arguments: str, text: str | None = None) -> None:
        subprocess.run(
            [self.folder / "home" / "bin" / program, *arguments],
            input=text,
            text=True,
            env=self._environment(),
            cwd=self.folder,
            check=True,
            capture_output=True,
            **_as(self.user),
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(self.java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            # The launcher is a small Java of its own; its heap need not grow with the machine.
            "CLI_JAVA_OPTS": "-Xms16m -Xmx64m -XX:+UseSerialGC",
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self.java_options}",
        }


def _quick_folder() -> Path | None:
    """A folder in memory, where there is room: tests make and remove an index each, which is mostly waiting for the disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < _MEMORY_BYTES:
        return None
    return Path(tempfile.mkdtemp(prefix="rasid-es-", dir=memory))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _user() -> str:
    """Whom the server runs as; "" for ourselves."""
    if os.geteuid() != 0:
        return ""
    for name in ("elasticsearch", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Unavailable("Elasticsearch does not run as root, and there is no user elasticsearch or nobody to run it as")


def _as(user: str) -> dict[str, object]:
    if not user:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def main() -> None:
    try:
        server = Server(java_options="")
        print(
            f"Starting Elasticsearch {VERSION} in {server.folder} as {server.user or getpass.getuser()} …", flush=True
        )
        server.start().wait()
    except Unavailable as error:
        sys.exit(f"Elasticsearch cannot be started: {error}")
    print(f"Elasticsearch answers. Use it with\n\n    export RASID_INDEX={server.url}\n")
    print("Ctrl-C stops it and removes its data.", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        signal.pause()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.remove()


if __name__ == "__main__":
    main()
