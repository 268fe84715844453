"""Which company an imported offer belongs to (row O8): by SIRET, else by folded name in the cluster, else a new one."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.companies.queries import find_company
from fairapp.clusters.companies.services import find_or_create_company
from fairapp.clusters.siret import siren_of
from fairapp.core.clock import now
from fairapp.core.text import fold
from fairapp.offers.models import OfferChange

NAMED = "name_company"  # the step in which an organiser says whose offer it is


class Employer(NamedTuple):
    """What a source says of the company."""

    name: str
    siret: str | None


class Employers:
    """The companies of one run. A dry run gives those that it would create numbers below zero."""

    def __init__(self, cluster_id: int, *, dry_run: bool) -> None:
        self._cluster_id = cluster_id
        self._dry_run = dry_run
        self._started_at = now()
        self._imagined: list[Employer] = []
        self._created: set[int] = set()

    @property
    def created_count(self) -> int:
        return len(self._imagined) + len(self._created)

    def find(self, session: Session, wanted: Collection[Employer]) -> dict[Employer, int | None]:
        """Return the company of each; asked in the order of names, so that two imports cannot wait for each other."""
        return {employer: self._find(session, employer) for employer in sorted(wanted, key=_order)}

    def _find(self, session: Session, employer: Employer) -> int | None:
        name, siret = employer
        if not name or self._dry_run:
            known = find_company(session, cluster_id=self._cluster_id, name=name, siret=siret)
            if known or not name:
                return known.id if known else None
            return self._imagine(employer)
        company = find_or_create_company(session, cluster_id=self._cluster_id, name=name, siret=siret)
        if company.created_at >= self._started_at and company.claimed_at is None:
            self._created.add(company.id)
        return company.id

    def _imagine(self, employer: Employer) -> int:
        for number, other in enumerate(self._imagined):
            if _is_same(employer, other):
                return -1 - number
        self._imagined.append(employer)
        return -len(self._imagined)


def _order(employer: Employer) -> tuple[str, str]:
    return fold(employer.name), employer.siret or ""


def _is_same(one: Employer, other: Employer) -> bool:
    """The rule of `find_company`, for companies that are not in the database."""
    if one.siret and one.siret == other.siret:
        return True
    if fold(one.name) != fold(other.name):
        return False
    return not one.siret or not other.siret or siren_of(one.siret) == siren_of(other.siret)


def named_by_people(session: Session, offer_ids: Collection[int]) -> set[int]:
    """Return the offers whose company was chosen by a person: importing again does not undo that."""
    steps = select(OfferChange.offer_id).where(col(OfferChange.offer_id).in_(offer_ids), OfferChange.action == NAMED)
    return set(session.exec(steps))
