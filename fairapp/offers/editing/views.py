"""A company writes its offers: new, edit, preview. Places are added by a submit button, so also without script."""

import secrets

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.offers import lifecycle, queries, services
from fairapp.offers.editing import services as writing
from fairapp.offers.editing.desk import Desk, form_page, keep_edit, places_changed
from fairapp.offers.editing.forms import OfferForm, field_label, read_content, refuse_all, show_offer
from fairapp.offers.enums import OfferStatus
from fairapp.offers.lifecycle import as_author
from fairapp.offers.models import Offer
from fairapp.offers.policies import of_company
from fairapp.offers.sheets import offer_face
from fairapp.web import forms
from fairapp.web.access import acting, companies_only, load_or_404
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("offer_editing", __name__, url_prefix="/entreprise/<slug>/offres")
bp.add_app_template_global(offer_face, "offer_face")
bp.add_app_template_filter(field_label, "offer_field")

LOOKS_ALIKE = N_("Confirmez qu’il s’agit d’une autre offre, ou ouvrez celle qui existe.")


@bp.get("/nouvelle")
@companies_only
def new(slug: str) -> ResponseReturnValue:
    desk = _new_desk(_company(slug))
    boards = [cluster.id for cluster in desk.boards]
    form = forms.blank(OfferForm, form_key=secrets.token_hex(16), cluster_ids=boards if len(boards) == 1 else [])
    return form_page(desk, form)


@bp.post("/nouvelle")
@companies_only
def create(slug: str) -> ResponseReturnValue:
    company = _company(slug)
    desk = _new_desk(company)
    form = forms.bind(OfferForm)
    if places_changed(form):
        return form_page(desk, form)
    content = read_content(form, desk.boards)
    if content is None:
        return form_page(desk, form, status=422)
    key = form.data.form_key or None
    try:
        offer = writing.create_offer(g.session, content, company=company, by=as_author(g.actor), form_key=key)
        desk.similar = queries.similar_offers(g.session, [offer]).get(offer.id, [])
        if _is_sent() and desk.similar and not form.data.is_distinct:
            raise DomainError(LOOKS_ALIKE, field="is_distinct")
        return _saved(company, offer)
    except DomainError as error:
        refuse_all(form, error)
        return form_page(desk, form, status=422)


@bp.get("/<int:id>")
@companies_only
def edit(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    desk = _desk(company, offer)
    if offer.status not in lifecycle.EDITABLE:
        return go_to(desk.follow)
    desk.similar = queries.similar_offers(g.session, [offer]).get(offer.id, [])
    return form_page(desk, show_offer(offer, queries.content_of(g.session, offer)))


@bp.post("/<int:id>")
@companies_only
def save(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    return keep_edit(_desk(company, offer), offer, by=as_author(g.actor), done=lambda: _saved(company, offer))


@bp.get("/<int:id>/apercu")
@companies_only
def preview(slug: str, id: int) -> ResponseReturnValue:
    """Show the offer as visitors will see it."""
    _company, offer = _own(slug, id)
    back = f"/entreprise/{slug}/offres/{offer.id}"
    return render("offers/company/preview.html", sheet=queries.sheet(g.session, offer), back=back, section="offers")


def _company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def _own(slug: str, id: int) -> tuple[Company, Offer]:
    company = _company(slug)
    return company, load_or_404(g.session, Offer, id, allowed=of_company(company))


def _new_desk(company: Company) -> Desk:
    path = f"/entreprise/{company.slug}/offres"
    space = company_space(company, current="offers")
    return Desk(path, f"{path}/nouvelle", space, queries.boards_of(g.session, company.id))


def _desk(company: Company, offer: Offer) -> Desk:
    desk = _new_desk(company)
    desk.offer, desk.action = offer, f"{desk.path}/{offer.id}"
    desk.follow, desk.preview = f"{desk.action}/historique", f"{desk.action}/apercu"
    return desk


def _is_sent() -> bool:
    """Tell whether « Envoyer à relire » was pressed rather than « Enregistrer »."""
    return request.form.get("action") == "submit"


def _saved(company: Company, offer: Offer) -> Response:
    """Send what is to be sent, and go on to the offer's own page."""
    if _is_sent():
        offer = services.submit(g.session, offer, by=as_author(g.actor))
    there = f"/entreprise/{company.slug}/offres/{offer.id}"
    if offer.status in lifecycle.WAITING:
        return notify(go_to(there), _("Brouillon enregistré."))
    told = {
        OfferStatus.SUBMITTED: _("Envoyée : l’organisateur la relit, vous recevrez sa réponse par courriel."),
        OfferStatus.PUBLISHED: _("Votre offre est en ligne."),
    }
    return notify(go_to(f"{there}/historique"), told.get(offer.status, _("Modifications enregistrées.")))
