"""A company in a cluster with one of its people, who is signed in."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
import time_machine
from flask.testing import FlaskClient

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.outreach.charter import VERSION
from fairapp.outreach.models import Intervention, Speaker
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.outreach.factories import make_intervention, make_speaker

TODAY = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_this_day():
    """School holidays are those of a known year."""
    with time_machine.travel(TODAY, tick=True):
        yield


class Site(NamedTuple):
    cluster_id: int
    company: Company
    actor: Actor
    speaker: Speaker  # has accepted the charter
    visit: Intervention  # on line, without dates
    client: FlaskClient
    url: str = "/entreprise/biscuiterie"

    @property
    def visit_url(self) -> str:
        return f"{self.url}/visites/{self.visit.id}"


@pytest.fixture
def site(writing, sign_in) -> Site:
    with writing() as session:
        cluster = make_cluster(session, slug="quai")
        company = make_company(session, cluster, name="Biscuiterie", slug="biscuiterie", department="56")
        member = make_member(session, company, email="soizic@biscuiterie.fr")
        speaker = make_speaker(session, company, charter_version=VERSION, charter_at=now())
        visit = make_intervention(session, company, cluster, speaker_id=speaker.id)
        actor = actor_of(member, companies=(company,))
        made = Site(cluster.id, company, actor, speaker, visit, client=member)  # type: ignore[arg-type]
        member_id = member.id
    return made._replace(client=sign_in(member_id))


@pytest.fixture
def typed() -> dict[str, Any]:
    """Return what a form of a visit sends."""
    return {
        "title": "Du blé noir au biscuit",
        "body": "La ligne de production, du blé noir au biscuit.",
        "format": "visit",
        "setting": "on_site",
        "grades": ["4e", "3e"],
        "topics_text": "Agroalimentaire, Maintenance, agroalimentaire",
        "duration_min": "120",
        "pupils_max": "24",
        "area_km": "30",
    }


@pytest.fixture
def own(site, session) -> Site:
    """Return the same rows, of the test's own session."""
    speaker, visit = session.get_one(Speaker, site.speaker.id), session.get_one(Intervention, site.visit.id)
    return site._replace(speaker=speaker, visit=visit, company=session.get_one(Company, site.company.id))
