"""Who gets what: each route asked by each role, once about its own objects and once about someone else's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.routes import Route, Values

ROLES = ("anonymous", "candidate", "company", "school", "organiser", "admin")
VERDICTS = {"y": "served", "L": "asked to sign in", "F": "refused (403)", "N": "does not exist (404)"}
SIGN_IN = "/connexion"


@dataclass(frozen=True)
class World:
    """Two of everything: the roles act for the first, the second is somebody else's."""

    clients: dict[str, FlaskClient]
    own: Values
    other: Values
    bodies: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # where an empty form meets a 404


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


def probe(world: World, route: Route, path: str, *, role: str) -> str:
    """Return the verdict's letter (see `VERDICTS`), or the status itself where it is none of them."""
    try:
        with nothing_is_written():
            body = world.bodies.get(key(route))
            return _verdict(world.clients[role].open(path, method=route.method, data=body))
    except ReachedCommit:
        return "y"
    except Exception as error:  # the row shows it, and the other rows are asked all the same
        return f"<{type(error).__name__}>"


def _verdict(response: TestResponse) -> str:
    status = response.status_code
    to_sign_in = status in (302, 303) and response.headers["Location"].startswith(SIGN_IN)
    if status == 401 or to_sign_in:
        return "L"
    if status in (403, 404):
        return "F" if status == 403 else "N"
    return "y" if status < 400 or status in (400, 409, 410, 422) else str(status)


def paths(world: World, route: Route) -> list[str]:
    """Return the addresses to ask: with one's own objects, with another's, and with another's inside one's own space."""
    own, other = ([route.value(variable, side) for variable in route.variables] for side in (world.own, world.other))
    asked = [own]
    if own != other:
        asked.append(other)
    differing = [place for place, value in enumerate(own) if value != other[place]]
    if len(differing) > 1:
        asked.append([other[place] if place == differing[-1] else value for place, value in enumerate(own)])
    return [_filled(route, values) for values in asked]


def _filled(route: Route, values: list[object]) -> str:
    left = iter(values)
    return route.fill(lambda _variable: next(left))


def row(world: World, route: Route) -> str:
    """Return one line of the table: for each address of `paths`, the verdicts of the six roles."""
    return " ".join("".join(probe(world, route, path, role=role) for role in ROLES) for path in paths(world, route))


def key(route: Route) -> str:
    """Name a route in the table: its endpoint, with the method unless it is GET."""
    return route.endpoint if route.method == "GET" else f"{route.endpoint} {route.method}"


def unfilled(app_routes: list[Route], values: Values) -> set[tuple[str, ...]]:
    """Return the variables that the world has no value for."""
    return {
        (route.pattern, *variable)
        for route in app_routes
        for variable in route.variables
        if variable not in values and (route.pattern.split("/")[1], *variable) not in values
    }
