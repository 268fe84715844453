"""What every command starts from: settings, engine, and an application when handlers need one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.app import create_app, services_of
from fairapp.core.db import make_engine, open_session
from fairapp.core.settings import Settings
from fairapp.core.setup import prepare
from fairapp.core.tasks import enqueue_reactions
from fairapp.search import SearchIndex
from fairapp.wiring import SUBSCRIPTIONS


@cache
def settings() -> Settings:
    return Settings()


@cache
def bare_engine() -> Engine:
    """The engine as it is, for the commands that migrate or diagnose."""
    settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_engine(settings().database_url)


@cache
def engine() -> Engine:
    """The engine of a database that is ready to use."""
    prepare(settings(), bare_engine())
    return bare_engine()


@cache
def application() -> Flask:
    return create_app(settings())


def search_indexes() -> tuple[SearchIndex, ...]:
    return services_of(application()).indexes


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction around a command's work; committed unless it fails. The index follows by itself."""
    with application().app_context(), open_session(engine()) as session:
        yield session
        enqueue_reactions(session, SUBSCRIPTIONS)
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    with application().app_context(), open_session(engine(), read_only=True) as session:
        yield session
