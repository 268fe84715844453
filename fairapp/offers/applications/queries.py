"""Applications as both sides see them, and to whom they go (row K1)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, Company
from fairapp.clusters.queries import organisers_of
from fairapp.core.actor import Actor
from fairapp.offers.applications.enums import Action, Channel
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.applications.states import OPEN
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import Offer, OfferCompany
from fairapp.offers.queries import clusters_of

TAKES_FORM = frozenset({Channel.COMPANY, Channel.LETTER, Channel.ORGANISER})


class Recipient(NamedTuple):
    channel: Channel
    cluster: Cluster | None = None  # the organiser's

    @property
    def cluster_id(self) -> int | None:
        return self.cluster.id if self.cluster else None


def companies_of(session: Session, offer: Offer, *, at: datetime | None = None) -> frozenset[int]:
    """Return the companies that answer for an offer: its own, and those that accepted to share it (row O6).

    What was sent `at` a time is read by those only that shared it then: the person was told their names.
    """
    accepted = (OfferCompany.offer_id == offer.id, OfferCompany.status == PartnerStatus.ACCEPTED)
    in_time = col(OfferCompany.answered_at) <= at if at else and_(True)
    partners = session.exec(select(OfferCompany.company_id).where(*accepted, in_time))
    return frozenset(id for id in (offer.company_id, *partners) if id is not None)


def company_names(session: Session, offer: Offer) -> list[str]:
    """Return the names of the companies that read what is sent now, its own first."""
    theirs = select(Company.name).where(col(Company.id).in_(companies_of(session, offer)))
    return list(session.exec(theirs.order_by(col(Company.id) != offer.company_id, col(Company.name))))


def has_people(session: Session, company_ids: Collection[int]) -> bool:
    """Tell whether somebody reads what is sent to these companies."""
    people = (
        select(Affiliation.id)
        .join(Account, col(Account.id) == Affiliation.account_id)
        .join(Company, col(Company.id) == Affiliation.company_id)
        .where(col(Affiliation.company_id).in_(company_ids), col(Company.claimed_at).is_not(None))
        .where(Affiliation.status == AffiliationStatus.CONFIRMED, ~col(Account.is_disabled))
    )
    return bool(company_ids) and session.exec(people.limit(1)).first() is not None


def recipient_of(session: Session, offer: Offer) -> Recipient:
    """Return to whom applications go: the company's people, else its page, its address, else the organiser (row K1)."""
    if has_people(session, companies_of(session, offer)):
        return Recipient(Channel.COMPANY)
    if offer.apply_url:
        return Recipient(Channel.LINK)
    if offer.apply_email:
        return Recipient(Channel.LETTER)
    for cluster in clusters_of(session, offer.id):
        if organisers_of(session, cluster.id):
            return Recipient(Channel.ORGANISER, cluster)
    return Recipient(Channel.NOBODY)


def takes_form(session: Session, offer: Offer) -> bool:
    """Tell whether candidates apply here, rather than elsewhere."""
    return recipient_of(session, offer).channel in TAKES_FORM


def of_company(company_id: int) -> ColumnElement[bool]:
    """The condition on `Application`: it answers an offer of this company, or one that it shared by then.

    Its offers are few, and looked up first: on 20,000 applications an inbox takes 14 ms rather than 55.
    """
    accepted = (OfferCompany.company_id == company_id, OfferCompany.status == PartnerStatus.ACCEPTED)
    own = select(Offer.id).where(Offer.company_id == company_id)
    shared = select(OfferCompany.offer_id).where(*accepted)
    in_time = select(OfferCompany.id).where(
        *accepted, OfferCompany.offer_id == Application.offer_id,
        col(OfferCompany.answered_at) <= Application.created_at,
    )  # fmt: skip
    offer_id = col(Application.offer_id)
    return and_(offer_id.in_(own.union(shared)), or_(offer_id.in_(own), in_time.correlate(Application).exists()))


def of_person(account_id: int, email: str) -> ColumnElement[bool]:
    """The condition on `Application`: made by this account, or with its address by nobody who was signed in."""
    is_nobodys = col(Application.account_id).is_(None)
    return or_(col(Application.account_id) == account_id, and_(is_nobodys, col(Application.email) == email))


def applicants_of(company_id: int) -> SelectOfScalar[int]:
    """Select the accounts of who applied to this company: whom a consent of theirs may open to it (row K5).

    Anybody may type an address, so it proves nothing: `account_id` is of who was signed in with it.
    """
    return (
        select(Account.id)
        .join(Application, col(Application.account_id) == Account.id)
        .where(of_company(company_id), col(Application.forgotten_at).is_(None))
    )


def open_application(session: Session, offer_id: int, email: str) -> Application | None:
    mine = (Application.offer_id == offer_id, Application.email == email)
    return session.exec(select(Application).where(*mine, col(Application.status).in_(OPEN))).first()


def latest_application(session: Session, offer_id: int, email: str) -> Application | None:
    mine = (Application.offer_id == offer_id, Application.email == email)
    return session.exec(select(Application).where(*mine).order_by(col(Application.id).desc()).limit(1)).first()


def count_attempts(session: Session, offer_id: int, email: str) -> int:
    """Return how often this address answered this offer."""
    mine = (Application.offer_id == offer_id, Application.email == email)
    return session.exec(select(func.count()).select_from(Application).where(*mine)).one()


def link_of(session: Session, application_id: int) -> ActionLink | None:
    """Return the link that the candidate was mailed."""
    return links_of(session, [application_id]).get(application_id)


def links_of(session: Session, application_ids: Collection[int]) -> dict[int, ActionLink]:
    """Return the candidate's link to each; who is forgotten has none."""
    links = select(ActionLink).where(
        ActionLink.purpose == LinkPurpose.APPLICATION, col(ActionLink.subject_id).in_(application_ids)
    )
    return {link.subject_id: link for link in session.exec(links.order_by(col(ActionLink.id))) if link.subject_id}


class Told(NamedTuple):
    """One line of the history, with who it was while they are known."""

    step: ApplicationStep
    name: str | None


def steps_of(session: Session, application_id: int) -> list[Told]:
    """Return what happened to an application, in order."""
    query = (
        select(ApplicationStep, Account.name)
        .join(Account, col(Account.id) == ApplicationStep.account_id, isouter=True)
        .where(ApplicationStep.application_id == application_id)
        .order_by(col(ApplicationStep.id))
    )
    return [Told(*row) for row in session.exec(query)]


def latest_step_id(session: Session, application_id: int) -> int | None:
    """Return the last step that changed something; a reminder to the company does not."""
    steps = select(ApplicationStep.id).where(
        ApplicationStep.application_id == application_id, ApplicationStep.action != Action.NUDGE
    )
    return session.exec(steps.order_by(col(ApplicationStep.id).desc()).limit(1)).first()


def notes_of(session: Session, application_ids: Iterable[int]) -> Sequence[ApplicationNote]:
    query = select(ApplicationNote).where(col(ApplicationNote.application_id).in_(application_ids))
    return session.exec(query.order_by(col(ApplicationNote.id))).all()


class Line(NamedTuple):
    """One line of the candidate's list."""

    application: Application
    offer: Offer
    company: Company | None


def own_applications(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> list[Line]:
    """Return the person's applications: those that go on first, then by the last change."""
    query = (
        select(Application, Offer, Company)
        .join(Offer, col(Offer.id) == Application.offer_id)
        .join(Company, col(Company.id) == Offer.company_id, isouter=True)
        .where(of_person(actor.account_id, actor.email))
        .order_by(col(Application.status).not_in(OPEN), col(Application.status_at).desc(), col(Application.id).desc())
    )
    return [Line(*row) for row in session.exec(query.limit(limit).offset(offset))]


def count_own(session: Session, actor: Actor) -> int:
    mine = of_person(actor.account_id, actor.email)
    return session.exec(select(func.count()).select_from(Application).where(mine)).one()
