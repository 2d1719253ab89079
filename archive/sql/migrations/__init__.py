"""Alembic's scripts: one file a step of the schema. `archive.sql.open` runs them; there is nothing to run by hand."""
