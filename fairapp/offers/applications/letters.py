"""Letters to the candidate; each is composed anew from the rows, so it tells what is true when it leaves."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.hooks import settings
from fairapp.accounts.services import link_token
from fairapp.clusters.models import Company
from fairapp.core.tasks import outside
from fairapp.core.text import N_, squeeze
from fairapp.offers.applications.enums import Action
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.queries import latest_step_id, link_of
from fairapp.offers.applications.services import forgotten_on
from fairapp.offers.applications.wording import SUBJECTS, refused_for, state_words, who_answers
from fairapp.offers.labels import offer_path
from fairapp.offers.models import Offer
from fairapp.web.formats import long_date
from fairapp.web.i18n import translate

_NEXT = {
    Action.INVITE: N_("Répondez au message ci-dessus, ou attendez que l’on vous contacte."),
    Action.PROPOSE: N_("Votre réponse est attendue."),
    Action.LAPSE: N_("Merci d’avoir postulé. Ce silence ne dit rien de vous, et d’autres offres vous attendent."),
    Action.END_OFFER: N_("Merci d’avoir postulé. D’autres offres vous attendent."),
}


class Reader(NamedTuple):
    """Who is written to, about which offer, with the link to « my application »."""

    application: Application
    offer: Offer
    company: Company | None
    email: str
    url: str


def reader_of(session: Session, application_id: int) -> Reader | None:
    """Return None if nobody is left to write to."""
    application, link = session.get(Application, application_id), link_of(session, application_id)
    if application is None or application.email is None or link is None:
        return None
    offer = session.get_one(Offer, application.offer_id)
    company = session.get(Company, offer.company_id) if offer.company_id else None
    url = mail.absolute(settings(), f"/candidatures/{link_token(settings(), link)}")
    return Reader(application, offer, company, application.email, url)


@outside
def send_received(session: Session, application_id: int) -> None:
    """Confirm that the application left, with the link that follows it."""
    if (reader := reader_of(session, application_id)) is None:
        return
    with mail.in_language(reader.application.locale):
        subject = _("Votre candidature est envoyée : %(title)s", title=squeeze(reader.offer.title))
    _send(reader, "received", subject, key="received")


@outside
def send_link(session: Session, application_id: int, bucket: int) -> None:
    """Mail the link again, with what is true now; once in each `bucket` of time."""
    if (reader := reader_of(session, application_id)) is None:
        return
    with mail.in_language(reader.application.locale):
        subject = _("Votre candidature : %(title)s", title=squeeze(reader.offer.title))
    _send(reader, "again", subject, key=f"again-{bucket}")


@outside
def send_step(session: Session, step_id: int) -> None:
    """Tell one step, unless the application has gone on since: whoever took a decision back told nobody."""
    step = session.get(ApplicationStep, step_id)
    reader = reader_of(session, step.application_id) if step else None
    if step is None or reader is None or latest_step_id(session, step.application_id) != step_id:
        return
    with mail.in_language(reader.application.locale):
        subject = translate(SUBJECTS[step.action], title=squeeze(reader.offer.title))
        context = {
            "motive": refused_for(step.refusal),
            "reason": step.reason,
            "next": translate(_NEXT[step.action]) if step.action in _NEXT else "",
        }
    _send(reader, "step", subject, key=f"step-{step.id}", **context)


@outside
def send_notice(session: Session, application_id: int, notified: str) -> None:
    """Announce that the application will be forgotten, and how to keep it; `notified` tells one notice from the next."""
    reader = reader_of(session, application_id)
    if reader is None or reader.application.notice_at is None or reader.application.notice_at.isoformat() != notified:
        return
    ends_on = forgotten_on(reader.application)
    with mail.in_language(reader.application.locale):
        subject = _("Votre candidature sera bientôt effacée : %(title)s", title=squeeze(reader.offer.title))
        context = {
            "day": long_date(ends_on) if ends_on else "",
            "keeps": reader.application.keep_consent_at is not None,
        }
    _send(reader, "ending", subject, key=f"ending-{notified}", **context)


def _send(reader: Reader, name: str, subject: str, *, key: str, **context: object) -> None:
    application = reader.application
    with mail.in_language(application.locale):
        told = {**_told(reader), **context}
    message = mail.Message(
        reader.email, squeeze(subject), f"applications_{name}", told, locale=application.locale,
        key=f"application-{application.id}-{key}", to_name=_full_name(application),
    )  # fmt: skip
    mail.send(settings(), message)


def _is_proven(application: Application) -> bool:
    """Tell whether the name and the address are one person's; else a stranger may have typed both, to have it mailed."""
    return application.account_id is not None


def _full_name(application: Application) -> str:
    return squeeze(f"{application.first_name} {application.last_name}") if _is_proven(application) else ""


def _told(reader: Reader) -> Mapping[str, object]:
    who = who_answers(reader.company)
    return {
        "name": reader.application.first_name if _is_proven(reader.application) else "",
        "title": reader.offer.title,
        "who": who,
        "sentence": state_words(reader.application, who).sentence,
        "url": reader.url,
        "offer_url": mail.absolute(settings(), offer_path(reader.offer)),
        "others": mail.absolute(settings(), "/offres"),
    }
