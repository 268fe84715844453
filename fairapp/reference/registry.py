"""The reference tables of this process, and how they follow the database."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from sqlmodel import Session, select

from fairapp.core.garbage import collected_rarely
from fairapp.reference.activities import Activities
from fairapp.reference.calendar import Calendar
from fairapp.reference.datasets import DATA_SETS
from fairapp.reference.models import ReferenceFile
from fairapp.reference.occupations import Occupations
from fairapp.reference.places import Places
from fairapp.reference.schools import Schools
from fairapp.reference.tables import Rows, read_packed

T = TypeVar("T")

# Which data sets each table is made of: it is built again only when one of them was replaced.
TABLES = {
    "places": ("communes", "communes_coordinates", "departments", "regions", "former_communes"),
    "occupations": ("rome_tree", "rome_occupations", "rome_job_titles", "job_acronyms"),
    "activities": ("naf",),
    "schools": ("schools",),
    "calendar": ("academies", "school_holidays", "public_holidays", "minimum_wage"),
}


@dataclass(frozen=True)
class Edition:
    """One consistent set of tables, each parsed when first asked for. `replaced` maps a data set to its own file."""

    replaced: Mapping[str, bytes] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # data set → SHA-256

    def rows(self, name: str) -> Rows:
        return read_packed(self.replaced.get(name) or DATA_SETS[name].shipped())

    @cached_property
    def places(self) -> Places:
        return self._built(Places)

    @cached_property
    def occupations(self) -> Occupations:
        return self._built(Occupations)

    @cached_property
    def activities(self) -> Activities:
        return self._built(Activities)

    @cached_property
    def schools(self) -> Schools:
        return self._built(Schools)

    @cached_property
    def calendar(self) -> Calendar:
        return self._built(Calendar)

    def inherit(self, older: "Edition") -> None:
        """Take over the tables that are the same in both."""
        for table, names in TABLES.items():
            if table in vars(older) and all(self.versions.get(name) == older.versions.get(name) for name in names):
                vars(self)[table] = vars(older)[table]

    def _built(self, table: Callable[[Callable[[str], Rows]], T]) -> T:
        with collected_rarely():
            return table(self.rows)


@dataclass
class _Shelf:
    """The edition in use. Replaced as a whole, so that readers never see half of a change."""

    edition: Edition
    checked_at: float = float("-inf")  # of the monotonic clock


_shelf = _Shelf(Edition())


def places() -> Places:
    return _shelf.edition.places


def occupations() -> Occupations:
    return _shelf.edition.occupations


def activities() -> Activities:
    return _shelf.edition.activities


def schools() -> Schools:
    return _shelf.edition.schools


def calendar() -> Calendar:
    return _shelf.edition.calendar


def warm() -> None:
    """Parse everything now, before the web server forks: the workers share the memory."""
    edition = _shelf.edition
    with collected_rarely():  # indexes are built when first searched; what a search of offers needs, first
        edition.occupations.suggest_job_titles("agent")
        edition.places.search_communes("paris")
        edition.places.suggest_communes("paris")
        edition.schools.suggest_schools("paris")
    for table in TABLES:
        getattr(edition, table)
    # Some 300,000 objects that stay: each full collection would hold every thread for a tenth of a second to see it.
    gc.collect()
    gc.freeze()


def refresh(session: Session, *, max_age_seconds: float = 30) -> bool:
    """Follow the data sets replaced in the database; look at most once in `max_age_seconds`. True if something changed."""
    if time.monotonic() - _shelf.checked_at < max_age_seconds:
        return False
    _shelf.checked_at = time.monotonic()
    versions = dict(session.exec(select(ReferenceFile.name, ReferenceFile.sha256)).all())
    older = _shelf.edition
    if versions == older.versions:
        return False
    files = session.exec(select(ReferenceFile)).all()
    edition = Edition({file.name: file.content for file in files}, {file.name: file.sha256 for file in files})
    edition.inherit(older)
    _shelf.edition = edition
    return True
