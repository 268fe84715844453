"""What may be done from the page of a request, action by action: the form, the service, the words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from flask import g

from fairapp.clusters.models import Cluster, Company
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.outreach.enums import Action
from fairapp.outreach.models import OutreachRequest, Slot
from fairapp.outreach.requests import services
from fairapp.outreach.requests.forms import (
    AttendanceForm,
    ChoiceForm,
    CompanyForm,
    DatesForm,
    EvaluationForm,
    MergeForm,
    StepForm,
)
from fairapp.outreach.requests.services import Click, Meeting
from fairapp.outreach.requests.views.desk import Desk
from fairapp.outreach.zones import at_hour

Act = Callable[[Desk, OutreachRequest, Any, Click], object]


class Way(NamedTuple):
    """One action as a form: `kind` says how it is drawn, `act` what it calls."""

    slug: str
    kind: str
    schema: type[Any]
    act: Act
    label: str
    done: str


def _meetings(request: OutreachRequest, form: DatesForm) -> list[Meeting]:
    """Return the dates that were typed, and the slot that was chosen.

    :raise DomainError: at `dates[n].day` if half of a date is missing, or the clock jumps over its hour.
    """
    zone = g.session.get_one(Cluster, request.cluster_id).time_zone
    found = []
    if form.slot_id:
        slot = g.session.get(Slot, form.slot_id)
        if slot is None or slot.intervention_id != request.intervention_id:
            raise DomainError(N_("Choisissez un créneau de la liste."), field="slot_id")
        found.append(Meeting(slot.starts_at, slot.ends_at, slot.id, form.speaker_id))
    for rank, row in enumerate(form.dates):
        if row.day is None and row.hour is None:
            continue
        field = f"dates[{rank}].day"
        if row.day is None or row.hour is None:
            raise DomainError(N_("Indiquez le jour et l’heure."), field=field)
        starts_at = at_hour(row.day, row.hour, zone, field=field)
        found.append(Meeting(starts_at, starts_at + timedelta(minutes=form.duration_min), None, form.speaker_id))
    return found


def _company(form: CompanyForm) -> Company | None:
    company = g.session.get(Company, form.company_id) if form.company_id else None
    if form.company_id and company is None:
        raise DomainError(N_("Choisissez une entreprise de la liste."), field="company_id")
    return company


def _assign(_desk: Desk, request: OutreachRequest, form: CompanyForm, click: Click) -> None:
    company = _company(form)
    if company is None:
        raise DomainError(N_("Choisissez une entreprise de la liste."), field="company_id")
    services.assign(g.session, request, company, click)


def _merge(_desk: Desk, request: OutreachRequest, form: MergeForm, click: Click) -> None:
    into = g.session.get(OutreachRequest, form.into_id)
    if into is None:
        raise DomainError(N_("Choisissez une autre demande du même établissement."), field="into_id")
    services.merge(g.session, request, into, click)


def _claim(desk: Desk, request: OutreachRequest, _form: StepForm, click: Click) -> None:
    if isinstance(desk.organisation, Company):
        services.claim(g.session, request, desk.organisation, click)


def _as_clicked(service: Callable[..., None]) -> Act:
    """Call a service that needs no more than the click, with its words if there are any."""
    return lambda _desk, request, _form, click: service(g.session, request, click)


def _with_action(service: Callable[..., None], action: Action) -> Act:
    return lambda _desk, request, _form, click: service(g.session, request, action, click)


def _attendance(action: Action) -> Act:
    return lambda _desk, request, form, click: services.report_attendance(
        g.session, request, form, click, action=action
    )


def _dates(action: Action) -> Act:
    return lambda _desk, request, form, click: services.propose(
        g.session, request, _meetings(request, form), click, action=action
    )


WAYS: Mapping[Action, Way] = {
    Action.CLAIM: Way("prendre", "button", StepForm, _claim, N_("Nous y répondons"), N_("La demande est à vous.")),
    Action.PROPOSE: Way(
        "proposer", "dates", DatesForm, _dates(Action.PROPOSE),
        N_("Proposer des dates"), N_("Dates proposées : l’établissement est prévenu."),
    ),
    Action.EDIT_DATES: Way(
        "changer-dates", "dates", DatesForm, _dates(Action.EDIT_DATES),
        N_("Changer les dates proposées"), N_("Dates changées : l’autre partie est prévenue."),
    ),
    Action.CHOOSE: Way(
        "choisir", "choice", ChoiceForm,
        lambda _desk, request, form, click: services.choose(g.session, request, form.proposal_id, click),
        N_("Choisir une date"), N_("C’est confirmé : les deux parties reçoivent l’invitation d’agenda."),
    ),
    Action.AGREE: Way(
        "accepter", "choice", ChoiceForm,
        lambda _desk, request, form, click: services.agree_to_move(g.session, request, form.proposal_id, click),
        N_("Accepter la nouvelle date"), N_("La nouvelle date est confirmée."),
    ),
    Action.ASK_OTHER: Way(
        "autres-dates", "reason", StepForm, _with_action(services.drop_dates, Action.ASK_OTHER),
        N_("Demander d’autres dates"), N_("L’entreprise va proposer d’autres dates."),
    ),
    Action.KEEP: Way(
        "maintenir", "reason", StepForm, _with_action(services.drop_dates, Action.KEEP),
        N_("Garder la date prévue"), N_("La date prévue reste la bonne : l’autre partie est prévenue."),
    ),
    Action.TAKE_BACK: Way(
        "reprendre", "reason", StepForm, _with_action(services.drop_dates, Action.TAKE_BACK),
        N_("Retirer ma proposition"), N_("La proposition est retirée."),
    ),
    Action.MOVE: Way(
        "deplacer", "move", DatesForm,
        lambda _desk, request, form, click: services.move(g.session, request, _meetings(request, form), click),
        N_("Proposer une autre date"), N_("Demande envoyée : la date prévue reste valable en attendant la réponse."),
    ),
    Action.RELEASE: Way(
        "rendre", "button", StepForm, _as_clicked(services.release),
        N_("Laisser la demande à d’autres"), N_("La demande est de nouveau ouverte aux autres entreprises."),
    ),
    Action.DECLINE: Way(
        "decliner", "reason", StepForm, _with_action(services.end, Action.DECLINE),
        N_("Décliner"), N_("La demande est déclinée : l’établissement et l’organisateur sont prévenus."),
    ),
    Action.REFUSE: Way(
        "refuser", "reason", StepForm, _with_action(services.end, Action.REFUSE),
        N_("Renoncer"), N_("C’est noté : l’entreprise est prévenue."),
    ),
    Action.WITHDRAW: Way(
        "retirer", "reason", StepForm, _with_action(services.end, Action.WITHDRAW),
        N_("Retirer la demande"), N_("La demande est retirée."),
    ),
    Action.CANCEL: Way(
        "annuler", "reason", StepForm, _with_action(services.end, Action.CANCEL),
        N_("Annuler la rencontre"), N_("La rencontre est annulée : l’autre partie est prévenue."),
    ),
    Action.EVALUATE: Way(
        "bilan", "evaluation", EvaluationForm,
        lambda _desk, request, form, click: services.evaluate(g.session, request, form, click),
        N_("Donner mon avis"), N_("Merci : votre avis est enregistré."),
    ),
    Action.REPORT_ABSENCE: Way(
        "presence", "attendance", AttendanceForm, _attendance(Action.REPORT_ABSENCE),
        N_("Dire qui est venu"), N_("C’est noté."),
    ),
    Action.CORRECT: Way(
        "corriger", "attendance", AttendanceForm, _attendance(Action.CORRECT),
        N_("Corriger le bilan"), N_("Le bilan est corrigé."),
    ),
    Action.ASSIGN: Way(
        "confier", "company", CompanyForm, _assign,
        N_("Confier à une entreprise"), N_("L’entreprise est prévenue."),
    ),
    Action.REASSIGN: Way(
        "relancer", "company", CompanyForm,
        lambda _desk, request, form, click: services.reassign(g.session, request, _company(form), click),
        N_("Remettre en attente"), N_("La demande attend de nouveau une réponse."),
    ),
    Action.MERGE: Way(
        "reunir", "merge", MergeForm, _merge,
        N_("Réunir avec une autre demande"), N_("Les deux demandes n’en font plus qu’une."),
    ),
    Action.WRITE: Way(
        "ecrire", "message", StepForm, _as_clicked(services.write),
        N_("Écrire un message"), N_("Le message est envoyé."),
    ),
    Action.DUPLICATE: Way(
        "copier", "button", StepForm, lambda _desk, request, _form, click: services.duplicate(g.session, request, click),
        N_("Refaire une demande"), N_("Une copie est prête : relisez-la, puis envoyez-la."),
    ),
}  # fmt: skip
BY_SLUG = {way.slug: (action, way) for action, way in WAYS.items()}
