"""The migrations and the models tell the same story, on both databases, up and down."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

import fairapp.tables  # noqa: F401 - registers every table
from fairapp.core import migrate
from fairapp.core.db import make_engine
from fairapp.core.errors import CommandError
from fairapp.core.settings import Settings
from fairapp.core.setup import prepare


@pytest.fixture
def empty_engine(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def test_models_and_migrations_agree(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    assert migrate.differences(empty_engine) == []


def test_every_table_comes_and_goes(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    assert set(SQLModel.metadata.tables) <= set(inspect(empty_engine).get_table_names())
    migrate.downgrade(empty_engine, "base")
    assert set(inspect(empty_engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(empty_engine)
    assert migrate.is_current(empty_engine)


def test_upgrading_twice_changes_nothing(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    migrate.upgrade(empty_engine)
    assert migrate.is_current(empty_engine)


def test_an_older_database_is_not_touched_by_a_start(empty_engine: Engine, settings: Settings) -> None:
    migrate.upgrade(empty_engine)
    migrate.downgrade(empty_engine, "base")
    with pytest.raises(CommandError, match="fairapp db upgrade"):
        prepare(settings, empty_engine)
