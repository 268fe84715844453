"""One transaction per unsafe request, opened and closed at the edge.

GET, HEAD and OPTIONS get a read-only session (see `context`). Anything else gets one write transaction that begins once
the body has arrived, so that a slow upload holds no lock, and commits only if the view succeeds.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, g, make_response, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from fairapp.core.db import open_session
from fairapp.web.context import backstage, stop_reading

Work = Callable[[Session], None]
Result = TypeVar("Result")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = structlog.get_logger(__name__)


def wrap_views(app: Flask) -> None:
    """Put every view that accepts unsafe methods in a transaction; call it once all blueprints are there."""
    for endpoint, view in app.view_functions.items():
        methods = {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or ()}
        if methods - SAFE_METHODS:
            app.view_functions[endpoint] = _in_transaction(view)


def _in_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    """Commit if `view` succeeds, with the tasks that its events ask for; roll back if it fails or answers 4xx or 5xx."""

    @wraps(view)
    def wrapper(**arguments: object) -> Any:
        if request.method in SAFE_METHODS:
            return view(**arguments)
        stop_reading()  # a read snapshot cannot be upgraded
        with open_session(backstage().engine) as session:
            g.session = session
            try:
                response = make_response(view(**arguments))
                if response.status_code < 400:
                    backstage().react(session)
                    session.commit()
            finally:
                g.pop("session")  # whoever reads after this gets a read-only one
            return response

    return wrapper


def afterwards(work: Work) -> None:
    """Do `work(session)` in a short write transaction of its own, once the answer is sent.

    For what may be lost and must not slow a page: last-seen times, counters.
    """
    g.setdefault("afterwards", []).append(work)


def beforehand(work: Callable[[Session], Result]) -> Result:
    """Do `work(session)` in a short write transaction of its own, now, before a read is answered.

    For what must not be lost: nothing is shown whose showing is not noted. `work` returns plain values, no rows; its
    events become tasks, as a view's do.
    """
    stop_reading()  # it may see the past, and on SQLite would make the writer wait
    with open_session(backstage().engine) as session:
        result = work(session)
        backstage().react(session)
        session.commit()
        return result


def run_afterwards(response: Response) -> None:
    if works := g.get("afterwards"):
        engine, react = backstage().engine, backstage().react
        response.call_on_close(lambda: _write(engine, works, react))


def _write(engine: Engine, works: list[Work], react: Work) -> None:
    try:
        with open_session(engine) as session:
            for work in works:
                work(session)
            react(session)
            session.commit()
    except SQLAlchemyError:
        log.exception("afterwards.failed")
