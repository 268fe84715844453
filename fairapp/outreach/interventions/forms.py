"""What a company types about its professionals, visits and dates; words separated by commas become lists."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from sqlmodel import Field, SQLModel

from fairapp import reference
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold, squeeze
from fairapp.outreach.enums import Grade
from fairapp.outreach.interventions.drafts import SeriesDraft, SlotDraft, VisitDraft
from fairapp.outreach.models import Intervention, Speaker, SpeakerProfile
from fairapp.web import forms
from fairapp.web.forms import Form, Schema
from fairapp.web.i18n import translate

Draft = TypeVar("Draft", bound=SQLModel)
Kind = TypeVar("Kind", bound=StrEnum)

MOST_TOPICS = 8
LONGEST_TOPIC = 40
MOST_DEPARTMENTS = 20
FIELD_LABELS = {
    "first_name": N_("Prénom"),
    "job_title": N_("Métier"),
    "email": N_("Adresse électronique"),
    "departments_text": N_("Départements"),
    "title": N_("Titre"),
    "body": N_("Déroulé"),
    "format": N_("Format"),
    "setting": N_("Où"),
    "grades": N_("Niveaux"),
    "topics_text": N_("Métiers et thèmes"),
    "duration_min": N_("Durée"),
    "pupils_max": N_("Élèves par groupe"),
    "equipment": N_("Matériel"),
    "meeting_point": N_("Point de rendez-vous"),
    "is_accessible": N_("Accessible en fauteuil roulant"),
    "area_km": N_("Déplacement"),
    "speaker_id": N_("Professionnel·le"),
    "cluster_id": N_("Cluster"),
}

_BOXES = {"grades", "is_accessible"}  # not sent where nothing is ticked


class PageQuery(SQLModel):
    page: int = 1


class SpeakerForm(SpeakerProfile):
    topics_text: str = Field(default="", max_length=400)
    departments_text: str = Field(default="", max_length=200)
    version: int = 0  # of the row that was opened
    form_key: str = Field(default="", max_length=32)  # sent twice, it makes one


class InterventionForm(VisitDraft):
    grades: list[Grade] = Field(min_length=1, max_length=len(Grade))  # asked for, where the draft has a default
    topics_text: str = Field(default="", max_length=400)
    version: int = 0
    form_key: str = Field(default="", max_length=32)


class SlotForm(SlotDraft):
    version: int = 0


class SeriesForm(SeriesDraft):
    pass


class CharterForm(SQLModel):
    """« J'accepte »: nothing is ticked beforehand."""

    accepts: bool = False
    charter: int  # the version that was read


class Copying(SQLModel):
    form_key: str = Field(default="", max_length=32)


def show_speaker(speaker: Speaker) -> Form[SpeakerForm]:
    words = {"topics_text": ", ".join(speaker.topics), "departments_text": ", ".join(speaker.departments)}
    return forms.prefill(SpeakerForm, speaker, **words)


def show_intervention(intervention: Intervention) -> Form[InterventionForm]:
    return forms.prefill(InterventionForm, intervention, topics_text=", ".join(intervention.topics))


def read_speaker(form: Form[SpeakerForm]) -> SpeakerProfile | None:
    """Return the profile that was typed; None, with errors in the form, if it cannot be understood."""
    return _read(form, SpeakerProfile, {"topics": _topics, "departments": _departments})


def read_intervention(form: Form[InterventionForm]) -> VisitDraft | None:
    return _read(form, VisitDraft, {"topics": _topics})


def choices(labels: Mapping[Kind, str]) -> list[tuple[str, str]]:
    """Return what a select or a set of boxes offers for an enumeration, in its order."""
    return [(member.value, translate(label)) for member, label in labels.items()]


def differences(
    mine: Form[Schema], theirs: Form[Schema], words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> list[tuple[str, str]]:
    """Name the fields that somebody else left with another value, and that value; `words` are those of selects."""
    found = []
    for name, label in FIELD_LABELS.items():
        value = theirs.typed.get(name, "")
        is_shown = name in mine.typed or name in _BOXES
        if name in theirs.typed and is_shown and value != mine.typed.get(name, ""):
            values = value if isinstance(value, list) else [value]
            said = words.get(name, {})
            found.append((translate(label), ", ".join(said.get(str(one), str(one)) for one in values)))
    return found


def _read(form: Form[Schema], draft: type[Draft], lists: Mapping[str, Callable[[str], list[str]]]) -> Draft | None:
    if not form.is_valid:
        return None
    values = {name: getattr(form.data, name) for name in draft.model_fields}
    for name, split in lists.items():
        try:
            values[name] = split(getattr(form.data, f"{name}_text"))
        except DomainError as error:
            form.refuse(error)
    return None if form.errors else draft.model_validate(values)


def _topics(text: str) -> list[str]:
    topics = _words(text.split(","))
    if len(topics) > MOST_TOPICS:
        raise DomainError(N_("Gardez les %(most)s plus parlants."), field="topics_text", most=MOST_TOPICS)
    if long := next((topic for topic in topics if len(topic) > LONGEST_TOPIC), None):
        raise DomainError(
            N_("« %(topic)s » est long : séparez les thèmes par des virgules."), field="topics_text", topic=long
        )
    return topics


def _departments(text: str) -> list[str]:
    """Read « 56, Finistère »: codes or names."""
    found = []
    for word in _words(text.split(",")):
        department = reference.places().department(word.upper()) or reference.places().department_named(word)
        if department is None:
            raise DomainError(
                N_("« %(word)s » n’est pas un département : écrivez par exemple 29, 56."),
                field="departments_text", word=word,
            )  # fmt: skip
        found.append(department.code)
    if len(set(found)) > MOST_DEPARTMENTS:
        raise DomainError(
            N_("Indiquez %(most)s départements au plus."), field="departments_text", most=MOST_DEPARTMENTS
        )
    return sorted(set(found))


def _words(parts: Iterable[str]) -> list[str]:
    """Return each once, whatever its accents and capitals."""
    found: dict[str, str] = {}
    for part in parts:
        if word := squeeze(part):
            found.setdefault(fold(word), word)
    return list(found.values())
