"""Who may call a view: every view declares it, and a view that does not is refused."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import abort, g
from flask.typing import ResponseReturnValue
from sqlmodel import Session, SQLModel

from fairapp.core.actor import Actor

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Entity = TypeVar("Entity", bound=SQLModel)
Predicate = Callable[[Actor | None], bool]

MAX_ID = 2**31 - 1
SIGN_IN_PATH = "/connexion"


def public(view: View) -> View:
    """Open to everyone; does not even look who is there."""
    return _declare(view, None)


def members_only(*roles: str) -> Callable[[View], View]:
    """Open to signed-in people, holding one of `roles` if any is named."""
    wanted = frozenset(roles)

    def allows(actor: Actor | None) -> bool:
        return actor is not None and (not wanted or not wanted.isdisjoint(actor.roles))

    return lambda view: _declare(view, allows)


candidates_only = members_only("candidate")
companies_only = members_only("company")
schools_only = members_only("school")
organisers_only = members_only("organiser", "admin")
admins_only = members_only("admin")


def _nobody(_actor: Actor | None) -> bool:
    return False


def _declare(view: View, allows: Predicate | None) -> View:
    view.access = allows  # type: ignore[attr-defined]
    return view


def check_access(view: object) -> None:
    """Refuse the request unless its view says that this actor may call it."""
    allows: Predicate | None = getattr(view, "access", _nobody)
    if allows and not allows(g.actor):
        abort(403 if g.actor else 401)


def load_or_404(
    session: Session, model: type[Entity], id: int, *, allowed: Callable[[Actor | None, Entity], bool]
) -> Entity:
    """Fetch one row that the actor may use; to others it does not exist."""
    row = session.get(model, id) if 0 < id <= MAX_ID else None  # beyond, drivers and PostgreSQL raise
    if row is None or not allowed(g.actor, row):
        abort(404)
    return row


def acting(
    slug: str, find: Callable[[Session, str], Entity | None], *, allowed: Callable[[Actor | None, Entity], bool]
) -> Entity:
    """Return the organisation that the URL says the actor acts for; 404 unless it exists and the actor may."""
    organisation = find(g.session, slug)
    if organisation is None or not allowed(g.actor, organisation):
        abort(404)
    return organisation


def local_path(url: str | None, *, default: str = "/") -> str:
    """Return `url` if it stays on this site, else `default`; never follow a stranger's « next »."""
    if not url or not url.startswith("/") or url.startswith("//") or len(url) > 1000:
        return default
    if "\\" in url or any(ord(char) < 0x21 for char in url):  # browsers read « /\ » as « // »
        return default
    parts = urlsplit(url)
    return default if parts.scheme or parts.netloc else url
