"""The offers of the demonstration, written in bulk: a hundred thousand of them take a minute or two."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Company
from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.demo.trades import trades
from fairapp.demo.world import COMMON_TRADES, PERSONAS, DemoCluster, DemoCompany
from fairapp.demo.writing import Draft, Employer, write_offer
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.lifecycle import DEFAULT_DAYS, OVER
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferCompany, OfferPlace
from fairapp.offers.salary import ParsedSalary, yearly_range
from fairapp.reference import places
from fairapp.reference.places import Commune

S = OfferStatus
PLAIN = 1000  # offers drawn from two hundred titles; beyond, whole directories, for benchmarks
DAYS_BACK = 55
OWN_TRADE_RATE, OWN_TOWN_RATE, SHARED_RATE, SECOND_PLACE_RATE, ACCEPTED_RATE = 0.75, 0.75, 0.09, 0.06, 0.85
STATUSES = {
    S.PUBLISHED: 875,
    S.SUBMITTED: 35,
    S.RETURNED: 12,
    S.REFUSED: 8,
    S.DRAFT: 25,
    S.FILLED: 20,
    S.EXPIRED: 20,
    S.CLOSED: 5,
}
STEPS: Mapping[OfferStatus, tuple[tuple[str, OfferStatus], ...]] = {
    S.DRAFT: (("create", S.DRAFT),),
    S.SUBMITTED: (("create", S.DRAFT), ("submit", S.SUBMITTED)),
    S.RETURNED: (("create", S.DRAFT), ("submit", S.SUBMITTED), ("return", S.RETURNED)),
    S.REFUSED: (("create", S.DRAFT), ("submit", S.SUBMITTED), ("refuse", S.REFUSED)),
    S.PUBLISHED: (("create", S.DRAFT), ("publish", S.PUBLISHED)),
    S.FILLED: (("create", S.DRAFT), ("publish", S.PUBLISHED), ("fill", S.FILLED)),
    S.EXPIRED: (("create", S.DRAFT), ("publish", S.PUBLISHED), ("expire", S.EXPIRED)),
    S.CLOSED: (("create", S.DRAFT), ("publish", S.PUBLISHED), ("close", S.CLOSED)),
}
REASONS = {
    "return": "Pouvez-vous préciser les horaires et la fourchette de salaire ? L’offre paraîtra dès que ce sera fait.",
    "refuse": "Cette mission relève d’un prestataire, pas d’une offre d’emploi.",
}
FLAWED_TEXT = "\n\nÉquipe jeune et dynamique. Appelez-nous au 02 98 00 00 00."


@dataclass(frozen=True)
class Recruiter:
    """A demo company with its cluster."""

    company: Company
    cluster_id: int
    world: DemoCluster
    about: DemoCompany

    @property
    def weight(self) -> float:
        """How often it recruits; the personas' companies always have something to show."""
        is_played = any(persona.where == self.company.slug for persona in PERSONAS)
        return 8.0 if is_played else 1 + self.about.headcount / 60


class Moment(NamedTuple):
    """Where an offer stands, and since when."""

    status: OfferStatus
    published_at: datetime


@dataclass
class Rows:
    """What one chunk inserts, table by table."""

    offers: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    clusters: list[dict[str, Any]] = field(default_factory=list)
    partners: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def insert(self, session: Session) -> None:
        tables: Mapping[type[SQLModel], list[dict[str, Any]]] = {
            Offer: self.offers, OfferPlace: self.places, OfferCluster: self.clusters, OfferCompany: self.partners,
            OfferChange: self.changes,
            SearchChange: [{"kind": "offer", "row_id": offer["id"]} for offer in self.offers],
        }  # fmt: skip
        for table, rows in tables.items():
            if rows:
                session.execute(insert(table), rows)


def load_offers(
    session: Session, recruiters: Sequence[Recruiter], groups: Sequence[Company], ids: range, *, rnd: random.Random
) -> None:
    """Insert the offers of these numbers."""
    rows = Rows()
    desk = _Desk(rows, recruiters, groups, rnd)
    for id in ids:
        desk.write(id)
    rows.insert(session)
    if session.get_bind().dialect.name == "postgresql":  # ids were given by us: the sequence has to follow
        follow = "SELECT setval(pg_get_serial_sequence('offer', 'id'), (SELECT max(id) FROM offer))"
        session.connection().exec_driver_sql(follow)


class _Desk:
    """Writes offers one after the other."""

    def __init__(
        self, rows: Rows, recruiters: Sequence[Recruiter], groups: Sequence[Company], rnd: random.Random
    ) -> None:
        self._rows, self._recruiters, self._groups, self._rnd = rows, recruiters, groups, rnd
        self._weights = [recruiter.weight for recruiter in recruiters]
        self._submitted = 0
        self._last: dict[int, tuple[str, Commune]] = {}  # each company's last title and place

    def write(self, id: int) -> None:
        rnd = self._rnd
        recruiter = rnd.choices(self._recruiters, self._weights)[0]
        own, town = recruiter.about, self._town(recruiter)
        trade = trades()[rnd.choice(own.trades if rnd.random() < OWN_TRADE_RATE else COMMON_TRADES)]
        employer = Employer(own.name, own.what, own.headcount, town.name)
        draft = write_offer(rnd, trade, employer, varied=id > PLAIN)
        moment = self._moment()
        if moment.status is S.SUBMITTED:
            draft, town = self._flawed(draft, town, recruiter.company.id)
        self._last[recruiter.company.id] = draft.title, town
        author, partners = self._parties(recruiter)
        if partners:
            names = " et ".join(sorted({recruiter.company.name, *(one.name for one in partners)}))
            draft = draft._replace(
                description=f"{draft.description}\n\nUn contrat, plusieurs entreprises voisines : {names}."
            )
        self._rows.offers.append(_offer_row(id, draft, author, moment) | {"is_shared": bool(partners)})
        self._rows.offers[-1]["duplicate_key"] = duplicate_key(author.id, town.insee, draft.title)
        self._place(id, town, recruiter)
        self._rows.clusters.append({"offer_id": id, "cluster_id": recruiter.cluster_id})
        self._rows.partners += [self._partner_row(id, partner) for partner in partners]
        self._rows.changes += _change_rows(id, moment)

    def _town(self, recruiter: Recruiter) -> Commune:
        is_own = self._rnd.random() < OWN_TOWN_RATE
        town = places().commune(recruiter.about.insee if is_own else self._rnd.choice(recruiter.world.communes))
        assert town is not None  # noqa: S101 - the world's communes exist, its test says so
        return town

    def _moment(self) -> Moment:
        status = self._rnd.choices(list(STATUSES), list(STATUSES.values()))[0]
        minutes = int(self._rnd.random() ** 1.5 * DAYS_BACK * 1440) + 5
        return Moment(status, now() - timedelta(minutes=minutes))

    def _flawed(self, draft: Draft, town: Commune, company_id: int) -> tuple[Draft, Commune]:
        """Give what waits for review something to find: a title in capitals, words of age and a number, no pay, a duplicate."""
        self._submitted += 1
        match self._submitted % 5:
            case 1:
                return draft._replace(title=draft.title.removesuffix(" F/H").upper()), town
            case 2:
                return draft._replace(description=draft.description + FLAWED_TEXT), town
            case 3:
                bare = draft._replace(salary_min_cents=None, salary_max_cents=None, salary_unit=None)
                return bare._replace(salary_motive="Selon profil"), town
            case 4 if company_id in self._last:
                title, place = self._last[company_id]
                return draft._replace(title=title), place
            case _:
                return draft, town

    def _parties(self, recruiter: Recruiter) -> tuple[Company, list[Company]]:
        """Return who signs, and who shares the job: neighbours, for an employers' group or among themselves."""
        rnd = self._rnd
        if rnd.random() >= SHARED_RATE:
            return recruiter.company, []
        neighbours = [
            other.company
            for other in self._recruiters
            if other.cluster_id == recruiter.cluster_id and other is not recruiter
        ]
        if rnd.random() < 0.5:
            return rnd.choice(self._groups), [recruiter.company, rnd.choice(neighbours)]
        return recruiter.company, rnd.sample(neighbours, rnd.choice((1, 1, 2)))

    def _partner_row(self, offer_id: int, partner: Company) -> dict[str, Any]:
        is_accepted = self._rnd.random() < ACCEPTED_RATE
        status = PartnerStatus.ACCEPTED if is_accepted else PartnerStatus.PENDING
        return {
            "offer_id": offer_id, "company_id": partner.id, "status": status,
            "answered_at": now() if is_accepted else None,
        }  # fmt: skip

    def _place(self, offer_id: int, town: Commune, recruiter: Recruiter) -> None:
        towns = [town]
        if self._rnd.random() < SECOND_PLACE_RATE and (other := self._town(recruiter)) != town:
            towns.append(other)
        self._rows.places += [
            {
                "offer_id": offer_id, "position": number, "label": one.label, "insee": one.insee,
                "department": one.department, "lat": one.lat, "lon": one.lon,
            }
            for number, one in enumerate(towns)
        ]  # fmt: skip


def _offer_row(id: int, draft: Draft, author: Company, moment: Moment) -> dict[str, Any]:
    status, published_at = moment
    salary = ParsedSalary(draft.salary_min_cents, draft.salary_max_cents, draft.salary_unit)
    low, high = yearly_range(salary, weekly_hours=draft.hours_per_week)
    is_over, was_published = status in OVER, status in OVER | {S.PUBLISHED}
    last_day = today() - timedelta(days=3) if is_over else (published_at + timedelta(days=DEFAULT_DAYS)).date()
    return {
        **draft._asdict(), "id": id, "company_id": author.id, "status": status, "annual_min_cents": low,
        "annual_max_cents": high, "published_at": published_at if was_published else None,
        "valid_through": last_day if was_published else None, "created_at": published_at, "updated_at": published_at,
        "submitted_at": published_at if status is S.SUBMITTED else None,
        "closed_at": now() - timedelta(days=3) if is_over else None,
        "apply_email": f"emploi@{author.slug}.example",
    }  # fmt: skip


def _change_rows(id: int, moment: Moment) -> Iterator[dict[str, Any]]:
    for number, (action, status) in enumerate(STEPS[moment.status]):
        at = min(moment.published_at + timedelta(hours=number), now())
        yield {"offer_id": id, "action": action, "status": status, "at": at, "reason": REASONS.get(action, "")}
