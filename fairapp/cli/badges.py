"""`fairapp badges`"""

from collections import Counter
from enum import StrEnum
from pathlib import Path

import click

from fairapp import pdf
from fairapp.cli.context import reading, settings, writing
from fairapp.core.errors import CommandError
from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.documents import prepare
from fairapp.fairs.badges.holders import holders_of, sorted_holders, without_badge
from fairapp.fairs.badges.preflight import TROUBLE_LABELS, Finding, Trouble, general_findings, inspect
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.enums import BadgeLayout, BatchOrder, HolderKind
from fairapp.fairs.queries import fair_by_slug


def _values(kind: type[StrEnum]) -> click.Choice[str]:
    """Offer the stored values: of an enumeration itself, click would take the names."""
    return click.Choice([member.value for member in kind])


@click.command("badges")
@click.argument("slug", metavar="SALON")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier PDF à écrire.")
@click.option("--layout", type=_values(BadgeLayout), default=BadgeLayout.A4_SHEET.value, show_default=True)
@click.option("--order", type=_values(BatchOrder), default=BatchOrder.NAME.value, show_default=True)
@click.option("--kind", type=_values(HolderKind), default=None, help="Une seule catégorie ; sinon tout le monde.")
def print_badges(slug: str, *, out: Path, layout: str, order: str, kind: str | None) -> None:
    """Écrire les badges d’un salon dans un PDF."""
    _give_missing(slug)
    with reading() as session:
        fair = fair_by_slug(session, slug)
        if fair is None:
            raise CommandError(f"Aucun salon « {slug} ».")
        press = press_for(session, fair, BadgeLayout(layout), public_url=settings().public_url)
        found = holders_of(session, fair.id, HolderKind(kind) if kind else None)
        holders = sorted_holders(found, BatchOrder(order))
        if not holders:
            raise CommandError("Personne à imprimer.")
        job = prepare(session, press, fair, holders)
    for message, params in general_findings(settings().public_url):
        click.echo(message % params if params else message, err=True)
    for trouble, count in _count(inspect(press, holders)).items():
        click.echo(f"À vérifier : {TROUBLE_LABELS[trouble]} ({count})", err=True)
    with click.progressbar(pdf.draw_many(job.documents), length=job.count, label="Dessin des badges") as parts:
        out.write_bytes(job.assemble(list(parts)))
    click.echo(f"{out} écrit : {len(holders)} badge{'s' if len(holders) > 1 else ''}.")


def _give_missing(slug: str) -> None:
    """Give a badge to whoever should have one."""
    with writing() as session:
        fair = fair_by_slug(session, slug)
        if fair is None:
            raise CommandError(f"Aucun salon « {slug} ».")
        missing = without_badge(session, fair.id)
        for id in missing.registration_ids:
            ensure_badge(session, fair_id=fair.id, registration_id=id)
        for id in missing.staff_ids:
            ensure_badge(session, fair_id=fair.id, staff_id=id)


def _count(findings: list[Finding]) -> Counter[Trouble]:
    return Counter(finding.trouble for finding in findings)


COMMANDS = (print_badges,)
