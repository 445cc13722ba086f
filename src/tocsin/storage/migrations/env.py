"""Alembic's entry: runs the revisions on the connection and in the transaction of `tocsin.storage.migrate`."""

from alembic import context

from tocsin.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
