"""A fair with one hall, one type of stand and companies, for tests of stands."""

from typing import Any, NamedTuple

from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company
from fairapp.core.actor import Actor
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.drafts import BookingDraft
from fairapp.fairs.stands.models import Stand, StandType
from fairapp.fairs.stands.pricing import price_for, seal
from fairapp.fairs.stands.queries import options_of
from fairapp.fairs.stands.services import Signature, is_member
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import make_fair, make_hall, make_stand, make_stand_type

CONTACT: dict[str, Any] = {
    "contact_name": "Anne Le Goff", "contact_email": "anne@exemple.fr", "billing_name": "Chantiers Kermarec",
    "billing_address": "1 quai du Port\n29200 Brest", "accepts_terms": True,
}  # fmt: skip


class Place(NamedTuple):
    cluster: Cluster
    fair: Fair
    hall: Hall
    kind: StandType
    stands: list[Stand]


def lay(session: Session, *, stands: int = 2, **over: Any) -> Place:
    """Make a fair whose stands are booked now."""
    cluster = make_cluster(session)
    fair = make_fair(session, cluster, **over)
    hall, kind = make_hall(session, fair), make_stand_type(session, fair)
    return Place(cluster, fair, hall, kind, [make_stand(session, hall, kind) for _ in range(stands)])


def join(session: Session, place: Place, **over: Any) -> tuple[Company, Actor]:
    """Make a member company and somebody who acts for it."""
    company = make_company(session, place.cluster, **over)
    return company, acting_for(session, company)


def acting_for(session: Session, company: Company) -> Actor:
    return actor_of(make_member(session, company), companies=(company,))


def signed(by: Actor) -> Signature:
    return Signature(by, "192.0.2.7")


def draft(session: Session, fair: Fair, kind: StandType, company: Company, **over: Any) -> BookingDraft:
    """Fill in the form as it is shown now."""
    price = price_for(kind, is_member=is_member(session, fair, company.id))
    return BookingDraft(**CONTACT, **({"seal": seal(fair, price, options_of(session, fair.id))} | over))
