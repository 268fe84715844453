"""What pages of fairs show that the domains beside them know, given once by `create_app`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlmodel import Session

EXTENSION = "fairapp.fairs"

HiringSearch = Callable[[Session, str, str, str], Mapping[int, int]]


def _nobody(_session: Session, _text: str, _contract: str, _place: str) -> Mapping[int, int]:
    return {}


@dataclass(frozen=True)
class Hooks:
    """Every one may be left out."""

    # (session, words, contract, town) → company id: its offers that match (row R3)
    hiring_companies: HiringSearch = _nobody


def install(app: Flask, hooks: Hooks) -> None:
    app.extensions[EXTENSION] = hooks


def hooks() -> Hooks:
    return cast("Hooks", current_app.extensions[EXTENSION])
