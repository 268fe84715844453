"""Rows with sensible defaults; a test names only what it is about. Each function flushes and returns its row."""

import itertools
from datetime import timedelta
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from fairapp.accounts.models import Account
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Affiliation, Cluster, Company, Membership, School
from fairapp.core.actor import Actor
from fairapp.core.changes import note_change
from fairapp.core.clock import now, today
from fairapp.core.text import fold, slugify
from fairapp.offers.enums import ContractKind, OfferStatus
from fairapp.offers.models import Offer, OfferCluster, OfferPlace

Row = TypeVar("Row", bound=SQLModel)
_numbers = itertools.count(1)
AUBENAS = {"label": "Aubenas (07)", "insee": "07019", "department": "07", "lat": 44.6202, "lon": 4.3890}
PRIVAS = {"label": "Privas (07)", "insee": "07186", "department": "07", "lat": 44.7350, "lon": 4.5990}
PARIS = {"label": "Paris (75)", "insee": "75056", "department": "75", "lat": 48.8566, "lon": 2.3522}


def _save(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def make_account(session: Session, **over: Any) -> Account:
    number = next(_numbers)
    values = {"email": f"personne{number}@exemple.fr", "name": f"Personne {number}"}
    return _save(session, Account(**(values | over)))


def make_cluster(session: Session, **over: Any) -> Cluster:
    number = next(_numbers)
    name = over.pop("name", f"Pôle {number}")
    return _save(session, Cluster(name=name, slug=over.pop("slug", slugify(f"{name} {number}")), **over))


def make_company(session: Session, *clusters: Cluster, trusted: bool = False, **over: Any) -> Company:
    """Make a claimed company, confirmed member of `clusters`."""
    number = next(_numbers)
    name = over.pop("name", f"Entreprise {number}")
    values = {"slug": slugify(f"{name} {number}"), "folded_name": fold(name), "claimed_at": now()}
    company = _save(session, Company(name=name, **(values | over)))
    for cluster in clusters:
        make_membership(session, cluster, company, is_trusted=trusted)
    return company


def make_membership(session: Session, cluster: Cluster, company: Company, **over: Any) -> Membership:
    values = {"cluster_id": cluster.id, "company_id": company.id, "status": MembershipStatus.CONFIRMED}
    return _save(session, Membership(**(values | over)))


def make_school(session: Session, **over: Any) -> School:
    number = next(_numbers)
    values = {"name": f"Collège {number}", "slug": f"college-{number}", "commune": "Aubenas", "department": "07"}
    return _save(session, School(**(values | over)))


def affiliate(session: Session, account: Account, organisation: Cluster | Company | School, **over: Any) -> Affiliation:
    """Let `account` act for `organisation`: as organiser of a cluster, or one of a company's or school's people."""
    kind = type(organisation).__name__.lower()
    return _save(session, Affiliation(account_id=account.id, **{f"{kind}_id": organisation.id}, **over))


def make_member(session: Session, organisation: Cluster | Company | School, **over: Any) -> Account:
    """Make an account that acts for `organisation`."""
    account = make_account(session, **over)
    affiliate(session, account, organisation)
    return account


def make_offer(
    session: Session,
    company: Company | None = None,
    *clusters: Cluster,
    places: tuple[dict[str, Any], ...] = (AUBENAS,),
    **over: Any,
) -> Offer:
    """Make a published offer on the boards of `clusters`; the search indexes are told of it."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"Soudeur ou soudeuse {number}",
        "description": "Assemblage de pièces en atelier, équipe de jour.",
        "contract": ContractKind.PERMANENT,
        "status": OfferStatus.PUBLISHED,
        "company_id": company.id if company else None,
        "valid_through": today() + timedelta(days=30),
    }
    values |= over
    if values["status"] == OfferStatus.PUBLISHED:
        values.setdefault("published_at", now())
    offer = _save(session, Offer(**values))
    for position, place in enumerate(places):
        session.add(OfferPlace(offer_id=offer.id, position=position, **place))
    for cluster in clusters:
        session.add(OfferCluster(offer_id=offer.id, cluster_id=cluster.id))
    note_change(session, "offer", offer.id)
    session.flush()
    return offer


def actor_of(
    account: Account,
    *,
    clusters: tuple[Cluster, ...] = (),
    companies: tuple[Company, ...] = (),
    schools: tuple[School, ...] = (),
) -> Actor:
    """Return what policies see of `account`, without asking the database."""
    return Actor(
        account_id=account.id,
        email=account.email,
        name=account.name,
        is_admin=account.is_admin,
        cluster_ids=frozenset(cluster.id for cluster in clusters),
        company_ids=frozenset(company.id for company in companies),
        school_ids=frozenset(school.id for school in schools),
    )
