"""Mails that follow from signing in, and the daily tidying up."""

from datetime import timedelta
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.events import AccountErased, AccountUnused, EmailChangeAsked, PasswordChanged, SignInLinkIssued
from fairapp.accounts.hooks import hooks, settings
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import (
    announce_erasures,
    erase_unused,
    is_good,
    link_token,
    prune_links,
    prune_sessions,
)
from fairapp.accounts.services.retention import NOTICE
from fairapp.core.tasks import Subscriptions, outside
from fairapp.core.worker import Scheduled
from fairapp.mail import outbox
from fairapp.web.formats import long_date


@outside
def send_sign_in_link(session: Session, link_id: int, next_path: str, locale: str) -> None:
    """Mail the link, unless it is over by now or the account is closed."""
    link = session.get(ActionLink, link_id)
    account = find_account(session, link.email) if link else None
    if link is None or link.expires_at is None or not is_good(link) or (account and account.is_disabled):
        return
    site = settings()
    locale = account.locale if account else locale
    path = f"/connexion/lien/{link_token(site, link)}"
    with mail.in_language(locale):
        subject = _("Votre lien de connexion")
    context = {
        "url": mail.absolute(site, f"{path}?{urlencode({'next': next_path})}" if next_path else path),
        "minutes": int((link.expires_at - link.created_at) / timedelta(minutes=1)),
        "host": site.public_url,
    }
    mail.send(site, mail.Message(link.email, subject, "sign_in", context, key=f"sign-in-{link.id}", locale=locale))


@outside
def send_email_change(session: Session, link_id: int) -> None:
    """Ask the new address to confirm, and tell the present one that someone asked."""
    link = session.get(ActionLink, link_id)
    account = session.get(Account, link.subject_id) if link else None
    if link is None or account is None or not is_good(link):
        return
    site = settings()
    with mail.in_language(account.locale):
        subject, notice = _("Confirmez votre nouvelle adresse"), _("Un changement d'adresse a été demandé.")
    context = {"url": mail.absolute(site, f"/compte/adresse/{link_token(site, link)}"), "hours": 24}
    mail.send(
        site,
        mail.Message(
            link.email, subject, "change_email", context, key=f"change-email-{link.id}", locale=account.locale
        ),
    )
    _warn(account, notice, key=f"change-email-notice-{link.id}")


@outside
def send_password_notice(session: Session, account_id: int) -> None:
    account = session.get(Account, account_id)
    if account is None or account.is_disabled:
        return
    with mail.in_language(account.locale):
        notice = _("Le mot de passe de votre compte vient d'être modifié, et toutes ses sessions ont été fermées.")
    _warn(account, notice, key=f"password-{account.id}-{account.password_hash}")


def _warn(account: Account, notice: str, *, key: str) -> None:
    site = settings()
    with mail.in_language(account.locale):
        subject = _("Sécurité de votre compte")
    context = {"what": notice, "url": mail.absolute(site, "/compte/securite")}
    mail.send(site, mail.Message(account.email, subject, "security_notice", context, key=key, locale=account.locale))


@outside
def announce_erasure(session: Session, account_id: int) -> None:
    """Say when the account will be deleted, unless its owner came back meanwhile."""
    account = session.get(Account, account_id)
    told_at = account.erasure_announced_at if account else None
    if account is None or told_at is None or (account.last_seen_at and account.last_seen_at > told_at):
        return
    site = settings()
    with mail.in_language(account.locale):
        subject, day = _("Votre compte sera supprimé"), long_date(told_at + NOTICE)
        since = long_date(account.last_seen_at or account.created_at)
    context = {"day": day, "since": since, "url": mail.absolute(site, "/connexion"), "host": site.public_url}
    key = f"unused-{account.id}-{told_at:%Y%m%d}"
    mail.send(site, mail.Message(account.email, subject, "account_unused", context, key=key, locale=account.locale))


@outside
def forget_letters(session: Session, address_digest: str) -> None:
    """Take the letters to an erased person out of the outbox."""
    outbox.forget(settings().outbox_dir, address_digest)


def tidy_up(session: Session) -> None:
    """Delete sessions and links that ended."""
    prune_sessions(session)
    prune_links(session)


def end_unused(session: Session) -> None:
    """Announce the end of accounts that nobody uses, and end those it was announced to."""
    staff = hooks().staff()
    announce_erasures(session, staff=staff)
    erase_unused(session, staff=staff, erasers=hooks().erasers, digest_of=outbox.digest_of)


SUBSCRIPTIONS: Subscriptions = {
    SignInLinkIssued: (send_sign_in_link,),
    EmailChangeAsked: (send_email_change,),
    PasswordChanged: (send_password_notice,),
    AccountUnused: (announce_erasure,),
    AccountErased: (forget_letters,),
}
SCHEDULE = (Scheduled(tidy_up, every=timedelta(days=1)), Scheduled(end_unused, every=timedelta(days=1)))
