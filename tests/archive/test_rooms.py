"""Within the archive, databases stay in `sql` and WARC libraries in `warc`."""

import ast
from pathlib import Path

import archive

FOLDER = Path(archive.__file__).parent
ROOMS = {"sqlalchemy": "sql", "psycopg": "sql", "alembic": "sql", "sqlite3": "sql", "warcio": "warc"}


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_libraries_stay_in_their_rooms():
    strays = [
        f"{path.relative_to(FOLDER)} imports {name}"
        for path in FOLDER.rglob("*.py")
        for name in imported_by(path)
        if name in ROOMS and path.relative_to(FOLDER).parts[0] != ROOMS[name]
    ]
    assert strays == []
    assert {name for path in FOLDER.rglob("*.py") for name in imported_by(path)} >= {"sqlalchemy", "warcio"}
