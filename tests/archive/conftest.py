"""A store on each database. PostgreSQL is started once a session, privately, on a socket in a temporary folder."""

import getpass
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from archive.sql.open import open_store

_NUMBERS = count(1)


def _postgres_programs() -> Path | None:
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The folder of the server's socket; connect as user "rasid"."""
    programs = _postgres_programs()
    if programs is None:
        sentence = "no PostgreSQL server binary found: install the Debian package postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    # Not tmp_path: a socket's path may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="rasid-pg-"))
    is_root = os.geteuid() == 0
    if is_root:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    user = "postgres" if is_root else getpass.getuser()
    as_user = ["runuser", "-u", user, "--"] if is_root else []
    data = folder / "data"
    try:
        subprocess.run(
            [*as_user, programs / "initdb", "-D", data, "-U", "rasid", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *as_user,
                    programs / "postgres",
                    *("-D", data, "-k", folder),
                    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "jit=off"),
                ],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        try:
            _wait_until_ready(folder, server)
            with psycopg.connect(host=str(folder), user="rasid", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE migrated")
            open_store(_address(folder, "migrated")).close()
            yield str(folder)
        finally:
            pid_file = data / "postmaster.pid"
            if pid_file.exists():
                os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)  # a fast shutdown
            else:
                server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            psycopg.connect(host=str(folder), user="rasid", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL did not start: " + (folder / "log").read_text(errors="replace")[-2000:])


def _address(folder: Path | str, database: str) -> str:
    return f"postgresql+psycopg://rasid@/{database}?host={folder}"


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """Address of a database without tables."""
    yield from _database(postgres_server, "CREATE DATABASE {}")


@pytest.fixture
def fresh_postgres(postgres_server: str) -> Iterator[str]:
    """Address of a database with empty tables."""
    yield from _database(postgres_server, "CREATE DATABASE {} TEMPLATE migrated")


def _database(server: str, create: str) -> Iterator[str]:
    name = f"test_{next(_NUMBERS)}"
    with psycopg.connect(host=server, user="rasid", dbname="postgres", autocommit=True) as connection:
        connection.execute(create.format(name))
        yield _address(server, name)
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    return request.getfixturevalue("fresh_postgres")


@pytest.fixture
def store(store_url):
    store = open_store(store_url)
    yield store
    store.close()
