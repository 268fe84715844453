"""What pages of fairs show that the domains beside them know, given once by `create_app`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app
from sqlmodel import Session

EXTENSION = "fairapp.fairs"


class HiringSearch(Protocol):
    """Which of these companies have open offers with such words, contract and town: company id → how many (row R3)."""

    def __call__(
        self, session: Session, company_ids: Collection[int], /, *, words: str, contract: str, town: str
    ) -> Mapping[int, int]: ...


def _nobody(_session: Session, _company_ids: Collection[int], /, **_asked: str) -> Mapping[int, int]:
    return {}


@dataclass(frozen=True)
class Hooks:
    """Every one may be left out."""

    hiring_companies: HiringSearch = _nobody


def install(app: Flask, hooks: Hooks) -> None:
    app.extensions[EXTENSION] = hooks


def hooks() -> Hooks:
    return cast("Hooks", current_app.extensions[EXTENSION])
