"""`fairapp clusters …` and `fairapp import members …`"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from fairapp.accounts.emails import normalise_email
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import find_or_create_account, issue_link, link_token
from fairapp.cli.context import reading, settings, writing
from fairapp.cli.imports import import_group
from fairapp.clusters.boards.services import create_cluster
from fairapp.clusters.members.imports import MembersReport, Remark, import_members
from fairapp.clusters.members.reading import read_members
from fairapp.clusters.models import Cluster
from fairapp.clusters.people.services import affiliate
from fairapp.clusters.queries import all_clusters, cluster_by_slug, count_members, organisers_of
from fairapp.core.errors import CommandError
from fairapp.mail import absolute

SHOWN = 20  # lines of each list on the terminal; `--json` has them all
FIRST_LINK_LIFETIME = timedelta(hours=24)  # from terminal to organiser; mailed ones last ten minutes


@click.group()
def clusters() -> None:
    """Clusters et leurs organisateurs."""


@clusters.command()
@click.argument("name")
@click.option("--slug", default=None, help="Adresse du site ; par défaut tirée du nom.")
@click.option("--organiser", "email", default=None, help="Adresse électronique de la première personne qui organise.")
def create(name: str, slug: str | None, email: str | None) -> None:
    """Créer un cluster, et donner accès à la première personne qui l'organise."""
    address = _address(email) if email else None
    with writing() as session:
        cluster = create_cluster(session, name=name, slug=slug)
        lines = [f"Cluster « {cluster.name} » créé : {absolute(settings(), f'/clusters/{cluster.slug}')}"]
        if address:
            lines += _first_organiser(session, cluster, address)
    click.echo("\n".join(lines))


@clusters.command("list")
@click.option("--json", "as_json", is_flag=True, help="En JSON.")
def list_clusters(as_json: bool) -> None:
    """Lister les clusters, leurs entreprises adhérentes et qui les organise."""
    with reading() as session:
        rows = all_clusters(session)
        members = count_members(session, [row.id for row in rows])
        found: list[dict[str, Any]] = [
            {
                "slug": row.slug, "name": row.name, "members": members.get(row.id, 0),
                "organisers": [person.email for person in organisers_of(session, row.id)],
            }
            for row in rows
        ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one['slug']:30} {one['members']:5}  {one['name']}  {', '.join(one['organisers'])}".rstrip())


@import_group.command("members")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cluster", "slug", required=True, help="Cluster dont les entreprises deviennent adhérentes.")
@click.option("--invite", is_flag=True, help="Inviter par courriel les entreprises qui ont une adresse et personne.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui se passerait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Rapport complet en JSON.")
def members(*, file: Path, slug: str, invite: bool, dry_run: bool, as_json: bool) -> None:
    """Importer la liste des adhérents d'un cluster (CSV : nom, siret, courriel, site, commune, secteur…)."""
    lines = list(read_members(file.read_bytes()))
    with writing() as session:
        cluster = cluster_by_slug(session, slug)
        if cluster is None:
            raise CommandError(f"Aucun cluster « {slug} » : « fairapp clusters list » les montre.")
        with click.progressbar(lines, label="Import", file=sys.stderr) as bar:
            report = import_members(session, cluster, bar, with_invitations=invite)
        if dry_run:
            session.rollback()
            session.info.clear()  # nothing happened, so nobody is told
    click.echo(
        json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else _summary(report, dry_run=dry_run)
    )


def _first_organiser(session: Session, cluster: Cluster, address: str) -> list[str]:
    account = find_or_create_account(session, address)
    affiliate(session, cluster, account_id=account.id)
    link = issue_link(session, LinkPurpose.SIGN_IN, email=address, lifetime=FIRST_LINK_LIFETIME)
    url = absolute(settings(), f"/connexion/lien/{link_token(settings(), link)}")
    return [f"{address} organise ce cluster. Lien de connexion, valable 24 heures :", url]


def _address(email: str) -> str:
    try:
        return normalise_email(email)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _summary(report: MembersReport, *, dry_run: bool) -> str:
    counts = (
        f"{report.created} créées, {report.updated} modifiées, {report.unchanged} inchangées, "
        f"{report.invited} invitées, {len(report.errors)} lignes refusées."
    )
    return "\n".join(
        [
            ("Simulation : " if dry_run else "") + counts,
            *_shown(report.errors, "refusée"),
            *_shown(report.doubts, "à vérifier"),
        ]
    )


def _shown(remarks: list[Remark], word: str) -> list[str]:
    lines = [f"  ligne {remark.line}, {word} : {remark.reason}" for remark in remarks[:SHOWN]]
    return lines + ([f"  … et {len(remarks) - SHOWN} autres"] if len(remarks) > SHOWN else [])


COMMANDS = (clusters,)
