"""`fairapp reference …`"""

from pathlib import Path

import click

from fairapp.cli.context import reading, writing
from fairapp.core.errors import CommandError
from fairapp.reference.services import import_data_set, restore_data_set
from fairapp.reference.sources import sources
from fairapp.reference.tables import ReferenceFileRefused


@click.group()
def reference() -> None:
    """Données de référence : communes, établissements, métiers, calendrier."""


@reference.command("list")
def list_data_sets() -> None:
    """Lister les jeux de données, leur source et ce qui les remplace."""
    with reading() as session:
        for line in sources(session):
            used = f"remplacé le {line.replaced_at:%Y-%m-%d} ({line.rows} lignes)" if line.replaced_at else "livré"
            click.echo(f"{line.name:22} {line.dated:18} {line.licence:20} {used}")


@reference.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Accepter un fichier beaucoup plus court que les données présentes.")
def import_file(name: str, file: Path, force: bool) -> None:
    """Remplacer le jeu NAME par FILE, un CSV qui a les mêmes colonnes ; un fichier faux ne change rien."""
    with writing() as session:
        try:
            report = import_data_set(session, name, file.read_bytes(), origin=file.name, force=force)
        except ReferenceFileRefused as refusal:
            for error in refusal.lines:
                click.echo(f"ligne {error.line} : {error.message}", err=True)
            raise CommandError(f"{file.name} : {refusal}") from refusal
    after = (
        f"{report.rows} lignes au lieu de {report.rows_before}"
        if report.changed
        else f"{report.rows} lignes, rien de neuf"
    )
    click.echo(f"{report.name} : {after}.")


@reference.command()
@click.argument("name")
def restore(name: str) -> None:
    """Revenir au jeu NAME livré avec le programme."""
    with writing() as session:
        was_replaced = restore_data_set(session, name)
    click.echo(f"{name} : {'données livrées rétablies' if was_replaced else 'rien à rétablir'}.")


COMMANDS = (reference,)
