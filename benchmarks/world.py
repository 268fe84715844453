"""Data directories of the product to measure on: the corpus as 100,000 offers, or the demo."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from benchmarks import corpus
from benchmarks.figures import Run
from benchmarks.servers import ROOT, environment
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.core.clock import now, today
from fairapp.core.db import make_engine, open_session
from fairapp.core.paths import MIGRATIONS
from fairapp.core.settings import Settings
from fairapp.core.setup import prepare
from fairapp.offers.documents import OFFERS
from fairapp.offers.enums import ContractKind, OfferStatus
from fairapp.offers.models import Offer, OfferCluster, OfferPlace
from fairapp.search import IndexUnusable, SearchIndex

MANY, FEWER = 100_000, 10_000  # offers of a full run, and of a quick one
CHUNK = 2000
FIRST_CLUSTER = 1  # the corpus counts clusters from 0
KINDS = {
    "CDI": ContractKind.PERMANENT,
    "CDD": ContractKind.FIXED_TERM,
    "Intérim": ContractKind.TEMPORARY,
    "Alternance": ContractKind.APPRENTICESHIP,
    "Stage": ContractKind.INTERNSHIP,
    "Apprentissage": ContractKind.APPRENTICESHIP,
    "Saisonnier": ContractKind.SEASONAL,
    "Groupement d'employeurs": ContractKind.PERMANENT,
    "VIE": ContractKind.OTHER,
}

Row = dict[str, Any]


def corpus_world(run: Run) -> Path:
    """Return a data directory with the corpus in its database and its index; made once a day."""
    count = FEWER if run.quick else MANY
    made = run.folder / f"corpus-{count}-{_age()}"
    if not (made / "ready").exists():
        engine = open_engine(made)
        _load(engine, count)
        engine.dispose()
        (made / "ready").touch()
    _make_index_usable(made)
    return made


def demo_world(run: Run) -> Path:
    """Return a data directory with the demo that `make run` shows; made once a day."""
    made = run.folder / f"demo-{_age()}"
    if not (made / "ready").exists():
        fairapp(made, "demo", "load")
        (made / "ready").touch()
    _make_index_usable(made)
    return made


def _age() -> str:
    """Name the day and the newest migration: offers end, and tables change."""
    return f"{today():%Y%m%d}-{max(path.name for path in MIGRATIONS.glob('versions/*.py')).partition('_')[0]}"


def open_engine(data_dir: Path) -> Engine:
    settings = Settings(data_dir=data_dir, database_url="")
    engine = make_engine(settings.database_url)
    prepare(settings, engine)
    return engine


def open_index(data_dir: Path, engine: Engine) -> SearchIndex:
    return SearchIndex(Settings(data_dir=data_dir, database_url="").search_dir, OFFERS, engine)


def fairapp(data_dir: Path, *arguments: str) -> str:
    """Run a command of the product and return what it said."""
    command = [sys.executable, "-m", "fairapp", *arguments]
    settings = environment(FAIRAPP_DATA_DIR=data_dir)
    return subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True).stdout


def _make_index_usable(data_dir: Path) -> None:
    """Build the index unless there is one made by this very code."""
    engine = open_engine(data_dir)
    index = open_index(data_dir, engine)
    try:
        index.version()
    except IndexUnusable:
        index.rebuild()
    engine.dispose()


def _load(engine: Engine, count: int) -> None:
    offers = corpus.offers(count)
    companies: dict[str, int] = {}
    with open_session(engine) as session:
        _insert(session, Cluster, [_cluster(number) for number in range(corpus.CLUSTERS)])
        session.commit()
    while chunk := list(islice(offers, CHUNK)):
        fresh = dict.fromkeys(offer.company for offer in chunk if offer.company not in companies)
        companies |= {name: len(companies) + number for number, name in enumerate(fresh, 1)}
        with open_session(engine) as session:
            _insert(session, Company, [_company(companies[name], name) for name in fresh])
            _insert(session, Membership, [_membership(companies[name]) for name in fresh])
            _insert(session, Offer, [_offer(offer, companies[offer.company]) for offer in chunk])
            _insert(session, OfferPlace, [_place(offer) for offer in chunk])
            _insert(session, OfferCluster, [row for offer in chunk for row in _boards(offer)])
            session.commit()


def _insert(session: Session, model: type[SQLModel], rows: Iterable[Row]) -> None:
    if rows := list(rows):
        session.execute(insert(model), rows)


def _cluster(number: int) -> Row:
    return {"id": FIRST_CLUSTER + number, "name": f"Pôle {number}", "slug": f"pole-{number}"}


def _company(id: int, name: str) -> Row:
    return {"id": id, "name": name, "slug": f"entreprise-{id}"}


def _membership(company_id: int) -> Row:
    cluster_id = FIRST_CLUSTER + company_id % corpus.CLUSTERS
    return {"company_id": company_id, "cluster_id": cluster_id, "status": MembershipStatus.CONFIRMED}


def _offer(offer: corpus.Offer, company_id: int) -> Row:
    published_at = offer.posted_at + (now() - corpus.NOW)
    return {
        "id": offer.id, "title": offer.title, "description": offer.description, "contract": KINDS[offer.contract],
        "skills": offer.skills, "company_id": company_id, "status": OfferStatus.PUBLISHED,
        "is_shared": offer.contract == "Groupement d'employeurs", "annual_min_cents": offer.salary * 100,
        "published_at": published_at, "updated_at": published_at, "created_at": published_at,
        "valid_through": today() + timedelta(days=30),
    }  # fmt: skip


def _place(offer: corpus.Offer) -> Row:
    label = f"{offer.city} ({offer.department})"
    return {"offer_id": offer.id, "label": label, "department": offer.department, "lat": offer.lat, "lon": offer.lon}


def _boards(offer: corpus.Offer) -> list[Row]:
    return [{"offer_id": offer.id, "cluster_id": FIRST_CLUSTER + number} for number in offer.clusters]
