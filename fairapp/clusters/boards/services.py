"""Clusters and their boards: created, described, given legal pages."""

from typing import Any

from sqlalchemy import delete, text
from sqlmodel import Session, col

from fairapp.accounts.services import record
from fairapp.clusters.boards.colours import USUAL
from fairapp.clusters.enums import LegalPageKind
from fairapp.clusters.events import ClusterChanged
from fairapp.clusters.models import Cluster, ClusterProfile, LegalPage
from fairapp.clusters.queries import cluster_by_slug
from fairapp.clusters.slugs import insert_with_slug
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, clean, slugify, squeeze


def create_cluster(session: Session, *, name: str, slug: str | None = None, by: Actor | None = None) -> Cluster:
    """Create a cluster; `slug` is its address, made from the name if it is None.

    :raise DomainError: if the name is too short, or the address asked for is taken or no address.
    """
    name = squeeze(name)
    if not 2 <= len(name) <= 80:
        raise DomainError(N_("Le nom d’un cluster a entre 2 et 80 caractères."), field="name")
    if slug is not None:
        _check_slug(session, slug)
    colour, accent = USUAL
    cluster = insert_with_slug(
        session, lambda free: Cluster(name=name, slug=free, colour=colour, accent=accent), slug or name
    )
    if cluster is None:
        raise Conflict(N_("Ce cluster vient d’être créé par quelqu’un d’autre."))
    record(session, "cluster.created", "cluster", cluster.id, by=by, cluster_id=cluster.id)
    return cluster


def _check_slug(session: Session, slug: str) -> None:
    if slugify(slug) != slug:
        raise DomainError(N_("Une adresse s’écrit en minuscules sans accents, avec des tirets."), field="slug")
    if cluster_by_slug(session, slug):
        raise DomainError(N_("L’adresse « %(slug)s » est déjà prise."), field="slug", slug=slug)


def edit_board(session: Session, cluster: Cluster, profile: ClusterProfile, *, by: Actor) -> None:
    """Change what the board says and how it looks (row M2)."""
    texts = {
        "name": squeeze(profile.name),
        "tagline": squeeze(profile.tagline),
        "description": clean(profile.description),
    }
    cluster.sqlmodel_update(profile.model_dump() | texts)
    session.add(cluster)
    record(session, "cluster.edited", "cluster", cluster.id, by=by, cluster_id=cluster.id)
    emit(session, ClusterChanged(cluster.id))


def write_page(session: Session, cluster: Cluster | None, kind: LegalPageKind, body: str, *, by: Actor) -> None:
    """Store a legal page, of the whole site if `cluster` is None; an empty one brings the default text back."""
    cluster_id = cluster.id if cluster else None
    if body := clean(body):
        _store_page(session, cluster_id, kind, {"body": body, "updated_at": now(), "updated_by_id": by.account_id})
    else:
        session.execute(delete(LegalPage).where(col(LegalPage.kind) == kind, col(LegalPage.cluster_id) == cluster_id))
    record(session, "page.edited", "legal_page", None, by=by, cluster_id=cluster_id, page=kind.value)


def _store_page(session: Session, cluster_id: int | None, kind: LegalPageKind, values: dict[str, Any]) -> None:
    insert = upsert(session, LegalPage).values(cluster_id=cluster_id, kind=kind, **values)
    if cluster_id is None:
        insert = insert.on_conflict_do_update(
            index_elements=["kind"], index_where=text("cluster_id IS NULL"), set_=values
        )
    else:
        insert = insert.on_conflict_do_update(index_elements=["cluster_id", "kind"], set_=values)
    session.execute(insert)
