"""A tiny application: the web edge with two pages of its own, on a real database, without any domain."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, g, request
from jinja2 import DictLoader
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import SQLModel, func, select

from fairapp.core.actor import Actor
from fairapp.core.db import make_engine, open_session
from fairapp.core.files import StoredFile, store_file
from fairapp.core.settings import Settings
from fairapp.web.install import Hooks, finish, install
from fairapp.web.models import RequestCount
from fairapp.web.sessions import hash_token

ANNA = Actor(account_id=1, email="anna@example.org", name="Anna", company_ids=frozenset({7}))
TOKEN = "a" * 43  # what Anna's browser sends

TEMPLATES = {
    "ui/macros.html": "{% macro csrf() %}<input name=csrf_token value='{{ csrf_token() }}'>{% endmacro %}"
    "{% macro field(form, name) %}<input name='{{ name }}' value='{{ form.typed.get(name, '') }}'>{% endmacro %}"
    "{% macro where() %}{{ request.path }}{% endmacro %}",
    "errors/error.html": "<html><h1>{{ code }}</h1><p>{{ message }}</p>{{ g.actor.name if g.actor }}</html>",
    "errors/fragment.html": "<p>{{ message }}</p>",
    "page.html": "<html><body>{% for level, text in get_flashed_messages(with_categories=true) %}[{{ level }}: {{ text }}]"
    "{% endfor %}{% block list %}<ul id=list>{{ rows }}</ul>{% endblock %}"
    "{% block total %}<p id=total{% if oob %} hx-swap-oob=true{% endif %}>{{ rows }}</p>{% endblock %}</body></html>",
    "form.html": "<html>{% block form %}<form>{{ ui.csrf() }}{{ ui.where() }}</form>{% endblock %}</html>",
}


@pytest.fixture
def settings(tmp_path: Path, empty_database_url: str) -> Settings:
    (tmp_path / "data").mkdir()
    return Settings(
        env="test", data_dir=tmp_path / "data", database_url=empty_database_url, public_url="http://localhost",
        secret_key=SecretStr("a secret of the tests, and of nothing else"),
    )  # fmt: skip


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    SQLModel.metadata.create_all(engine, tables=[RequestCount.__table__, StoredFile.__table__])  # type: ignore[attr-defined]
    yield engine
    engine.dispose()


@pytest.fixture
def count_files(engine: Engine) -> Callable[[], int]:
    """Count the rows that views of these tests wrote."""

    def count() -> int:
        with open_session(engine, read_only=True) as session:
            return session.exec(select(func.count()).select_from(StoredFile)).one()

    return count


def load_actor(_session: object, token_hash: str) -> Actor | None:
    return ANNA if token_hash == hash_token(TOKEN) else None


@pytest.fixture
def tiny(settings: Settings, engine: Engine) -> Callable[..., Flask]:
    """Build the application around the views of a test: `tiny(bp)`, `tiny(bp, env="production", …)`."""

    def build(
        bp: Blueprint | None = None, *, hooks: dict[str, Any] | None = None, engine: Engine = engine, **changed: Any
    ) -> Flask:
        app = Flask("tiny", static_folder=None)
        app.jinja_loader = DictLoader(dict(TEMPLATES))
        chosen = settings.model_copy(update=changed)
        install(app, chosen, engine, Hooks(**{"load_actor": load_actor, **(hooks or {})}))
        if bp is not None:
            app.register_blueprint(bp)
        finish(app)
        return app

    return build


class Views(Blueprint):
    """A blueprint whose views may be lambdas, which all have the same name."""

    def add_url_rule(self, rule: str, endpoint: str | None = None, *args: Any, **options: Any) -> None:
        super().add_url_rule(rule, endpoint or f"view{next(_numbers)}", *args, **options)


_numbers = itertools.count()


@pytest.fixture
def bp() -> Blueprint:
    return Views("t", __name__)


def keep_file() -> str:
    """Write one row, as a view does."""
    store_file(g.session, request.get_data() or b"x", kind="test", media_type="text/plain")
    return "kept"
