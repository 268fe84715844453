"""How Alembic reaches the database; `fairapp.core.migrate` runs it, never the alembic command."""

from alembic import context
from sqlmodel import SQLModel

import fairapp.tables  # noqa: F401 - registers every table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter a table: Alembic copies it
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
