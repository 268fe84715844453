from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from fairapp.clusters.models import Cluster
from fairapp.offers.imports.formats import read_entries
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.imports.services import import_offers
from fairapp.offers.imports.sorting import Target
from fairapp.offers.models import Offer
from tests.factories import make_cluster


@pytest.fixture
def cluster(writing) -> Cluster:
    with writing() as session:
        return make_cluster(session, slug="pole")


@pytest.fixture
def take(engine, cluster) -> Callable[..., ImportReport]:
    """Import a file's bytes under the source « agence »."""

    def take(content: bytes, *, on: Cluster = cluster, source: str = "agence", **options: Any) -> ImportReport:
        return import_offers(engine, read_entries(content), Target(on.id, source), **options)

    return take


@pytest.fixture
def offers(reading) -> Callable[[], dict[str, Offer]]:
    """Return what is stored, by reference."""

    def offers() -> dict[str, Offer]:
        with reading() as session:
            return {offer.reference: offer for offer in session.exec(select(Offer)) if offer.reference}

    return offers
