"""Who is written to about an application: the company's people, the offer's address, or the organisers (row K1)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import organisers_of, people_of_company
from fairapp.offers.applications.enums import Channel, Side
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import companies_of, has_people
from fairapp.offers.models import Offer


class Reader(NamedTuple):
    """One address, and for whom it answers; without account its inbox is the mail itself."""

    email: str
    side: Side
    account: Account | None = None
    inbox: str = ""  # path of the page with all that waits
    signature: str = ""  # under an answer
    company_id: int | None = None  # for whom they read
    cluster_id: int | None = None

    @property
    def account_id(self) -> int | None:
        return self.account.id if self.account else None

    @property
    def locale(self) -> str:
        return self.account.locale if self.account else "fr"


class Share(NamedTuple):
    """What one reader answers of several applications."""

    reader: Reader
    applications: list[Application]


def readers_of(session: Session, application: Application) -> Sequence[Reader]:
    """Return who reads it, each address once: those whom the form named when it was sent, and nobody since."""
    if application.channel is Channel.ORGANISER:
        cluster = session.get(Cluster, application.cluster_id) if application.cluster_id else None
        return _of_cluster(session, cluster) if cluster else []
    offer = session.get_one(Offer, application.offer_id)
    companies = companies_of(session, offer, at=application.created_at)
    if application.channel is Channel.LETTER and not has_people(session, companies):
        return _at_address(session, offer) if offer.apply_email else []
    return _of_companies(session, companies)


def reader_of(session: Session, application: Application, email: str) -> Reader | None:
    """Return who reads it at this address; None: they answer for it no more."""
    return next((one for one in readers_of(session, application) if one.email == email), None)


def shares_of(session: Session, applications: Iterable[Application]) -> Iterable[Share]:
    """Return each reader once, with those of the applications that they read."""
    shares: dict[str, Share] = {}
    for application in applications:
        for reader in readers_of(session, application):
            shares.setdefault(reader.email, Share(reader, [])).applications.append(application)
    return shares.values()


def _of_companies(session: Session, company_ids: Iterable[int]) -> list[Reader]:
    readers: dict[str, Reader] = {}
    for company in (session.get_one(Company, id) for id in sorted(company_ids)):
        if company.claimed_at is None:
            continue
        for person in people_of_company(session, company.id):
            inbox = f"/entreprise/{company.slug}/candidatures"
            reader = Reader(person.email, Side.COMPANY, person, inbox, company.name, company_id=company.id)
            readers.setdefault(person.email, reader)
    return list(readers.values())


def _at_address(session: Session, offer: Offer) -> list[Reader]:
    company = session.get(Company, offer.company_id) if offer.company_id else None
    signature = company.name if company else ""
    return [Reader(offer.apply_email.lower(), Side.COMPANY, signature=signature, company_id=offer.company_id)]


def _of_cluster(session: Session, cluster: Cluster) -> list[Reader]:
    inbox = f"/pilotage/{cluster.slug}/candidatures"
    return [
        Reader(person.email, Side.ORGANISER, person, inbox, cluster.name, cluster_id=cluster.id)
        for person in organisers_of(session, cluster.id)
    ]
