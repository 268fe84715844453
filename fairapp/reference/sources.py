"""Whom the reference data come from, as their licences ask to be told."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from fairapp.core.text import N_
from fairapp.reference.datasets import DATA_SETS
from fairapp.reference.models import ReferenceFile

ATTRIBUTION = N_("Sources : INSEE, La Poste, DGCL, ministère de l’Éducation nationale, France Travail (ROME)")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One data set in use. `origin` names the file that replaced the shipped one, at `replaced_at`, with `rows` rows."""

    name: str
    title: str  # a message id
    publisher: str  # a message id
    licence: str
    dated: str
    origin: str = ""
    rows: int | None = None
    replaced_at: datetime | None = None


def sources(session: Session) -> list[SourceLine]:
    """Return all data sets, for the page of sources and the command line."""
    columns = (ReferenceFile.name, ReferenceFile.origin, ReferenceFile.rows, ReferenceFile.imported_at)
    replaced = {name: (origin, rows, at) for name, origin, rows, at in session.exec(select(*columns)).all()}
    return [
        SourceLine(d.name, d.title, d.publisher, d.licence, d.dated, *replaced.get(d.name, ("", None, None)))
        for d in DATA_SETS.values()
    ]
