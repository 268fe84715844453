"""The application under test: clients, sign-in, background work. Loaded only by tests that ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from fairapp.accounts.models import Account
from fairapp.accounts.services import start_session
from fairapp.app import create_app, services_of
from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.fairs.stands.views import watching
from fairapp.offers.board import kept
from fairapp.search import SearchIndex
from fairapp.web import kept_pages, sessions
from fairapp.web.read_counts import ReadCounts
from fairapp.wiring import make_worker
from tests.support.databases import release
from tests.support.once import shared_folder

SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_SECRET = "0" * 40


# Templates are compiled once for the run: an application of its own would do it again in each process.
compiled = shared_folder() / "templates"
compiled.mkdir(exist_ok=True)
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(compiled))}


class Client(FlaskClient):
    """A browser's manners: unsafe requests carry the token that a form of ours would, answers are read to their end."""

    sends_token = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        method = kwargs.get("method", "GET").upper()
        if self.sends_token and method not in SAFE:
            with self.session_transaction() as cookie:
                cookie.setdefault("csrf_token", CSRF_SECRET)
                signer = URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token")
                token = signer.dumps(cookie["csrf_token"])
            kwargs["headers"] = {"X-CSRFToken": token, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **{"buffered": True, **kwargs})


_kept: list[tuple[Settings, dict[str, Any], Flask]] = []  # the last one, with the configuration that it began with


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    """Give the application of one test: the last one if its settings were the same, as making one takes long."""
    if not _kept or _kept[0][0] != settings:
        close_kept()
        app = create_app(settings)
        app.test_client_class = Client
        _kept.append((settings.model_copy(), dict(app.config), app))
    _settings, config, app = _kept[0]
    _forget(app)
    yield app
    app.config.clear()
    app.config.update(config)
    release(app.extensions["fairapp"].engine)


def close_kept() -> None:
    """Close the connections of the application that is kept, if there is one."""
    for _settings, _config, app in _kept:
        services_of(app).engine.dispose()
    _kept.clear()


def _forget(app: Flask) -> None:
    """Drop what requests have left in the process: it told of another database."""
    services = services_of(app)
    offers, catalogue = (
        SearchIndex(services.settings.search_dir, index.collection, services.engine) for index in services.indexes
    )
    app.extensions["fairapp"] = replace(services, search=offers, catalogue=catalogue)
    app.extensions["fairapp.read_counts"] = ReadCounts(None)
    app.extensions[watching.EXTENSION] = {}
    kept_pages.install(app)
    kept.install(app)


def signed_in(app: Flask, account_id: int, *, staff: bool = True) -> FlaskClient:
    with open_session(app.extensions["fairapp"].engine) as session:
        account = session.get_one(Account, account_id)
        token = start_session(session, account, staff=staff, browser="pytest")
        session.commit()
    client = app.test_client()
    with app.app_context():
        client.set_cookie(sessions.cookie_name("session"), token)
    return client


def run_pending(app: Flask) -> int:
    with app.app_context():
        count = make_worker(app.extensions["fairapp"].engine).run_pending()
        for index in services_of(app).indexes:
            while index.apply():
                pass
    return count
