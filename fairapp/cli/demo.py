"""`fairapp demo load`"""

import click

from fairapp.cli.context import application, engine, reading, search_indexes
from fairapp.clusters.queries import all_clusters
from fairapp.demo.loading import load_demo


@click.group()
def demo() -> None:
    """Données de démonstration, inventées."""


@demo.command()
@click.option("--offers", default=480, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=1, show_default=True)
@click.option("--if-empty", is_flag=True, help="Ne rien faire si la base contient déjà un cluster.")
def load(offers: int, seed: int, if_empty: bool) -> None:
    """Remplir une base vide : quatre clusters, leurs entreprises, des offres, un compte par rôle."""
    if if_empty and _holds_clusters():
        return
    with application().app_context(), click.progressbar(length=offers, label="Offres") as bar:
        load_demo(engine(), offers=offers, seed=seed, progress=lambda done, _total: bar.update(done - bar.pos))
    offers, visits = (index.rebuild() for index in search_indexes())
    click.echo(f"{offers} offres et {visits} visites de classes en ligne.")


def _holds_clusters() -> bool:
    with reading() as session:
        return bool(all_clusters(session))


COMMANDS = (demo,)
