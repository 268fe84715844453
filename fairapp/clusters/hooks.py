"""What pages of clusters show that upper domains know, given once by `create_app`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlmodel import Session

from fairapp.clusters.enums import RuleField
from fairapp.clusters.models import Cluster, Company, School
from fairapp.web.navigation import MenuGroup, MenuLink

Choices = Sequence[tuple[str, str]]  # value, label

EXTENSION = "fairapp.clusters"


def _no_counts(_session: Session, _cluster_ids: Sequence[int]) -> Mapping[int, int]:
    return {}


def _no_links(_session: Session, _organisation: object) -> Sequence[MenuGroup]:
    return ()


def _no_admin_links() -> Sequence[MenuLink]:
    return ()


def _no_choices() -> Mapping[RuleField, Choices]:
    return {}


@dataclass(frozen=True)
class Hooks:
    """Every one may be left out."""

    offer_counts: Callable[[Session, Sequence[int]], Mapping[int, int]] = _no_counts  # open offers per cluster
    organiser_links: Callable[[Session, Cluster], Sequence[MenuGroup]] = _no_links
    company_links: Callable[[Session, Company], Sequence[MenuGroup]] = _no_links
    school_links: Callable[[Session, School], Sequence[MenuGroup]] = _no_links
    admin_links: Callable[[], Sequence[MenuLink]] = _no_admin_links
    rule_choices: Callable[[], Mapping[RuleField, Choices]] = _no_choices  # what conditions may ask of an offer
    audit_labels: Callable[[], Mapping[str, str]] = dict  # action → words, for the journal


def install(app: Flask, hooks: Hooks) -> None:
    app.extensions[EXTENSION] = hooks


def hooks() -> Hooks:
    return cast("Hooks", current_app.extensions[EXTENSION])
