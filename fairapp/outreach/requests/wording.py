"""What a letter says of each step, in its subject and its first sentence; both sides read the same words."""

from collections.abc import Mapping

from fairapp.core.text import N_
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import HistoryLine

Words = tuple[str, str]

_CONFIRMED = (
    N_("Visite confirmée : %(other)s"),
    N_("La visite est confirmée. Le rendez-vous est joint : ouvrez-le pour l'ajouter à votre agenda."),
)
_KEPT = (N_("Date d'origine maintenue : %(other)s"), N_("La visite a lieu à la date convenue au départ."))
_KEPT_UNANSWERED = (_KEPT[0], N_("Sans réponse à temps, la visite a lieu à la date convenue au départ."))
_SOON = (N_("Rappel : %(other)s, %(day)s"), N_("La visite approche."))

WORDS: Mapping[Action, Words] = {
    Action.SEND: (
        N_("Demande de %(other)s"),
        N_("Une classe demande une rencontre. Proposez une à trois dates, ou déclinez avec un mot."),
    ),
    Action.ASSIGN: (
        N_("Demande confiée à %(company)s"),
        N_("L'organisateur a confié cette demande à %(company)s, qui y répond."),
    ),
    Action.REASSIGN: (
        N_("Demande relancée : %(other)s"),
        N_("L'organisateur a relancé cette demande : elle attend une nouvelle réponse."),
    ),
    Action.RELEASE: (
        N_("Demande à confier : %(other)s"),
        N_("L'entreprise qui s'en chargeait ne peut pas y répondre : confiez cette demande à une autre."),
    ),
    Action.NUDGE: (
        N_("Rappel : %(other)s attend une réponse"),
        N_(
            "Cette demande attend depuis plus d'une semaine. Proposez une date, ou déclinez avec un mot : "
            "l'établissement pourra chercher ailleurs."
        ),
    ),
    Action.ESCALATE: (
        N_("Demande sans réponse : %(other)s"),
        N_("Cette demande attend depuis trois semaines : confiez-la à une autre entreprise."),
    ),
    Action.WITHDRAW: (
        N_("Demande retirée : %(other)s"),
        N_("L'établissement a retiré sa demande. Vous n'avez rien à faire."),
    ),
    Action.MERGE: (
        N_("Demande réunie avec une autre : %(other)s"),
        N_("L'organisateur a réuni cette demande avec une autre du même établissement : celle-ci s'arrête là."),
    ),
    Action.DECLINE: (
        N_("Demande déclinée : %(other)s"),
        N_("L'entreprise ne peut pas répondre à cette demande. Copiez-la pour l'adresser à une autre."),
    ),
    Action.WRITE: (
        N_("Message : %(other)s"),
        N_("L'autre partie vous écrit au sujet de cette demande. Répondez sur sa page."),
    ),
    Action.REFUSE: (N_("Demande abandonnée : %(other)s"), N_("L'établissement renonce à cette visite.")),
    Action.PROPOSE: (
        N_("Dates proposées : %(other)s"),
        N_("Choisissez une de ces dates, demandez-en d'autres, ou déclinez."),
    ),
    Action.EDIT_DATES: (
        N_("Dates modifiées : %(other)s"),
        N_("Les dates proposées ont changé : voici celles qui valent maintenant."),
    ),
    Action.TAKE_BACK: (
        N_("Dates retirées : %(other)s"),
        N_("Les dates proposées sont retirées : la demande attend une nouvelle proposition."),
    ),
    Action.ASK_OTHER: (
        N_("Autres dates demandées : %(other)s"),
        N_("Aucune des dates proposées ne convient : proposez-en d'autres."),
    ),
    Action.BOOK: _CONFIRMED,
    Action.CHOOSE: _CONFIRMED,
    Action.AGREE: (
        N_("Nouvelle date confirmée : %(other)s"),
        N_("La nouvelle date est confirmée. Le rendez-vous joint remplace celui de votre agenda."),
    ),
    Action.MOVE: (
        N_("Autre date demandée : %(other)s"),
        N_("Une autre date vous est proposée. Celle qui est convenue reste valable tant que vous n'avez pas répondu."),
    ),
    Action.KEEP: _KEPT,
    Action.CANCEL: (
        N_("Visite annulée : %(other)s"),
        N_("La visite est annulée. Le rendez-vous joint la retire de votre agenda."),
    ),
    Action.WARN: (
        N_("Réponse attendue : %(other)s"),
        N_("Une réponse est attendue avant le %(until)s. Ensuite, cette proposition prend fin."),
    ),
    Action.EXPIRE: (
        N_("Sans réponse à temps : %(other)s"),
        N_("Personne n'a répondu à temps : la demande prend fin. L'établissement peut la copier et recommencer."),
    ),
    Action.REMIND_WEEK: _SOON,
    Action.REMIND_DAY: _SOON,
    Action.THANK: (
        N_("Votre bilan : %(other)s"),
        N_(
            "Merci d'avoir préparé cette visite. Trois questions et une minute suffisent à dire comment elle s'est "
            "passée : vos réponses servent aux suivantes."
        ),
    ),
}

# What an organiser reads where no company can answer: nobody in particular was asked, or nobody is there.
_NOBODY_ANSWERS: Mapping[Action, Words] = {
    Action.SEND: (
        WORDS[Action.SEND][0],
        N_("Une classe demande une rencontre, et personne n'est là pour lui répondre : confiez-la à une entreprise."),
    ),
    Action.NUDGE: (
        WORDS[Action.NUDGE][0],
        N_("Cette demande attend depuis plus d'une semaine : confiez-la à une entreprise."),
    ),
}


def words_of(line: HistoryLine, side: Side) -> Words:
    """Return subject and sentence; where a date was agreed before, nothing ends and the visit takes place."""
    if side is Side.ORGANISER and line.action in _NOBODY_ANSWERS:
        return _NOBODY_ANSWERS[line.action]
    if line.to_status is RequestStatus.CONFIRMED and line.action is Action.TAKE_BACK:
        return _KEPT
    if line.to_status is RequestStatus.CONFIRMED and line.action is Action.EXPIRE:
        return _KEPT_UNANSWERED
    return WORDS[line.action]
