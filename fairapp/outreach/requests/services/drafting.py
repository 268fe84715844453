"""A request before it is sent: written, edited, thrown away, copied (row E6)."""

from typing import Any

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, School
from fairapp.core.actor import Actor
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_, squeeze
from fairapp.outreach.enums import Action, RequestStatus
from fairapp.outreach.models import ClassDraft, ContactDraft, Intervention, OutreachRequest, RequestDraft
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.steps import Click
from fairapp.outreach.safeguarding import require_no_names

_KEPT = {*ClassDraft.model_fields, *ContactDraft.model_fields}
_TEXTS = ("class_name", "wishes", "needs", "equipment")


def start_draft(
    session: Session, school: School, draft: RequestDraft, *, to: Intervention | Cluster, by: Actor
) -> OutreachRequest:
    """Keep what a teacher wrote to one intervention, or to all companies of a cluster; a form sent twice makes one.

    :raise DomainError: if a free text names somebody (row E6).
    """
    asked: dict[str, Any] = {"cluster_id": to.id}
    if isinstance(to, Intervention):
        asked = {
            "cluster_id": to.cluster_id, "intervention_id": to.id, "company_id": to.company_id,
            "speaker_id": to.speaker_id,
        }  # fmt: skip
    key = f"{by.account_id}-{draft.form_key}"[:32] if draft.form_key else None  # nobody else's
    request = OutreachRequest(**_tidy(draft), **asked, school_id=school.id, contact_id=by.account_id, form_key=key)
    adding = upsert(session, OutreachRequest).values(**request.model_dump(exclude={"id"}))
    adding = adding.on_conflict_do_nothing(index_elements=["form_key"]).returning(col(OutreachRequest.id))
    id = session.execute(adding).scalar()
    same = col(OutreachRequest.id) == id if id else col(OutreachRequest.form_key) == key
    found = session.exec(select(OutreachRequest).where(same)).first()
    if found is None or found.school_id != school.id:
        raise Conflict(N_("Ce formulaire a déjà servi. Rechargez la page, puis recommencez."))
    return found


def edit_draft(session: Session, request: OutreachRequest, draft: RequestDraft, click: Click) -> None:
    """:raise Conflict: if it was sent or edited meanwhile."""
    if steps.begin(session, request, Action.EDIT, click):
        request.sqlmodel_update(_tidy(draft))
        steps.take(session, request, Action.EDIT, click)


def delete_draft(session: Session, request: OutreachRequest, click: Click) -> None:
    if steps.begin(session, request, Action.DELETE, click):
        steps.take(session, request, Action.DELETE, click)


def duplicate(session: Session, request: OutreachRequest, click: Click) -> OutreachRequest:
    """Begin anew with the same words; what came to nothing stays as it is. Sent twice, it is one draft."""
    key = f"copie-{request.id}-{click.version}"
    if steps.begin(session, request, Action.DUPLICATE, click):
        steps.take(session, request, Action.DUPLICATE, click)
        kept = _KEPT | {"school_id", "cluster_id", "intervention_id", "company_id", "speaker_id"}
        values = {name: getattr(request, name) for name in kept}
        session.add(
            OutreachRequest(
                **values, contact_id=click.by.account_id if click.by else None, form_key=key, status=RequestStatus.DRAFT
            )
        )
        session.flush()
    copy = session.exec(select(OutreachRequest).where(OutreachRequest.form_key == key)).first()
    if copy is None:
        raise Conflict(steps.GONE)
    return copy


def _tidy(draft: RequestDraft) -> dict[str, Any]:
    values = draft.model_dump(include=_KEPT)
    for name in _TEXTS:
        require_no_names(values[name], field=name)
    return {name: squeeze(value) if type(value) is str else value for name, value in values.items()}  # enums stay
