"""Accounts themselves: made, renamed, disabled."""

from sqlalchemy import select
from sqlmodel import Session, col

from fairapp.accounts.emails import normalise_email
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, Persona
from fairapp.accounts.services.audit import record
from fairapp.accounts.services.links import revoke_links_to
from fairapp.accounts.services.passwords import check_strength, hash_password
from fairapp.accounts.services.sessions import end_all_sessions
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, squeeze

MAX_NAME = 120
LOCALES = ("fr", "en")


def find_or_create_account(
    session: Session, email: str, *, name: str = "", locale: str = "fr", by: Actor | None = None
) -> Account:
    """Return the account of this address, made on the spot if there is none; two callers at once get the same one.

    :raise ValueError: if `email` is no address.
    """
    address = normalise_email(email)
    if _insert(session, address, name, locale=locale):
        account = _existing(session, address)
        record(session, "account.created", "account", account.id, by=by)
    return _existing(session, address)


def create_account(
    session: Session,
    *,
    email: str,
    name: str = "",
    password: str | None = None,
    is_admin: bool = False,
    by: Actor | None = None,
) -> Account:
    """Make a new account.

    :raise DomainError: if the address is invalid or taken, or the password weak.
    """
    address = _checked(email)
    if password is not None:
        check_strength(password, own_words=(name, address))
    if not _insert(session, address, name):
        raise DomainError(N_("Un compte existe déjà à cette adresse."), field="email")
    account = _existing(session, address)
    account.is_admin = is_admin
    account.password_hash = hash_password(password) if password is not None else None
    record(session, "account.created", "account", account.id, by=by, is_admin=is_admin)
    return account


def rename_account(session: Session, account: Account, *, name: str, locale: str, by: Actor) -> None:
    """Change how the person is called and written to."""
    account.name = squeeze(name)[:MAX_NAME]
    account.locale = _known(locale)
    session.add(account)
    record(session, "account.renamed", "account", account.id, by=by)


def disable_account(session: Session, account: Account, *, by: Actor | None) -> None:
    """Close the account to its owner, at once and everywhere."""
    account.is_disabled = True
    session.add(account)
    end_all_sessions(session, account.id)
    revoke_links_to(session, LinkPurpose.SIGN_IN, email=account.email)
    record(session, "account.disabled", "account", account.id, by=by)


def enable_account(session: Session, account: Account, *, by: Actor | None) -> None:
    account.is_disabled = False
    session.add(account)
    record(session, "account.enabled", "account", account.id, by=by)


def add_persona(session: Session, account: Account, label: str, *, position: int = 0) -> None:
    """Offer this account in the demo's sign-in page; again, only its label and place change."""
    values = {"label": squeeze(label)[:120], "position": position}
    insert = upsert(session, Persona).values(account_id=account.id, **values)
    session.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=values))


def _checked(email: str) -> str:
    try:
        return normalise_email(email)
    except ValueError as error:
        raise DomainError(str(error), field="email") from None


def _insert(session: Session, address: str, name: str, *, locale: str = "fr") -> bool:
    """Insert unless someone has the address; the unique constraint decides."""
    values = {
        "email": address, "name": squeeze(name)[:MAX_NAME], "is_admin": False, "locale": _known(locale),
        "is_disabled": False, "created_at": now(),
    }  # fmt: skip
    insert = upsert(session, Account).values(**values).on_conflict_do_nothing(index_elements=["email"])
    return session.execute(insert.returning(col(Account.id))).scalar() is not None


def _known(locale: str) -> str:
    return locale if locale in LOCALES else LOCALES[0]


def _existing(session: Session, address: str) -> Account:
    account: Account = session.execute(select(Account).where(col(Account.email) == address)).scalar_one()
    return account
