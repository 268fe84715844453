"""A company follows its offers: the list, each one's history, and the steps that end or prolong it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.core.clock import today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.offers import lifecycle, queries, services
from fairapp.offers.editing import services as writing
from fairapp.offers.enums import CLOSE_REASON_LABELS, STATUS_LABELS
from fairapp.offers.following.forms import Closing, Copying, Extension, ListQuery
from fairapp.offers.following.queries import PER_PAGE, TABS, company_offers, count_offers
from fairapp.offers.labels import STATUS_TONES, choices, contract_label, offer_path, place_label
from fairapp.offers.lifecycle import ACTION_LABELS, Action, Who, as_author
from fairapp.offers.models import Offer
from fairapp.offers.policies import of_company
from fairapp.web import forms
from fairapp.web.access import acting, companies_only, load_or_404
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("offer_following", __name__, url_prefix="/entreprise/<slug>/offres")

TAB_LABELS = {
    "en-ligne": N_("En ligne"),
    "brouillons": N_("Brouillons"),
    "closes": N_("Closes"),
    "modeles": N_("Modèles"),
}


@dataclass(frozen=True)
class StepButton:
    """A step taken at once, by a button of its own: what it does and what is said when it is done."""

    take: Callable[..., Offer]
    action: Action
    label: str
    told: str
    icon: str


STEPS = {
    "envoyer": StepButton(services.submit, Action.SUBMIT, N_("Envoyer"), N_("Offre envoyée."), "send"),
    "reprendre": StepButton(
        services.withdraw,
        Action.WITHDRAW,
        N_("Reprendre"),
        N_("Offre reprise : c’est de nouveau un brouillon."),
        "edit",
    ),
    "pourvue": StepButton(
        services.mark_filled,
        Action.FILL,
        N_("Marquer comme pourvue"),
        N_("Offre pourvue : elle n’est plus en ligne."),
        "check",
    ),
    "rouvrir": StepButton(
        services.reopen, Action.REOPEN, N_("Rouvrir"), N_("L’offre est de nouveau en ligne."), "refresh"
    ),
    "archiver": StepButton(services.archive, Action.ARCHIVE, N_("Archiver"), N_("Offre archivée."), "inbox"),
}  # by last part of the address
STEP_ROUTE = f"/<int:id>/<any({', '.join(STEPS)}):step>"


@bp.get("")
@companies_only
def offers(slug: str) -> ResponseReturnValue:
    company = _company(slug)
    query = forms.query(ListQuery)
    tab = query.onglet if query.onglet in TABS else "en-ligne"
    counts = count_offers(g.session, company.id)
    page = page_of(counts[tab], query.page, per_page=PER_PAGE)
    return render(
        "offers/company/list.html",
        fragment="liste",
        company=company,
        tab=tab,
        tabs=[(key, translate(label), f"?onglet={key}", counts[key]) for key, label in TAB_LABELS.items()],
        rows=company_offers(g.session, company.id, tab, offset=page.offset),
        page=page,
        key=secrets.token_hex(8),
        **_words(),
        **company_space(company, current="offers"),
    )


@bp.get("/<int:id>/historique")
@companies_only
def history(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    return _offer_page(company, offer)


@bp.post(STEP_ROUTE)
@companies_only
def step(slug: str, id: int, step: str) -> ResponseReturnValue:
    """Take one step; refused, the offer's page says why."""
    company, offer = _own(slug, id)
    button = STEPS[step]
    try:
        offer = button.take(g.session, offer, by=as_author(g.actor))
    except DomainError as error:
        return _refused(company, offer, error)
    return notify(go_to(_path(company, offer)), translate(button.told))


@bp.get("/<int:id>/prolonger")
@companies_only
def ask_extension(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    latest = lifecycle.last_day(
        lifecycle.last_day(None, published_on=today()), published_on=lifecycle.published_on(offer)
    )
    return _extension_page(company, offer, forms.blank(Extension, until=latest))


@bp.post("/<int:id>/prolonger")
@companies_only
def extend(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    form = forms.bind(Extension)
    if form.is_valid:
        try:
            services.extend(g.session, offer, by=as_author(g.actor), until=form.data.until)
            return notify(go_to(_path(company, offer)), _("Offre prolongée."))
        except Conflict as error:
            return _refused(company, offer, error)
        except DomainError as error:
            form.refuse(error)
    return _extension_page(company, offer, form, status=422)


@bp.get("/<int:id>/clore")
@companies_only
def ask_closing(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    return _closing_page(company, offer, forms.blank(Closing))


@bp.post("/<int:id>/clore")
@companies_only
def close(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    form = forms.bind(Closing)
    if not form.is_valid:
        return _closing_page(company, offer, form, status=422)
    try:
        services.close(g.session, offer, by=as_author(g.actor), reason=form.data.reason, comment=form.data.comment)
    except DomainError as error:
        return _refused(company, offer, error)
    return notify(go_to(_path(company, offer)), _("Offre close : elle n’est plus en ligne."))


@bp.post("/<int:id>/copier")
@companies_only
def copy(slug: str, id: int) -> ResponseReturnValue:
    return _copy(slug, id, as_template=False)


@bp.post("/<int:id>/modele")
@companies_only
def make_template(slug: str, id: int) -> ResponseReturnValue:
    return _copy(slug, id, as_template=True)


def _copy(slug: str, id: int, *, as_template: bool) -> Response:
    company, offer = _own(slug, id)
    form = forms.bind(Copying)
    key = form.data.form_key if form.is_valid else ""
    made = writing.copy_offer(g.session, offer, by=as_author(g.actor), as_template=as_template, form_key=key or None)
    told = _("Modèle enregistré.") if as_template else _("Copie créée : relisez-la, puis envoyez-la.")
    return notify(go_to(f"/entreprise/{company.slug}/offres/{made.id}"), told)


def _company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def _own(slug: str, id: int) -> tuple[Company, Offer]:
    company = _company(slug)
    return company, load_or_404(g.session, Offer, id, allowed=of_company(company))


def _path(company: Company, offer: Offer) -> str:
    return f"/entreprise/{company.slug}/offres/{offer.id}/historique"


def _refused(company: Company, offer: Offer, error: DomainError) -> Response:
    """Show the offer as it is now, and why the step was not taken."""
    problems = [translate(one.message, **one.params) for one in getattr(error, "problems", [error])]
    return _offer_page(company, offer, problems=problems, status=409 if isinstance(error, Conflict) else 422)


def _words() -> dict[str, Any]:
    """Return what the templates need to put statuses and steps into words."""
    return {
        "status_labels": {status: translate(label) for status, label in STATUS_LABELS.items()},
        "status_tones": STATUS_TONES,
        "steps": STEPS,
        "allowed": lambda offer: lifecycle.allowed(offer.status, Who.AUTHOR),
        "Action": Action,
        "editable": lifecycle.EDITABLE,
        "is_public": lifecycle.is_public,
        "contract_label": contract_label,
        "place_label": place_label,
        "offer_path": offer_path,
        "translate": translate,
    }


def _offer_page(company: Company, offer: Offer, *, problems: list[str] | None = None, status: int = 200) -> Response:
    return render(
        "offers/company/history.html",
        status=status,
        company=company,
        offer=offer,
        entries=queries.history(g.session, offer.id),
        problems=problems or [],
        places=queries.places_of(g.session, [offer.id]).get(offer.id, []),
        action_labels=ACTION_LABELS,
        key=secrets.token_hex(8),
        **_words(),
        **company_space(company, current="offers"),
    )


def _extension_page(company: Company, offer: Offer, form: Form[Extension], *, status: int = 200) -> Response:
    first, last = today(), lifecycle.last_day(date.max, published_on=lifecycle.published_on(offer))
    return render(
        "offers/company/extend.html",
        fragment="form",
        status=status,
        company=company,
        offer=offer,
        form=form,
        first=first,
        last=last,
        **company_space(company, current="offers"),
    )


def _closing_page(company: Company, offer: Offer, form: Form[Closing], *, status: int = 200) -> Response:
    return render(
        "offers/company/close.html",
        fragment="form",
        status=status,
        company=company,
        offer=offer,
        form=form,
        reasons=choices(CLOSE_REASON_LABELS),
        **company_space(company, current="offers"),
    )
