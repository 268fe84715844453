"""The organiser's queue of offers, and decisions on several at once."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug, logo_url
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.offers import services
from fairapp.offers.labels import contract_label, place_label
from fairapp.offers.lifecycle import as_organiser
from fairapp.offers.moderation.forms import REASONS, Choice, QueueQuery
from fairapp.offers.moderation.queries import (
    PER_PAGE,
    TABS,
    count_found,
    count_queue,
    offers_on_board,
    queue,
)
from fairapp.offers.moderation.services import WITH_REASON, Decision, Outcome, decide
from fairapp.web import forms
from fairapp.web.access import acting, organisers_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render, wants_fragment
from fairapp.web.pagination import page_of

bp = Blueprint("offer_moderation", __name__, url_prefix="/pilotage/<slug>/offres")

TAB_LABELS = {
    "a-relire": N_("À relire"),
    "signalees": N_("Signalées"),
    "renvoyees": N_("Renvoyées"),
    "publiees": N_("Publiées"),
}
# What each tab's bar offers, with its label, icon and look; the first is the usual one.
BAR = {
    "a-relire": (
        (Decision.PUBLISH, N_("Publier"), "check", "btn--accent"),
        (Decision.RETURN, N_("Renvoyer"), "edit", ""),
        (Decision.REFUSE, N_("Refuser"), "x", ""),
    ),
    "signalees": (
        (Decision.RESUME, N_("Remettre en ligne"), "check", "btn--accent"),
        (Decision.SUSPEND, N_("Suspendre"), "lock", ""),
        (Decision.REFUSE, N_("Refuser"), "x", ""),
    ),
    "renvoyees": ((Decision.REQUEUE, N_("Remettre à relire"), "refresh", "btn--accent"),),
    "publiees": ((Decision.SUSPEND, N_("Suspendre"), "lock", ""), (Decision.RETURN, N_("Renvoyer"), "edit", "")),
}
# What takes a decision back, for the minute in which nobody was told yet.
TAKEN_BACK = {
    Decision.PUBLISH: Decision.REQUEUE,
    Decision.RETURN: Decision.REQUEUE,
    Decision.REFUSE: Decision.REQUEUE,
    Decision.SUSPEND: Decision.RESUME,
    Decision.RESUME: Decision.SUSPEND,
}


@bp.get("")
@organisers_only
def offers(slug: str) -> ResponseReturnValue:
    return _queue_page(_cluster(slug), forms.query(QueueQuery))


@bp.post("/actions")
@organisers_only
def decide_on_chosen(slug: str) -> ResponseReturnValue:
    """Decide on the chosen offers. Without the reason that a decision needs, ask for it, the choice kept."""
    cluster = _cluster(slug)
    form = forms.bind(Choice)
    if not form.is_valid:
        abort(400)
    choice = form.data
    where = QueueQuery(onglet=choice.onglet, q=choice.q, page=choice.page)
    offers = offers_on_board(g.session, cluster.id, choice.chosen)
    if not offers:
        form.refuse(DomainError(N_("Choisissez d’abord une ou plusieurs offres.")))
        return _queue_page(cluster, where, asked=form, status=422)
    if choice.action in WITH_REASON and not choice.reason:
        if "motif" in form.typed:  # asked already, and left empty
            form.refuse(DomainError(services.NO_REASON, field="motif"))
        return _queue_page(cluster, where, asked=form, status=422 if form.errors else 200)
    by = as_organiser(g.actor, cluster.id)
    chosen = [(offer, choice.chosen[offer.id]) for offer in offers]
    outcome = decide(g.session, chosen, choice.action, by=by, reason=choice.reason)
    if not outcome.done:
        return _queue_page(cluster, where, outcome=outcome, status=409)
    where.fait = choice.action
    where.offres = "-".join(f"{offer.id}.{offer.version}" for offer in outcome.done)
    return _decided(cluster, where, outcome)


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _path(cluster: Cluster, where: QueueQuery) -> str:
    kept = {name: value for name, value in where.model_dump(exclude_defaults=True).items() if value}
    return f"/pilotage/{cluster.slug}/offres" + (f"?{urlencode(kept)}" if kept else "")


def _decided(cluster: Cluster, where: QueueQuery, outcome: Outcome) -> Response:
    """Say what was done, with the fresh queue; what was not done is on the page."""
    there = _path(cluster, where)
    if not wants_fragment() and not outcome.refused:
        return go_to(there)  # the page says what was done, beside « Annuler »
    response = _queue_page(cluster, where, outcome=outcome)
    if wants_fragment():
        notify(response, _told(where.fait, len(outcome.done)))
        response.headers["HX-Replace-Url"] = there
    return response


def _queue_page(
    cluster: Cluster,
    where: QueueQuery,
    *,
    asked: Form[Choice] | None = None,
    outcome: Outcome | None = None,
    status: int = 200,
) -> Response:
    """Answer the queue; `asked` is a decision that still needs its reason."""
    tab = where.onglet if where.onglet in TABS else "a-relire"
    counts = count_queue(g.session, cluster.id)
    total = count_found(g.session, cluster.id, tab, where.q) if where.q else counts[tab]
    page = page_of(total, where.page, per_page=PER_PAGE)
    path = f"/pilotage/{cluster.slug}/offres"
    return render(
        "offers/moderation/queue.html",
        fragment="file",
        oob=("onglets",),
        status=status,
        cluster=cluster,
        path=path,
        tab=tab,
        tabs=[(key, translate(label), f"{path}?onglet={key}", counts[key]) for key, label in TAB_LABELS.items()],
        bar=[(decision.value, translate(label), icon, look) for decision, label, icon, look in BAR[tab]],
        with_reason={decision.value for decision in WITH_REASON},
        rows=queue(g.session, cluster.id, tab, text=where.q, offset=page.offset),
        where=where,
        page=page,
        asked=asked,
        undo=_undo(where),
        problems=_problems(outcome),
        reasons=[(reason, translate(reason)) for reason in REASONS],
        words={"contract": contract_label, "place": place_label, "logo": logo_url},
        **organiser_space(cluster, current="moderation"),
    )


def _undo(where: QueueQuery) -> dict[str, object] | None:
    """Return what takes the last decision back, or None if there is nothing to take back."""
    chosen = where.offres.split("-") if where.offres else []
    if where.fait is None or where.fait not in TAKEN_BACK or not chosen:
        return None
    back = TAKEN_BACK[where.fait]
    return {
        "text": _told(where.fait, len(chosen)),
        "action": back.value,
        "chosen": chosen,
        "motif": translate("Décision reprise") if back in WITH_REASON else "",
    }


def _told(decision: Decision | None, count: int) -> str:
    """Say what became of so many offers."""
    match decision:
        case Decision.PUBLISH:
            text = ngettext("%(num)s offre publiée.", "%(num)s offres publiées.", count)
        case Decision.RETURN:
            text = ngettext("%(num)s offre renvoyée à son auteur.", "%(num)s offres renvoyées à leurs auteurs.", count)
        case Decision.REFUSE:
            text = ngettext("%(num)s offre refusée.", "%(num)s offres refusées.", count)
        case Decision.REQUEUE:
            text = ngettext("%(num)s offre remise à relire.", "%(num)s offres remises à relire.", count)
        case Decision.SUSPEND:
            text = ngettext("%(num)s offre suspendue.", "%(num)s offres suspendues.", count)
        case _:
            text = ngettext("%(num)s offre remise en ligne.", "%(num)s offres remises en ligne.", count)
    return str(text)


def _problems(outcome: Outcome | None) -> list[tuple[str, str]]:
    refused = outcome.refused if outcome else []
    return [(offer.title, translate(error.message, **error.params)) for offer, error in refused]
