"""A visit that took place."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link, link_token
from fairapp.core.settings import Settings
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest, Slot
from fairapp.outreach.requests.services.attesting import issue_attestations
from tests.outreach.factories import make_booked
from tests.outreach.requests.making import Scene, stage

TEACHER, SPEAKER = "soizic.bourhis@ac-rennes.fr", "nolwenn@exemple.fr"


class Site(NamedTuple):
    scene: Scene
    school: FlaskClient
    company: FlaskClient

    @property
    def school_url(self) -> str:
        return f"/ecole/{self.scene.school.slug}/demandes"

    @property
    def company_url(self) -> str:
        return f"/entreprise/{self.scene.company.slug}/demandes"


@pytest.fixture
def site(writing, sign_in) -> Site:
    with writing() as session:
        scene = stage(session, groups_max=5, pupils_max=200)
    return Site(scene, sign_in(scene.teacher.account_id), sign_in(scene.host.account_id))


@pytest.fixture
def visit(writing, site) -> Callable[..., int]:
    """Make a request of the school with its place in the slot; give its number."""

    def make(status: RequestStatus = RequestStatus.DONE, **over: object) -> int:
        with writing() as session:
            request = make_booked(
                session, site.scene.school, session.get_one(Slot, site.scene.slot.id), status=status, **over
            )
            if status is RequestStatus.CLOSED:
                issue_attestations(session, request)
            return request.id

    return make


@pytest.fixture
def link(writing, settings: Settings) -> Callable[..., str]:
    """Make the link of a letter to one reader; give its address."""

    def issue(session: Session, id: int, email: str) -> str:
        row = issue_link(session, LinkPurpose.VISIT_EVALUATION, email=email, subject_id=id)
        return f"/bilan/{link_token(settings, row)}"

    def make(id: int, email: str = TEACHER) -> str:
        with writing() as session:
            session.get_one(OutreachRequest, id)
            return issue(session, id, email)

    return make
