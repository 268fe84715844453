"""`fairapp import …`"""

import json
import sys
from pathlib import Path

import click

from fairapp.cli.context import engine, reading
from fairapp.clusters.models import Cluster
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.errors import CommandError
from fairapp.offers.imports.formats import MAX_BYTES, Format, read_entries
from fairapp.offers.imports.notes import NoteKind
from fairapp.offers.imports.reports import KINDS, TOPICS, ImportReport, Remark
from fairapp.offers.imports.services import import_offers
from fairapp.offers.imports.sorting import SOURCE_MAX, Target

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
def import_from_file(*, file: Path, slug: str, source: str | None, kind: str, dry_run: bool, as_json: bool) -> None:
    """Importer un fichier d'offres (JSON Lines, CSV, XML, JSON de France Travail)."""
    if source is not None and not 1 <= len(source.strip()) <= SOURCE_MAX:
        raise CommandError(f"Le nom de la source compte de 1 à {SOURCE_MAX} caractères.")
    with file.open("rb") as stream:
        entries = read_entries(stream.read(MAX_BYTES + 1), kind=Format(kind))
    named = (source or file.stem).strip()[:SOURCE_MAX]
    target = Target(_cluster(slug).id, named, overrides=source is not None, is_guessed=source is None)
    with click.progressbar(length=len(entries), label="Import", file=sys.stderr) as bar:

        def show(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        report = import_offers(engine(), entries, target, dry_run=dry_run, progress=show)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) if as_json else _summary(report))


def _cluster(slug: str) -> Cluster:
    with reading() as session:
        cluster = cluster_by_slug(session, slug)
    if cluster is None:
        raise CommandError(f"Aucun cluster « {slug} » : « fairapp clusters list » les montre.")
    return cluster


def _summary(report: ImportReport) -> str:
    figures = (
        (report.created, "créées"), (report.updated, "modifiées"), (report.unchanged, "inchangées"),
        (report.linked, "rattachées"), (report.closed, "closes"), (report.wrong, "refusées"),
    )  # fmt: skip
    lines = [
        f"{'Simulation : ' if report.dry_run else ''}{report.read} offre{'s' * (report.read > 1)} : "
        + ", ".join(f"{number} {word}" for number, word in figures) + ".",
        *(f"  ligne {wrong.line} : {wrong.reason}" for wrong in report.wrong_lines[:SHOWN]),
    ]  # fmt: skip
    if report.new_companies:
        lines.append(f"  nouvelles fiches d’entreprises : {report.new_companies}")
    if report.missing:
        lines.append(f"  absentes de ce fichier, qui semble incomplet : {report.missing}, gardées 7 jours")
    if report.withdrawn:
        lines.append(f"  retirées de ce site, gardées par un autre cluster : {report.withdrawn}")
    lines += [_remark(remark) for remark in report.told() if remark.kind != NoteKind.WORDING]
    lines += [f"  doublon possible, ligne {twin.line} : {twin.title}" for twin in report.twins[:SHOWN]]
    return "\n".join(lines)


def _remark(remark: Remark) -> str:
    """Tell how often, about what, and one example."""
    line, text = remark.lines[0]
    return f"  {TOPICS[remark.topic]}, {KINDS[remark.kind]}, {remark.count} fois ; ligne {line.record.line} : {text}"


COMMANDS = (import_group,)
