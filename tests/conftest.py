"""What every test may ask for; `FAIRAPP_TEST_DATABASE=postgres` runs the same tests on PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session

pytest.register_assert_rewrite("tests.support")
# A busy machine must not fail a property; CI tries the same examples each time, a contributor new ones.
hypothesis.settings.register_profile("fairapp", deadline=None, derandomize="CI" in os.environ, database=None)
hypothesis.settings.load_profile("fairapp")

from fairapp.core.db import open_session  # noqa: E402
from fairapp.core.settings import Settings  # noqa: E402
from tests.support import postgres  # noqa: E402
from tests.support.once import SHARED, shared_folder  # noqa: E402

if TYPE_CHECKING:  # slow imports: the tests of pure functions do without
    from fairapp.accounts.models import Account
    from tests.support.databases import Databases

pytest_plugins = ["tests.support.browsing", "tests.support.commands"]

DATABASE = os.environ.get("FAIRAPP_TEST_DATABASE", "sqlite")
POSTGRES_URL = "FAIRAPP_TEST_POSTGRES_URL"
ROOM = 2**30  # bytes that a run may need
DATA = Path(__file__).parents[2] / "shared" / "data"
SKIPPED_ON = {"postgres_only": "sqlite", "sqlite_only": "postgres"}


def pytest_configure(config: pytest.Config) -> None:
    """Prepare once what all workers share; each worker inherits the environment."""
    if DATABASE not in ("sqlite", "postgres"):
        raise pytest.UsageError(f"FAIRAPP_TEST_DATABASE={DATABASE}: sqlite or postgres")
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    # Memory where there is some: the tests check what is written, not that the disk keeps it.
    memory = Path("/dev/shm")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="fairapp-tests-", dir=memory if has_room else None))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ[SHARED] = str(folder)
    if DATABASE == "postgres" and postgres.why_unavailable() is None:
        cluster = postgres.Cluster()
        config.add_cleanup(cluster.__exit__)
        os.environ[POSTGRES_URL] = cluster.__enter__().url("postgres")


def pytest_report_header() -> str:
    return f"database: {DATABASE}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what touches no database: it has run on SQLite, and would say the same."""
    if DATABASE != "postgres":
        return
    kept, left_out = [], []
    for item in items:
        uses_it = "databases" in getattr(item, "fixturenames", ()) or item.get_closest_marker("postgres_only")
        (kept if uses_it else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, database in SKIPPED_ON.items():
        if database == DATABASE and item.get_closest_marker(marker):
            pytest.skip(f"{marker.replace('_', ' ')}: this run is on {database}")


@pytest.fixture(scope="session")
def databases() -> Iterator["Databases"]:
    from tests.support.databases import (  # slow import: it loads every table
        PostgresDatabases,
        SqliteDatabases,
        dispose_engines,
    )

    if DATABASE == "postgres" and (reason := postgres.why_unavailable()):
        pytest.skip(reason)
    databases = SqliteDatabases() if DATABASE == "sqlite" else PostgresDatabases(os.environ[POSTGRES_URL])
    yield databases
    dispose_engines()
    databases.close()


@pytest.fixture
def database_url(databases: "Databases") -> Iterator[str]:
    """Give a database of this test's own, migrated and without rows."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(databases: "Databases") -> Iterator[str]:
    """Give a database without any table, for the migrations' own tests."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def data_dir() -> Path:
    """Give an empty folder: every test of a worker has the same, so that they can share an application."""
    folder = shared_folder() / f"data-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture
def settings(data_dir: Path, database_url: str) -> Settings:
    return Settings(
        env="test",
        data_dir=data_dir,
        database_url=database_url,
        secret_key=SecretStr("a secret of the tests, and of nothing else"),
        public_url="http://localhost",
    )


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine for tests of services and queries, which need no application."""
    from tests.support.databases import lent_engine  # slow import, as above

    with lent_engine(database_url) as engine:
        yield engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a write session, rolled back unless the test commits."""
    with open_session(engine) as session:
        yield session


@pytest.fixture
def writing(engine: Engine) -> Callable[[], AbstractContextManager[Session]]:
    """Give short write sessions that commit at their end: `with writing() as session:`."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with open_session(engine) as session:
            yield session
            session.commit()

    return begin


@pytest.fixture
def reading(engine: Engine) -> Callable[[], AbstractContextManager[Session]]:
    """Give read-only sessions, each with a fresh view of what is committed."""
    return lambda: open_session(engine, read_only=True)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    from tests.support.application import running  # slow import: only the tests of pages pay for it

    with running(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a visitor's browser; its unsafe requests carry a CSRF token."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[["Account | int"], FlaskClient]:
    """Return a browser in which this account is signed in."""
    from tests.support.application import signed_in  # slow import, as above

    return lambda account: signed_in(app, account if isinstance(account, int) else account.id)


@pytest.fixture
def run_pending(app: Flask) -> Callable[[], int]:
    """Do what the worker would: run tasks until none is due, then update the index; return how many tasks ran."""
    from tests.support.application import run_pending  # slow import, as above

    return lambda: run_pending(app)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count no request: for tests that send more than a person would."""
    monkeypatch.setattr("fairapp.web.counts.hit", lambda *_arguments, **_more: 0)
    monkeypatch.setattr("fairapp.web.read_counts.ReadCounts.hit", lambda *_arguments, **_more: 0)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of the real data kept beside the checkout, which may not ship with it."""
    if not DATA.is_dir():
        pytest.skip("no ../shared/data beside this checkout: its real offers may not be published")
    return DATA


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Set `FAIRAPP_*` for one test, free of the developer's own."""
    for name in list(os.environ):
        if name.startswith("FAIRAPP_") and not name.startswith("FAIRAPP_TEST_"):
            monkeypatch.delenv(name)
    return lambda **values: [monkeypatch.setenv(f"FAIRAPP_{name.upper()}", value) for name, value in values.items()]
