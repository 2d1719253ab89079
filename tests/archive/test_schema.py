"""Empty, older and newer databases; the migrations build what `tables` says."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import archive.sql
from archive.sql.open import SCHEMA, make_engine, open_store
from archive.sql.tables import metadata
from archive.store import StoreError

MIGRATIONS = Path(archive.sql.__file__).parent / "migrations"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'archive.db'}"
    return request.getfixturevalue("empty_postgres")


@pytest.fixture
def engine(empty_url):
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def test_an_empty_database_gets_its_tables(empty_url, engine):
    open_store(empty_url).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_build_what_an_empty_database_gets_at_once(empty_url, engine):
    open_store(empty_url).close()
    with engine.begin() as connection:
        made = rows_of(connection)
        metadata.drop_all(connection)
        connection.execute(sqlalchemy.text("DROP TABLE alembic_version"))
        connection.execute(sqlalchemy.text("CREATE TABLE someone_elses (id INTEGER)"))
    open_store(empty_url).close()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE someone_elses"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert rows_of(connection) == made


def rows_of(connection):
    """What stands in the tables of a new archive, and how SQLite or PostgreSQL names the constraints of the schema's version."""
    inspector = sqlalchemy.inspect(connection)
    tables = {
        name: sorted(map(tuple, connection.execute(sqlalchemy.text(f"SELECT * FROM {name}"))))
        for name in sorted(inspector.get_table_names())
    }
    columns = [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns("alembic_version")]
    return tables, columns, inspector.get_pk_constraint("alembic_version")


def test_opening_twice_changes_nothing(empty_url):
    open_store(empty_url).close()
    store = open_store(empty_url)
    assert store.last_change() == 0
    store.close()


def test_a_newer_database_is_refused_with_what_to_do(empty_url, engine):
    open_store(empty_url).close()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=f"schema 9999, this version of Rasid knows up to {SCHEMA}.*install"):
        open_store(empty_url)


def test_the_newest_migration_is_the_schema_we_open():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA]


def test_processes_that_open_a_new_database_at_the_same_moment_all_succeed(empty_url):
    program = "import sys; from archive.sql.open import open_store; print(open_store(sys.argv[1]).last_change())"
    processes = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in processes] == [b"0"] * 3


def test_an_up_to_date_archive_is_opened_without_loading_alembic(tmp_path):
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    open_store(url).close()
    program = (
        "import sys; from archive.sql.open import open_store; open_store(sys.argv[1]).close(); "
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
