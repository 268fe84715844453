"""`fairapp search …`"""

import json
from dataclasses import asdict

import click

from fairapp.cli.context import search_indexes
from fairapp.search import SearchIndex


@click.group()
def search() -> None:
    """Index de recherche : les offres, les visites de classes."""


@search.command()
def rebuild() -> None:
    """Refaire les index à partir de la base, à côté des anciens, puis échanger."""
    for index in search_indexes():
        click.echo(f"{index.collection.kind} : {_rebuild(index)} documents.")


def _rebuild(index: SearchIndex) -> int:
    with click.progressbar(length=1, label="Indexation", show_pos=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return index.rebuild(progress=show)


@search.command()
def status() -> None:
    """Dire où en sont les index."""
    found = {index.collection.kind: asdict(index.status()) for index in search_indexes()}
    click.echo(json.dumps(found, default=str, indent=2))


COMMANDS = (search,)
