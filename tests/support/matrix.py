"""Who gets what: each route asked by each role, once about its own objects and once about someone else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.routes import Route, Values

ROLES = ("anonymous", "candidate", "company", "school", "organiser", "admin")
SIDES = ("own", "other")
VERDICTS = {"y": "served", "L": "asked to sign in", "F": "refused (403)", "N": "does not exist (404)"}
SIGN_IN = "/connexion"


@dataclass(frozen=True)
class World:
    """Two of everything: the roles act for the first, the second is somebody else's."""

    clients: dict[str, FlaskClient]
    own: Values
    other: Values

    def values(self, side: str) -> Values:
        return self.own if side == "own" else self.other


class ReachedCommit(BaseException):
    """The view accepted the request and was about to write."""


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Stop each accepted request at its commit, so that one probe leaves the world as it was for the next."""

    def stop(session: Session) -> None:
        if g and session is g.get("session"):
            raise ReachedCommit

    event.listen(Session, "before_commit", stop)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", stop)


def probe(world: World, route: Route, *, role: str, side: str) -> str:
    """Return the verdict's letter (see `VERDICTS`), or the status itself where it is none of them."""
    path = route.path(world.values(side))
    try:
        with nothing_is_written():
            return _verdict(world.clients[role].open(path, method=route.method))
    except ReachedCommit:
        return "y"


def _verdict(response: TestResponse) -> str:
    status = response.status_code
    to_sign_in = status in (302, 303) and response.headers["Location"].startswith(SIGN_IN)
    if status == 401 or to_sign_in:
        return "L"
    if status in (403, 404):
        return "F" if status == 403 else "N"
    return "y" if status < 400 or status in (400, 409, 410, 422) else str(status)


def row(world: World, route: Route) -> str:
    """Return one line of the table: the six roles about their own objects, then about another's."""
    sides = SIDES if route.variables else SIDES[:1]
    return " ".join("".join(probe(world, route, role=role, side=side) for role in ROLES) for side in sides)


def key(route: Route) -> str:
    """Name a route in the table: its endpoint, with the method unless it is GET."""
    return route.endpoint if route.method == "GET" else f"{route.endpoint} {route.method}"


def unfilled(app_routes: list[Route], values: Values) -> set[tuple[str, str]]:
    """Return the variables that the world has no value for."""
    return {variable for route in app_routes for variable in route.variables} - set(values)


def describe(app: Flask, world: World, app_routes: list[Route]) -> str:
    """Print the whole table as it is now, to be read and judged before it is pasted."""
    with app.app_context():
        return "\n".join(f'    "{key(route)}": "{row(world, route)}",' for route in app_routes)
