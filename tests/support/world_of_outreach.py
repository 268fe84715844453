"""What one side of the world offers to classes: one of everything that an address can name."""

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link, link_token
from fairapp.core.settings import Settings
from fairapp.outreach.enums import AttestationKind, RequestStatus
from tests.outreach.factories import make_intervention, make_request, make_slot, make_speaker
from tests.support.side import Side


def make_outreach_values(session: Session, settings: Settings, side: Side) -> dict[tuple[str, ...], object]:
    """Make a visit of the side's company with a date that its school asked for, and a professional without charter."""
    speaker = make_speaker(session, side.company)
    newcomer = make_speaker(session, side.company, first_name="Erwan", charter_version=None, charter_at=None)
    visit = make_intervention(session, side.company, side.cluster, speaker_id=speaker.id)
    link = issue_link(session, LinkPurpose.CHARTER, email=newcomer.email, subject_id=newcomer.id)
    request = make_request(
        session, side.school, side.cluster, intervention_id=visit.id, company_id=side.company.id, speaker_id=speaker.id,
        status=RequestStatus.SENT,
    )  # fmt: skip
    done = make_request(
        session, side.school, side.cluster, intervention_id=visit.id, company_id=side.company.id,
        status=RequestStatus.DONE,
    )  # fmt: skip
    evaluation = issue_link(session, LinkPurpose.VISIT_EVALUATION, email=done.contact_email, subject_id=done.id)
    return {
        ("visites", "id"): visit.id,
        ("visites", "slug"): "visite",
        ("ecole", "demandes", "id"): request.id,
        ("entreprise", "demandes", "id"): request.id,
        ("demandes", "request_id"): request.id,
        ("demandes", "step"): "annuler",
        ("entreprise", "visites", "id"): visit.id,
        ("entreprise", "creneaux", "slot_id"): make_slot(session, visit).id,
        ("entreprise", "professionnels", "id"): speaker.id,
        ("charte", "token"): link_token(settings, link),
        ("bilan", "token"): link_token(settings, evaluation),
        ("attestation", "kind"): AttestationKind.COMPANY.value,
        ("accueil", "day"): "2027-01-21",
    }
