"""A small catalogue whose every visit has a reason to be there; the day is a Sunday of November 2026."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster, School
from fairapp.core.clock import PARIS
from fairapp.outreach.enums import Format, Grade, Setting
from fairapp.outreach.models import Intervention
from tests.factories import AUBENAS, PRIVAS, make_cluster, make_company, make_school
from tests.outreach.factories import make_intervention, make_slot, make_speaker
from tests.support.htmx import soup

LYON = {"insee": "69123", "commune": "Lyon", "department": "69", "lat": 45.7578, "lon": 4.832}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def cluster(writing: Callable[[], AbstractContextManager[Session]]) -> Cluster:
    with writing() as session:
        return make_cluster(session, name="Mécavallée", slug="mecavallee")


@pytest.fixture
def school(writing: Callable[[], AbstractContextManager[Session]]) -> School:
    with writing() as session:
        return make_school(session, name="Collège de Jastres", lat=44.617, lon=4.3966, insee="07019")


def at(month: int, day: int, hour: int = 9) -> datetime:
    """An hour of 2027, Paris time."""
    return datetime(2027, month, day, hour, tzinfo=PARIS)


@pytest.fixture
def visits(
    writing: Callable[[], AbstractContextManager[Session]], cluster: Cluster, run_pending: Callable[[], int]
) -> dict[str, Intervention]:
    """Five visits, indexed; their keys name them in the tests."""
    aubenas, privas = ({**place, "commune": name} for place, name in ((AUBENAS, "Aubenas"), (PRIVAS, "Privas")))
    for place in (aubenas, privas):
        del place["label"]
    with writing() as session:
        forge = make_company(session, cluster, name="Forge du Pont", **aubenas)
        biscuits = make_company(session, cluster, name="Biscuiterie des Boutières", **privas)
        robots = make_company(session, cluster, name="Robotique du Rhône", **LYON)
        made = {
            "forge": make_intervention(
                session, forge, cluster, title="Le feu et le fer", topics=["Métallurgie"], is_accessible=True,
                speaker_id=make_speaker(session, forge, job_title="Maréchal-ferrant", topics=[]).id,
            ),
            "biscuits": make_intervention(
                session, biscuits, cluster, title="Du blé noir au biscuit", topics=["Agroalimentaire", "qualité"],
                grades=[Grade.SIXTH, Grade.FIFTH],
            ),
            "class": make_intervention(
                session, forge, cluster, title="Une soudeuse raconte", format=Format.TALK, setting=Setting.IN_CLASS,
                topics=["Métallurgie"], area_km=15, grades=[Grade.THIRD],
            ),
            "robots": make_intervention(
                session, robots, cluster, title="Programmer un robot", format=Format.WORKSHOP, topics=["Robotique"],
                grades=[Grade.SECOND, Grade.FIRST, Grade.FINAL],
            ),
            "remote": make_intervention(
                session, robots, cluster, title="Les métiers du numérique en ligne", format=Format.TALK,
                setting=Setting.REMOTE, topics=["Robotique"],
            ),
        }  # fmt: skip
        make_slot(session, made["forge"], starts_at=at(1, 12))
        make_slot(session, made["forge"], starts_at=at(1, 14), groups_taken=1, pupils_taken=24)
        make_slot(session, made["forge"], starts_at=at(3, 9))
        make_slot(session, made["biscuits"], starts_at=at(2, 2))
        make_slot(session, made["robots"], starts_at=at(1, 13), groups_taken=1, pupils_taken=24)
    run_pending()
    return made


@pytest.fixture
def found(client: FlaskClient, visits: dict[str, Intervention]) -> Callable[[str], list[str]]:
    """Return the keys of what an address shows, in its order."""
    names = {visit.title: name for name, visit in visits.items()}

    def ask(url: str) -> list[str]:
        return [names[title.text.strip()] for title in soup(client.get(url)).select("#results .visit__title")]

    return ask
