"""Configuration: defaults that work, a production that refuses to start half set."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from fairapp.core.settings import Settings
from fairapp.core.setup import _own_secret

PRODUCTION = {
    "env": "production", "secret_key": "x" * 40, "public_url": "https://emploi.exemple.fr", "hosts": "emploi.exemple.fr"
}  # fmt: skip


def test_one_machine_needs_no_setting(environment: Callable[..., None], tmp_path: Path) -> None:
    environment(data_dir=str(tmp_path))
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/fairapp.db"
    assert settings.trusted_hosts == ["127.0.0.1", "::1", "localhost"]


@pytest.mark.parametrize(
    ("missing", "named"),
    [("secret_key", "FAIRAPP_SECRET_KEY"), ("public_url", "FAIRAPP_PUBLIC_URL"), ("hosts", "FAIRAPP_HOSTS")],
)
def test_production_says_what_it_misses(environment: Callable[..., None], missing: str, named: str) -> None:
    environment(**{name: value for name, value in PRODUCTION.items() if name != missing})
    with pytest.raises(ValidationError, match=named):
        Settings()


def test_production_is_never_a_demo(environment: Callable[..., None]) -> None:
    environment(**PRODUCTION, demo="1")
    with pytest.raises(ValidationError, match="FAIRAPP_DEMO"):
        Settings()


def test_production_trusts_the_named_hosts_only(environment: Callable[..., None]) -> None:
    environment(**PRODUCTION)
    assert Settings().trusted_hosts == ["emploi.exemple.fr"]


def test_secrets_do_not_show(environment: Callable[..., None]) -> None:
    environment(**PRODUCTION)
    assert "x" * 40 not in repr(Settings()) + Settings().model_dump_json()


@pytest.mark.parametrize("wrong", [{}, {"hosts": ""}, {"trusted_proxies": "many"}])
def test_the_database_s_password_does_not_show(environment: Callable[..., None], wrong: dict[str, str]) -> None:
    environment(**PRODUCTION | wrong, database_url="postgresql+psycopg://fairapp:hunter2@db/fairapp")
    try:
        shown = repr(Settings())
    except ValidationError as error:
        shown = str(error) + repr(error)
    assert "hunter2" not in shown


def test_a_machine_keeps_the_secret_it_made(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    assert _own_secret(path) == _own_secret(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
