"""An application in plain words, as the candidate reads it on the page, in the list and in letters (row K2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from fairapp.clusters.models import Company
from fairapp.core.text import N_
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.web.formats import hour, long_date
from fairapp.web.i18n import translate

S, A = ApplicationStatus, Action


class Words(NamedTuple):
    label: str
    tone: str  # of `ui.pill`
    sentence: str


STATUS_WORDS: Mapping[ApplicationStatus, Words] = {
    S.NEW: Words(N_("Envoyée"), "none", N_("Elle attend d’être lue. Vous recevez un courriel à chaque réponse.")),
    S.READ: Words(N_("Lue"), "info", N_("%(who)s l’a ouverte. Vous recevez un courriel à chaque réponse.")),
    S.IN_PROGRESS: Words(N_("À l’étude"), "info", N_("%(who)s l’étudie.")),
    S.INTERVIEW: Words(N_("Entretien proposé"), "ok", N_("%(who)s souhaite vous rencontrer.")),
    S.PROPOSAL: Words(N_("Poste proposé"), "ok", N_("%(who)s vous propose le poste.")),
    S.HIRED: Words(N_("Embauche"), "ok", N_("%(who)s vous a choisi·e : félicitations !")),
    S.REFUSED: Words(N_("Sans suite"), "bad", N_("%(who)s n’a pas retenu votre candidature.")),
    S.WITHDRAWN: Words(N_("Retirée"), "none", N_("Vous l’avez retirée : %(who)s ne vous répond plus.")),
    S.UNANSWERED: Words(
        N_("Sans réponse"), "warn", N_("%(who)s n’a pas donné suite malgré nos rappels : nous l’avons close.")
    ),
}
ENDED_WORDS: Mapping[Refusal, str] = {
    Refusal.FILLED: N_("Le poste est pourvu : votre candidature est close."),
    Refusal.CANCELLED: N_("Le recrutement est reporté ou annulé : votre candidature est close."),
}
STEP_WORDS: Mapping[Action, str] = {
    A.OPEN: N_("Lue"),
    A.START: N_("Mise à l’étude"),
    A.INVITE: N_("Entretien proposé"),
    A.PROPOSE: N_("Poste proposé"),
    A.HIRE: N_("Embauche"),
    A.REFUSE: N_("Non retenue"),
    A.REVIVE: N_("Étudiée de nouveau"),
    A.WITHDRAW: N_("Retirée par vous"),
    A.NUDGE: N_("Rappel envoyé à l’entreprise"),
    A.LAPSE: N_("Close sans réponse"),
    A.END_OFFER: N_("Offre pourvue ou retirée"),
}
SUBJECTS: Mapping[Action, str] = {
    A.START: N_("Votre candidature est à l’étude : %(title)s"),
    A.INVITE: N_("Un entretien vous est proposé : %(title)s"),
    A.PROPOSE: N_("Le poste vous est proposé : %(title)s"),
    A.HIRE: N_("Félicitations : %(title)s"),
    A.REFUSE: N_("Réponse à votre candidature : %(title)s"),
    A.REVIVE: N_("Votre candidature est étudiée de nouveau : %(title)s"),
    A.LAPSE: N_("Votre candidature est close sans réponse : %(title)s"),
    A.END_OFFER: N_("Cette offre n’est plus ouverte : %(title)s"),
}
REFUSED_FOR: Mapping[Refusal, str] = {
    Refusal.PROFILE: N_("Motif : d’autres expériences ou compétences étaient recherchées."),
    Refusal.OTHER_CHOSEN: N_("Motif : une autre candidature a été retenue."),
    Refusal.AVAILABILITY: N_("Motif : les disponibilités ne correspondent pas."),
    Refusal.PLACE: N_("Motif : le lieu de travail est trop éloigné."),
    Refusal.PAY: N_("Motif : les attentes salariales diffèrent."),
}  # the others say nothing more than the state does


class Line(NamedTuple):
    """One step on the candidate's page."""

    title: str
    when: str
    words: str  # of the company to the candidate
    state: str  # of `ui.timeline`


def who_answers(company: Company | None, side: Side = Side.COMPANY) -> str:
    """Return the subject of a sentence; an offer may not tell its company."""
    if side is Side.ORGANISER:
        return translate("L’organisateur")
    return company.name if company else translate("L’entreprise")


def state_words(application: Application, who: str) -> Words:
    """Return label, tone and sentence of where the application stands."""
    words = STATUS_WORDS[application.status]
    ended = ENDED_WORDS.get(application.refusal) if application.refusal else None
    return Words(translate(words.label), words.tone, translate(ended) if ended else translate(words.sentence, who=who))


def step_lines(application: Application, steps: list[ApplicationStep]) -> list[Line]:
    """Return the history, from the sending to the last step, which is where it stands."""
    sent = Line(translate("Envoyée"), moment(application.created_at), "", "done")
    lines = [
        sent,
        *(Line(translate(STEP_WORDS[step.action]), moment(step.at), _said(step), "done") for step in steps),
    ]
    return [*lines[:-1], lines[-1]._replace(state="current")]


def moment(at: datetime) -> str:
    """« 21 novembre 2026 à 14 h 30 »."""
    return translate("%(day)s à %(hour)s", day=long_date(at), hour=hour(at))


def refused_for(refusal: Refusal | None) -> str:
    sentence = REFUSED_FOR.get(refusal) if refusal else None
    return translate(sentence) if sentence else ""


def _said(step: ApplicationStep) -> str:
    return "" if step.side is Side.CANDIDATE else step.reason
