"""A demonstration that each worker loads once, for the tests that only look at it."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from fairapp.core.db import make_engine, open_session
from fairapp.demo.loading import load_demo


@pytest.fixture(scope="session")
def demo(databases) -> Iterator[Session]:
    url = databases.migrated()
    engine = make_engine(url)
    load_demo(engine)
    with open_session(engine, read_only=True) as session:
        yield session
    engine.dispose()
    databases.drop(url)


@pytest.fixture(autouse=True)
def afresh(request: pytest.FixtureRequest) -> None:
    """Keep nothing that an earlier test has read."""
    if "demo" in request.fixturenames:
        request.getfixturevalue("demo").rollback()
