"""What deserves a second look in an offer: shown to its author while writing, and to whoever reviews it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fairapp import reference
from fairapp.core.clock import today
from fairapp.core.text import N_
from fairapp.offers.content import OfferContent
from fairapp.offers.enums import PartnerStatus, Remote
from fairapp.offers.models import Offer, OfferDraft
from fairapp.offers.queries import Partner
from fairapp.offers.salary import HOURS_PER_YEAR, MINIMUM_WAGE_KINDS, WAGE_TOLERANCE, yearly_cents
from fairapp.offers.wording import Level, check_wording


class Check(NamedTuple):
    """One remark. `label` fits a pill, `detail` explains it to the author; both are message ids with `params`."""

    tone: str  # of `ui.pill`: bad blocks publication, warn advises, info and share inform
    label: str
    detail: str
    params: Mapping[str, object] = {}
    law: str = ""


RULE_LABELS = {
    "title_sexes": N_("Titre d’un seul genre"),
    "title_end": N_("Titre à finir par F/H"),
    "title_length": N_("Titre trop long"),
    "title_capitals": N_("Titre en capitales"),
    "age_limit": N_("Critère d’âge"),
    "age_scheme": N_("Âge à justifier"),
    "age_words": N_("Critère d’âge"),
    "sex": N_("Critère de sexe"),
    "origin": N_("Critère d’origine"),
    "nationality": N_("Nationalité"),
    "mother_tongue": N_("Langue maternelle"),
    "family": N_("Situation de famille"),
    "health": N_("Santé"),
    "appearance": N_("Apparence"),
    "beliefs": N_("Opinions"),
    "misleading": N_("Promesse trompeuse"),
    "contact": N_("Coordonnées dans le texte"),
    "language": N_("Texte étranger"),
}  # short names of the rules of `wording`
GENERAL = N_("Formulation à revoir")


def checks(content: OfferContent, *, similar: Sequence[Offer] = (), partners: Sequence[Partner] = ()) -> list[Check]:
    """Return all remarks on an offer, what blocks it first."""
    found = [
        *_wording(content.draft),
        *_pay(content.draft),
        *_places(content),
        *_partners(partners),
        *_similar(similar),
    ]
    return sorted(found, key=lambda check: check.tone != "bad")


def _wording(draft: OfferDraft) -> Iterator[Check]:
    for remark in check_wording(draft.title, draft.description):
        tone = "bad" if remark.level is Level.BLOCK else "warn"
        label = RULE_LABELS.get(remark.rule, GENERAL)
        yield Check(tone, label, remark.message.message, remark.message.params, remark.law)


def _pay(draft: OfferDraft) -> Iterator[Check]:
    if draft.salary_min_cents is None or draft.salary_unit is None:
        detail = (
            N_("Une offre avec une fourchette de salaire reçoit plus de réponses ; à défaut, son motif est affiché.")
            if draft.salary_motive
            else N_(
                "La directive (UE) 2023/970, article 5, demande une fourchette de salaire ou le motif de son absence."
            )
        )
        yield Check("warn", N_("Salaire absent"), detail)
        return
    minimum = reference.calendar().minimum_wage_cents(today()) * HOURS_PER_YEAR * WAGE_TOLERANCE
    highest = draft.salary_max_cents or draft.salary_min_cents
    yearly = yearly_cents(highest, draft.salary_unit, weekly_hours=draft.hours_per_week)
    if draft.contract in MINIMUM_WAGE_KINDS and yearly < minimum:
        yield Check("warn", N_("Sous le SMIC"), N_("Rapporté à un temps plein, ce salaire est inférieur au SMIC."))


def _places(content: OfferContent) -> Iterator[Check]:
    if not content.places and content.draft.remote is not Remote.FULL:
        yield Check(
            "warn", N_("Lieu absent"), N_("Sans lieu, l’offre n’apparaît pas dans les recherches par distance.")
        )
    elif any(place.insee is None for place in content.places):
        yield Check(
            "warn", N_("Lieu imprécis"), N_("Indiquez la commune : l’offre apparaît alors à la bonne distance.")
        )


def _partners(partners: Sequence[Partner]) -> Iterator[Check]:
    for partner in partners:
        if partner.row.status is PartnerStatus.PENDING:
            yield Check(
                "share", N_("Accord de %(company)s attendu"),
                N_("%(company)s n’apparaît sur l’offre qu’après avoir accepté."), {"company": partner.company.name},
            )  # fmt: skip


def _similar(similar: Sequence[Offer]) -> Iterator[Check]:
    if similar:
        yield Check(
            "info",
            N_("Doublon possible"),
            N_("Une autre offre a la même entreprise, le même lieu et le même intitulé."),
        )
