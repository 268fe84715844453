"""Mailed links: one purpose, one object, single use where it matters.

The token is an HMAC over the row's random nonce. The row alone gives no token, and whoever writes the mail computes it
anew, so it never waits in a task's payload. A new `FAIRAPP_SECRET_KEY` ends every link that is out.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, Executable, and_, delete, or_, select, update
from sqlmodel import Session, col

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.queries import CLOCK_TOLERANCE
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.settings import Settings
from fairapp.core.text import N_

MAC_BYTES = 24  # 192 bits
KEPT = timedelta(days=30)  # after the end, to answer questions about a mail
_TOKEN = re.compile(r"([0-9]{1,9})-([\w-]{32})", re.ASCII)


def issue_link(
    session: Session,
    purpose: LinkPurpose,
    *,
    email: str,
    subject_id: int | None = None,
    lifetime: timedelta | None = None,
) -> ActionLink:
    """Make a link for the reader of `email`; without `lifetime` it holds until it is revoked."""
    at = now()
    link = ActionLink(
        purpose=purpose,
        email=email,
        subject_id=subject_id,
        created_at=at,
        expires_at=at + lifetime if lifetime else None,
    )
    session.add(link)
    session.flush()
    return link


def link_token(settings: Settings, link: ActionLink) -> str:
    """Return what the mail carries: 32 characters of proof after the row's number."""
    secret = settings.secret_key.get_secret_value().encode()
    proven = f"action-link:{link.id}:{link.purpose.value}:{link.nonce}".encode()
    mac = hmac.digest(secret, proven, hashlib.sha256)[:MAC_BYTES]
    return f"{link.id}-{urlsafe_b64encode(mac).decode()}"


def read_link(session: Session, settings: Settings, token: str, purpose: LinkPurpose) -> ActionLink | None:
    """Return the link behind `token` if it is of this purpose and still good, else None."""
    parts = _TOKEN.fullmatch(token)
    link = session.get(ActionLink, int(parts[1])) if parts else None
    if link is None or link.purpose != purpose or not hmac.compare_digest(token, link_token(settings, link)):
        return None
    return link if is_good(link) else None


def is_good(link: ActionLink) -> bool:
    """Tell whether the link can still be used."""
    if link.used_at or link.revoked_at:
        return False
    at = now()
    # Issued in the future: the clock stepped back, and would let the link live longer than promised.
    return link.expires_at is None or (at < link.expires_at and link.created_at <= at + CLOCK_TOLERANCE)


def use_link(session: Session, link: ActionLink) -> None:
    """Spend the link; of several at once, the database lets one through.

    :raise Conflict: if it was used, revoked or over meanwhile.
    """
    spend = update(ActionLink).where(col(ActionLink.id) == link.id, _is_good_now()).values(used_at=now())
    if _count(session, spend) != 1:
        raise Conflict(N_("Ce lien a déjà servi, ou il n'est plus valable. Demandez-en un autre."))


def _is_good_now() -> ColumnElement[bool]:
    at = now()
    unspent = and_(col(ActionLink.used_at).is_(None), col(ActionLink.revoked_at).is_(None))
    in_time = and_(col(ActionLink.expires_at) > at, col(ActionLink.created_at) <= at + CLOCK_TOLERANCE)
    return and_(unspent, or_(col(ActionLink.expires_at).is_(None), in_time))


def hold_links_to(session: Session, purposes: Iterable[LinkPurpose], *, email: str) -> None:
    """Hold this address's links, always in the same order: two writers about several of them queue up here."""
    sent = (col(ActionLink.email) == email, col(ActionLink.purpose).in_(list(purposes)))
    session.execute(select(col(ActionLink.id)).where(*sent).order_by(col(ActionLink.id)).with_for_update()).all()


def revoke_links(session: Session, purpose: LinkPurpose, *, subject_id: int) -> int:
    """End every link to this object; return how many were still good."""
    return _revoke(session, purpose, col(ActionLink.subject_id) == subject_id)


def revoke_links_to(session: Session, purpose: LinkPurpose, *, email: str) -> int:
    """End every link of this purpose that this address received."""
    return _revoke(session, purpose, col(ActionLink.email) == email)


def _revoke(session: Session, purpose: LinkPurpose, which: ColumnElement[bool]) -> int:
    good = (col(ActionLink.purpose) == purpose, which, _is_good_now())
    return _count(session, update(ActionLink).where(*good).values(revoked_at=now()))


def prune_links(session: Session) -> int:
    """Delete the links that ended long ago."""
    before = now() - KEPT
    ended = or_(
        col(ActionLink.expires_at) < before, col(ActionLink.used_at) < before, col(ActionLink.revoked_at) < before
    )
    return _count(session, delete(ActionLink).where(ended))


def _count(session: Session, statement: Executable) -> int:
    rows: int = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return rows
