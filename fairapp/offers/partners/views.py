"""Sharing an offer between companies: the author asks, each other company answers in its space or by its mailed link."""

from typing import cast

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import read_link
from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.people.queries import is_in
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.core.errors import Conflict, DomainError
from fairapp.offers import queries
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.lifecycle import as_author
from fairapp.offers.models import Offer, OfferCompany
from fairapp.offers.partners import services
from fairapp.offers.partners.forms import Answer, Invitation, Reply
from fairapp.offers.partners.queries import invitable_companies, shares_of
from fairapp.offers.policies import of_company
from fairapp.web import forms
from fairapp.web.access import acting, companies_only, load_or_404, public
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, by_address, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("offer_partners", __name__)

OFFER = "/entreprise/<slug>/offres/<int:id>/partenaires"


@bp.get(OFFER)
@companies_only
def partners(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    return _partners_page(company, offer, forms.blank(Invitation))


@bp.post(OFFER)
@companies_only
@limited("60 per hour", key=by_account)
def ask(slug: str, id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    form = forms.bind(Invitation)
    status = 422
    if form.is_valid:
        try:
            services.ask_company(g.session, offer, form.data.company_id, by=as_author(g.actor))
            return notify(go_to(_path(company, offer)), _("Demande envoyée : l’entreprise répond par un lien."))
        except DomainError as error:
            form.refuse(error)
            status = 409 if isinstance(error, Conflict) else 422
    return _partners_page(company, offer, form, status=status)


@bp.post(f"{OFFER}/<int:partner_id>/retirer")
@companies_only
def remove(slug: str, id: int, partner_id: int) -> ResponseReturnValue:
    company, offer = _own(slug, id)
    row = load_or_404(g.session, OfferCompany, partner_id, allowed=lambda _actor, one: one.offer_id == offer.id)
    services.remove_company(g.session, offer, row, by=as_author(g.actor))
    return notify(go_to(_path(company, offer)), _("Entreprise retirée de l’offre."))


@bp.get("/entreprise/<slug>/partages")
@companies_only
def shares(slug: str) -> ResponseReturnValue:
    return _shares_page(_company(slug))


@bp.post("/entreprise/<slug>/partages/<int:partner_id>")
@companies_only
def reply(slug: str, partner_id: int) -> ResponseReturnValue:
    """Answer from the company's own space."""
    company = _company(slug)
    row = load_or_404(g.session, OfferCompany, partner_id, allowed=lambda _actor, one: one.company_id == company.id)
    form = forms.bind(Answer)
    if not form.is_valid:
        abort(400)
    try:
        if form.data.answer is Reply.LEAVE:
            services.leave(g.session, row, by=g.actor)
        else:
            services.answer(g.session, row, accepts=form.data.answer is Reply.ACCEPT, by=g.actor)
    except Conflict as error:
        return _shares_page(company, problem=translate(error.message), status=409)
    return notify(go_to(f"/entreprise/{company.slug}/partages"), _told(form.data.answer))


@bp.get("/entreprise/<slug>/partages/<int:partner_id>")
@companies_only
def read(slug: str, partner_id: int) -> ResponseReturnValue:
    """Show the offer to a company that is asked to share it, or does."""
    company = _company(slug)
    row = load_or_404(g.session, OfferCompany, partner_id, allowed=lambda _actor, one: _may_read(one, company))
    return _question(row, action=f"/entreprise/{company.slug}/partages/{row.id}")


def _may_read(row: OfferCompany, company: Company) -> bool:
    """Who declined reads no more of the offer: its later drafts are not theirs."""
    return row.company_id == company.id and row.status is not PartnerStatus.DECLINED


@bp.get("/partage/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Show the offer and ask; a mail scanner that follows the link answers nothing."""
    _link, row = _linked(token)
    return _question(row, action=f"/partage/{token}")


@bp.post("/partage/<token>")
@public
@limited("30 per hour", key=by_address)
def answer_link(token: str) -> ResponseReturnValue:
    _link, row = _linked(token)
    form = forms.bind(Answer)
    if not form.is_valid or form.data.answer is Reply.LEAVE:
        abort(400)
    try:
        services.answer(g.session, row, accepts=form.data.answer is Reply.ACCEPT, by=None)
    except Conflict as error:
        return _question(row, action=f"/partage/{token}", problem=translate(error.message), status=409)
    return render("offers/partners/thanks.html", told=_told(form.data.answer), section="offers")


def _linked(token: str) -> tuple[ActionLink, OfferCompany]:
    settings = current_app.extensions["fairapp"].settings
    link = read_link(g.session, settings, token, LinkPurpose.OFFER_COMPANY)
    row = g.session.get(OfferCompany, link.subject_id) if link and link.subject_id else None
    if link is None or row is None:
        abort(404)
    company = g.session.get_one(Company, row.company_id)
    if not is_in(g.session, company, link.email):  # who left the company no longer speaks for it
        abort(404)
    return link, row


def _told(answer: Reply) -> str:
    told = {
        Reply.ACCEPT: _("Merci : votre entreprise apparaît sur l’offre."),
        Reply.DECLINE: _("C’est noté : votre entreprise n’apparaît pas sur l’offre."),
        Reply.LEAVE: _("Votre entreprise n’apparaît plus sur l’offre."),
    }
    return cast("str", told[answer])


def _company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def _own(slug: str, id: int) -> tuple[Company, Offer]:
    company = _company(slug)
    return company, load_or_404(g.session, Offer, id, allowed=of_company(company))


def _path(company: Company, offer: Offer) -> str:
    return f"/entreprise/{company.slug}/offres/{offer.id}/partenaires"


def _partners_page(company: Company, offer: Offer, form: Form[Invitation], *, status: int = 200) -> Response:
    invitable = invitable_companies(g.session, offer)
    return render(
        "offers/partners/list.html",
        fragment="partners",
        status=status,
        company=company,
        offer=offer,
        form=form,
        path=_path(company, offer),
        partners=queries.partners_of(g.session, [offer.id], accepted_only=False).get(offer.id, []),
        choices=[(other.id, other.name) for other in invitable],
        **company_space(company, current="offers"),
    )


def _shares_page(company: Company, *, problem: str = "", status: int = 200) -> Response:
    return render(
        "offers/partners/shares.html",
        status=status,
        company=company,
        shares=shares_of(g.session, company.id),
        problem=problem,
        **company_space(company, current="shares"),
    )


def _question(row: OfferCompany, *, action: str, problem: str = "", status: int = 200) -> Response:
    offer = g.session.get_one(Offer, row.offer_id)
    return render(
        "offers/partners/question.html",
        status=status,
        row=row,
        company=g.session.get_one(Company, row.company_id),
        sheet=queries.sheet(g.session, offer),
        action=action,
        problem=problem,
        section="offers",
    )
