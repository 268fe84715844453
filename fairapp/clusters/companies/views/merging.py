"""Merging two rows of one company: choose the other, see what will happen, confirm."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Field, SQLModel

from fairapp.clusters.companies.merging import merge_companies
from fairapp.clusters.members.queries import memberships_of, merge_candidates
from fairapp.clusters.members.views.listing import membership_in, organised
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_merge
from fairapp.clusters.queries import membership_of
from fairapp.core.errors import DomainError
from fairapp.web.access import organisers_only
from fairapp.web.forms import bind, query
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("merging", __name__, url_prefix="/pilotage/<slug>/entreprises/<int:id>/fusionner")


class Choice(SQLModel):
    winner_id: int


class MergeQuery(SQLModel):
    q: str = Field(default="", max_length=100)
    winner_id: int | None = None  # chosen, to be confirmed


@bp.get("")
@organisers_only
def choose(slug: str, id: int) -> ResponseReturnValue:
    cluster, loser = organised(slug), _loser(slug, id)
    asked = query(MergeQuery)
    return render(
        "clusters/companies/merge.html",
        fragment="choix",
        cluster=cluster,
        loser=loser,
        url=f"/pilotage/{slug}/entreprises/{id}",
        text=asked.q,
        winner=_winner(cluster, asked.winner_id) if asked.winner_id else None,
        candidates=merge_candidates(g.session, cluster, loser, text=asked.q),
        **organiser_space(cluster, current="members"),
    )


@bp.post("")
@organisers_only
def merge(slug: str, id: int) -> ResponseReturnValue:
    cluster, loser, form = organised(slug), _loser(slug, id), bind(Choice)
    winner = _winner(cluster, form.data.winner_id if form.is_valid else 0)
    try:
        merge_companies(g.session, loser, winner, by=g.actor, cluster_id=cluster.id)
    except DomainError as refusal:
        back = go_to(f"/pilotage/{slug}/entreprises/{id}")
        return notify(back, translate(refusal.message, **refusal.params), level="error")
    kept = membership_of(g.session, cluster.id, winner.id)
    to = f"/pilotage/{slug}/entreprises/{kept.id}" if kept else f"/pilotage/{slug}/entreprises"
    return notify(go_to(to), _("Les deux fiches n'en font plus qu'une : %(name)s.", name=winner.name))


def _loser(slug: str, id: int) -> Company:
    loser: Company = g.session.get_one(Company, membership_in(slug, id).company_id)
    if not can_merge(g.actor, loser, [membership for membership, _cluster in memberships_of(g.session, loser.id)]):
        abort(404)
    return loser


def _winner(cluster: Cluster, id: int) -> Company:
    """Return a company of the same cluster."""
    winner: Company | None = g.session.get(Company, id) if 0 < id < 2**63 else None
    if winner is None or membership_of(g.session, cluster.id, winner.id) is None:
        abort(404)
    return winner
