"""`fairapp search …`"""

import json
from dataclasses import asdict

import click

from fairapp.cli.context import search_index


@click.group()
def search() -> None:
    """Index de recherche."""


@search.command()
def rebuild() -> None:
    """Refaire l’index à partir de la base, à côté de l’ancien, puis échanger."""
    with click.progressbar(length=1, label="Indexation", show_pos=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        search_index().rebuild(progress=show)
    click.echo(f"{search_index().status().documents} offres indexées.")


@search.command()
def status() -> None:
    """Dire où en est l’index."""
    click.echo(json.dumps(asdict(search_index().status()), default=str, indent=2))


COMMANDS = (search,)
