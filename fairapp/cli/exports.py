"""`fairapp export …`"""

import sys
from pathlib import Path

import click

from fairapp.cli.context import reading
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.errors import CommandError
from fairapp.offers.exports.services import WRITERS, Selection, export_rows


@click.group("export")
def export_group() -> None:
    """Exporter des données."""


@export_group.command("offers")
@click.option("--cluster", "slug", default=None, help="Seulement les offres publiées par ce cluster.")
@click.option("--format", "kind", type=click.Choice(list(WRITERS)), default="csv", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Fichier ; sinon l'écran.")
def export_offers(slug: str | None, kind: str, out: Path | None) -> None:
    """Écrire les offres en CSV ou en JSON."""
    with reading() as session:
        cluster = cluster_by_slug(session, slug) if slug else None
        if slug and cluster is None:
            raise CommandError(f"Aucun cluster « {slug} » : « fairapp clusters list » les montre.")
        text = WRITERS[kind](export_rows(session, Selection(cluster_id=cluster.id if cluster else None)))
        if out is None:
            sys.stdout.writelines(text)
            return
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
    click.echo(f"{out} écrit.")


COMMANDS = (export_group,)
