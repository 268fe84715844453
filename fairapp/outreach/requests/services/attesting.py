"""Attestations of a visit (row E12): each has a number that is given once and stays."""

from sqlmodel import Session, select

from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.outreach.enums import AttestationKind
from fairapp.outreach.models import Attestation, OutreachRequest


def issue_attestations(session: Session, request: OutreachRequest) -> None:
    """Number the attestations of a visit that took place; once more changes nothing."""
    if request.is_absent or request.starts_at is None:
        return
    for kind in AttestationKind:
        adding = upsert(session, Attestation).values(request_id=request.id, kind=kind, issued_at=now())
        session.execute(adding.on_conflict_do_nothing(index_elements=["request_id", "kind"]))


def attestation_of(session: Session, request: OutreachRequest, kind: AttestationKind) -> Attestation | None:
    """Return the numbered row; None: the visit is not closed yet, or somebody did not come."""
    query = select(Attestation).where(Attestation.request_id == request.id, Attestation.kind == kind)
    return session.exec(query).first()
