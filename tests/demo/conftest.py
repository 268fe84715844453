"""A demonstration that is loaded once, for the tests that only look at it."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from fairapp.core.db import make_engine, open_session
from fairapp.demo.loading import load_demo
from tests.conftest import DATABASE
from tests.support.databases import migrate
from tests.support.once import made_once


@pytest.fixture(scope="session")
def demo_url(databases) -> Iterator[str]:
    """Give its address: on SQLite all workers read one file, on PostgreSQL each has its own."""
    if DATABASE == "sqlite":
        yield f"sqlite:///{made_once('demo-rows.db', lambda path: _load(f'sqlite:///{path}'))}"
        return
    url = databases.migrated()
    _load(url)
    yield url
    databases.drop(url)


@pytest.fixture
def demo(demo_url: str) -> Iterator[Session]:
    engine = make_engine(demo_url)
    with open_session(engine, read_only=True) as session:
        yield session
    engine.dispose()


def _load(url: str) -> None:
    if DATABASE == "sqlite":
        migrate(url)
    engine = make_engine(url)
    load_demo(engine)
    engine.dispose()  # the last connection writes all into the one file
