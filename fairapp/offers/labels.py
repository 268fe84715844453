"""An offer's facts in words, translated; lists call these for each of their lines, so each text is made once."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, TypeVar

from flask_babel import ngettext

from fairapp.core.text import N_, slugify
from fairapp.offers.enums import (
    CONTRACT_LABELS,
    EXPERIENCE_LABELS,
    REMOTE_LABELS,
    SALARY_UNIT_LABELS,
    WORKING_TIME_LABELS,
    ContractKind,
    Experience,
    OfferStatus,
    Remote,
    SalaryUnit,
    WorkingTime,
)
from fairapp.web.formats import NO_BREAK, number
from fairapp.web.i18n import current_language, translate

Member = TypeVar("Member", bound=StrEnum)
AND = N_("et")
SPELLED_PLACES = 2  # more than that are counted
STATUS_TONES = {
    OfferStatus.PUBLISHED: "ok",
    OfferStatus.SUBMITTED: "warn",
    OfferStatus.RETURNED: "rose",
    OfferStatus.REFUSED: "bad",
    OfferStatus.SUSPENDED: "bad",
    OfferStatus.FILLED: "info",
}  # of `ui.pill`; the others have none


class Named(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


class Labelled(Protocol):
    @property
    def label(self) -> str: ...


class Facts(Protocol):
    """What an `Offer` and the row of a list have in common."""

    @property
    def contract(self) -> ContractKind: ...
    @property
    def duration_months(self) -> int | None: ...
    @property
    def working_time(self) -> WorkingTime | None: ...
    @property
    def hours_per_week(self) -> float | None: ...
    @property
    def remote(self) -> Remote: ...
    @property
    def experience(self) -> Experience | None: ...
    @property
    def salary_min_cents(self) -> int | None: ...
    @property
    def salary_max_cents(self) -> int | None: ...
    @property
    def salary_unit(self) -> SalaryUnit | None: ...
    @property
    def salary_text(self) -> str: ...


def offer_path(offer: Named) -> str:
    """Return the address of an offer's public page."""
    slug = _slug(offer.title)
    return f"/offres/{offer.id}-{slug}" if slug else f"/offres/{offer.id}"


_slug = lru_cache(maxsize=4096)(slugify)  # lists show the same titles again and again


def tags(offer: Facts, language: str = "") -> list[str]:
    """Return the facts that a card shows: contract and hours, pay, then what is out of the ordinary."""
    language = language or current_language()
    parts = [_contract_label(language, offer), _salary_label(language, offer)]
    if offer.experience is Experience.BEGINNER:
        parts.append(_said(language, EXPERIENCE_LABELS[Experience.BEGINNER]))
    if offer.remote is not Remote.NONE:
        parts.append(_said(language, REMOTE_LABELS[offer.remote]))
    return [part for part in parts if part]


def contract_label(offer: Facts) -> str:
    """« CDD 6 mois, 35 h »."""
    return _contract_label(current_language(), offer)


def _contract_label(language: str, offer: Facts) -> str:
    kind = _contract(language, offer.contract, offer.duration_months)
    hours = _hours(language, offer.working_time, offer.hours_per_week)
    return f"{kind}, {hours}" if kind and hours else kind or hours


@lru_cache(maxsize=512)
def _contract(language: str, kind: ContractKind, months: int | None) -> str:
    text = "" if kind is ContractKind.OTHER else _said(language, CONTRACT_LABELS[kind])
    return f"{text} {ngettext('%(num)s mois', '%(num)s mois', months)}".strip() if months else text


@lru_cache(maxsize=512)
def _hours(language: str, working_time: WorkingTime | None, hours: float | None) -> str:
    if hours:
        return f"{number(hours, 0 if hours == int(hours) else 1)}{NO_BREAK}h"
    is_part_time = working_time is WorkingTime.PART_TIME
    return _said(language, WORKING_TIME_LABELS[WorkingTime.PART_TIME]) if is_part_time else ""


def salary_label(offer: Facts) -> str:
    """« 2 150 à 2 500 € brut par mois », else the words of the source, else nothing."""
    return _salary_label(current_language(), offer)


def _salary_label(language: str, offer: Facts) -> str:
    low, high = offer.salary_min_cents, offer.salary_max_cents
    if (low is None and high is None) or offer.salary_unit is None:
        return offer.salary_text
    return _salary(language, low, high, offer.salary_unit)


@lru_cache(maxsize=4096)
def _salary(language: str, low: int | None, high: int | None, unit: SalaryUnit) -> str:
    match low, high:
        case None, int(most):
            amount = translate("jusqu’à %(amount)s", amount=_amount(most))
        case int(least), int(most) if least != most:
            amount = translate("%(low)s à %(high)s", low=_amount(least), high=_amount(most))
        case _:
            amount = _amount(low or 0)
    return f"{translate('%(amount)s € brut', amount=amount)} {_said(language, SALARY_UNIT_LABELS[unit])}"


def _amount(cents: int) -> str:
    return number(cents / 100, 2 if cents % 100 else 0)


def place_label(places: Sequence[Labelled]) -> str:
    """« Aubenas (07) », « Aubenas (07) et Privas (07) », « Aubenas (07) et 3 autres lieux »."""
    labels = [place.label for place in places if place.label]
    if len(labels) < SPELLED_PLACES:
        return "".join(labels)
    if len(labels) == SPELLED_PLACES:
        return f" {_said(current_language(), AND)} ".join(labels)
    return _several_places(current_language(), labels[0], len(labels) - 1)


@lru_cache(maxsize=2048)
def _several_places(language: str, first: str, others: int) -> str:
    return str(ngettext("%(first)s et %(num)s autre lieu", "%(first)s et %(num)s autres lieux", others, first=first))


def choices(labels: Mapping[Member, str]) -> list[tuple[str, str]]:
    """Return what a select or a set of checkboxes offers for an enumeration, in its order."""
    return [(member.value, translate(label)) for member, label in labels.items()]


@lru_cache(maxsize=512)
def _said(language: str, message: str) -> str:
    return translate(message)
