"""Coming in: by a mailed link, which also makes the account of a newcomer, or by password."""

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.events import EmailChangeAsked, EmailChanged, PasswordChanged, SignInLinkIssued
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services.audit import record
from fairapp.accounts.services.links import hold_links_to, issue_link, revoke_links, revoke_links_to, use_link
from fairapp.accounts.services.passwords import hash_password, needs_rehash, verify_password
from fairapp.accounts.services.people import find_or_create_account
from fairapp.accounts.services.sessions import end_all_sessions
from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

SIGN_IN_LIFETIME = timedelta(minutes=10)
CHANGE_EMAIL_LIFETIME = timedelta(hours=24)


class Verdict(NamedTuple):
    """What a password proved. `account_id` is None if it proved nothing."""

    account_id: int | None
    new_hash: str | None = None  # the same password under today's parameters


def request_sign_in_link(session: Session, email: str, *, next_path: str = "", locale: str = "fr") -> ActionLink:
    """Have a link mailed. Known or not, the address gets the same treatment: the request tells nobody who exists.

    `locale` is the page's language, for newcomers; the others have chosen theirs.
    """
    link = issue_link(session, LinkPurpose.SIGN_IN, email=email, lifetime=SIGN_IN_LIFETIME)
    emit(session, SignInLinkIssued(link.id, next_path, locale))
    return link


def open_sign_in_link(session: Session, link: ActionLink, *, locale: str = "fr") -> Account:
    """Spend the link and return who comes in; a newcomer's account is made now, the address being proved.

    :raise DomainError: if the link was spent meanwhile or the account is disabled.
    """
    hold_links_to(session, [LinkPurpose.SIGN_IN], email=link.email)
    use_link(session, link)
    revoke_links_to(session, LinkPurpose.SIGN_IN, email=link.email)
    account = find_or_create_account(session, link.email, locale=locale)
    if account.is_disabled:
        raise DomainError(N_("Ce compte est désactivé."))
    return account


def check_password(session: Session, email: str, password: str) -> Verdict:
    """Compare a password, in the same time and with the same answer whether or not the account exists.

    Reads only: call it before the write transaction begins.
    """
    account = find_account(session, email)
    known_hash = account.password_hash if account and not account.is_disabled else None
    matches = verify_password(known_hash, password)  # before any return: it costs the same for everyone
    if account is None or known_hash is None or not matches:
        return Verdict(None)
    return Verdict(account.id, hash_password(password) if needs_rehash(known_hash) else None)


def take_verdict(session: Session, verdict: Verdict) -> Account:
    """Return the account that the password opened.

    :raise DomainError: the same words for a wrong password, an unknown address and a disabled account.
    """
    account = session.get(Account, verdict.account_id) if verdict.account_id is not None else None
    if account is None or account.is_disabled:
        raise DomainError(N_("Adresse ou mot de passe incorrect. Vous pouvez aussi recevoir un lien de connexion."))
    if verdict.new_hash:
        account.password_hash = verdict.new_hash
        session.add(account)
    return account


def change_password(session: Session, account: Account, password_hash: str, *, by: Actor) -> None:
    """Set the password; every browser is signed out and every link that would sign in is dead."""
    account.password_hash = password_hash
    session.add(account)
    end_all_sessions(session, account.id)
    revoke_links_to(session, LinkPurpose.SIGN_IN, email=account.email)
    record(session, "account.password_changed", "account", account.id, by=by)
    emit(session, PasswordChanged(account.id))


def request_email_change(session: Session, account: Account, email: str, *, by: Actor) -> None:
    """Have a confirmation mailed to the new address; the last one asked for is the one that counts."""
    revoke_links(session, LinkPurpose.CHANGE_EMAIL, subject_id=account.id)
    link = issue_link(
        session, LinkPurpose.CHANGE_EMAIL, email=email, subject_id=account.id, lifetime=CHANGE_EMAIL_LIFETIME
    )
    record(session, "account.email_change_asked", "account", account.id, by=by)
    emit(session, EmailChangeAsked(link.id))


def confirm_email_change(session: Session, account: Account, link: ActionLink, *, by: Actor) -> None:
    """Give the account its new address. `by` is its owner: the link alone would let a stranger's mailbox be taken over.

    :raise DomainError: if the link was spent meanwhile, or another account has the address.
    """
    use_link(session, link)
    if find_account(session, link.email) not in (None, account):
        raise DomainError(N_("Un compte existe déjà à cette adresse."), field="email")
    revoke_links_to(session, LinkPurpose.SIGN_IN, email=account.email)
    account.email = link.email
    session.add(account)
    session.flush()  # the unique constraint has the last word
    record(session, "account.email_changed", "account", account.id, by=by)
    emit(session, EmailChanged(account.id))
