"""Occupations and job titles of the French employment service's directory (ROME)."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from fairapp.reference.tables import Rows
from fairapp.reference.words import WordIndex


class Family(NamedTuple):
    letter: str  # "A"…"N"
    label: str


class Occupation(NamedTuple):
    code: str
    label: str
    rome3: str  # the entry of the older directory, which job titles still refer to
    regulated: bool

    @property
    def family(self) -> str:
        """The letter of the family (grand domaine)."""
        return self.code[0]


class JobTitle(NamedTuple):
    ogr: str
    rome_code: str
    label: str  # both forms: « Soudeur / Soudeuse »
    masculine: str
    feminine: str


class Acronym(NamedTuple):
    acronym: str
    title: str
    rome_code: str


class Occupations:
    def __init__(self, rows: Callable[[str], Rows]) -> None:
        self._rows = rows
        self._tree = {code: label for code, _, label in rows("rome_tree")}
        self._occupations = {
            code: Occupation(code, label, parent, regulated == "O")
            for code, label, parent, _, _, regulated, _ in rows("rome_occupations")
        }

    def occupation(self, code: str) -> Occupation | None:
        return self._occupations.get(code.upper())

    def family(self, code: str) -> Family | None:
        """Return the family of a letter, a domain or an occupation."""
        letter = code[:1].upper()
        return Family(letter, self._tree[letter]) if letter in self._tree else None

    def families(self) -> tuple[Family, ...]:
        return tuple(Family(code, label) for code, label in sorted(self._tree.items()) if len(code) == 1)

    def domain(self, code: str) -> str | None:
        """Return the label of the domain (A11) that an occupation belongs to."""
        return self._tree.get(code[:3].upper())

    def near(self, code: str, n: int = 8) -> list[Occupation]:
        """Return other occupations of the same ROME 3 entry, then of the same domain (row S8)."""
        origin = self.occupation(code)
        if not origin:
            return []
        others = [o for o in self._occupations.values() if o.code[:3] == origin.code[:3] and o.code != origin.code]
        return sorted(others, key=lambda other: (other.rome3 != origin.rome3, other.code))[:n]

    def titles(self, rome_code: str) -> list[JobTitle]:
        """Return the job titles of an occupation; a newer occupation shares those of its ROME 3 entry."""
        occupation = self.occupation(rome_code)
        code = occupation.rome3 if occupation else rome_code.upper()
        return [title for title in self._titles if title.rome_code == code]

    def acronyms(self) -> tuple[Acronym, ...]:
        return tuple(Acronym(*row) for row in self._rows("job_acronyms"))

    def suggest_job_titles(self, query: str, n: int = 8) -> list[JobTitle]:
        """Complete a job title in either gender, or an acronym (ASH); the shortest titles first."""
        return [self._suggestions[i] for i in self._index.search(query, n)]

    def all_titles(self) -> list[JobTitle]:
        """Return all job titles, the shortest first: they are the most usual."""
        return self._titles

    @cached_property
    def _titles(self) -> list[JobTitle]:
        return sorted((JobTitle(*row) for row in self._rows("rome_job_titles")), key=lambda t: (len(t.label), t.label))

    @cached_property
    def _suggestions(self) -> list[JobTitle]:
        return [*map(_titled, self.acronyms()), *self._titles]

    @cached_property
    def _index(self) -> WordIndex:
        acronyms = [acronym.acronym for acronym in self.acronyms()]
        first_words = [f"{_first_word(t.masculine or t.label)} {_first_word(t.feminine)}" for t in self._titles]
        return WordIndex([title.label for title in self._suggestions], leads=[*acronyms, *first_words])


def _first_word(text: str) -> str:
    return text.partition(" ")[0]


def _titled(acronym: Acronym) -> JobTitle:
    """Return the title of an acronym; its forms are not told apart, as for the few labels of another shape."""
    return JobTitle("", acronym.rome_code, f"{acronym.title} ({acronym.acronym})", "", "")
