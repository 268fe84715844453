"""Copies of the embedded database, taken while the site runs.

In one step: with `pages=N` a backup starts again at every write, and under load never ends. PostgreSQL has its own
tools (pg_dump), better than anything here.
"""

import os
from pathlib import Path

import pysqlite3

from fairapp.core.errors import CommandError


def back_up(database: Path, target: Path) -> int:
    """Write a sound copy of `database` to `target`, all or nothing; return its size in bytes.

    :raise CommandError: if the copy is not sound.
    """
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # personal data: for its owner only
    source, copy = pysqlite3.connect(database), pysqlite3.connect(partial)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
    finally:
        source.close()
        copy.close()
    check(partial)
    partial.replace(target)
    return target.stat().st_size


def restore(backup: Path, database: Path) -> None:
    """Put `backup` in the place of `database`; the site must be stopped, its search index is built anew.

    :raise CommandError: if the backup is not sound, or not a database of ours.
    """
    check(backup)
    back_up(backup, database.with_name(database.name + ".restored"))
    for companion in ("-wal", "-shm"):
        database.with_name(database.name + companion).unlink(missing_ok=True)
    database.with_name(database.name + ".restored").replace(database)


def check(path: Path) -> None:
    """Read every page of a copy.

    :raise CommandError: if it is damaged, or not a database of ours.
    """
    connection = pysqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except pysqlite3.DatabaseError as error:
        raise CommandError(f"{path} n’est pas une sauvegarde de fairapp ({error}).") from error
    finally:
        connection.close()
    if verdict != "ok":
        raise CommandError(f"{path} est abîmé : {verdict}")
