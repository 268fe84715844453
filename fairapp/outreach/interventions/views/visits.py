"""A company's visits: the list, one with its dates, its form, published and taken off line."""

import secrets
from dataclasses import dataclass, field

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.charter import has_signed
from fairapp.outreach.enums import (
    FORMAT_LABELS,
    GRADE_LABELS,
    INTERVENTION_LABELS,
    SETTING_LABELS,
    InterventionStatus,
)
from fairapp.outreach.interventions.forms import (
    Copying,
    InterventionForm,
    PageQuery,
    choices,
    differences,
    read_intervention,
    show_intervention,
)
from fairapp.outreach.interventions.queries import PER_PAGE, active_speakers, count_interventions, visit_lines
from fairapp.outreach.interventions.services import visits as services
from fairapp.outreach.interventions.views.own import own_company, own_visit, visit_path, visits_path
from fairapp.outreach.interventions.views.visit_page import STATUS_TONES, visit_page
from fairapp.outreach.models import Intervention, Speaker
from fairapp.web import forms
from fairapp.web.access import companies_only
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("company_visits", __name__, url_prefix="/entreprise/<slug>/visites")


@bp.get("")
@companies_only
def visits(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    page = page_of(count_interventions(g.session, company.id), forms.query(PageQuery).page, per_page=PER_PAGE)
    return render(
        "outreach/interventions/visits.html",
        fragment="liste",
        company=company,
        url=visits_path(company),
        lines=visit_lines(g.session, company.id, offset=page.offset),
        page=page,
        has_signed=has_signed,
        status_labels=dict(choices(INTERVENTION_LABELS)),
        status_tones=STATUS_TONES,
        format_labels=dict(choices(FORMAT_LABELS)),
        **company_space(company, current="visits"),
    )


@bp.get("/nouvelle")
@companies_only
def new(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    desk = _desk(company)
    only = desk.speakers[0].id if len(desk.speakers) == 1 else None
    return _form_page(desk, forms.blank(InterventionForm, form_key=secrets.token_hex(16), speaker_id=only))


@bp.post("/nouvelle")
@companies_only
def create(slug: str) -> ResponseReturnValue:
    company = own_company(slug)
    form = forms.bind(InterventionForm)
    draft = read_intervention(form)
    if draft is None:
        return _form_page(_desk(company), form, status=422)
    try:
        with g.session.begin_nested():
            key = form.data.form_key or None
            visit = services.create_intervention(g.session, draft, company=company, form_key=key, by=g.actor)
            return _saved(company, visit)
    except DomainError as error:
        form.refuse(error)
        return _form_page(_desk(company), form, status=422)


@bp.get("/<int:id>")
@companies_only
def show(slug: str, id: int) -> ResponseReturnValue:
    return visit_page(*own_visit(slug, id))


@bp.get("/<int:id>/modifier")
@companies_only
def edit(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    return _form_page(_desk(company, visit), show_intervention(visit))


@bp.post("/<int:id>/modifier")
@companies_only
def save(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    form = forms.bind(InterventionForm)
    draft = read_intervention(form)
    if draft is None:
        return _form_page(_desk(company, visit), form, status=422)
    try:
        with g.session.begin_nested():
            visit = services.edit_intervention(g.session, visit, draft, version=form.data.version, by=g.actor)
            return _saved(company, visit)
    except Conflict as error:
        return _conflict_page(_desk(company, visit), visit, form, error)
    except DomainError as error:
        form.refuse(error)
        return _form_page(_desk(company, visit), form, status=422)


@bp.post("/<int:id>/publier")
@companies_only
def publish(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    try:
        services.publish_intervention(g.session, visit, by=g.actor)
    except DomainError as error:
        return visit_page(company, visit, problem=translate(error.message, **error.params), status=422)
    return notify(go_to(visit_path(company, visit)), _("La visite est en ligne : les établissements la trouvent."))


@bp.post("/<int:id>/retirer")
@companies_only
def close(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    services.close_intervention(g.session, visit, by=g.actor)
    return notify(
        go_to(visit_path(company, visit)),
        _("La visite n'est plus en ligne. Ce qui est convenu avec des classes reste."),
    )


@bp.post("/<int:id>/copier")
@companies_only
def copy(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    form = forms.bind(Copying)
    key = form.data.form_key if form.is_valid else ""
    made = services.copy_intervention(g.session, visit, company=company, form_key=key or None, by=g.actor)
    return notify(go_to(f"{visit_path(company, made)}/modifier"), _("Copie créée, sans dates : relisez-la."))


@dataclass
class Desk:
    """Where one visit is written, and with what."""

    company: Company
    visit: Intervention | None
    speakers: list[Speaker]
    clusters: list[Cluster]
    conflict: list[tuple[str, str]] = field(default_factory=list)  # fields that a colleague changed meanwhile

    @property
    def path(self) -> str:
        return visits_path(self.company)

    @property
    def action(self) -> str:
        return f"{self.path}/{self.visit.id}/modifier" if self.visit else f"{self.path}/nouvelle"

    @property
    def back(self) -> str:
        return f"{self.path}/{self.visit.id}" if self.visit else self.path

    @property
    def can_publish(self) -> bool:
        return self.visit is None or self.visit.status is InterventionStatus.DRAFT

    @property
    def chooses_cluster(self) -> bool:
        """Only where there are several, and before schools have seen it."""
        return len(self.clusters) > 1 and (self.visit is None or self.visit.published_at is None)

    @property
    def speaker_choices(self) -> list[tuple[str, str]]:
        return [(str(one.id), _speaker_label(one)) for one in self.speakers]

    @property
    def cluster_choices(self) -> list[tuple[str, str]]:
        return [(str(one.id), one.name) for one in self.clusters]

    def words(self) -> dict[str, dict[str, str]]:
        """Return what the values of selects and boxes say."""
        return {
            "format": dict(choices(FORMAT_LABELS)),
            "setting": dict(choices(SETTING_LABELS)),
            "grades": dict(choices(GRADE_LABELS)),
            "is_accessible": {"1": _("oui"), "": _("non")},
            "speaker_id": dict(self.speaker_choices),
            "cluster_id": dict(self.cluster_choices),
        }


def _speaker_label(speaker: Speaker) -> str:
    label = f"{speaker.first_name}, {speaker.job_title}"
    return label if has_signed(speaker) else _("%(who)s (charte à accepter)", who=label)


def _desk(company: Company, visit: Intervention | None = None) -> Desk:
    speakers, clusters = active_speakers(g.session, company.id), clusters_of_company(g.session, company.id)
    return Desk(company, visit, [*speakers], [*clusters])


def _saved(company: Company, visit: Intervention) -> Response:
    """Publish what is to be published, and go on to the visit's own page."""
    there = visit_path(company, visit)
    if request.form.get("action") == "publish":
        services.publish_intervention(g.session, visit, by=g.actor)
        return notify(go_to(there), _("La visite est en ligne : les établissements la trouvent."))
    if visit.status is InterventionStatus.DRAFT:
        return notify(go_to(there), _("Brouillon enregistré."))
    return notify(go_to(there), _("Modifications enregistrées."))


def _conflict_page(desk: Desk, visit: Intervention, form: Form[InterventionForm], error: Conflict) -> Response:
    """Answer 409 with the fresh state; what was typed stays, and is saved over it if sent again."""
    g.session.refresh(visit)
    desk.conflict = differences(form, show_intervention(visit), desk.words())
    form.typed["version"] = str(visit.version)
    form.refuse(error)
    return _form_page(desk, form, status=409)


def _form_page(desk: Desk, form: Form[InterventionForm], *, status: int = 200) -> Response:
    return render(
        "outreach/interventions/visit_form.html",
        fragment="form",
        status=status,
        desk=desk,
        visit=desk.visit,
        form=form,
        formats=choices(FORMAT_LABELS),
        settings=choices(SETTING_LABELS),
        grades=choices(GRADE_LABELS),
        **company_space(desk.company, current="visits"),
    )
