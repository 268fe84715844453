"""A migrated database of its own for every test: the migrations run once, each test gets a copy of the result."""

import gc
import itertools
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Engine

import fairapp.tables  # noqa: F401 - a foreign key is resolved only if its table is known
from fairapp.core.db import make_engine
from fairapp.core.migrate import upgrade
from tests.support import postgres
from tests.support.once import made_once, shared_folder

TEMPLATE = "template_migrated"


class Databases(Protocol):
    """Where tests get databases from."""

    def migrated(self) -> str:
        """Return the address of a new database with all tables and no row."""

    def empty(self) -> str:
        """Return the address of a new database without any table."""

    def drop(self, url: str) -> None:
        """Remove a database that the test is done with."""

    def close(self) -> None:
        """Let go of all of them, at the end of the run."""


def migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)

    engine.dispose()


class SqliteDatabases:
    """Files, in a folder that the run's workers share; the name of one that is dropped is given again."""

    def __init__(self) -> None:
        self._folder = shared_folder() / f"sqlite-{os.getpid()}"
        self._folder.mkdir()
        self._numbers = itertools.count(1)
        self._free: list[Path] = []
        # Closing the last connection folds the write-ahead log in.
        self._template = made_once(f"{TEMPLATE}.db", lambda path: migrate(f"sqlite:///{path}"))

    def migrated(self) -> str:
        path = self._new_path()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def empty(self) -> str:
        return f"sqlite:///{self._new_path()}"

    def _new_path(self) -> Path:
        return self._free.pop() if self._free else self._folder / f"{next(self._numbers)}.db"

    def drop(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        self._free.append(path)

    def close(self) -> None:
        """Every test has closed its file."""


# Emptying a database costs a tenth of copying one. Foreign keys are not asked: every table goes.
EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        PERFORM setval(format('%I', name)::regclass, 1, false);
    END LOOP;
END $$
"""


# A control takes an index or a constraint away: such a database is not used again.
SHAPE = "SELECT (SELECT count(*) FROM pg_index), (SELECT count(*) FROM pg_constraint)"

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
BUSY = "count(*) FILTER (WHERE state IS DISTINCT FROM 'idle')"
MOST_KEPT = 16


class PostgresDatabases:
    """Databases of the run's own cluster (see `tests.support.postgres`); a migrated one is emptied and used again."""

    def __init__(self, url: str) -> None:
        self._server = url.rsplit("/", 1)[0]
        self._dsn = url.replace("postgresql+psycopg", "postgresql")
        self._numbers = itertools.count(1)
        self._migrated: dict[str, psycopg.Connection] = {}  # by address, with a connection that empties it
        self._free: list[str] = []
        self._shape: object = None
        made_once(TEMPLATE, self._make_template)

    def _make_template(self, done: Path) -> None:
        postgres.create_database(self._dsn, TEMPLATE)
        migrate(f"{self._server}/{TEMPLATE}")
        done.touch()

    def migrated(self) -> str:
        if self._free:
            return self._free.pop()
        url = self._create(TEMPLATE)
        self._migrated[url] = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)
        self._shape = self._shape or self._migrated[url].execute(SHAPE).fetchone()
        return url

    def empty(self) -> str:
        return self._create("template0")

    def _create(self, template: str) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        postgres.create_database(self._dsn, name, template=template)
        return f"{self._server}/{name}"

    def _is_whole_again(self, connection: psycopg.Connection) -> bool:
        """Empty the database; False if the test took a part of it away."""
        _disconnect_others(connection)
        connection.execute(EMPTY)
        return connection.execute(SHAPE).fetchone() == self._shape

    def drop(self, url: str) -> None:
        connection = self._migrated.get(url)
        if connection and self._is_whole_again(connection):
            self._free.append(url)
            return
        if connection:
            self._migrated.pop(url).close()
        postgres.drop_database(self._dsn, url.rsplit("/", 1)[1])

    def close(self) -> None:
        for connection in self._migrated.values():
            connection.close()


def _disconnect_others(connection: psycopg.Connection) -> None:
    """End what a test has left open: threads, transactions that hold locks, and what pools keep if it is much."""
    for patience in (lambda: time.sleep(0.005), gc.collect):  # a closed connection is there a moment longer
        busy, all_of_them = connection.execute(f"SELECT {BUSY}, count(*) {OTHERS}").fetchone() or (0, 0)
        if not busy and all_of_them <= MOST_KEPT:
            return
        patience()
    connection.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")


_engines: dict[str, Engine] = {}


@contextmanager
def lent_engine(url: str) -> Iterator[Engine]:
    """Lend the engine of this address: a worker keeps it, with the statements that it has compiled."""
    engine = _engines.get(url) or _engines.setdefault(url, make_engine(url))
    yield engine
    release(engine)


def release(engine: Engine) -> None:
    """Let go of a test's database: a file will be another one, a server's connections take long to begin."""
    if engine.dialect.name == "sqlite":
        engine.dispose()


def dispose_engines() -> None:
    while _engines:
        _engines.popitem()[1].dispose()
