"""The inbox in words: states, answers, what happened, how fast a company answers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from fairapp.core.text import N_, clean
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import REFUSAL_LABELS, STATUS_LABELS, Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.inbox.drafts import parts
from fairapp.offers.applications.inbox.figures import figures_of_company
from fairapp.offers.applications.inbox.forms import Reply
from fairapp.offers.applications.inbox.models import AnswerFigures
from fairapp.offers.applications.queries import Told
from fairapp.web.formats import hour, long_date
from fairapp.web.i18n import translate

TONES = {
    ApplicationStatus.NEW: "info",
    ApplicationStatus.READ: "warn",
    ApplicationStatus.IN_PROGRESS: "share",
    ApplicationStatus.INTERVIEW: "ok",
    ApplicationStatus.PROPOSAL: "ok",
    ApplicationStatus.HIRED: "ok",
    ApplicationStatus.UNANSWERED: "bad",
}
TAB_LABELS = {
    "a-traiter": N_("À traiter"),
    "a-l-etude": N_("À l’étude"),
    "entretiens": N_("Entretiens"),
    "propositions": N_("Propositions"),
    "embauches": N_("Embauches"),
    "closes": N_("Closes"),
}
REPLY_LABELS = {
    Reply.START: N_("Mettre à l’étude"),
    Reply.INVITE: N_("Proposer un entretien"),
    Reply.PROPOSE: N_("Proposer le poste"),
    Reply.HIRE: N_("Annoncer l’embauche"),
    Reply.REFUSE: N_("Refuser"),
    Reply.REVIVE: N_("Rouvrir"),
}
REPLY_ICONS = {
    Reply.START: "eye", Reply.INVITE: "calendar", Reply.PROPOSE: "briefcase", Reply.HIRE: "check",
    Reply.REFUSE: "x", Reply.REVIVE: "refresh",
}  # fmt: skip
STEP_LABELS = {
    Action.OPEN: N_("Ouverte"),
    Action.START: N_("Mise à l’étude"),
    Action.INVITE: N_("Entretien proposé"),
    Action.PROPOSE: N_("Poste proposé"),
    Action.HIRE: N_("Embauche"),
    Action.REFUSE: N_("Refusée"),
    Action.REVIVE: N_("Rouverte"),
    Action.WITHDRAW: N_("Retirée par la personne"),
    Action.NUDGE: N_("Rappel envoyé à qui doit répondre"),
    Action.LAPSE: N_("Close sans réponse"),
    Action.END_OFFER: N_("Close avec l’offre"),
}


class Button(NamedTuple):
    """An answer that may be given now."""

    value: str
    label: str
    icon: str


class Moment(NamedTuple):
    """A line of the history."""

    title: str
    text: str  # who and when
    reason: str


def status_pill(status: ApplicationStatus) -> tuple[str, str]:
    return translate(STATUS_LABELS[status]), TONES.get(status, "none")


def buttons(replies: Sequence[Reply]) -> list[Button]:
    return [Button(one.value, translate(REPLY_LABELS[one]), REPLY_ICONS[one]) for one in replies]


def replies_to(status: ApplicationStatus, side: Side) -> list[Reply]:
    """Return the answers that the one table allows."""
    return [reply for reply in Reply if states.may(status, reply.action, side)]


def refusals() -> list[tuple[str, str]]:
    return [(refusal.value, translate(label)) for refusal, label in REFUSAL_LABELS.items()]


def draft(action: Action, refusal: Refusal | None = None) -> str:
    """Return the text that stands in the form before somebody edits it."""
    return "".join(translate(part) for part in parts(action, refusal))


def is_draft(text: str, action: Action) -> bool:
    """Tell whether nobody touched the text: then it may follow another motive."""
    known = {clean(draft(action, refusal)) for refusal in (None, *Refusal)}
    return not text.strip() or clean(text) in known


def moments(history: Sequence[Told]) -> list[Moment]:
    return [
        Moment(
            translate(STEP_LABELS[step.action]),
            ", ".join(filter(None, (_("%(day)s à %(hour)s", day=long_date(step.at), hour=hour(step.at)), name))),
            step.reason,
        )
        for step, name in history
    ]


def pace(figures: AnswerFigures | None) -> str:
    """« Répond en 4 jours »; empty while there is too little to tell."""
    if figures is None or not figures.is_telling:
        return ""
    if figures.days is None:
        return str(_("N’a pas encore répondu aux candidatures reçues ici"))
    return str(ngettext("Répond en %(num)s jour", "Répond en %(num)s jours", figures.days))


def rate(figures: AnswerFigures | None) -> str:
    """« à 92 % des candidatures »."""
    if figures is None or not figures.is_telling or not figures.answered:
        return ""
    return str(_("à %(rate)s %% des candidatures", rate=figures.rate))


def answering(session: Session, company_id: int | None) -> dict[str, Any]:
    """Return what `_pace.html` shows of a company; one look by its key."""
    figures = figures_of_company(session, company_id)
    return {"pace": pace(figures), "rate": rate(figures)}
