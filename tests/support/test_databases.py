"""Each test begins with all tables and no row, numbers from 1, whatever the test before has left."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster
from fairapp.core.db import make_engine
from tests.factories import make_cluster
from tests.support.databases import Databases


@pytest.mark.parametrize("turn", range(3))
def test_no_row_is_left_by_the_test_before(session: Session, turn: int):
    assert session.exec(select(Cluster)).all() == []
    assert make_cluster(session).id == 1
    session.commit()


@pytest.mark.postgres_only
def test_a_connection_left_open_does_not_hold_the_next_test_up(databases: Databases):
    url = databases.migrated()
    left_open = make_engine(url).connect()
    left_open.execute(text("LOCK TABLE cluster"))
    databases.drop(url)
    with pytest.raises(OperationalError, match="terminat"):
        left_open.execute(text("SELECT 1"))
    left_open.invalidate()


def test_an_empty_database_has_no_table(empty_database_url: str):
    engine = make_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
