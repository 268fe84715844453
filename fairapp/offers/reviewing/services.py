"""What only an organiser may decide about an offer: whose it is, when its source does not say."""

from sqlmodel import Field, Session, SQLModel

from fairapp.clusters.companies.services import find_or_create_company
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.offers import services
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.lifecycle import Acting
from fairapp.offers.models import Offer
from fairapp.offers.queries import places_of


class EmployerName(SQLModel):
    """The company that an organiser names."""

    company: str = Field(min_length=2, max_length=120)


def name_employer(session: Session, offer: Offer, name: str, *, cluster_id: int, by: Acting) -> None:
    """Give an imported offer its company (row O8); importing the offer again keeps it.

    :raise Conflict: if it has one meanwhile.
    """
    services.lock(session, offer)
    if offer.company_id is not None:
        raise Conflict(N_("Cette offre a déjà une entreprise."))
    company = find_or_create_company(session, cluster_id=cluster_id, name=name)
    offer.company_id = company.id
    places = places_of(session, [offer.id])[offer.id]
    where = (places[0].insee or places[0].label) if places else None
    offer.duplicate_key = duplicate_key(company.id, where, offer.title)
    services.log_change(session, offer, "name_company", by=by, reason=company.name)
