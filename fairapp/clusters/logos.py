"""Logos of clusters and companies: stored files whose id never serves another picture."""

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.events import ClusterChanged, CompanyChanged
from fairapp.clusters.models import Cluster, Company
from fairapp.core.actor import Actor
from fairapp.core.events import emit
from fairapp.core.files import StoredFile, store_file

KIND = "logo"
MAX_SIDE = 512  # pixels; the largest place shows 96, on a screen that draws each three times


def set_logo(session: Session, owner: Cluster | Company, content: bytes, media_type: str, *, by: Actor) -> None:
    """Show this picture from now on; the one before is forgotten."""
    before = owner.logo_id
    owner.logo_id = store_file(session, content, kind=KIND, media_type=media_type, name=owner.slug).id
    _changed(session, owner, before, by=by)


def remove_logo(session: Session, owner: Cluster | Company, *, by: Actor) -> None:
    """Go back to drawn tiles; nothing happens without a logo."""
    if before := owner.logo_id:
        owner.logo_id = None
        _changed(session, owner, before, by=by)


def _changed(session: Session, owner: Cluster | Company, before: int | None, *, by: Actor) -> None:
    session.add(owner)
    session.flush()
    if before:
        session.execute(delete(StoredFile).where(col(StoredFile.id) == before, col(StoredFile.kind) == KIND))
    if isinstance(owner, Cluster):
        record(session, "cluster.logo", "cluster", owner.id, by=by, cluster_id=owner.id)
        emit(session, ClusterChanged(owner.id))
    else:
        record(session, "company.logo", "company", owner.id, by=by)
        emit(session, CompanyChanged(owner.id))
