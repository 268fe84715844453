"""What accounts take from the application: its settings, and what the layers above know, given once by `create_app`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from flask import Flask, current_app
from sqlmodel import Session

from fairapp.accounts.services.personal_data import Eraser, Exporter, FileExporter
from fairapp.accounts.services.retention import Staff
from fairapp.core.actor import Actor
from fairapp.core.settings import Settings


class Affiliations(Protocol):
    """The organisations that a person acts for (ids)."""

    @property
    def cluster_ids(self) -> frozenset[int]: ...
    @property
    def company_ids(self) -> frozenset[int]: ...
    @property
    def school_ids(self) -> frozenset[int]: ...


@dataclass(frozen=True)
class Hooks:
    """Who acts for what, where people land, and what else is kept about them."""

    affiliations_of: Callable[[Session, int], Affiliations]
    home: Callable[[Actor], str]
    staff: Callable[[], Staff]  # who acts for an organisation: they are kept for a shorter time than candidates
    exporters: Mapping[str, Exporter] = field(default_factory=dict)  # title of the part → what is kept
    file_exporters: Mapping[str, FileExporter] = field(default_factory=dict)  # folder → files that the person gave
    erasers: Iterable[Eraser] = ()


def install(app: Flask, hooks: Hooks) -> None:
    app.extensions["fairapp.accounts"] = hooks


def hooks() -> Hooks:
    return cast(Hooks, current_app.extensions["fairapp.accounts"])


def settings() -> Settings:
    found: Settings = current_app.extensions["fairapp"].settings
    return found
