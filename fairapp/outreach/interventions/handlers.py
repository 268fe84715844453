"""The letter by which a professional reads and accepts the charter."""

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.models import ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import is_good, link_token
from fairapp.clusters.events import MembershipEnded
from fairapp.clusters.models import Company
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.changes import note_change
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, outside
from fairapp.core.text import squeeze
from fairapp.core.worker import Scheduled
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.interventions.events import CharterAsked
from fairapp.outreach.interventions.personal import forget_former_speakers
from fairapp.outreach.models import Intervention, Speaker


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


def leave_catalogue(session: Session, cluster_id: int, company_id: int) -> None:
    """Take a company's visits off line in a cluster that it left; what is agreed with classes stays."""
    if cluster_id in {cluster.id for cluster in clusters_of_company(session, company_id)}:
        return  # it came back meanwhile
    query = select(Intervention).where(
        Intervention.cluster_id == cluster_id, Intervention.company_id == company_id,
        Intervention.status == InterventionStatus.PUBLISHED,
    )  # fmt: skip
    for visit in session.exec(query.order_by(col(Intervention.id)).with_for_update(key_share=True)):
        visit.status = InterventionStatus.CLOSED
        visit.version += 1
        session.add(visit)
        note_change(session, "intervention", visit.id)


SUBSCRIPTIONS: Subscriptions = {CharterAsked: (send_charter,), MembershipEnded: (leave_catalogue,)}
SCHEDULE: tuple[Scheduled, ...] = (Scheduled(forget_former_speakers, every=timedelta(days=1)),)
DIRECT: tuple[Handler, ...] = ()
