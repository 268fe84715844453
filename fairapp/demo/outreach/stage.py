"""What every part of the demonstration's school outreach needs at hand."""

import random
from dataclasses import dataclass, field

from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.actor import Actor
from fairapp.outreach.models import Intervention, Slot, Speaker


def actor_of(account: Account, *, company: Company | None = None) -> Actor:
    """Return who a service is told that acts, and for which company."""
    return Actor(account.id, account.email, account.name, company_ids=frozenset({company.id} if company else ()))


@dataclass(frozen=True)
class Team:
    """A school with those of its people who write requests."""

    school: School
    teachers: list[Account] = field(default_factory=list)


@dataclass(frozen=True)
class Offered:
    """Something that is offered to classes, and its open dates in order."""

    visit: Intervention
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    session: Session
    rnd: random.Random
    clusters: dict[str, Cluster] = field(default_factory=dict)  # by slug
    companies: dict[str, Company] = field(default_factory=dict)  # by name
    hosts: dict[int, Actor] = field(default_factory=dict)  # who acts for a company, by its id
    speakers: dict[tuple[int, str], Speaker] = field(default_factory=dict)  # by company and first name
    offered: dict[str, Offered] = field(default_factory=dict)  # by key
    teams: dict[str, Team] = field(default_factory=dict)  # by key
