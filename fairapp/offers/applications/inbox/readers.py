"""Who is written to about an application: the company's people, the offer's address, or the organisers (row K1)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import organisers_of, people_of_company
from fairapp.offers.applications.enums import Side
from fairapp.offers.applications.queries import Channel, companies_of, recipient_of
from fairapp.offers.models import Offer


class Reader(NamedTuple):
    """One address, and for whom it answers; without account its inbox is the mail itself."""

    email: str
    side: Side
    account: Account | None = None
    inbox: str = ""  # path of the page with all that waits
    signature: str = ""  # under an answer

    @property
    def locale(self) -> str:
        return self.account.locale if self.account else "fr"


def readers_of(session: Session, offer: Offer) -> Sequence[Reader]:
    """Return them, each address once."""
    recipient = recipient_of(session, offer)
    company = session.get(Company, offer.company_id) if offer.company_id else None
    match recipient.channel:
        case Channel.COMPANY:
            return _of_companies(session, companies_of(session, offer))
        case Channel.LETTER:
            return [Reader(offer.apply_email.lower(), Side.COMPANY, signature=company.name if company else "")]
        case Channel.ORGANISER if recipient.cluster:
            return _of_cluster(session, recipient.cluster)
        case _:
            return []


def reader_of(session: Session, offer: Offer, email: str) -> Reader | None:
    """Return who reads at this address; None: they answer for the offer no more."""
    return next((one for one in readers_of(session, offer) if one.email == email), None)


def _of_companies(session: Session, company_ids: Iterable[int]) -> list[Reader]:
    readers: dict[str, Reader] = {}
    for company in (session.get_one(Company, id) for id in sorted(company_ids)):
        for person in people_of_company(session, company.id):
            inbox = f"/entreprise/{company.slug}/candidatures"
            readers.setdefault(person.email, Reader(person.email, Side.COMPANY, person, inbox, company.name))
    return list(readers.values())


def _of_cluster(session: Session, cluster: Cluster) -> list[Reader]:
    inbox = f"/pilotage/{cluster.slug}/candidatures"
    return [
        Reader(person.email, Side.ORGANISER, person, inbox, cluster.name)
        for person in organisers_of(session, cluster.id)
    ]
