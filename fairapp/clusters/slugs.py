"""Addresses for organisations: made from the name, unique whatever happens at the same time."""

import secrets
from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from fairapp.core.text import slugify

Row = TypeVar("Row", bound=SQLModel)

BASE_LENGTH = 48  # leaves room for what makes it unique


def insert_with_slug(session: Session, make: Callable[[str], Row], name: str) -> Row | None:
    """Insert `make(slug)` under the first free address made from `name`.

    Returns None when another unique column (SIRET, UAI) is taken: someone was faster, and their row is there to find.
    """
    for slug in _candidates(name):
        row = make(slug)
        if _is_taken(session, type(row), slug):
            continue
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            if not _is_taken(session, type(row), slug):
                return None
        else:
            return row
    raise AssertionError("the candidates never end")


def _candidates(name: str) -> Iterator[str]:
    base = slugify(name, length=BASE_LENGTH) or "sans-nom"
    yield base
    yield from (f"{base}-{number}" for number in range(2, 5))
    while True:
        yield f"{base}-{secrets.token_hex(4)}"


def _is_taken(session: Session, model: type[SQLModel], slug: str) -> bool:
    columns = model.__table__.c  # type: ignore[attr-defined]
    return session.execute(select(columns.id).where(columns.slug == slug)).first() is not None
