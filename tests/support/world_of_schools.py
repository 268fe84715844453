"""The schools of both sides, each in a department of its own cluster, for tests that ask every route."""

from typing import Any

from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link, link_token
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Invitation
from fairapp.core.settings import Settings
from fairapp.outreach.schools.models import SchoolJoin
from tests.factories import affiliate
from tests.support.side import Side

LISTED = {"07": "0070006U", "75": "0750107J"}  # one school of the directory in each department


def make_school_values(session: Session, settings: Settings, side: Side, department: str) -> dict[tuple[str, ...], Any]:
    """Make the teacher the school's head, let the candidate wait; return what fills the variables of the room."""
    side.company.department = side.school.department = department
    session.add_all([side.company, side.school])
    teacher = session.exec(select(Affiliation).where(Affiliation.account_id == side.teacher.id)).one()
    teacher.is_head = True
    asking = affiliate(session, side.candidate, side.school, status=AffiliationStatus.PENDING)
    invitation = Invitation(email=f"invite-{side.school.slug}@exemple.fr", school_id=side.school.id)
    join = SchoolJoin(email=f"{side.school.slug}@ac-rennes.fr", contact_name="Lou", school_name="Lycée", insee="07019")
    session.add_all([teacher, invitation, join])
    session.flush()
    link = issue_link(session, LinkPurpose.SCHOOL_JOIN, email=join.email, subject_id=join.id)
    return {
        ("ecole", "equipe", "id"): teacher.id,
        ("ecole", "invitations", "id"): invitation.id,
        ("pilotage", "ecoles", "id"): side.school.id,
        ("pilotage", "equipe", "person"): teacher.id,
        ("pilotage", "annuaire", "uai"): LISTED[department],
        ("rattachements", "id"): asking.id,
        ("rattachement", "id"): asking.id,
        ("rejoindre", "token"): link_token(settings, link),
    }
