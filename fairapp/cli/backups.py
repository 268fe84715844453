"""`fairapp backup` and `fairapp restore`, for the embedded database."""

import shutil
from pathlib import Path

import click
from sqlalchemy import make_url

from fairapp.cli.context import settings
from fairapp.core import backup as copies
from fairapp.core.errors import CommandError


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copier la base SQLite, site en marche ; le fichier est vérifié avant de prendre sa place."""
    size = copies.back_up(_database(), file)
    click.echo(f"{file} : {size / 2**20:.1f} Mo, intègre.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Ne pas demander.")
def restore(file: Path, yes: bool) -> None:
    """Remettre une sauvegarde à la place de la base, site arrêté."""
    if not yes:
        click.confirm(f"Remplacer {_database()} par {file} ? Le site doit être arrêté", abort=True, err=True)
    settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    copies.restore(file, _database())
    shutil.rmtree(settings().search_dir, ignore_errors=True)  # it tells of another database; built anew at the start
    click.echo("Base remise en place. L’index de recherche se refera au démarrage.")


def _database() -> Path:
    if not settings().is_sqlite:
        raise CommandError("Sur PostgreSQL, utilisez pg_dump et pg_restore.")
    return Path(make_url(settings().database_url).database or "")


COMMANDS = (backup, restore)
