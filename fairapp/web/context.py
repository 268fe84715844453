"""What `g` gives a view: a database session and the actor, each made when first asked for.

A page that asks for neither (a cached fragment, a feed) pays for neither.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import Flask, Response, current_app, g
from flask.ctx import _AppCtxGlobals
from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.core.actor import Actor
from fairapp.core.db import open_session
from fairapp.web import sessions

LoadActor = Callable[[Session, str], Actor | None]
React = Callable[[Session], None]


@dataclass(frozen=True)
class Backstage:
    """What `web` needs from the layers above, given once by `create_app`."""

    engine: Engine
    load_actor: LoadActor  # from the hash of the session cookie
    react: React  # turns the session's events into task rows, before each commit


class RequestGlobals(_AppCtxGlobals):
    """`g`, with a lazy read-only `session` and a lazy `actor`; assigning to either replaces it."""

    @cached_property
    def session(self) -> Session:
        stack = self.__dict__["_reading"] = ExitStack()
        return stack.enter_context(open_session(backstage().engine, read_only=True))

    @cached_property
    def actor(self) -> Actor | None:
        token_hash = sessions.current_hash()
        return backstage().load_actor(self.session, token_hash) if token_hash else None


def install(app: Flask, backstage: Backstage) -> None:
    app.extensions["fairapp.web"] = backstage
    app.app_ctx_globals_class = RequestGlobals
    app.teardown_appcontext(lambda _error: stop_reading())


def backstage() -> Backstage:
    return cast(Backstage, current_app.extensions["fairapp.web"])


def stop_reading() -> None:
    """Close the read-only session, if one was opened."""
    if stack := g.pop("_reading", None):
        g.pop("session", None)
        stack.close()


def keep_open_while_streaming(response: Response) -> None:
    """A streamed body is produced after the request ended: its session ends with it."""
    if "_reading" in g and response.is_streamed:
        response.call_on_close(g.pop("_reading").close)
