"""PostgreSQL through psycopg 3: writers take turns by an advisory lock, so that numbers commit in their order."""

from sqlalchemy import URL, Connection, Engine, create_engine, event

# Any number that no other program uses on the same database: "rasid" as letters.
_WRITER_LOCK = 0x7261736964

# A writer waits this long for another's transaction (a batch takes milliseconds) before it says "locked".
_LOCK_MILLISECONDS = 30_000
_CONNECT_SECONDS = 10


def make_engine(url: URL) -> Engine:
    """Connects nowhere yet. `?options=…` and `?connect_timeout=…` in the address win over ours."""
    ours = {"options": f"-c lock_timeout={_LOCK_MILLISECONDS}", "connect_timeout": str(_CONNECT_SECONDS)}
    engine = create_engine(
        url.update_query_dict({name: value for name, value in ours.items() if name not in url.query}),
        pool_size=5,
        max_overflow=40,
        pool_pre_ping=True,  # a restarted server must not cost one error a connection
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # Held until the commit is visible to all: the next writer's first statement sees this one's numbers.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
