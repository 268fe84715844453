"""The product with the guard of places taken away, for the control of the storm: what was read decides."""

from flask import Flask
from sqlalchemy import update
from sqlmodel import Session, col, select

from fairapp.app import create_app as create_guarded_app
from fairapp.fairs.registrations.models import Quota
from fairapp.fairs.registrations.services import places


def create_app() -> Flask:
    places._take_one = _take_what_was_read
    return create_guarded_app()


def _take_what_was_read(session: Session, quota_id: int) -> bool:
    taken, size = session.exec(select(Quota.taken, Quota.size).where(Quota.id == quota_id)).one()
    if size is not None and taken >= size:
        return False
    session.execute(update(Quota).where(col(Quota.id) == quota_id).values(taken=taken + 1))
    return True
