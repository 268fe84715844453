"""What a visitor asks for, read from the query string (row S1) and written back to it.

Values that no form of ours sends are dropped: a mangled address shows a clean page, never an error (row S10).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from fairapp.core.text import N_, squeeze
from fairapp.geo.distance import DEFAULT_RADIUS_KM, RADII_KM
from fairapp.offers.enums import ContractKind, Experience, Remote, WorkingTime
from fairapp.search import Sort

ALERT_PATH, BOARD = "/alertes/nouvelle", "tableau"
MAX_TEXT = 100
MAX_VALUES = 30  # of one facet
MAX_PAGE = 50
SALARIES = (22_000, 25_000, 28_000, 32_000, 38_000, 45_000, 60_000)  # euros a year, gross, full time


class QueryString(Protocol):
    """What we need of a parsed query string (werkzeug's MultiDict has it)."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> Sequence[str]: ...


def _member_of(kind: type[StrEnum]) -> Callable[[str], bool]:
    values = frozenset(member.value for member in kind)
    return lambda value: value in values


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


class FacetSpec(NamedTuple):
    """One facet: its parameter on our pages and in the API, and which values make sense."""

    name: str  # in the index
    param: str  # on pages, in French
    legend: str
    accepts: Callable[[str], bool]


FACETS = (
    FacetSpec("contract", "contrat", N_("Contrat"), _member_of(ContractKind)),
    FacetSpec("family", "metier", N_("Domaine"), lambda value: len(value) == 1 and "A" <= value <= "N"),
    FacetSpec("department", "dep", N_("Département"), lambda value: value.isalnum() and len(value) in (2, 3)),
    FacetSpec("working_time", "temps", N_("Temps de travail"), _member_of(WorkingTime)),
    FacetSpec("remote", "teletravail", N_("Télétravail"), _member_of(Remote)),
    FacetSpec("experience", "experience", N_("Expérience"), _member_of(Experience)),
    FacetSpec("company", "entreprise", N_("Entreprise"), _is_id),
    FacetSpec("cluster", "cluster", N_("Cluster"), _is_id),
    FacetSpec("shared", "partage", N_("Temps partagé"), lambda value: value == "yes"),
)
FACET_NAMES = tuple(spec.name for spec in FACETS)
SORTS = {"pertinence": Sort.RELEVANCE, "date": Sort.DATE, "distance": Sort.DISTANCE, "salaire": Sort.SALARY}
_SORT_PARAMS = {sort: name for name, sort in SORTS.items()}
SORT_LABELS = {
    Sort.RELEVANCE: N_("Pertinence"), Sort.DATE: N_("Date"), Sort.DISTANCE: N_("Distance"), Sort.SALARY: N_("Salaire"),
}  # fmt: skip


@dataclass(frozen=True)
class Criteria:
    """One search. The same criteria always give the same address, and the same address the same page."""

    text: str = ""
    was_cut: bool = False  # the text was longer than what we read
    place: str = ""  # as typed: « Aubenas (07200) »
    radius_km: int = DEFAULT_RADIUS_KM
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet name → values
    salary_min: int | None = None  # euros a year, gross, full time
    sort: Sort | None = None  # None: relevance with words, else date
    page: int = 1

    @property
    def usual_order(self) -> Sort:
        return Sort.RELEVANCE if self.text else Sort.DATE

    @property
    def order(self) -> Sort:
        """The order in force: the usual one unless another was chosen; distance needs a place."""
        if self.sort is Sort.DISTANCE and not self.place:
            return self.usual_order
        return self.sort or self.usual_order

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.place or self.chosen or self.salary_min)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen or self.salary_min or self.place)

    def pairs(self) -> list[tuple[str, str]]:
        """The query string, in one order, without what is the default."""
        pairs = [("q", self.text)] if self.text else []
        if self.place:
            pairs.append(("ou", self.place))
            pairs += [("rayon", str(self.radius_km))] if self.radius_km != DEFAULT_RADIUS_KM else []
        pairs += [(spec.param, value) for spec in FACETS for value in self.chosen.get(spec.name, ())]
        pairs += [("salaire", str(self.salary_min))] if self.salary_min else []
        pairs += [("tri", _SORT_PARAMS[self.sort])] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs

    def url(self, path: str, **changes: object) -> str:
        """The address of this search with some criteria changed; changing anything goes back to page 1."""
        changed = replace(self, **{"page": 1, **changes}) if changes else self  # type: ignore[arg-type]
        pairs = changed.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def page_pattern(self, path: str) -> str:
        """The address of any page of this search: `{page}` stands for its number."""
        url = self.url(path, page=1)
        return f"{url}{'&' if '?' in url else '?'}page={{page}}"

    def without(self, facet: str, value: str) -> Mapping[str, tuple[str, ...]]:
        """The chosen values less one."""
        kept = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        others = {name: values for name, values in self.chosen.items() if name != facet}
        return others | ({facet: kept} if kept else {})


def read_criteria(query: QueryString) -> Criteria:
    """Read the query string of a search page."""
    text = squeeze(query.get("q") or "")
    chosen = {spec.name: values for spec in FACETS if (values := _values(spec, query))}
    return Criteria(
        text=text[:MAX_TEXT],
        was_cut=len(text) > MAX_TEXT,
        place=squeeze(query.get("ou") or "")[:MAX_TEXT],
        radius_km=_one_of(query.get("rayon"), RADII_KM) or DEFAULT_RADIUS_KM,
        chosen=chosen,
        salary_min=_number(query.get("salaire"), 1_000_000),
        sort=SORTS.get(query.get("tri") or ""),
        page=_number(query.get("page"), MAX_PAGE) or 1,
    )


def _values(spec: FacetSpec, query: QueryString) -> tuple[str, ...]:
    given = dict.fromkeys(value for value in query.getlist(spec.param)[:MAX_VALUES] if spec.accepts(value))
    return tuple(sorted(given))


def _number(text: str | None, most: int) -> int | None:
    if not text or not (text.isascii() and text.isdecimal()):
        return None
    return min(int(text[:9]), most) or None


def _one_of(text: str | None, choices: Sequence[int]) -> int | None:
    number = _number(text, 10**6)
    return number if number in choices else None


def alert_url(criteria: Criteria, board: str) -> str:
    """Return where the search becomes an alert; `board` is the slug of the cluster whose search it is, if any."""
    pairs = [*replace(criteria, page=1, sort=None).pairs(), *([(BOARD, board)] if board else [])]
    return f"{ALERT_PATH}?{urlencode(pairs)}" if pairs else ALERT_PATH
