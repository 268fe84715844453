"""`fairapp import …`"""

import json
from pathlib import Path

import click

from fairapp.cli.context import engine, reading
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.errors import CommandError
from fairapp.offers.imports.formats import Format, read_entries
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.imports.services import Target, import_offers

SHOWN = 20  # lines of each list on the terminal; `--json` has them all


@click.group("import")
def import_group() -> None:
    """Importer des offres ou des membres."""


@import_group.command("offers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cluster", "slug", required=True, help="Cluster dont les offres font partie.")
@click.option("--source", default=None, help="Nom de la source ; par défaut celui de chaque offre, sinon le fichier.")
@click.option(
    "--format", "kind", type=click.Choice([member.value for member in Format]), default="auto", show_default=True
)
@click.option("--dry-run", is_flag=True, help="Dire ce qui se passerait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Rapport complet en JSON.")
def import_from_file(
    *, file: Path, slug: str, source: str | None, kind: str, dry_run: bool, as_json: bool
) -> None:
    """Importer un fichier d'offres (JSON Lines, CSV, XML, JSON de France Travail)."""
    with reading() as session:
        cluster = cluster_by_slug(session, slug)
    if cluster is None:
        raise CommandError(f"Aucun cluster « {slug} » : « fairapp clusters list » les montre.")
    entries = read_entries(file.read_bytes(), kind=Format(kind))
    target = Target(cluster.id, source or file.stem, overrides=source is not None)
    with click.progressbar(length=len(entries), label="Import", file=click.get_text_stream("stderr")) as bar:

        def show(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        report = import_offers(engine(), entries, target, dry_run=dry_run, progress=show)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) if as_json else _summary(report))


def _summary(report: ImportReport) -> str:
    lines = [
        ("Simulation : " if report.dry_run else "")
        + f"{report.read} offres lues : {report.created} créées, {report.updated} modifiées, {report.unchanged} inchangées, "
        f"{report.linked} rattachées, {report.closed} closes, {len(report.wrong)} refusées.",
        *(f"  ligne {wrong.line} : {wrong.reason}" for wrong in report.wrong[:SHOWN]),
        *(f"  {topic} : {count}" for topic, count in report.counts.most_common()),
    ]
    if report.missing:
        lines.append(f"  {report.missing} offres absentes de ce fichier, qui semble coupé : gardées 7 jours.")
    lines += [f"  doublon possible, ligne {d['line']} : {d['title']}" for d in report.duplicates[:SHOWN]]
    return "\n".join(lines)


COMMANDS = (import_group,)
