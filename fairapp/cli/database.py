"""`fairapp db …`"""

import click

from fairapp.cli.context import bare_engine
from fairapp.core import migrate
from fairapp.core.errors import CommandError


@click.group()
def db() -> None:
    """Base de données."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Amener la base à la version du programme."""
    migrate.upgrade(bare_engine(), revision)
    click.echo("Base de données à jour.")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Revenir à une version antérieure (« base » pour tout retirer)."""
    migrate.downgrade(bare_engine(), revision)
    click.echo(f"Base de données ramenée à {revision}.")


@db.command()
@click.argument("revision_id")
@click.argument("message")
def revision(revision_id: str, message: str) -> None:
    """Écrire la migration que les modèles demandent (pour qui développe)."""
    migrate.write_revision(bare_engine(), message, revision_id)


@db.command()
def check() -> None:
    """Vérifier que les migrations disent la même chose que les modèles."""
    migrate.upgrade(bare_engine())
    if found := migrate.differences(bare_engine()):
        raise CommandError("Les modèles ont changé sans migration : " + "; ".join(map(str, found[:5])))
    click.echo("Modèles et migrations concordent.")


COMMANDS = (db,)
