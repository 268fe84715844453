"""A company's professionals: added, edited, gone and back."""

import re
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import record, revoke_links
from fairapp.clusters.models import Company
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.actor import Actor
from fairapp.core.changes import note_change
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, fold, squeeze
from fairapp.outreach.interventions.queries import find_speaker_by_form_key, published_of
from fairapp.outreach.models import Speaker, SpeakerProfile

STALE = N_("Cette fiche a été modifiée entre-temps : voici sa version actuelle.")
FIRST_NAME_ONLY = N_(
    "Le prénom seul, en un mot ou avec un trait d’union : les classes ne connaissent pas le nom de famille."
)
STILL_NAMED = N_(
    "%(name)s anime encore « %(title)s », qui est en ligne. Confiez-la à quelqu’un d’autre, ou retirez-la."
)
_FIRST_NAME = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def add_speaker(
    session: Session, profile: SpeakerProfile, *, company: Company, form_key: str | None, by: Actor
) -> Speaker:
    """Add a professional; a form sent twice adds one, who then is as was sent last.

    :raise DomainError: if a surname was typed too.
    """
    _check(profile)
    if made := _made_by(session, company, form_key):
        return edit_speaker(session, made, profile, version=made.version, by=by)
    speaker = Speaker(**_values(profile), company_id=company.id, form_key=form_key or None)
    try:
        with session.begin_nested():  # on PostgreSQL both requests may come this far
            session.add(speaker)
    except IntegrityError:
        if made := _made_by(session, company, form_key):
            return made
        raise
    note_in_journal(session, "speaker.added", speaker, by=by)
    return speaker


def edit_speaker(session: Session, speaker: Speaker, profile: SpeakerProfile, *, version: int, by: Actor) -> Speaker:
    """Replace the profile. Another first name is another person, who has accepted nothing yet.

    :raise Conflict: if a colleague changed it since `version`.
    :raise DomainError: if a surname was typed too.
    """
    _check(profile)
    speaker = hold_speaker(session, speaker)
    if speaker.version != version:
        raise Conflict(STALE)
    before, after = _values(speaker), _values(profile)
    if before == after:
        return speaker
    if fold(speaker.first_name) != fold(after["first_name"]):
        speaker.charter_version = speaker.charter_at = speaker.account_id = None
    if {"first_name", "email"}.intersection(name for name, value in after.items() if before[name] != value):
        revoke_links(session, LinkPurpose.CHARTER, subject_id=speaker.id)
    for name, value in after.items():
        setattr(speaker, name, value)
    speaker.version += 1
    session.add(speaker)
    tell_search(session, speaker)
    note_in_journal(session, "speaker.edited", speaker, by=by)
    return speaker


def let_speaker_go(session: Session, speaker: Speaker, *, by: Actor) -> Speaker:
    """No longer offer this professional to schools; what they did stays. Twice changes nothing.

    :raise DomainError: if something on line still names them.
    """
    speaker = hold_speaker(session, speaker)
    if not speaker.is_active:
        return speaker
    if live := next(iter(published_of(session, speaker.id)), None):
        raise DomainError(STILL_NAMED, name=speaker.first_name, title=live.title)
    revoke_links(session, LinkPurpose.CHARTER, subject_id=speaker.id)
    return _set_active(session, speaker, "speaker.left", by=by)


def welcome_back(session: Session, speaker: Speaker, *, by: Actor) -> Speaker:
    speaker = hold_speaker(session, speaker)
    return speaker if speaker.is_active else _set_active(session, speaker, "speaker.back", by=by)


def hold_speaker(session: Session, speaker: Speaker) -> Speaker:
    """Keep others from this row until the transaction ends, and read it afresh."""
    session.flush()
    query = select(Speaker).where(Speaker.id == speaker.id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).one()


def note_in_journal(session: Session, action: str, speaker: Speaker, *, by: Actor | None, **detail: object) -> None:
    """Write one line in the journal of each cluster that the company belongs to."""
    ids: list[int | None] = [cluster.id for cluster in clusters_of_company(session, speaker.company_id)]
    session.flush()
    for cluster_id in ids or [None]:
        record(session, action, "speaker", speaker.id, by=by, cluster_id=cluster_id, **detail)


def tell_search(session: Session, speaker: Speaker) -> None:
    """What is on line tells the professional's job and topics."""
    for intervention in published_of(session, speaker.id):
        note_change(session, "intervention", intervention.id)


def _set_active(session: Session, speaker: Speaker, action: str, *, by: Actor) -> Speaker:
    speaker.is_active = not speaker.is_active
    speaker.version += 1
    session.add(speaker)
    note_in_journal(session, action, speaker, by=by)
    return speaker


def _check(profile: SpeakerProfile) -> None:
    if not _FIRST_NAME.fullmatch(squeeze(profile.first_name)):
        raise DomainError(FIRST_NAME_ONLY, field="first_name")


def _values(profile: SpeakerProfile) -> dict[str, Any]:
    values = {name: getattr(profile, name) for name in SpeakerProfile.model_fields}
    return values | {name: squeeze(values[name]) for name in ("first_name", "job_title")}


def _made_by(session: Session, company: Company, form_key: str | None) -> Speaker | None:
    return find_speaker_by_form_key(session, company.id, form_key) if form_key else None
