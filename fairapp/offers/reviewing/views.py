"""One offer before an organiser: read it as visitors will, decide, settle reports; correct what has no people."""

from typing import Any

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.errors import Conflict, DomainError
from fairapp.offers import checks, lifecycle, policies, queries, services
from fairapp.offers.editing.desk import Desk, form_page, keep_edit
from fairapp.offers.editing.forms import refuse_all, show_offer
from fairapp.offers.enums import REPORT_REASON_LABELS, STATUS_LABELS
from fairapp.offers.labels import STATUS_TONES
from fairapp.offers.lifecycle import ACTION_LABELS, Action, Who, as_organiser, on_behalf
from fairapp.offers.models import Offer
from fairapp.offers.moderation.forms import REASONS, Choice, Verdict
from fairapp.offers.moderation.queries import TABS, offer_on_board
from fairapp.offers.moderation.services import decide
from fairapp.offers.queries import Standing
from fairapp.offers.reports.queries import open_reports
from fairapp.offers.reports.services import dismiss_reports, uphold_reports
from fairapp.offers.reviewing.services import EmployerName, name_employer
from fairapp.web import forms
from fairapp.web.access import acting, organisers_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("offer_reviewing", __name__, url_prefix="/pilotage/<slug>/offres")


@bp.get("/<int:id>")
@organisers_only
def review(slug: str, id: int) -> ResponseReturnValue:
    cluster, offer = _offer(slug, id)
    return _review_page(cluster, offer)


@bp.post("/<int:id>/decision")
@organisers_only
def decide_on_one(slug: str, id: int) -> ResponseReturnValue:
    cluster, offer = _offer(slug, id)
    form = forms.bind(Choice)
    if not form.is_valid:
        abort(400)
    choice = form.data
    by, version = as_organiser(g.actor, cluster.id), choice.chosen.get(offer.id, 0)
    try:
        outcome = decide(g.session, [(offer, version)], choice.action, by=by, reason=choice.reason)
    except DomainError as error:
        return _refused(cluster, offer, form, error)
    if outcome.refused:
        return _refused(cluster, offer, form, outcome.refused[0][1])
    return notify(
        go_to(_queue(cluster, choice.onglet)), _("C’est fait : la décision part par courriel dans une minute.")
    )


@bp.post("/<int:id>/relecture")
@organisers_only
def claim(slug: str, id: int) -> ResponseReturnValue:
    """Tell the other organisers that one looks into this offer."""
    cluster, offer = _offer(slug, id)
    try:
        services.claim_review(g.session, offer, by=as_organiser(g.actor, cluster.id))
    except Conflict as error:
        return _refused(cluster, offer, forms.blank(Choice), error)
    return notify(go_to(f"/pilotage/{cluster.slug}/offres/{offer.id}"), _("Vous relisez cette offre."))


@bp.post("/<int:id>/signalements")
@organisers_only
def settle(slug: str, id: int) -> ResponseReturnValue:
    """Settle what visitors reported: the offer is in order, or it goes off line."""
    cluster, offer = _offer(slug, id)
    form = forms.bind(Verdict)
    if not form.is_valid:
        abort(400)
    by = as_organiser(g.actor, cluster.id)
    try:
        if form.data.verdict == "keep":
            dismiss_reports(g.session, offer, by=by)
            told = _("Signalements classés : l’offre reste en ligne.")
        else:
            uphold_reports(g.session, offer, by=by, reason=form.data.reason)
            told = _("Offre suspendue.")
    except DomainError as error:
        return _refused(cluster, offer, form, error)
    return notify(go_to(_queue(cluster, "signalees")), told)


@bp.get("/<int:id>/modifier")
@organisers_only
def edit(slug: str, id: int) -> ResponseReturnValue:
    cluster, offer = _minded(slug, id)
    return form_page(_desk(cluster, offer), show_offer(offer, queries.content_of(g.session, offer)))


@bp.post("/<int:id>/modifier")
@organisers_only
def save(slug: str, id: int) -> ResponseReturnValue:
    """Correct an offer that has no people of its own."""
    cluster, offer = _minded(slug, id)
    desk = _desk(cluster, offer)
    return keep_edit(
        desk,
        offer,
        by=on_behalf(g.actor, cluster.id),
        done=lambda: notify(go_to(desk.follow), _("Modifications enregistrées.")),
    )


@bp.post("/<int:id>/entreprise")
@organisers_only
def name_company(slug: str, id: int) -> ResponseReturnValue:
    """Say whose an offer is when its source does not."""
    cluster, offer = _minded(slug, id)
    form = forms.bind(EmployerName)
    if form.is_valid:
        try:
            name_employer(g.session, offer, form.data.company, cluster_id=cluster.id, by=on_behalf(g.actor, cluster.id))
        except Conflict as error:
            return _refused(cluster, offer, form, error)
        return notify(go_to(f"/pilotage/{cluster.slug}/offres/{offer.id}"), _("Entreprise enregistrée."))
    return _review_page(cluster, offer, form=form, status=422)


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _offer(slug: str, id: int) -> tuple[Cluster, Offer]:
    cluster = _cluster(slug)
    return cluster, offer_on_board(g.session, cluster.id, id) or abort(404)


def _minded(slug: str, id: int) -> tuple[Cluster, Offer]:
    cluster, offer = _offer(slug, id)
    if not policies.can_mind(g.actor, offer, _company_of(offer), [cluster.id]):
        abort(404)
    return cluster, offer


def _company_of(offer: Offer) -> Company | None:
    return g.session.get(Company, offer.company_id) if offer.company_id else None


def _queue(cluster: Cluster, tab: str) -> str:
    return f"/pilotage/{cluster.slug}/offres?onglet={tab if tab in TABS else 'a-relire'}"


def _refused(cluster: Cluster, offer: Offer, form: Form[Any], error: DomainError) -> Response:
    """Show the offer as it is now, and why nothing was done."""
    refuse_all(form, error)
    return _review_page(cluster, offer, form=form, status=409 if isinstance(error, Conflict) else 422)


def _review_page(cluster: Cluster, offer: Offer, *, form: Form[Any] | None = None, status: int = 200) -> Response:
    partners = queries.partners_of(g.session, [offer.id], accepted_only=False).get(offer.id, [])
    similar = queries.similar_offers(g.session, [offer]).get(offer.id, [])
    content = queries.content_of(g.session, offer)
    entries = queries.history(g.session, offer.id)
    return render(
        "offers/moderation/review.html",
        status=status,
        cluster=cluster,
        offer=offer,
        sheet=queries.sheet(g.session, offer),
        form=form,
        path=f"/pilotage/{cluster.slug}/offres/{offer.id}",
        back=f"/pilotage/{cluster.slug}/offres",
        found=checks.checks(content, similar=similar, partners=partners),
        similar=similar,
        reports=open_reports(g.session, [offer.id]).get(offer.id, []),
        report_labels={reason: translate(label) for reason, label in REPORT_REASON_LABELS.items()},
        entries=entries,
        action_labels=ACTION_LABELS,
        translate=translate,
        status_label=translate(STATUS_LABELS[offer.status]),
        status_tone=STATUS_TONES.get(offer.status, "none"),
        allowed=lifecycle.allowed(offer.status, Who.ORGANISER),
        Action=Action,
        may_edit=policies.can_mind(g.actor, offer, _company_of(offer), [cluster.id])
        and offer.status in lifecycle.EDITABLE,
        reasons=[(reason, translate(reason)) for reason in REASONS],
        **organiser_space(cluster, current="moderation"),
    )


def _desk(cluster: Cluster, offer: Offer) -> Desk:
    path = f"/pilotage/{cluster.slug}/offres"
    boards = [Standing(board, True, True) for board in queries.clusters_of(g.session, offer.id)]
    space = organiser_space(cluster, current="moderation")
    there = f"{path}/{offer.id}"
    return Desk(path, f"{there}/modifier", space, boards, offer, follow=there, preview=there, may_send=False)
