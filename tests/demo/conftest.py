"""A demonstration that is loaded once, for the tests that only look at it."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from fairapp.core.db import make_engine, open_session
from fairapp.demo.fairs import world
from fairapp.demo.loading import load_demo
from tests.conftest import DATABASE
from tests.support.databases import migrate
from tests.support.once import made_once


@pytest.fixture(scope="session")
def demo_url(databases) -> str:
    """Give the address of the one that all workers read."""
    if DATABASE == "sqlite":
        return f"sqlite:///{made_once('demo-rows.db', lambda path: _load(f'sqlite:///{path}'))}"
    address = made_once("demo-rows.url", lambda path: path.write_text(_loaded(databases.migrated())))
    return address.read_text()


@pytest.fixture
def demo(demo_url: str) -> Iterator[Session]:
    engine = make_engine(demo_url)
    with open_session(engine, read_only=True) as session:
        yield session
    engine.dispose()


@pytest.fixture
def few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a few people at the fairs instead of 1,600: for tests that load a demonstration of their own."""
    for name in ("SOON", "NOW"):
        monkeypatch.setattr(world, name, getattr(world, name)._replace(registrations=40))


def _load(url: str) -> None:
    migrate(url)
    _loaded(url)


def _loaded(url: str) -> str:
    engine = make_engine(url)
    load_demo(engine)
    engine.dispose()  # the last connection writes all into the one file
    return url
