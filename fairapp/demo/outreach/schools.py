"""Twelve schools of the directory with a few of their people; all people are invented."""

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session, select

from fairapp.accounts.models import Account
from fairapp.accounts.services import create_account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, School
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.clock import now
from fairapp.core.text import slugify
from fairapp.demo.outreach.stage import Stage, Team
from fairapp.demo.world import PERSONAS

DOMAIN = "ac-rennes.example"  # no address of the demonstration can be anyone's


class DemoSchool(NamedTuple):
    """`uai` None: the school of the teacher that one can be, who is its head."""

    key: str
    uai: str | None
    teachers: tuple[str, ...]
    has_head: bool = False  # the first of them
    waiting: str = ""  # who asked to join and has no answer yet
    is_priority: bool = False


SCHOOLS = (
    DemoSchool("brest", None, ("Paul Abgrall",), has_head=True, waiting="Nora Benali"),
    DemoSchool("morlaix", "0290051Y", ("Claire Quéméneur", "Idris Traoré"), has_head=True),
    DemoSchool("douarnenez", "0291591X", ("Anne-Laure Pennec",), waiting="Gildas Rivoal"),
    DemoSchool("concarneau", "0290030A", ("Hervé Salaün", "Mona Diallo", "Lise Kermoal")),
    DemoSchool("pontivy", "0561332U", ("Delphine Riou", "Bastien Le Floc’h"), has_head=True),
    DemoSchool("blavet", "0560039N", ("Maud Cadiou",)),
    DemoSchool("carhaix", "0291102R", ("Yvon Jézéquel",), is_priority=True),
    DemoSchool("lannion", "0220082V", ("Sarah Guillou", "Olivier Mével", "Thi Lan Nguyễn"), has_head=True),
    DemoSchool("guingamp", "0220019B", ("Fabrice Moreau",)),
    DemoSchool("treguier", "0220073K", ("Annick Prigent",), is_priority=True),
    DemoSchool("saint-malo", "0350044H", ("Camille Lefèvre", "Rachid Haddad"), has_head=True),
    DemoSchool("maritime", "0351914R", ("Élodie Martin",)),
)


def load_schools(stage: Stage) -> None:
    for demo in SCHOOLS:
        school = _school(stage.session, demo)
        school.is_priority = demo.is_priority
        team = Team(school, _known_people(stage.session, school))
        team.teachers.extend(_teacher(stage.session, school, name) for name in demo.teachers)
        if demo.has_head:
            _affiliation(stage.session, school, team.teachers[0]).is_head = True
        if demo.waiting:
            asking = _affiliation(stage.session, school, _teacher(stage.session, school, demo.waiting))
            asking.status, asking.created_at = AffiliationStatus.PENDING, now() - timedelta(days=2)
        stage.teams[demo.key] = team
    stage.session.flush()


def _school(session: Session, demo: DemoSchool) -> School:
    if demo.uai is not None:
        return make_school_from_directory(session, demo.uai)
    persona = next(one.email for one in PERSONAS if one.role == "school")
    theirs = select(School).join(Affiliation).join(Account).where(Account.email == persona)
    return session.exec(theirs).one()


def _known_people(session: Session, school: School) -> list[Account]:
    return list(session.exec(select(Account).join(Affiliation).where(Affiliation.school_id == school.id)))


def _teacher(session: Session, school: School, name: str) -> Account:
    first, _, last = name.partition(" ")
    account = create_account(session, email=f"{slugify(first)}.{slugify(last)}@{DOMAIN}", name=name)
    session.add(Affiliation(account_id=account.id, school_id=school.id, created_at=now() - timedelta(days=60)))
    session.flush()
    return account


def _affiliation(session: Session, school: School, account: Account) -> Affiliation:
    theirs = select(Affiliation).where(Affiliation.school_id == school.id, Affiliation.account_id == account.id)
    return session.exec(theirs).one()
