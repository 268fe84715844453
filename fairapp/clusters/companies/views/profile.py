"""What a company says of itself: text, places, logo, and whether partners may show its offers."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp import reference
from fairapp.clusters.companies.services import edit_profile
from fairapp.clusters.logo_forms import MAX_BYTES, LogoForm, empty_logo_form, read_logo
from fairapp.clusters.logos import remove_logo, set_logo
from fairapp.clusters.models import Company, CompanyDraft
from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug, logo_url
from fairapp.core.errors import DomainError
from fairapp.web.access import acting, companies_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind, prefill
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("company_profile", __name__, url_prefix="/entreprise/<slug>")


@bp.get("/profil")
@companies_only
def show(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    return _show(company, form=profile_form(company))


@bp.post("/profil")
@companies_only
def save(slug: str) -> ResponseReturnValue:
    company, form = own_company(slug), bind(CompanyDraft)
    if form.is_valid:
        try:
            edit_profile(g.session, company, form.data, by=g.actor)
            return notify(go_to(f"/entreprise/{slug}/profil"), _("Votre présentation est enregistrée."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(company, form=form, fragment="profil", status=422)


@bp.post("/logo")
@companies_only
@accepts_upload(MAX_BYTES)
def upload_logo(slug: str) -> ResponseReturnValue:
    company, form = own_company(slug), empty_logo_form()
    try:
        image = read_logo()
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(company, form=profile_form(company), logo_form=form, fragment="logo", status=422)
    set_logo(g.session, company, image.content, image.media_type, by=g.actor)
    return notify(go_to(f"/entreprise/{slug}/profil"), _("Le logo est en place."))


@bp.post("/logo/retirer")
@companies_only
def drop_logo(slug: str) -> ResponseReturnValue:
    remove_logo(g.session, own_company(slug), by=g.actor)
    return notify(go_to(f"/entreprise/{slug}/profil"), _("Le logo est retiré."))


def own_company(slug: str) -> Company:
    """Return the company in the URL, one of whose people the actor is."""
    return acting(slug, company_by_slug, allowed=can_run)


def profile_form(company: Company) -> Form[CompanyDraft]:
    commune = reference.places().commune(company.insee) if company.insee else None
    return prefill(CompanyDraft, company, place=commune.label if commune else company.commune)


def _show(
    company: Company,
    *,
    form: Form[CompanyDraft],
    logo_form: Form[LogoForm] | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> Response:
    base = f"/entreprise/{company.slug}"
    return render(
        "clusters/companies/profile.html",
        fragment=fragment,
        status=status,
        company=company,
        form=form,
        action=f"{base}/profil",
        logo_action=f"{base}/logo",
        logo_url=logo_url(company.logo_id),
        logo_form=logo_form or empty_logo_form(),
        **company_space(company, current="profile"),
    )
