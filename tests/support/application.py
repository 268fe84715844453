"""The application under test: clients, sign-in, background work. Loaded only by tests that ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fairapp.accounts.models import Account
from fairapp.accounts.services import start_session
from fairapp.app import create_app, offer_index
from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.web import sessions
from fairapp.wiring import make_worker

SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_SECRET = "0" * 40


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for the run rather than once for each test's application."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (known := self.compiled.get(bucket.key + bucket.checksum)) is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


def _compile_addresses_once() -> None:
    """Share what writes a rule's addresses: every application has the same rules, and compiles each to bytecode."""
    compile_builder, known = Rule._compile_builder, {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]


_compile_addresses_once()
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}


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


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    """Give the application of one test."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = Client
    yield app
    app.extensions["fairapp"].engine.dispose()


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
        index = offer_index(app)
        while index.apply():
            pass
    return count
