"""The letter by which a professional reads and accepts the charter."""

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.models import ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import is_good, link_token
from fairapp.clusters.models import Company
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, outside
from fairapp.core.text import squeeze
from fairapp.core.worker import Scheduled
from fairapp.outreach.interventions.events import CharterAsked
from fairapp.outreach.models import Speaker


@outside
def send_charter(session: Session, link_id: int) -> None:
    link = session.get(ActionLink, link_id)
    speaker = session.get(Speaker, link.subject_id) if link else None
    if link is None or speaker is None or not is_good(link):
        return
    settings: Settings = current_app.extensions["fairapp"].settings
    reader = find_account(session, link.email)
    locale = reader.locale if reader else "fr"
    company = session.get_one(Company, speaker.company_id)
    with mail.in_language(locale):
        subject = _("Accueillir des classes : la charte de %(company)s", company=squeeze(company.name))
    context = {
        "first_name": speaker.first_name,
        "company": company.name,
        "url": mail.absolute(settings, f"/charte/{link_token(settings, link)}"),
    }
    key = f"charter-{link.id}"
    mail.send(settings, mail.Message(link.email, subject, "outreach_charter", context, key=key, locale=locale))


SUBSCRIPTIONS: Subscriptions = {CharterAsked: (send_charter,)}
SCHEDULE: tuple[Scheduled, ...] = ()
DIRECT: tuple[Handler, ...] = ()
