"""Migrations, run from our own command so that the wheel needs no alembic.ini.

SQLite cannot alter a table: Alembic copies it and drops the old one, which would delete the rows that refer to it, so
foreign keys are off while migrating and checked at the end.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from fairapp.core.paths import MIGRATIONS

logging.getLogger("alembic").setLevel(logging.WARNING)  # its running commentary helps nobody

ADVISORY_LOCK = 0x66616972  # any constant: two machines must not migrate at once


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; does nothing when it is there."""
    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def write_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write the next migration from what the models say (for contributors)."""
    with _migrating(engine) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the newest revision."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _newest_revision()


@cache
def _newest_revision() -> str | None:
    """Alembic compiles every migration to tell."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def differences(engine: Engine) -> list[object]:
    """Return what the models say and the migrated database does not (empty is right)."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Hold one connection and one transaction, alone."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            _set_foreign_keys(connection, "OFF")
        with connection.begin():
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield connection
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"the migration left rows that refer to nothing: {broken[:5]}")
        if sqlite:
            _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, value: str) -> None:
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={value}")  # type: ignore[union-attr]
