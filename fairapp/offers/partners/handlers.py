"""Letters about sharing an offer."""

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, select

from fairapp import mail
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import is_good, issue_link, link_token
from fairapp.clusters.models import Company
from fairapp.clusters.queries import people_of_company
from fairapp.core.settings import Settings
from fairapp.core.tasks import Subscriptions, enqueue, outside
from fairapp.core.text import squeeze
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.events import PartnerAnswered, PartnerAsked
from fairapp.offers.models import Offer, OfferCompany


def invite_people(session: Session, partner_id: int) -> None:
    """Give each of the company's people a link of their own; it holds until the company has answered."""
    row = session.get(OfferCompany, partner_id)
    if row is None or row.status is not PartnerStatus.PENDING:
        return
    for person in people_of_company(session, row.company_id):
        link = issue_link(session, LinkPurpose.OFFER_COMPANY, email=person.email, subject_id=row.id)
        enqueue(session, send_invitation, link_id=link.id)


@outside
def send_invitation(session: Session, link_id: int) -> None:
    link = session.get(ActionLink, link_id)
    row = session.get(OfferCompany, link.subject_id) if link else None
    if link is None or row is None or not is_good(link):
        return
    reader = session.exec(select(Account).where(Account.email == link.email)).first()
    offer = session.get_one(Offer, row.offer_id)
    author = session.get(Company, offer.company_id) if offer.company_id else None
    settings, locale = _settings(), reader.locale if reader else "fr"
    with mail.in_language(locale):
        subject = _("Partager une offre : %(title)s", title=squeeze(offer.title))
    context = {
        "title": offer.title, "author": author.name if author else "",
        "company": session.get_one(Company, row.company_id).name,
        "url": mail.absolute(settings, f"/partage/{link_token(settings, link)}"),
    }  # fmt: skip
    key = f"offer-partner-{link.id}"
    mail.send(settings, mail.Message(link.email, subject, "offers_partner_asked", context, key=key, locale=locale))


def tell_author(session: Session, partner_id: int) -> None:
    """Queue one letter for each of the author's people."""
    row = session.get(OfferCompany, partner_id)
    offer = session.get(Offer, row.offer_id) if row else None
    if row is None or offer is None or offer.company_id is None or row.answered_at is None:
        return
    for person in people_of_company(session, offer.company_id):
        key = f"offer-partner-answer-{row.id}-{row.answered_at.timestamp():.0f}-{person.id}"
        enqueue(session, send_answer, key=key, partner_id=row.id, account_id=person.id)


@outside
def send_answer(session: Session, partner_id: int, account_id: int) -> None:
    row, reader = session.get(OfferCompany, partner_id), session.get(Account, account_id)
    if row is None or reader is None or reader.is_disabled or row.status is PartnerStatus.PENDING:
        return
    offer, company = session.get_one(Offer, row.offer_id), session.get_one(Company, row.company_id)
    author = session.get_one(Company, offer.company_id)
    settings, accepted = _settings(), row.status is PartnerStatus.ACCEPTED
    with mail.in_language(reader.locale):
        if accepted:
            subject = _("%(company)s partage votre offre", company=squeeze(company.name))
        else:
            subject = _("%(company)s ne partage pas votre offre", company=squeeze(company.name))
    context = {
        "title": offer.title, "company": company.name, "accepted": accepted,
        "url": mail.absolute(settings, f"/entreprise/{author.slug}/offres/{offer.id}/partenaires"),
    }  # fmt: skip
    key = f"offer-partner-answer-{row.id}-{row.status}-{reader.id}"
    message = mail.Message(reader.email, subject, "offers_partner_answered", context, key=key, locale=reader.locale)
    mail.send(settings, message)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings


SUBSCRIPTIONS: Subscriptions = {PartnerAsked: (invite_people,), PartnerAnswered: (tell_author,)}
DIRECT = (send_invitation, send_answer)
