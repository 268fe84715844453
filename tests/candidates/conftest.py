"""A candidate, a member company, and a fair where both are."""

from dataclasses import dataclass

import pytest

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company
from fairapp.fairs.models import Fair
from tests.factories import make_account, make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_hall, make_registration, make_stand, make_stand_type


@dataclass(frozen=True)
class Scene:
    enora: Account
    cluster: Cluster
    company: Company
    recruiter: Account
    fair: Fair


@pytest.fixture
def scene(writing) -> Scene:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster, name="Chantiers Kermarec", slug="kermarec")
        fair = make_fair(session, cluster)
        make_booking(session, make_stand(session, make_hall(session, fair), make_stand_type(session, fair)), company)
        enora = make_account(session, email="enora@exemple.fr", name="Enora Le Goff")
        make_registration(session, fair, email=enora.email, account_id=enora.id)
        return Scene(enora, cluster, company, make_member(session, company), fair)


@pytest.fixture
def enora(sign_in, scene):
    return sign_in(scene.enora)


@pytest.fixture
def recruiter(sign_in, scene):
    return sign_in(scene.recruiter)
