"""The charter: asked by a letter, accepted by the professional alone (row E3)."""

from datetime import timedelta

from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import issue_link, revoke_links, use_link
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.outreach.charter import VERSION, has_signed
from fairapp.outreach.interventions.events import CharterAsked
from fairapp.outreach.interventions.policies import may_be
from fairapp.outreach.interventions.services.speakers import hold_speaker, note_in_journal
from fairapp.outreach.models import Speaker

LINK_LIFETIME = timedelta(days=30)
NOT_YOU = N_("Seul·e %(name)s peut accepter la charte. Envoyez-lui le lien par courriel.")
ALREADY_SOMEBODY = N_("Votre compte est déjà celui de %(name)s : personne n’accepte la charte pour quelqu’un d’autre.")
NO_ADDRESS = N_("Ajoutez d’abord l’adresse de %(name)s : le lien y est envoyé.")
NOT_TICKED = N_("Cochez la case pour accepter la charte.")
CHANGED = N_("La charte a changé entre-temps : relisez-la avant de l’accepter.")
GONE = N_("%(name)s ne figure plus parmi les professionnels de l’entreprise.")


def ask_for_charter(session: Session, speaker: Speaker, *, by: Actor) -> ActionLink | None:
    """Send the professional a link to read and accept the charter; the former one ends. None: it is accepted already.

    :raise DomainError: without an address.
    """
    speaker = hold_speaker(session, speaker)
    if has_signed(speaker):
        return None
    _require_active(speaker)
    if not speaker.email:
        raise DomainError(NO_ADDRESS, name=speaker.first_name)
    revoke_links(session, LinkPurpose.CHARTER, subject_id=speaker.id)
    link = issue_link(session, LinkPurpose.CHARTER, email=speaker.email, subject_id=speaker.id, lifetime=LINK_LIFETIME)
    note_in_journal(session, "charter.asked", speaker, by=by)
    emit(session, CharterAsked(link.id))
    return link


def accept_signed_in(session: Session, speaker: Speaker, *, version: int, accepts: bool, by: Actor) -> Speaker:
    """Accept « c'est moi »: ties the account; accepting again changes nothing.

    :raise Conflict: if the charter, or the professional, changed meanwhile.
    :raise DomainError: if nothing was ticked, or this is somebody else.
    """
    speaker = hold_speaker(session, speaker)
    if not may_be(by, speaker):
        raise DomainError(NOT_YOU, name=speaker.first_name)
    if other := _other_of(session, speaker, by.account_id):
        raise DomainError(ALREADY_SOMEBODY, name=other.first_name)
    return _accept(session, speaker, version=version, accepts=accepts, account_id=by.account_id, by=by)


def accept_by_link(session: Session, speaker: Speaker, link: ActionLink, *, version: int, accepts: bool) -> Speaker:
    """Accept by the mailed link, which ends; an account with its address is the professional's.

    :raise Conflict: if the link ended, or the charter changed meanwhile.
    :raise DomainError: if nothing was ticked.
    """
    speaker = hold_speaker(session, speaker)
    account = find_account(session, link.email)
    account_id = account.id if account and not _other_of(session, speaker, account.id) else None
    speaker = _accept(session, speaker, version=version, accepts=accepts, account_id=account_id, by=None)
    use_link(session, link)
    return speaker


def _accept(
    session: Session, speaker: Speaker, *, version: int, accepts: bool, account_id: int | None, by: Actor | None
) -> Speaker:
    if not accepts:
        raise DomainError(NOT_TICKED, field="accepts")
    if version != VERSION:
        raise Conflict(CHANGED)
    _require_active(speaker)
    if has_signed(speaker):
        return speaker
    speaker.charter_version, speaker.charter_at = VERSION, now()
    speaker.account_id = speaker.account_id or account_id
    session.add(speaker)
    note_in_journal(session, "charter.accepted", speaker, by=by, version=VERSION)
    return speaker


def _require_active(speaker: Speaker) -> None:
    if not speaker.is_active:
        raise Conflict(GONE, name=speaker.first_name)


def _other_of(session: Session, speaker: Speaker, account_id: int) -> Speaker | None:
    """Return whom of this company the account is already."""
    query = select(Speaker).where(Speaker.company_id == speaker.company_id, Speaker.account_id == account_id)
    return session.exec(query.where(Speaker.id != speaker.id)).first()
