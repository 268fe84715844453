"""What must exist before anything runs: the data directory, a secret, a database with tables."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine, inspect

from fairapp.core import migrate
from fairapp.core.errors import CommandError
from fairapp.core.settings import Settings


def prepare(settings: Settings, engine: Engine) -> None:
    """Initialise an empty directory and an empty database; leave what is there alone.

    :raise CommandError: if the database is older than the program.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # personal data lies there
    if not settings.secret_key.get_secret_value():
        settings.secret_key = SecretStr(_own_secret(settings.data_dir / "secret.key"))
    if migrate.is_current(engine):
        return
    if inspect(engine).has_table("alembic_version"):
        raise CommandError("La base de données est d’une version antérieure : lancez « fairapp db upgrade ».")
    migrate.upgrade(engine)


def _own_secret(path: Path) -> str:
    """Return this machine's secret, made at first use; production brings its own."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
