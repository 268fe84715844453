"""`fairapp tasks | doctor | config`"""

import json
import shutil

import click
import pysqlite3
from sqlalchemy import func, make_url, select
from sqlmodel import col

from fairapp.cli.context import bare_engine, reading, search_indexes, settings, writing
from fairapp.core import migrate
from fairapp.core.errors import CommandError
from fairapp.core.tasks import Task, TaskStatus, retry_failed

MIN_SQLITE = (3, 51, 3)  # below: the WAL-reset corruption bug
MIN_FREE_MB = 500


@click.command()
@click.option("--retry", is_flag=True, help="Remettre en file les tâches abandonnées.")
def tasks(retry: bool) -> None:
    """Lister les tâches : combien par état, et les abandonnées une à une."""
    if retry:
        with writing() as session:
            click.echo(f"{retry_failed(session)} tâches remises en file.")
    with reading() as session:
        counts = select(Task.status, func.count()).group_by(col(Task.status))  # type: ignore[call-overload]
        for status, count in session.execute(counts):
            click.echo(f"{status.value:8} {count}")
        dead = select(Task).where(col(Task.status) == TaskStatus.FAILED).order_by(col(Task.id).desc()).limit(50)
        for (task,) in session.execute(dead):
            click.echo(f"  {task.id}  {task.handler}  {task.attempts} essais  {task.error}")


@click.command()
def doctor() -> None:
    """Vérifier l’installation ; statut 1 si quelque chose empêche de servir."""
    problems = [line for line in _diagnose() if line]
    for line in problems:
        click.echo(f"✗ {line}")
    if problems:
        raise CommandError(f"{len(problems)} point(s) à corriger.")
    click.echo("Tout va bien.")


def _diagnose() -> list[str | None]:
    checks = (_check_sqlite, _check_database, _check_space, _check_index, _check_mail)
    return [check() for check in checks]


def _check_sqlite() -> str | None:
    found = pysqlite3.sqlite_version_info
    return f"SQLite {pysqlite3.sqlite_version} est trop ancien" if settings().is_sqlite and found < MIN_SQLITE else None


def _check_database() -> str | None:
    return None if migrate.is_current(bare_engine()) else "base de données à migrer : fairapp db upgrade"


def _check_space() -> str | None:
    free_mb = shutil.disk_usage(settings().data_dir).free // 2**20
    return f"il reste {free_mb} Mo sur le disque" if free_mb < MIN_FREE_MB else None


def _check_index() -> str | None:
    ready = all(index.status().ready for index in search_indexes())
    return None if ready else "index de recherche absent ou abîmé : fairapp search rebuild"


def _check_mail() -> str | None:
    silent = settings().env == "production" and not settings().smtp_url
    return "aucun courriel ne part : donnez FAIRAPP_SMTP_URL" if silent else None


@click.command()
def config() -> None:
    """Montrer la configuration en vigueur, secrets masqués."""
    shown = settings().model_dump(mode="json")
    shown["database_url"] = make_url(settings().database_url).render_as_string(hide_password=True)
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))


COMMANDS = (tasks, doctor, config)
