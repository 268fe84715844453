"""Filling an empty database with the made-up region; the same seed gives the same rows, dated from today."""

import random
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.accounts.services import add_persona, create_account
from fairapp.clusters.boards.services import create_cluster
from fairapp.clusters.companies.services import create_company
from fairapp.clusters.enums import MembershipStatus, RuleField, RuleOperator
from fairapp.clusters.models import Cluster, Company, Membership, PoolingCondition, PoolingRule, School
from fairapp.clusters.people.services import affiliate
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.errors import CommandError
from fairapp.demo.fairs import load_fairs
from fairapp.demo.hire import load_hire
from fairapp.demo.offers import Recruiter, load_offers
from fairapp.demo.outreach import load_outreach
from fairapp.demo.reports import load_reports
from fairapp.demo.world import CLUSTERS, GROUPS, PERSONAS, DemoCluster, DemoCompany, Persona
from fairapp.reference import places, schools

CHUNK = 2000  # offers a transaction
UNCLAIMED_EVERY = 5  # so many companies, one has no people yet
TRUSTED_RATE = 0.3

Progress = Callable[[int, int], None]


def load_demo(engine: Engine, *, offers: int = 480, seed: int = 1, progress: Progress | None = None) -> None:
    """Fill the database.

    :raise CommandError: if it already holds a cluster.
    """
    rnd = random.Random(seed)  # noqa: S311 - invented data
    with open_session(engine) as session:
        if session.exec(select(Cluster.id)).first() is not None:
            raise CommandError("La base contient déjà des clusters : la démonstration se charge dans une base vide.")
        recruiters = [recruiter for world in CLUSTERS for recruiter in _load_cluster(session, world, rnd)]
        groups = _load_groups(session, recruiters)
        for position, persona in enumerate(PERSONAS):
            _load_persona(session, persona, position)
        _load_pooling(session)
        session.commit()
    for start in range(0, offers, CHUNK):
        with open_session(engine) as session:
            numbers = range(start + 1, min(start + CHUNK, offers) + 1)
            load_offers(session, recruiters, groups, numbers, rnd=rnd)
            session.commit()
        if progress:
            progress(numbers[-1], offers)
    with open_session(engine) as session:
        load_reports(session, rnd)
        load_fairs(session, rnd)
        load_outreach(session, rnd)
        load_hire(session, rnd)
        session.commit()


def _load_cluster(session: Session, world: DemoCluster, rnd: random.Random) -> Iterator[Recruiter]:
    cluster = create_cluster(session, name=world.name, slug=world.slug)
    cluster.tagline, cluster.description = world.tagline, world.description
    cluster.colour, cluster.accent = world.colour, world.accent
    cluster.contact_email = f"contact@{world.slug}.example"
    for number, one in enumerate(world.companies):
        is_claimed = number % UNCLAIMED_EVERY != UNCLAIMED_EVERY - 1
        company = _load_company(session, one, founded=rnd.randint(1948, 2019), is_claimed=is_claimed)
        _join(session, cluster.id, company, is_trusted=rnd.random() < TRUSTED_RATE)
        yield Recruiter(company, cluster.id, world, one)


def _load_company(session: Session, one: DemoCompany, *, founded: int, is_claimed: bool) -> Company:
    company, town = create_company(session, name=one.name), places().commune(one.insee)
    company.description = (
        f"{one.what[0].upper()}{one.what[1:]} à {town.name if town else ''}, depuis {founded}. "
        "Une équipe d’ici, qui forme et qui transmet."
    )
    company.sector, company.headcount = one.what.partition(" ")[2], one.headcount
    company.claimed_at = now() if is_claimed else None
    if town is not None:
        company.insee, company.commune, company.department = town.insee, town.name, town.department
        company.lat, company.lon = town.lat, town.lon
    return company


def _join(session: Session, cluster_id: int, company: Company, *, is_trusted: bool = False) -> None:
    status = MembershipStatus.CONFIRMED
    session.add(Membership(cluster_id=cluster_id, company_id=company.id, status=status, is_trusted=is_trusted))
    session.flush()


def _load_groups(session: Session, recruiters: Sequence[Recruiter]) -> list[Company]:
    """Make the employers' groups that sign shared jobs; they are members of every cluster."""
    groups = []
    for name in GROUPS:
        group = create_company(session, name=name)
        group.claimed_at, group.sector = now(), "groupement d’employeurs"
        group.description = "Le groupement signe le contrat ; ses entreprises se partagent la semaine ou les saisons."
        for cluster_id in sorted({recruiter.cluster_id for recruiter in recruiters}):
            _join(session, cluster_id, group, is_trusted=True)
        groups.append(group)
    return groups


def _load_persona(session: Session, persona: Persona, position: int) -> None:
    account = create_account(session, email=persona.email, name=persona.name, is_admin=persona.role == "admin")
    if organisation := _organisation(session, persona):
        affiliate(session, organisation, account_id=account.id)
    add_persona(session, account, persona.label, position=position)


def _organisation(session: Session, persona: Persona) -> Cluster | Company | School | None:
    match persona.role:
        case "organiser":
            return cluster_by_slug(session, persona.where)
        case "company":
            return company_by_slug(session, persona.where)
        case "school":
            town = places().commune(persona.where)
            found = schools().in_department(town.department if town else "")
            uai = next(one.uai for one in found if one.kind == "collège" and one.insee == persona.where)
            return make_school_from_directory(session, uai)
        case _:
            return None


def _load_pooling(session: Session) -> None:
    """Each cluster shows the apprenticeships of the next one; the first also all its shared jobs."""
    ids = [cluster.id for world in CLUSTERS if (cluster := cluster_by_slug(session, world.slug))]
    wanted = [(ids[n], ids[(n + 1) % len(ids)], RuleField.CONTRACT, "apprenticeship") for n in range(len(ids))]
    for cluster_id, partner_id, field, value in [*wanted, (ids[0], ids[1], RuleField.SHARED, "yes")]:
        rule = PoolingRule(cluster_id=cluster_id, partner_id=partner_id)
        session.add(rule)
        session.flush()
        session.add(PoolingCondition(rule_id=rule.id, field=field, operator=RuleOperator.IS, value=value))
