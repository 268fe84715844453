"""A class, a company with its professional, and a slot: what the tests of requests are about."""

from typing import Any, NamedTuple

from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.actor import Actor
from fairapp.outreach.enums import Grade, Side
from fairapp.outreach.models import Intervention, OutreachRequest, RequestDraft, Slot, Speaker
from fairapp.outreach.requests.services import Click, start_draft
from tests.factories import actor_of, make_cluster, make_company, make_member, make_school
from tests.outreach.factories import make_intervention, make_slot, make_speaker


class Scene(NamedTuple):
    cluster: Cluster
    company: Company
    school: School
    speaker: Speaker
    visit: Intervention
    slot: Slot
    teacher: Actor
    host: Actor
    organiser: Actor

    def click(self, side: Side, request: OutreachRequest, reason: str = "") -> Click:
        """Click on a page that was loaded just now."""
        by = {Side.SCHOOL: self.teacher, Side.COMPANY: self.host, Side.ORGANISER: self.organiser}.get(side)
        return Click(side, by, request.version, reason)


def stage(session: Session, **slot: Any) -> Scene:
    """Put a school, a company with a professional, and a slot of one class into a new cluster."""
    cluster = make_cluster(session)
    company = make_company(session, cluster, department="07")
    school = make_school(session)
    speaker = make_speaker(session, company)
    visit = make_intervention(session, company, cluster, speaker_id=speaker.id)
    return Scene(
        cluster, company, school, speaker, visit, make_slot(session, visit, **slot),
        actor_of(make_member(session, school), schools=(school,)),
        actor_of(make_member(session, company), companies=(company,)),
        actor_of(make_member(session, cluster), clusters=(cluster,)),
    )  # fmt: skip


def class_draft(**over: Any) -> RequestDraft:
    values: dict[str, Any] = {
        "contact_name": "Soizic Bourhis", "contact_email": "soizic.bourhis@ac-grenoble.fr", "grade": Grade.THIRD,
        "class_name": "3e B", "pupils": 24, "adults": 2, "wishes": "Découvrir les métiers de l’atelier.",
    }  # fmt: skip
    return RequestDraft(**(values | over))


def draft_for(session: Session, scene: Scene, **over: Any) -> OutreachRequest:
    return start_draft(session, scene.school, class_draft(**over), to=scene.visit, by=scene.teacher)
