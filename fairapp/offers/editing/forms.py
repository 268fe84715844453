"""The offer form: what is typed, what it means, and what the page around it offers to choose from."""

from collections.abc import Iterable, Sequence

from sqlmodel import Field, SQLModel

from fairapp import reference
from fairapp.clusters.models import Cluster
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold, squeeze
from fairapp.offers.content import OfferContent, place_from
from fairapp.offers.duplicates import without_gender_marks
from fairapp.offers.models import Offer, OfferDraft, PlaceDraft
from fairapp.reference.occupations import JobTitle
from fairapp.web import forms
from fairapp.web.forms import Form, Schema
from fairapp.web.i18n import translate

FIELD_LABELS = {
    "title": N_("Intitulé du poste"),
    "occupation": N_("Métier de référence"),
    "contract": N_("Contrat"),
    "duration_months": N_("Durée en mois"),
    "working_time": N_("Temps de travail"),
    "hours_per_week": N_("Heures par semaine"),
    "remote": N_("Télétravail"),
    "experience": N_("Expérience"),
    "openings": N_("Nombre de postes"),
    "starts_on": N_("Prise de poste"),
    "description": N_("Description"),
    "skills": N_("Compétences"),
    "skills_text": N_("Compétences"),
    "places": N_("Lieux de travail"),
    "salary_min_cents": N_("Salaire minimum"),
    "salary_max_cents": N_("Salaire maximum"),
    "salary_unit": N_("Période du salaire"),
    "salary_motive": N_("Motif d’absence de salaire"),
    "apply_url": N_("Page de candidature"),
    "apply_email": N_("Adresse de candidature"),
    "cluster_ids": N_("Sites où publier"),
    "valid_through": N_("Dernier jour en ligne"),
    "is_shared": N_("Poste partagé"),
}
MAX_PLACES = 10


class PlaceRow(SQLModel):
    text: str = Field(default="", max_length=120)


class OfferForm(OfferDraft):
    """The draft as its form has it: places and skills in words, and what the form itself must know."""

    places: list[PlaceRow] = Field(default_factory=list, max_length=MAX_PLACES)
    skills_text: str = Field(default="", max_length=1000)
    cluster_ids: list[int] = Field(default_factory=list)
    version: int = 0  # of the offer that was opened
    form_key: str = Field(default="", max_length=32)  # sent twice, it makes one offer
    is_distinct: bool = False  # « ce n'est pas la même offre »


def show_offer(offer: Offer, content: OfferContent) -> Form[OfferForm]:
    """Return the form filled with what the offer says."""
    return forms.prefill(
        OfferForm,
        offer,
        places=[PlaceRow(text=place.label) for place in content.places],
        skills_text=", ".join(offer.skills),
        cluster_ids=list(content.cluster_ids),
    )


def read_content(form: Form[OfferForm], boards: Iterable[Cluster]) -> OfferContent | None:
    """Return what a posted form says; None, with errors in the form, if it cannot be understood.

    Only `boards`, those that the company belongs to, may be chosen.
    """
    if not form.is_valid:
        return None
    data = form.data
    places = _read_places(form)
    allowed = {cluster.id for cluster in boards}
    if not allowed.issuperset(data.cluster_ids):
        form.refuse(DomainError(N_("Votre entreprise n’est pas membre de ce pôle."), field="cluster_ids"))
    if form.errors:
        return None
    values = {name: getattr(data, name) for name in OfferDraft.model_fields} | {"skills": data.skills_text}
    values |= {"title": squeeze(data.title), **_occupation(data.occupation, data.title)}
    return OfferContent(OfferDraft.model_validate(values), places, sorted(set(data.cluster_ids)))


def refuse_all(form: Form[Schema], error: DomainError) -> None:
    """Show a refusal, or each of its problems, at its field; the first one of a field counts."""
    for problem in reversed(getattr(error, "problems", [error])):
        form.refuse(problem)


def field_label(name: str) -> str:
    """Return what the form calls a field; a filter of templates."""
    return translate(FIELD_LABELS[name]) if name in FIELD_LABELS else name


def differences(mine: Form[OfferForm], theirs: Form[OfferForm]) -> list[tuple[str, str]]:
    """Name the fields that somebody else left with another value, and that value."""
    found = []
    for name, label in FIELD_LABELS.items():
        if name in mine.typed and (value := theirs.typed.get(name, "")) != mine.typed[name]:
            found.append((translate(label), _in_words(value)))
    return found


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item.get("text", "")) if isinstance(item, dict) else str(item) for item in value)
    return str(value)


def _read_places(form: Form[OfferForm]) -> list[PlaceDraft]:
    """Read each place; two rows of one commune are one place."""
    found: dict[str, PlaceDraft] = {}
    for position, row in enumerate(form.data.places):
        try:
            place = place_from(row.text)
        except DomainError as error:
            form.refuse(DomainError(error.message, field=f"places[{position}].text", **error.params))
        else:
            found.setdefault(place.insee or place.label, place)
    return list(found.values())


def _occupation(typed: str, title: str) -> dict[str, str | None]:
    """Return the ROME job title that was chosen, else the one that the offer's title names."""
    if found := _job_title(typed or without_gender_marks(title)):
        return {"occupation": found.label, "rome_code": found.rome_code}
    return {"occupation": squeeze(typed), "rome_code": None}


def _job_title(text: str) -> JobTitle | None:
    wanted = fold(squeeze(text))
    suggestions: Sequence[JobTitle] = reference.occupations().suggest_job_titles(text) if wanted else ()
    return next((t for t in suggestions if wanted in (fold(t.label), fold(t.masculine), fold(t.feminine))), None)
