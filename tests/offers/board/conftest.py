"""A small board whose every offer has a reason to be there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster
from fairapp.core.clock import now
from fairapp.offers.enums import ContractKind, Remote, WorkingTime
from fairapp.offers.models import Offer
from tests.factories import PARIS, PRIVAS, make_cluster, make_company, make_offer

PAY = {
    "salary_unit": "year",
    "salary_min_cents": 30_000_00,
    "annual_min_cents": 30_000_00,
    "annual_max_cents": 32_000_00,
}


@pytest.fixture
def cluster(writing: Callable[[], AbstractContextManager[Session]]) -> Cluster:
    with writing() as session:
        return make_cluster(session, name="Mécavallée", slug="mecavallee")


@pytest.fixture
def offers(
    writing: Callable[[], AbstractContextManager[Session]], cluster: Cluster, run_pending: Callable[[], int]
) -> dict[str, Offer]:
    """Five offers, indexed; their keys name them in the tests."""
    with writing() as session:
        forge = make_company(session, cluster, name="Forge du Pont")
        soins = make_company(session, cluster, name="Soins à domicile")
        made = {
            "soudeur": make_offer(session, forge, cluster, title="Soudeur / Soudeuse TIG F/H", rome_code="H2913", **PAY),
            "aide": make_offer(
                session, soins, cluster, title="Aide-soignant / Aide-soignante F/H", places=(PRIVAS,), rome_code="J1501",
                contract=ContractKind.FIXED_TERM, published_at=now() - timedelta(days=3),
                working_time=WorkingTime.PART_TIME,
            ),
            "dev": make_offer(
                session, forge, cluster, title="Développeur / Développeuse web F/H", places=(PARIS,), rome_code="M1805",
                remote=Remote.PARTIAL, published_at=now() - timedelta(days=9), salary_unit="year",
                salary_min_cents=45_000_00, annual_min_cents=45_000_00, annual_max_cents=50_000_00,
            ),
            "alternance": make_offer(
                session, forge, cluster, title="Apprenti soudeur / Apprentie soudeuse F/H", rome_code="H2913",
                contract=ContractKind.APPRENTICESHIP, published_at=now() - timedelta(days=1), is_shared=True,
            ),
            "nowhere": make_offer(session, soins, cluster, title="Soudeur itinérant F/H", places=(), rome_code="H2913"),
        }  # fmt: skip
    run_pending()
    return made


@pytest.fixture
def titles(client: FlaskClient) -> Callable[[str], list[str]]:
    """Return the titles that an address of the search shows, in order."""
    from tests.support.htmx import soup

    def read(url: str) -> list[str]:
        response = client.get(url)
        assert response.status_code == 200, response.text
        return [" ".join(link.text.split()) for link in soup(response).select("#liste .offer__link")]

    return read
