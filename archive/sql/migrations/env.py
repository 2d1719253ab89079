"""Runs the steps on the connection that `archive.sql.open` hands over, inside its transaction: all steps or none."""

from alembic import context

from archive.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
