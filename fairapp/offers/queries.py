"""What pages and other rooms ask of offers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, exists, func, or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.core.clock import today
from fairapp.offers.content import OfferContent
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.lifecycle import LIVE, OVER, WAITING
from fairapp.offers.models import (
    Offer,
    OfferChange,
    OfferCluster,
    OfferCompany,
    OfferDraft,
    OfferPlace,
    OfferReport,
    PlaceDraft,
)


def is_live() -> ColumnElement[bool]:
    """The condition on `Offer` that `lifecycle.is_public` tests on one row."""
    last_day = col(Offer.valid_through)
    return (col(Offer.status) == LIVE) & or_(last_day.is_(None), last_day >= today())


def is_reported() -> ColumnElement[bool]:
    """The condition on `Offer`: someone reported it, and nobody has settled that yet."""
    return exists().where(col(OfferReport.offer_id) == col(Offer.id), col(OfferReport.settled_at).is_(None))


def places_of(session: Session, offer_ids: Iterable[int]) -> dict[int, list[OfferPlace]]:
    """Return the places of each offer, in their order."""
    rows = session.exec(
        select(OfferPlace).where(col(OfferPlace.offer_id).in_(offer_ids)).order_by(col(OfferPlace.position))
    )
    places: dict[int, list[OfferPlace]] = defaultdict(list)
    for place in rows:
        places[place.offer_id].append(place)
    return places


def cluster_ids_of(session: Session, offer_id: int) -> list[int]:
    rows = (
        select(OfferCluster.cluster_id).where(OfferCluster.offer_id == offer_id).order_by(col(OfferCluster.cluster_id))
    )
    return list(session.exec(rows))


def clusters_of(session: Session, offer_id: int) -> Sequence[Cluster]:
    """Return the clusters on whose boards the offer is in its own right."""
    return session.exec(
        select(Cluster)
        .join(OfferCluster, col(OfferCluster.cluster_id) == Cluster.id)
        .where(OfferCluster.offer_id == offer_id)
        .order_by(Cluster.name)
    ).all()


def offer_ids_of_company(session: Session, company_id: int) -> list[int]:
    """Return the live offers that show this company, its own and those it shares."""
    own = select(Offer.id).where(Offer.company_id == company_id, is_live())
    shared = (
        select(Offer.id)
        .join(OfferCompany, col(OfferCompany.offer_id) == Offer.id)
        .where(OfferCompany.company_id == company_id, OfferCompany.status == PartnerStatus.ACCEPTED, is_live())
    )
    return sorted({*session.exec(own), *session.exec(shared)})


def went_off_suspended(session: Session, offer: Offer) -> bool:
    """Tell whether the offer was suspended when it ended: of its last steps, none put it back on line."""
    if offer.status not in OVER:
        return False
    told = (OfferStatus.PUBLISHED, OfferStatus.SUSPENDED)
    steps = select(OfferChange.status).where(OfferChange.offer_id == offer.id, col(OfferChange.status).in_(told))
    return session.exec(steps.order_by(col(OfferChange.id).desc()).limit(1)).first() is OfferStatus.SUSPENDED


def content_of(session: Session, offer: Offer) -> OfferContent:
    """Return what the offer says now."""
    draft = OfferDraft.model_construct(**offer.model_dump(include=set(OfferDraft.model_fields)))
    return OfferContent(draft, places_of(session, [offer.id]).get(offer.id, []), cluster_ids_of(session, offer.id))


class Partner(NamedTuple):
    """Another company on an offer, and what it answered."""

    row: OfferCompany
    company: Company


def partners_of(session: Session, offer_ids: Iterable[int], *, accepted_only: bool = True) -> dict[int, list[Partner]]:
    """Return the other companies on each offer; only `accepted_only` ones may be shown to visitors (row O6)."""
    query = (
        select(OfferCompany, Company)
        .join(Company, col(Company.id) == OfferCompany.company_id)
        .where(col(OfferCompany.offer_id).in_(offer_ids))
        .order_by(col(OfferCompany.id))
    )
    if accepted_only:
        query = query.where(OfferCompany.status == PartnerStatus.ACCEPTED)
    partners: dict[int, list[Partner]] = defaultdict(list)
    for row, company in session.exec(query):
        partners[row.offer_id].append(Partner(row, company))
    return partners


class Employer(NamedTuple):
    """A company as an offer's page shows it."""

    company: Company
    open_offers: int


class Sheet(NamedTuple):
    """All that `offers/_offer.html` shows. No employer: « Entreprise non communiquée »."""

    offer: Offer
    employers: Sequence[Employer]  # the author first, then those that accepted to share
    places: Sequence[PlaceDraft]
    clusters: Sequence[Cluster]


def sheet(session: Session, offer: Offer) -> Sheet:
    """Gather one offer with its companies, places and boards; four queries."""
    shared_with = [partner.company for partner in partners_of(session, [offer.id])[offer.id]]
    ids = [company.id for company in shared_with]
    rows = session.exec(
        select(Company, func.count(col(Offer.id)))
        .join(Offer, (col(Offer.company_id) == Company.id) & is_live(), isouter=True)
        .where(col(Company.id).in_([offer.company_id, *ids]))
        .group_by(col(Company.id))
    )
    by_id = {company.id: Employer(company, count) for company, count in rows}
    order = [id for id in (offer.company_id, *ids) if id in by_id]
    places = places_of(session, [offer.id]).get(offer.id, [])
    return Sheet(offer, [by_id[id] for id in order if id is not None], places, clusters_of(session, offer.id))


class Standing(NamedTuple):
    """Where a company stands in one cluster."""

    cluster: Cluster
    is_member: bool  # confirmed, and its membership not over
    is_trusted: bool  # publishes without review


def standings(session: Session, company_id: int, cluster_ids: Iterable[int]) -> list[Standing]:
    """Return the company's standing in each of these clusters; one query."""
    rows = session.exec(
        select(Cluster, Membership)
        .join(
            Membership,
            (col(Membership.cluster_id) == Cluster.id) & (col(Membership.company_id) == company_id) & in_term(),
            isouter=True,
        )
        .where(col(Cluster.id).in_(cluster_ids))
        .order_by(Cluster.name)
    )
    return [
        Standing(
            cluster, membership is not None, membership is not None and (membership.is_trusted or not cluster.moderates)
        )
        for cluster, membership in rows
    ]


def boards_of(session: Session, company_id: int) -> list[Standing]:
    """Return the clusters of which the company is a member today: where it may publish."""
    rows = session.exec(
        select(Cluster, Membership)
        .join(Membership, col(Membership.cluster_id) == Cluster.id)
        .where(Membership.company_id == company_id, in_term())
        .order_by(Cluster.name)
    )
    return [Standing(cluster, True, membership.is_trusted or not cluster.moderates) for cluster, membership in rows]


def similar_offers(session: Session, offers: Sequence[Offer]) -> dict[int, list[Offer]]:
    """Return, for each offer, the others that look like the same job and are not over (row O7)."""
    keys = {offer.duplicate_key for offer in offers} - {""}
    if not keys:
        return {}
    found: dict[str, list[Offer]] = defaultdict(list)
    for other in session.exec(
        select(Offer)
        .where(col(Offer.duplicate_key).in_(keys), col(Offer.status).not_in(OVER | {OfferStatus.ARCHIVED}))
        .where(~col(Offer.is_template))
        .order_by(col(Offer.id))
    ):
        found[other.duplicate_key].append(other)
    return {offer.id: [other for other in found[offer.duplicate_key] if other.id != offer.id] for offer in offers}


class Entry(NamedTuple):
    """One line of an offer's history."""

    change: OfferChange
    author: str  # name, or address; empty for the system


def history(session: Session, offer_id: int) -> list[Entry]:
    """Return what happened to an offer, the latest first."""
    rows = session.exec(
        select(OfferChange, Account)
        .join(Account, col(Account.id) == OfferChange.account_id, isouter=True)
        .where(OfferChange.offer_id == offer_id)
        .order_by(col(OfferChange.id).desc())
    )
    return [Entry(change, (account.name or account.email) if account else "") for change, account in rows]


def last_change(session: Session, offer_id: int, action: str) -> OfferChange | None:
    """Return the latest step of this kind, for its reason."""
    return session.exec(
        select(OfferChange)
        .where(OfferChange.offer_id == offer_id, OfferChange.action == action)
        .order_by(col(OfferChange.id).desc())
    ).first()


def find_by_form_key(session: Session, company_id: int, form_key: str) -> Offer | None:
    """Return the offer that this very form has already made."""
    return session.exec(select(Offer).where(Offer.company_id == company_id, Offer.form_key == form_key)).first()


def count_waiting(session: Session, cluster_ids: Iterable[int]) -> dict[int, int]:
    """Count, for each cluster, the offers that wait for review; one query."""
    return _count_on_boards(session, cluster_ids, col(Offer.status) == OfferStatus.SUBMITTED)


def count_reported(session: Session, cluster_ids: Iterable[int]) -> dict[int, int]:
    """Count, for each cluster, the offers with reports that nobody has settled; one query."""
    return _count_on_boards(session, cluster_ids, is_reported())


def _count_on_boards(session: Session, cluster_ids: Iterable[int], which: ColumnElement[bool]) -> dict[int, int]:
    rows = session.exec(
        select(OfferCluster.cluster_id, func.count())
        .join(Offer, col(Offer.id) == OfferCluster.offer_id)
        .where(col(OfferCluster.cluster_id).in_(cluster_ids), which)
        .group_by(col(OfferCluster.cluster_id))
    )
    return {cluster_id: int(count) for cluster_id, count in rows}


class Tally(NamedTuple):
    """How many offers a company has, by what it may do about them."""

    live: int
    drafts: int  # its own move, or under review
    over: int
    templates: int
    shares: int  # other companies' offers that it is asked to share


def count_of_company(session: Session, company_id: int) -> Tally:
    """Count a company's offers; two queries."""
    own, status = ~col(Offer.is_template), col(Offer.status)
    conditions = (
        own & (status == LIVE),
        own & status.in_({*WAITING, OfferStatus.SUBMITTED}),
        own & status.in_(OVER),
        col(Offer.is_template) & (status != OfferStatus.ARCHIVED),
    )
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    live, drafts, over, templates = session.execute(select(*sums).where(Offer.company_id == company_id)).one()
    asked = session.exec(
        select(func.count())
        .select_from(OfferCompany)
        .where(OfferCompany.company_id == company_id, OfferCompany.status == PartnerStatus.PENDING)
    ).one()
    return Tally(int(live), int(drafts), int(over), int(templates), int(asked))
