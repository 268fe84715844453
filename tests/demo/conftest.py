"""A demonstration that is loaded once for the tests that only look at it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from fairapp.core.db import make_engine
from fairapp.demo.loading import load_demo


@pytest.fixture(scope="module")
def loaded(databases) -> Iterator[Callable[..., Engine]]:
    """Load the demonstration into a database of this module's own: `loaded(offers=10)`."""
    made: list[tuple[str, Engine]] = []

    def load(**options: int) -> Engine:
        url = databases.migrated()
        engine = make_engine(url)
        made.append((url, engine))
        load_demo(engine, **options)
        return engine

    yield load
    for url, engine in made:
        engine.dispose()
        databases.drop(url)
