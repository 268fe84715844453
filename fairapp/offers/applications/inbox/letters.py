"""Letters to who answers: a new application, and reminders; each tells what is true when it leaves."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.hooks import settings
from fairapp.accounts.services import link_token
from fairapp.core.clock import now
from fairapp.core.tasks import outside
from fairapp.core.text import squeeze
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.inbox.clockwork import LAPSE_AFTER, REMIND_AFTER
from fairapp.offers.applications.inbox.forms import Reply
from fairapp.offers.applications.inbox.links import ANSWERS, answers_of
from fairapp.offers.applications.inbox.queries import UNSEEN, waiting_since
from fairapp.offers.applications.inbox.readers import Reader, readers_of, shares_of
from fairapp.offers.applications.inbox.words import REPLY_LABELS
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.states import OPEN
from fairapp.offers.models import Offer
from fairapp.web.formats import long_date
from fairapp.web.i18n import translate

MOST_NAMED = 10  # in one reminder
MOST_QUOTED = 600  # characters of a message whose whole is in the inbox


@outside
def send_new(session: Session, application_id: int, account_id: int | None) -> None:
    """Tell one reader of a new application, with a link for each answer; not what was answered meanwhile."""
    application = session.get(Application, application_id)
    if application is None or application.email is None or application.status not in UNSEEN:
        return
    offer = session.get_one(Offer, application.offer_id)
    reader = _reader(session, application, account_id)
    if reader is None:
        return
    with mail.in_language(reader.locale):
        name = _name(application)
        subject = _("Nouvelle candidature de %(name)s : %(title)s", name=name, title=squeeze(offer.title))
        context = {
            "name": name,
            "title": offer.title,
            "words": _excerpt(application.message) if reader.inbox else application.message,
            "email": application.email if reader.account is None else "",  # who has no inbox has nothing else
            "phone": application.phone if reader.account is None else "",
            "has_cv": application.cv_file_id is not None,
            "url": _url(f"{reader.inbox}/{application.id}") if reader.inbox else "",
            "answers": _answers(session, application, reader),
        }
        _send(reader, subject, "applications_new", context, key=f"application-new-{application.id}-{account_id or 0}")


@outside
def send_withdrawn(session: Session, step_id: int, account_id: int | None) -> None:
    """Tell one reader that there is nothing left to answer; who erased all of it is not named."""
    step = session.get(ApplicationStep, step_id)
    application = session.get(Application, step.application_id) if step else None
    if application is None or application.status is not ApplicationStatus.WITHDRAWN:
        return
    offer = session.get_one(Offer, application.offer_id)
    reader = _reader(session, application, account_id)
    if reader is None:
        return
    with mail.in_language(reader.locale):
        subject = _("Candidature retirée : %(title)s", title=squeeze(offer.title))
        context = {
            "name": _name(application) or _("Une personne"),
            "title": offer.title,
            "url": _url(f"{reader.inbox}?offre={offer.id}") if reader.inbox else "",
        }
        key = f"application-withdrawn-{step_id}-{account_id or 0}"
        _send(reader, subject, "applications_withdrawn", context, key=key)


@outside
def send_reminder(session: Session, *, offer_id: int, ids: Sequence[int], day: str, account_id: int | None) -> None:
    """Remind one reader of what waits at an offer; of one application alone, with a link for each answer."""
    offer = session.get_one(Offer, offer_id)
    share = next(
        (one for one in shares_of(session, _waiting(session, ids)) if one.reader.account_id == account_id), None
    )
    if share is None:
        return
    reader, waiting = share
    with mail.in_language(reader.locale):
        subject = ngettext(
            "%(num)s candidature attend votre réponse : %(title)s",
            "%(num)s candidatures attendent votre réponse : %(title)s",
            len(waiting), title=squeeze(offer.title),
        )  # fmt: skip
        single = waiting[0] if len(waiting) == 1 else None
        context = {
            "title": offer.title,
            "names": [
                _("%(name)s, depuis le %(day)s", name=_name(one), day=long_date(one.created_at))
                for one in waiting[:MOST_NAMED]
            ],
            "more": max(0, len(waiting) - MOST_NAMED),
            "ends_on": long_date(min(one.created_at for one in waiting) + LAPSE_AFTER) if _ends_soon(waiting) else "",
            "url": _url(f"{reader.inbox}?offre={offer.id}") if reader.inbox else "",
            "answers": _answers(session, single, reader) if single else [],
        }
        key = f"applications-reminder-{offer_id}-{day}-{ids[0]}-{account_id or 0}"
        _send(reader, subject, "applications_reminder", context, key=key)


def _ends_soon(waiting: Sequence[Application]) -> bool:
    """Tell whether one of those that nobody opened or answered is in its last weeks."""
    unseen = [one.created_at for one in waiting if one.status in UNSEEN]
    return bool(unseen) and min(unseen) + LAPSE_AFTER * 0.7 <= now()


def _waiting(session: Session, ids: Sequence[int]) -> Sequence[Application]:
    """Return those that still wait since so long: a first word of this morning counts."""
    query = select(Application).where(
        col(Application.id).in_(ids), col(Application.status).in_(OPEN), waiting_since() <= now() - REMIND_AFTER[0]
    )
    return session.exec(query.order_by(col(Application.created_at), col(Application.id))).all()


def _reader(session: Session, application: Application, account_id: int | None) -> Reader | None:
    """Return them if they still answer for it."""
    return next((one for one in readers_of(session, application) if one.account_id == account_id), None)


def _answers(session: Session, application: Application, reader: Reader) -> list[tuple[str, str]]:
    return [
        (_label(ANSWERS[purpose]), _url(f"/reponse/{link_token(settings(), link)}"))
        for purpose, link in answers_of(session, application.id, reader.email).items()
    ]


def _label(reply: Reply) -> str:
    return translate(REPLY_LABELS[reply])


def _excerpt(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED].rstrip()}…"


def _name(application: Application) -> str:
    return squeeze(f"{application.first_name} {application.last_name}")


def _url(path: str) -> str:
    return mail.absolute(settings(), path)


def _send(reader: Reader, subject: str, template: str, context: Mapping[str, object], *, key: str) -> None:
    message = mail.Message(reader.email, subject, template, context, key=key, locale=reader.locale)
    mail.send(settings(), message)
