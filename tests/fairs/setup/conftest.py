"""A cluster with an organiser, and a fair of theirs."""

from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.models import Stand, StandType
from tests.factories import make_cluster, make_member
from tests.fairs.factories import make_fair, make_hall, make_stand, make_stand_type


class Site(NamedTuple):
    cluster_id: int
    fair: Fair
    hall: Hall
    kind: StandType
    stand: Stand
    organiser: FlaskClient

    @property
    def url(self) -> str:
        return f"/pilotage/quai/salons/{self.fair.slug}"


@pytest.fixture
def site(writing, sign_in) -> Site:
    with writing() as session:
        cluster = make_cluster(session, slug="quai")
        organiser = make_member(session, cluster)
        fair = make_fair(session, cluster, name="Grand Quai", slug="grand-quai")
        hall, kind = make_hall(session, fair, name="Halle Nord"), make_stand_type(session, fair, name="Standard")
        stand = make_stand(session, hall, kind, code="A1")
        made = Site(cluster.id, fair, hall, kind, stand, organiser)  # type: ignore[arg-type]
    return made._replace(organiser=sign_in(organiser))
