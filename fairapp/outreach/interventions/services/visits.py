"""What a company offers to classes: written, published, taken off line, copied."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fairapp.accounts.services import record
from fairapp.clusters.models import Company
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.actor import Actor
from fairapp.core.changes import note_change
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, squeeze
from fairapp.outreach.charter import has_signed
from fairapp.outreach.enums import Format, InterventionStatus, Setting
from fairapp.outreach.interventions.drafts import VisitDraft
from fairapp.outreach.interventions.queries import find_intervention_by_form_key
from fairapp.outreach.models import Intervention, InterventionDraft, Speaker

STALE = N_("Cette visite a été modifiée entre-temps : voici sa version actuelle.")
NOT_A_MEMBER = N_("Votre entreprise n’est pas membre de ce cluster.")
WHICH_CLUSTER = N_("Choisissez le cluster qui suit les demandes des établissements.")
CLUSTER_STAYS = N_("Une visite déjà publiée reste dans son cluster : copiez-la pour la proposer dans un autre.")
NOT_OURS = N_("Choisissez une personne de votre liste de professionnels.")
NOBODY = N_("Choisissez qui reçoit la classe : sans professionnel·le, la visite ne peut pas être publiée.")
NOT_SIGNED = N_(
    "%(name)s n’a pas encore accepté la charte : sans elle, la visite ne peut pas être publiée. "
    "Envoyez-lui le lien depuis la page des professionnels."
)
NO_BODY = N_("Décrivez en quelques phrases ce que la classe verra et fera.")
ON_SITE = N_("Une visite d’entreprise a lieu dans l’entreprise : changez le format, ou le lieu.")


def create_intervention(
    session: Session, draft: VisitDraft, *, company: Company, form_key: str | None, by: Actor
) -> Intervention:
    """Keep a draft; a form sent twice makes one, which then says what was sent last.

    :raise DomainError: if it contradicts itself, or names a cluster or professional that is not the company's.
    """
    if made := _made_by(session, company, form_key):
        return edit_intervention(session, made, draft, version=made.version, by=by)
    values = _checked(session, draft, company.id)
    values["cluster_id"] = _cluster(session, company.id, draft.cluster_id)
    return _make(session, company, values, form_key, by=by)


def edit_intervention(
    session: Session, intervention: Intervention, draft: VisitDraft, *, version: int, by: Actor
) -> Intervention:
    """Replace what it says; dates that are set keep their hours.

    :raise Conflict: if a colleague changed it since `version`.
    :raise DomainError: if it contradicts itself, or what is on line would be incomplete.
    """
    intervention = hold_intervention(session, intervention)
    if intervention.version != version:
        raise Conflict(STALE)
    values = _checked(session, draft, intervention.company_id)
    if draft.cluster_id is not None and draft.cluster_id != intervention.cluster_id:
        if intervention.published_at is not None:
            raise DomainError(CLUSTER_STAYS, field="cluster_id")
        values["cluster_id"] = _cluster(session, intervention.company_id, draft.cluster_id)
    changed = [name for name, value in values.items() if getattr(intervention, name) != value]
    if not changed:
        return intervention
    if intervention.status is InterventionStatus.PUBLISHED:
        _require_complete(session, draft.speaker_id, draft.body)
    for name, value in values.items():
        setattr(intervention, name, value)
    intervention.version += 1
    note_in_journal(session, "intervention.edited", intervention, by=by, fields=changed)
    return intervention


def publish_intervention(session: Session, intervention: Intervention, *, by: Actor) -> Intervention:
    """Let schools find it; publishing again changes nothing.

    :raise DomainError: without a professional who accepted the charter, a text, or a membership today.
    """
    intervention = hold_intervention(session, intervention)
    if intervention.status is InterventionStatus.PUBLISHED:
        return intervention
    _require_complete(session, intervention.speaker_id, intervention.body)
    _cluster(session, intervention.company_id, intervention.cluster_id)
    intervention.status = InterventionStatus.PUBLISHED
    intervention.published_at = intervention.published_at or now()
    intervention.version += 1
    note_in_journal(session, "intervention.published", intervention, by=by)
    return intervention


def close_intervention(session: Session, intervention: Intervention, *, by: Actor) -> Intervention:
    """Take it off line; what is agreed with classes stays, and closing again changes nothing."""
    intervention = hold_intervention(session, intervention)
    if intervention.status is not InterventionStatus.PUBLISHED:
        return intervention
    intervention.status = InterventionStatus.CLOSED
    intervention.version += 1
    note_in_journal(session, "intervention.closed", intervention, by=by)
    return intervention


def copy_intervention(
    session: Session, intervention: Intervention, *, company: Company, form_key: str | None, by: Actor
) -> Intervention:
    """Make a draft that says the same, without dates; the same form sent twice makes one."""
    if made := _made_by(session, company, form_key):
        return made
    names = (*InterventionDraft.model_fields, "cluster_id", "speaker_id")
    values = {name: getattr(intervention, name) for name in names}
    return _make(session, company, values | {"title": _copied(intervention.title)}, form_key, by=by)


def hold_intervention(session: Session, intervention: Intervention) -> Intervention:
    """Keep others from this row until the transaction ends, and read it afresh. Before any of its slots is touched."""
    session.flush()
    query = select(Intervention).where(Intervention.id == intervention.id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).one()


def note_in_journal(session: Session, action: str, intervention: Intervention, *, by: Actor, **detail: object) -> None:
    """Write the change into the journal, and for the search of what schools see."""
    session.add(intervention)
    session.flush()
    note_change(session, "intervention", intervention.id)
    record(session, action, "intervention", intervention.id, by=by, cluster_id=intervention.cluster_id, **detail)


def _require_complete(session: Session, speaker_id: int | None, body: str) -> None:
    """:raise DomainError: telling what lacks before schools may see it."""
    speaker = session.get(Speaker, speaker_id) if speaker_id else None
    if speaker is None:
        raise DomainError(NOBODY, field="speaker_id")
    if not has_signed(speaker):
        raise DomainError(NOT_SIGNED, field="speaker_id", name=speaker.first_name)
    if not body.strip():
        raise DomainError(NO_BODY, field="body")


def _checked(session: Session, draft: VisitDraft, company_id: int) -> dict[str, Any]:
    """Return the columns that the draft fills."""
    if draft.format is Format.VISIT and draft.setting is not Setting.ON_SITE:
        raise DomainError(ON_SITE, field="setting")
    speaker = session.get(Speaker, draft.speaker_id) if draft.speaker_id else None
    if draft.speaker_id and (speaker is None or speaker.company_id != company_id or not speaker.is_active):
        raise DomainError(NOT_OURS, field="speaker_id")
    values = {name: getattr(draft, name) for name in InterventionDraft.model_fields}
    return values | {"title": squeeze(draft.title), "speaker_id": draft.speaker_id}


def _cluster(session: Session, company_id: int, cluster_id: int | None) -> int:
    """Return the cluster whose organisers follow the requests: the one that was chosen, or the only one."""
    ids = [cluster.id for cluster in clusters_of_company(session, company_id)]
    if cluster_id is None and len(ids) > 1:
        raise DomainError(WHICH_CLUSTER, field="cluster_id")
    if not ids or (cluster_id is not None and cluster_id not in ids):
        raise DomainError(NOT_A_MEMBER, field="cluster_id")
    return cluster_id or ids[0]


def _make(
    session: Session, company: Company, values: dict[str, Any], form_key: str | None, *, by: Actor
) -> Intervention:
    intervention = Intervention(**values, company_id=company.id, form_key=form_key or None)
    try:
        with session.begin_nested():  # on PostgreSQL both requests may come this far
            session.add(intervention)
    except IntegrityError:
        if made := _made_by(session, company, form_key):
            return made
        raise
    note_in_journal(session, "intervention.created", intervention, by=by)
    return intervention


def _made_by(session: Session, company: Company, form_key: str | None) -> Intervention | None:
    return find_intervention_by_form_key(session, company.id, form_key) if form_key else None


def _copied(title: str) -> str:
    return f"{title[:110]} (copie)"
