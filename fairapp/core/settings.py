"""All that can be configured, read once from `FAIRAPP_*`."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Settings(BaseSettings):
    """Every option of the product. Production refuses to start without its own secret, address and hosts."""

    model_config = SettingsConfigDict(env_prefix="FAIRAPP_", extra="ignore", hide_input_in_errors=True)

    env: Literal["development", "production", "test"] = "development"
    data_dir: Path = Path("var")
    database_url: str = Field(default="", repr=False)  # may hold a password; empty: SQLite in data_dir
    secret_key: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8000"
    hosts: Annotated[list[str], NoDecode] = Field(default_factory=list)  # comma-separated
    demo: bool = False
    product_name: str = "fairapp"
    product_tagline: str = "Offres d’emploi, salons et visites de classes de nos entreprises"
    contact_email: str = "contact@localhost"
    publisher: str = ""  # for the legal notice: who publishes the site, by law n° 2004-575
    publisher_details: str = ""  # legal form, address, telephone, registration number
    publication_director: str = ""
    hosting: str = ""  # name, address and telephone of the host
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    smtp_url: SecretStr | None = None  # smtp://user:password@host:587
    mail_from: str = "ne-pas-repondre@localhost"
    metrics_token: SecretStr | None = None
    redis_url: SecretStr | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    threads: int = Field(default=4, ge=1, le=64)  # per web process
    web_processes: int = Field(default=2, ge=1, le=64)

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'fairapp.db'}"
        if self.env == "production":
            self._check_production()
        return self

    def _check_production(self) -> None:
        missing = [
            name
            for name, given in (
                ("FAIRAPP_SECRET_KEY (32 caractères au moins)", len(self.secret_key.get_secret_value()) >= 32),
                ("FAIRAPP_PUBLIC_URL (https://…)", self.public_url.startswith("https://")),
                ("FAIRAPP_HOSTS", bool(self.hosts)),
            )
            if not given
        ]
        if missing:
            raise ValueError("En production il manque : " + ", ".join(missing))
        if self.demo:
            raise ValueError("FAIRAPP_DEMO=1 ouvre des comptes sans mot de passe : jamais en production.")

    @cached_property
    def trusted_hosts(self) -> list[str]:
        """Host names that a request may carry."""
        own = urlsplit(self.public_url).hostname or ""
        return sorted({own, *self.hosts} | (set() if self.env == "production" else LOOPBACK) - {""})

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def search_dir(self) -> Path:
        return self.data_dir / "search"

    @property
    def outbox_dir(self) -> Path:
        """Where mail goes while no SMTP server is configured."""
        return self.data_dir / "outbox"
