"""Filling an empty database with the made-up region; the same seed gives the same rows, dated from today."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel, select

from fairapp.accounts.services import add_persona, create_account
from fairapp.clusters.boards.services import create_cluster
from fairapp.clusters.companies.services import create_company
from fairapp.clusters.enums import MembershipStatus, RuleField, RuleOperator
from fairapp.clusters.models import Cluster, Company, Membership, PoolingCondition, PoolingRule
from fairapp.clusters.people.services import affiliate
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.core.db import open_session
from fairapp.core.errors import CommandError
from fairapp.demo.world import CLUSTERS, COMMON, GROUPS, PERSONAS, DemoCluster
from fairapp.demo.writing import Draft, Employer, write_offer
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.enums import OfferStatus, PartnerStatus, ReportReason
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferCompany, OfferPlace, OfferReport
from fairapp.offers.salary import ParsedSalary, yearly_range
from fairapp.reference import places, schools

COMPANIES = 16  # of each cluster
CHUNK = 2000  # offers a transaction
DAYS_BACK = 55
SHARED_RATE = 0.08
# Of a hundred offers: how many stand elsewhere than on line.
OTHER_STATUSES = (
    (OfferStatus.SUBMITTED, 3), (OfferStatus.RETURNED, 1), (OfferStatus.DRAFT, 2), (OfferStatus.FILLED, 2), (OfferStatus.EXPIRED, 2)
)  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Placed:
    """A demo company with its cluster and town."""

    company: Company
    cluster_id: int
    world: DemoCluster
    insee: str
    trade: str


def load_demo(engine: Engine, *, offers: int = 420, seed: int = 1, progress: Progress | None = None) -> None:
    """Fill the database.

    :raise CommandError: if it already holds a cluster.
    """
    rnd = random.Random(seed)  # noqa: S311 - invented data
    with open_session(engine) as session:
        if session.exec(select(Cluster.id)).first() is not None:
            raise CommandError("La base contient déjà des clusters : la démonstration se charge dans une base vide.")
        placed = [company for world in CLUSTERS for company in _load_cluster(session, world, rnd)]
        _load_groups(session, placed)
        _load_people(session)
        _load_pooling(session)
        session.commit()
    for start in range(0, offers, CHUNK):
        with open_session(engine) as session:
            _load_offers(session, placed, rnd, first=start + 1, count=min(CHUNK, offers - start))
            session.commit()
        if progress:
            progress(min(start + CHUNK, offers), offers)
    with open_session(engine) as session:
        _load_reports(session, rnd)
        session.commit()


def _load_cluster(session: Session, world: DemoCluster, rnd: random.Random) -> Iterator[Placed]:
    cluster = create_cluster(session, name=world.name, slug=world.slug)
    cluster.tagline, cluster.description = world.tagline, world.description
    cluster.colour, cluster.accent = world.colour, world.accent
    cluster.contact_email = f"contact@{world.slug}.example"
    names = [f"{first} {last}" for first in world.first_words for last in world.last_words]
    # The first names of each list go together, so that the personas' companies exist with every seed.
    for number, name in enumerate([names[0], *rnd.sample(names[1:], COMPANIES - 1)]):
        yield _load_company(session, cluster, world, name, rnd, is_claimed=number % 5 != 4)


def _load_company(
    session: Session, cluster: Cluster, world: DemoCluster, name: str, rnd: random.Random, *, is_claimed: bool
) -> Placed:
    company = create_company(session, name=name)
    trade = rnd.choice(world.trades)
    town = places().commune(rnd.choice(world.communes))
    company.description = f"{name} : {trade}, depuis {rnd.randint(1948, 2019)}. Une équipe d’ici, qui forme et qui transmet."
    company.sector, company.headcount = trade, rnd.choice((6, 12, 18, 28, 45, 64, 112, 180))
    company.claimed_at = now() if is_claimed else None
    if town is not None:
        company.insee, company.commune, company.department = town.insee, town.label, town.department
        company.lat, company.lon = town.lat, town.lon
    membership = Membership(
        cluster_id=cluster.id, company_id=company.id, status=MembershipStatus.CONFIRMED, is_trusted=rnd.random() < 0.3
    )
    session.add(membership)
    session.flush()
    return Placed(company, cluster.id, world, company.insee or "", trade)


def _load_groups(session: Session, placed: list[Placed]) -> None:
    """The employers' groups that sign shared jobs; members of every cluster."""
    for name in GROUPS:
        group = create_company(session, name=name)
        group.claimed_at, group.sector = now(), "groupement d’employeurs"
        group.description = "Le groupement signe le contrat, ses entreprises se partagent la semaine ou les saisons."
        for cluster_id in sorted({one.cluster_id for one in placed}):
            session.add(Membership(cluster_id=cluster_id, company_id=group.id, status=MembershipStatus.CONFIRMED))
    session.flush()


def _load_people(session: Session) -> None:
    for position, (email, name, label, role, where) in enumerate(PERSONAS):
        account = create_account(session, email=email, name=name, is_admin=role == "admin")
        organisation: Cluster | Company | SQLModel | None = None
        match role:
            case "organiser":
                organisation = cluster_by_slug(session, where)
            case "company":
                organisation = company_by_slug(session, where)
            case "school":
                uai = next(school.uai for school in schools().in_department(where) if school.kind == "collège")
                organisation = make_school_from_directory(session, uai)
        if organisation is not None:
            affiliate(session, organisation, account_id=account.id)  # type: ignore[arg-type]
        add_persona(session, account, label, position=position)


def _load_pooling(session: Session) -> None:
    """Each cluster shows apprenticeships of the next one; the first also all its shared jobs."""
    clusters = [cluster_by_slug(session, world.slug) for world in CLUSTERS]
    ids = [cluster.id for cluster in clusters if cluster]
    wanted = [(ids[n], ids[(n + 1) % len(ids)], RuleField.CONTRACT, "apprenticeship") for n in range(len(ids))]
    for cluster_id, partner_id, field, value in [*wanted, (ids[0], ids[1], RuleField.SHARED, "yes")]:
        rule = PoolingRule(cluster_id=cluster_id, partner_id=partner_id)
        session.add(rule)
        session.flush()
        session.add(PoolingCondition(rule_id=rule.id, field=field, operator=RuleOperator.IS, value=value))


@dataclass
class Rows:
    """What one chunk of offers inserts, table by table: a hundred thousand offers load in a minute or two."""

    offers: list[dict[str, object]]
    places: list[dict[str, object]]
    clusters: list[dict[str, object]]
    partners: list[dict[str, object]]
    changes: list[dict[str, object]]
    to_index: list[dict[str, object]]


def _load_offers(session: Session, placed: list[Placed], rnd: random.Random, *, first: int, count: int) -> None:
    rows = Rows([], [], [], [], [], [])
    for id in range(first, first + count):
        one = rnd.choice(placed)
        codes = one.world.occupations if rnd.random() < 0.75 else COMMON
        employer = Employer(one.company.name, one.trade, one.company.headcount or 10)
        _add_offer(rows, id, one, write_offer(rnd, codes, employer), rnd)
        if rnd.random() < SHARED_RATE:
            _share(rows, id, one, placed, rnd)
    tables: tuple[tuple[type[SQLModel], list[dict[str, object]]], ...] = (
        (Offer, rows.offers), (OfferPlace, rows.places), (OfferCluster, rows.clusters),
        (OfferCompany, rows.partners), (OfferChange, rows.changes), (SearchChange, rows.to_index),
    )  # fmt: skip
    for table, values in tables:
        if values:
            session.execute(insert(table), values)
    if session.get_bind().dialect.name == "postgresql":  # ids were given by us: the sequence has to follow
        session.connection().exec_driver_sql("SELECT setval(pg_get_serial_sequence('offer', 'id'), (SELECT max(id) FROM offer))")


def _add_offer(rows: Rows, id: int, one: Placed, draft: Draft, rnd: random.Random) -> None:
    status = rnd.choices(
        [OfferStatus.PUBLISHED, *(status for status, _ in OTHER_STATUSES)],
        [100 - sum(weight for _, weight in OTHER_STATUSES), *(weight for _, weight in OTHER_STATUSES)],
    )[0]
    published_at = now() - timedelta(minutes=int(rnd.random() ** 1.5 * DAYS_BACK * 1440) + 5)
    was_published = status not in (OfferStatus.SUBMITTED, OfferStatus.RETURNED, OfferStatus.DRAFT)
    low, high = yearly_range(
        ParsedSalary(draft.salary_min_cents, draft.salary_max_cents, draft.salary_unit), weekly_hours=draft.hours_per_week
    )
    over = status in (OfferStatus.FILLED, OfferStatus.EXPIRED)
    last_day = today() - timedelta(days=3) if over else (published_at + timedelta(days=60)).date()
    rows.offers.append(
        {
            **draft._asdict(), "id": id, "company_id": one.company.id, "status": status, "annual_min_cents": low,
            "annual_max_cents": high, "published_at": published_at if was_published else None, "valid_through": last_day,
            "created_at": published_at, "updated_at": published_at, "is_shared": False, "salary_text": "",
            "submitted_at": published_at if status == OfferStatus.SUBMITTED else None,
            "closed_at": now() - timedelta(days=3) if over else None, "apply_email": f"emploi@{one.company.slug}.example",
            "duplicate_key": duplicate_key(one.company.id, one.insee, draft.title),
        }
    )  # fmt: skip
    town = places().commune(one.insee if rnd.random() < 0.7 else rnd.choice(one.world.communes))
    if town is not None:
        rows.places.append(
            {"offer_id": id, "position": 0, "label": town.label, "insee": town.insee, "department": town.department,
             "lat": town.lat, "lon": town.lon}
        )  # fmt: skip
    rows.clusters.append({"offer_id": id, "cluster_id": one.cluster_id})
    rows.changes.append({"offer_id": id, "action": "create", "status": status, "at": published_at})
    rows.to_index.append({"kind": "offer", "row_id": id})


def _share(rows: Rows, id: int, one: Placed, placed: list[Placed], rnd: random.Random) -> None:
    """Let one or two neighbours share the job; most have accepted."""
    rows.offers[-1]["is_shared"] = True
    neighbours = [other for other in placed if other.cluster_id == one.cluster_id and other is not one]
    for other in rnd.sample(neighbours, rnd.choice((1, 2))):
        status = PartnerStatus.ACCEPTED if rnd.random() < 0.85 else PartnerStatus.PENDING
        rows.partners.append({"offer_id": id, "company_id": other.company.id, "status": status})


def _load_reports(session: Session, rnd: random.Random) -> None:
    """Two visitors found something to say."""
    live = session.exec(select(Offer.id).where(Offer.status == OfferStatus.PUBLISHED).limit(40)).all()
    for number, offer_id in enumerate(rnd.sample(list(live), min(2, len(live)))):
        reason = (ReportReason.FILLED, ReportReason.MISTAKE)[number]
        session.add(OfferReport(offer_id=offer_id, reporter=f"{number:064x}", reason=reason))
