"""A company's professionals: the list, one's form, gone and back."""

import secrets

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.charter import VERSION, has_signed
from fairapp.outreach.interventions.forms import (
    PageQuery,
    SpeakerForm,
    differences,
    read_speaker,
    show_speaker,
)
from fairapp.outreach.interventions.queries import PER_PAGE, count_speakers, speakers_of
from fairapp.outreach.interventions.services.speakers import (
    add_speaker,
    edit_speaker,
    let_speaker_go,
    welcome_back,
)
from fairapp.outreach.interventions.views.own import own_company, own_speaker, professionals_path
from fairapp.outreach.models import Speaker
from fairapp.web import forms
from fairapp.web.access import companies_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("professionals", __name__, url_prefix="/entreprise/<slug>/professionnels")


@bp.get("")
@companies_only
def professionals(slug: str) -> ResponseReturnValue:
    return _list_page(own_company(slug))


@bp.get("/nouveau")
@companies_only
def new(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    return _form_page(company, None, forms.blank(SpeakerForm, form_key=secrets.token_hex(16)))


@bp.post("/nouveau")
@companies_only
def add(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    form = forms.bind(SpeakerForm)
    profile = read_speaker(form)
    if profile is not None:
        try:
            speaker = add_speaker(g.session, profile, company=company, form_key=form.data.form_key, by=g.actor)
            there = f"{professionals_path(company)}/{speaker.id}/charte"
            return notify(go_to(there), _("Professionnel·le ajouté·e. Il reste à accepter la charte."))
        except DomainError as error:
            form.refuse(error)
    return _form_page(company, None, form, status=422)


@bp.get("/<int:id>")
@companies_only
def edit(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    return _form_page(company, speaker, show_speaker(speaker))


@bp.post("/<int:id>")
@companies_only
def save(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    form = forms.bind(SpeakerForm)
    profile = read_speaker(form)
    if profile is None:
        return _form_page(company, speaker, form, status=422)
    had_signed = has_signed(speaker)
    try:
        speaker = edit_speaker(g.session, speaker, profile, version=form.data.version, by=g.actor)
    except Conflict as error:
        theirs = differences(form, show_speaker(speaker))
        form.typed["version"] = str(speaker.version)
        form.refuse(error)
        return _form_page(company, speaker, form, conflict=theirs, status=409)
    except DomainError as error:
        form.refuse(error)
        return _form_page(company, speaker, form, status=422)
    if had_signed and not has_signed(speaker):
        there = f"{professionals_path(company)}/{speaker.id}/charte"
        return notify(go_to(there), _("Le prénom a changé : la charte est à accepter de nouveau."), level="warning")
    return notify(go_to(professionals_path(company)), _("Modifications enregistrées."))


@bp.post("/<int:id>/retirer")
@companies_only
def let_go(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    try:
        let_speaker_go(g.session, speaker, by=g.actor)
    except DomainError as error:
        return _list_page(company, problem=translate(error.message, **error.params), status=422)
    told = _("%(name)s n'est plus proposé·e aux établissements.", name=speaker.first_name)
    return notify(go_to(professionals_path(company)), told)


@bp.post("/<int:id>/reprendre")
@companies_only
def take_back(slug: str, id: int) -> ResponseReturnValue:
    company, speaker = own_speaker(slug, id)
    welcome_back(g.session, speaker, by=g.actor)
    return notify(go_to(professionals_path(company)), _("%(name)s est de retour.", name=speaker.first_name))


def _list_page(company: Company, *, problem: str = "", status: int = 200) -> Response:
    page = page_of(count_speakers(g.session, company.id), forms.query(PageQuery).page, per_page=PER_PAGE)
    return render(
        "outreach/interventions/professionals.html",
        fragment="liste",
        status=status,
        company=company,
        url=professionals_path(company),
        speakers=speakers_of(g.session, company.id, offset=page.offset),
        page=page,
        version=VERSION,
        problem=problem,
        **company_space(company, current="professionals"),
    )


def _form_page(
    company: Company,
    speaker: Speaker | None,
    form: Form[SpeakerForm],
    *,
    conflict: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    url = professionals_path(company)
    return render(
        "outreach/interventions/professional.html",
        fragment="form",
        status=status,
        speaker=speaker,
        form=form,
        url=url,
        action=f"{url}/{speaker.id}" if speaker else f"{url}/nouveau",
        conflict=conflict or [],
        **company_space(company, current="professionals"),
    )
