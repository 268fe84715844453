"""The two calls that `create_app` makes: `install` sets the web edge up, `finish` closes it over the views."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Engine

from fairapp.core.settings import Settings
from fairapp.web import (
    addresses,
    artwork,
    assets,
    bodies,
    context,
    cookies,
    csrf,
    errors,
    formats,
    health,
    i18n,
    kept_pages,
    limits,
    logs,
    markdown,
    notices,
    pages,
    pagination,
    parts,
    pipeline,
    quick,
    security,
    theme,
    transactions,
)
from fairapp.web.context import LoadActor, React
from fairapp.web.health import Inspect


@dataclass(frozen=True)
class Hooks:
    """What the layers above give to the web edge."""

    load_actor: LoadActor = lambda _session, _token_hash: None
    react: React = lambda _session: None
    checks: Mapping[str, Inspect] = field(default_factory=dict)
    template_globals: Mapping[str, object] = field(default_factory=dict)


def install(app: Flask, settings: Settings, engine: Engine, hooks: Hooks) -> None:
    """Set the app up; blueprints come after."""
    app.secret_key = settings.secret_key.get_secret_value()
    app.testing = settings.env == "test"
    if not app.testing:
        logs.configure(settings.log_level)
    context.install(app, context.Backstage(engine, hooks.load_actor, hooks.react))
    cookies.install(app, secure=settings.env == "production")
    logs.install(app, settings)
    quick.install(app)
    security.install(app, settings)
    pages.install(app, settings)
    limits.install(app, settings)
    for module in (
        addresses,
        bodies,
        csrf,
        errors,
        formats,
        i18n,
        kept_pages,
        markdown,
        notices,
        pagination,
        parts,
        theme,
    ):
        module.install(app)
    pipeline.install(app, with_metrics=settings.metrics_token is not None)
    assets.install(app, watch=settings.env == "development")
    artwork.install(app, app.extensions["fairapp.assets"].url)
    health.install(app, settings, hooks.checks)
    app.jinja_env.globals.update(hooks.template_globals)


def finish(app: Flask) -> None:
    """Wrap the views; call it once every blueprint is registered."""
    transactions.wrap_views(app)
    pages.install_macros(app)
