"""What an offer says, and what it lacks before it may be shown (rows O4, O5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fairapp import reference
from fairapp.accounts.emails import normalise_email
from fairapp.core.clock import today
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.offers.enums import Remote
from fairapp.offers.lifecycle import MOST_DAYS
from fairapp.offers.models import OfferDraft, PlaceDraft
from fairapp.offers.wording import Level, check_wording

MIN_DESCRIPTION = 40  # characters: less tells a candidate nothing
# Changing these after approval sends the offer back to review (row O3).
SENSITIVE = frozenset(
    (
        "title", "description", "contract", "duration_months", "working_time", "hours_per_week", "salary_min_cents",
        "salary_max_cents", "salary_unit", "salary_motive", "places", "cluster_ids",
    )
)  # fmt: skip


@dataclass(frozen=True)
class OfferContent:
    """All that an author decides: the draft, where the work is, on which boards it appears."""

    draft: OfferDraft
    places: Sequence[PlaceDraft] = ()
    cluster_ids: Sequence[int] = ()


class Unfinished(DomainError):
    """The offer cannot be shown as it is; `problems` tells all that is missing, field by field."""

    def __init__(self, problems: Sequence[DomainError]) -> None:
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.params)
        self.problems = problems


def check_consistency(content: OfferContent) -> None:
    """Refuse what contradicts itself, even in a draft.

    :raise Unfinished: with every contradiction.
    """
    if problems := list(_contradictions(content.draft)):
        raise Unfinished(problems)


def check_complete(content: OfferContent) -> None:
    """Refuse what must not be published: contradictions, what is missing, wording that the law forbids.

    :raise Unfinished: with every problem.
    """
    problems = [*_contradictions(content.draft), *_gaps(content), *_forbidden(content.draft)]
    if problems:
        raise Unfinished(problems)


def _contradictions(draft: OfferDraft) -> Iterator[DomainError]:
    low, high = draft.salary_min_cents, draft.salary_max_cents
    if low is not None and high is not None and high < low:
        yield DomainError(N_("Le maximum est inférieur au minimum."), field="salary_max_cents")
    if high is not None and low is None:
        yield DomainError(N_("Indiquez aussi le minimum de la fourchette."), field="salary_min_cents")
    if draft.valid_through and draft.valid_through < today():
        yield DomainError(N_("Cette date est passée."), field="valid_through")
    if draft.valid_through and draft.valid_through > today() + timedelta(days=MOST_DAYS):
        yield DomainError(N_("Une offre reste en ligne %(days)s jours au plus."), field="valid_through", days=MOST_DAYS)
    if draft.apply_url and not _is_web_address(draft.apply_url):
        yield DomainError(N_("Saisissez une adresse complète, qui commence par https://."), field="apply_url")
    if draft.apply_email and not _is_address(draft.apply_email):
        yield DomainError(N_("Saisissez une adresse électronique, par exemple emploi@exemple.fr."), field="apply_email")


def _gaps(content: OfferContent) -> Iterator[DomainError]:
    draft = content.draft
    if len(draft.description) < MIN_DESCRIPTION:
        yield DomainError(
            N_("Décrivez le poste en quelques phrases : missions, équipe, horaires."), field="description"
        )
    if not content.places and draft.remote is not Remote.FULL:
        yield DomainError(N_("Indiquez au moins un lieu de travail."), field="places[0].text")
    if not content.cluster_ids:
        yield DomainError(N_("Choisissez au moins un site où publier l’offre."), field="cluster_ids")
    if draft.salary_min_cents is None and not draft.salary_motive:
        yield DomainError(
            N_("Indiquez une fourchette de salaire, ou pourquoi elle n’est pas affichée (directive (UE) 2023/970)."),
            field="salary_min_cents",
        )
    if draft.salary_min_cents is not None and draft.salary_unit is None:
        yield DomainError(N_("Précisez si le salaire est par heure, par mois ou par an."), field="salary_unit")


def _forbidden(draft: OfferDraft) -> Iterator[DomainError]:
    for remark in check_wording(draft.title, draft.description):
        if remark.level is Level.BLOCK:
            yield DomainError(remark.message.message, field=remark.field, **remark.message.params)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(char.isspace() for char in url)


def _is_address(text: str) -> bool:
    try:
        normalise_email(text)
    except ValueError:
        return False
    return True


def place_from(text: str) -> PlaceDraft:
    """Read a place as typed: a commune, or at least a department.

    :raise DomainError: if no place answers to this text.
    """
    found = reference.parse_place(text)
    if not found.is_found and found.department is None:
        raise DomainError(N_("Nous ne connaissons pas ce lieu : choisissez une commune dans la liste."))
    return PlaceDraft(label=found.name, insee=found.insee, department=found.department, lat=found.lat, lon=found.lon)
