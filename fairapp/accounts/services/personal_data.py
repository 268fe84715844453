"""What one may ask about one's own data: a copy of all of it, or its end."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlalchemy import delete, select
from sqlmodel import Session, col

from fairapp.accounts.events import AccountErased
from fairapp.accounts.models import Account, AccountSession, ActionLink
from fairapp.accounts.queries import own_actions, own_links
from fairapp.accounts.services.audit import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

Exporter = Callable[[Session, int], object]  # (session, account id) → what JSON can hold
FileExporter = Callable[[Session, int], Iterable[tuple[str, bytes]]]  # (session, account id) → name, content
Eraser = Callable[[Session, int], None]  # (session, account id); raises DomainError to refuse

_OWN_FIELDS = {"id", "email", "name", "is_admin", "locale", "created_at", "last_seen_at"}
_SESSION_FIELDS = {"method", "created_at", "seen_at", "expires_at", "browser"}
_LINK_FIELDS = {"purpose", "created_at", "expires_at", "used_at", "revoked_at"}
_ACTION_FIELDS = {"at", "action", "subject", "subject_id"}


def export_account(session: Session, account: Account, exporters: Mapping[str, Exporter]) -> dict[str, object]:
    """Return all that is kept about a person, each domain's part under its name."""
    sessions = session.execute(select(AccountSession).where(col(AccountSession.account_id) == account.id)).scalars()
    own: dict[str, object] = {
        "exported_at": now().isoformat(),
        "account": account.model_dump(mode="json", include=_OWN_FIELDS)
        | {"has_password": account.password_hash is not None},
        "sessions": [row.model_dump(mode="json", include=_SESSION_FIELDS) for row in sessions],
        "links": [row.model_dump(mode="json", include=_LINK_FIELDS) for row in own_links(session, account.email)],
        "actions": [row.model_dump(mode="json", include=_ACTION_FIELDS) for row in own_actions(session, account.id)],
    }
    return own | {name: export(session, account.id) for name, export in exporters.items()}


def export_files(
    session: Session, account: Account, exporters: Mapping[str, FileExporter]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a person gave, each domain's in its folder."""
    for folder, export in exporters.items():
        for name, content in export(session, account.id):
            yield f"{folder}/{name}", content


def erase_account(
    session: Session, account: Account, *, erasers: Iterable[Eraser], address_digest: str, by: Actor | None
) -> None:
    """Delete a person and what hangs on them; the journal keeps their acts without saying whose.

    :raise DomainError: if they are the last administrator, or a domain still needs them.
    """
    _check_not_last_administrator(session, account)
    for erase in erasers:
        erase(session, account.id)
    record(session, "account.erased", "account", account.id, by=by)
    session.flush()
    session.execute(delete(ActionLink).where(col(ActionLink.email) == account.email))
    session.execute(delete(Account).where(col(Account.id) == account.id))
    emit(session, AccountErased(address_digest))


def _check_not_last_administrator(session: Session, account: Account) -> None:
    if not account.is_admin:
        return
    # Locked: two administrators who leave at once must not both count on the other.
    admins = select(col(Account.id)).where(col(Account.is_admin), col(Account.is_disabled).is_(False))
    if set(session.execute(admins.order_by(col(Account.id)).with_for_update()).scalars()) <= {account.id}:
        raise DomainError(
            N_("Vous êtes la dernière personne à administrer ce site : nommez d'abord quelqu'un d'autre.")
        )
