"""`fairapp accounts …`"""

import sys

import click
from sqlmodel import Session, col, select

from fairapp.accounts import queries
from fairapp.accounts.emails import normalise_email
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import create_account, disable_account, enable_account, issue_link, link_token
from fairapp.accounts.services.sign_in import SIGN_IN_LIFETIME
from fairapp.cli.context import reading, settings, writing
from fairapp.core.errors import CommandError
from fairapp.mail import absolute


@click.group()
def accounts() -> None:
    """Comptes des personnes."""


@accounts.command()
@click.argument("email")
@click.option("--name", default="", help="Prénom et nom.")
@click.option("--admin", is_flag=True, help="Donner l’administration du site.")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l’entrée standard.")
def create(email: str, name: str, admin: bool, password_stdin: bool) -> None:
    """Créer un compte ; sans mot de passe, un lien de connexion est affiché."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with writing() as session:
        account = create_account(session, email=email, name=name, password=password, is_admin=admin)
        line = f"Compte {account.email} créé." if password else _sign_in_link(session, account)
    click.echo(line)


@accounts.command()
@click.argument("email")
def link(email: str) -> None:
    """Afficher un lien de connexion, à transmettre à la personne."""
    with writing() as session:
        line = _sign_in_link(session, _find(session, email))
    click.echo(line)


@accounts.command()
@click.argument("email")
def disable(email: str) -> None:
    """Fermer un compte : sessions et liens cessent aussitôt."""
    with writing() as session:
        disable_account(session, _find(session, email), by=None)
    click.echo(f"Compte {email} fermé.")


@accounts.command()
@click.argument("email")
def enable(email: str) -> None:
    """Rouvrir un compte fermé."""
    with writing() as session:
        enable_account(session, _find(session, email), by=None)
    click.echo(f"Compte {email} rouvert.")


@accounts.command("list")
def list_accounts() -> None:
    """Lister les comptes."""
    with reading() as session:
        for account in session.exec(select(Account).order_by(col(Account.email))):
            states = [word for word, holds in (("admin", account.is_admin), ("fermé", account.is_disabled)) if holds]
            click.echo(f"{account.id:6} {account.email:40} {account.name:30} {' '.join(states)}".rstrip())


def _find(session: Session, email: str) -> Account:
    try:
        account = queries.find_account(session, normalise_email(email))
    except ValueError as error:
        raise CommandError(str(error)) from None
    if account is None:
        raise CommandError(f"Aucun compte à l’adresse {email}.")
    return account


def _sign_in_link(session: Session, account: Account) -> str:
    row = issue_link(session, LinkPurpose.SIGN_IN, email=account.email, lifetime=SIGN_IN_LIFETIME)
    return absolute(settings(), f"/connexion/lien/{link_token(settings(), row)}")


COMMANDS = (accounts,)
