"""What a teacher looks for, read from the query string and written back to it.

Values that no form of ours sends are dropped: a mangled address shows a clean page, never an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from fairapp.core.text import N_, squeeze
from fairapp.outreach.catalogue.periods import Period, read_period
from fairapp.outreach.enums import Format, Grade, Setting
from fairapp.search import Sort

MAX_TEXT = 100
MAX_TOPIC = 80
MAX_VALUES = 30  # of one facet
MAX_PAGE = 10  # a page holds those before it too
EVERYWHERE = "tout"
RADII_KM = (3, 10, 15, 60)  # from within a dense city to the country (row E10)


class QueryString(Protocol):
    """What we need of a parsed query string (werkzeug's MultiDict has it)."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> Sequence[str]: ...


def _member_of(kind: type[StrEnum]) -> Callable[[str], bool]:
    values = frozenset(member.value for member in kind)
    return lambda value: value in values


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


def _is_topic(value: str) -> bool:
    return 0 < len(value) <= MAX_TOPIC and value == squeeze(value)


class FacetSpec(NamedTuple):
    """One facet: its parameter on our pages, and which values make sense."""

    name: str  # in the index
    param: str  # on pages, in French
    legend: str
    accepts: Callable[[str], bool]
    is_single: bool = False


FACETS = (
    FacetSpec("grade", "niveau", N_("Niveau"), _member_of(Grade), is_single=True),  # a class has one
    FacetSpec("format", "format", N_("Format"), _member_of(Format)),
    FacetSpec("setting", "cadre", N_("Lieu"), _member_of(Setting)),
    FacetSpec("topic", "sujet", N_("Sujet"), _is_topic),
    FacetSpec("accessible", "acces", N_("Accessibilité"), lambda value: value == "yes"),
    FacetSpec("department", "dep", N_("Département"), lambda value: value.isalnum() and len(value) in (2, 3)),
    FacetSpec("company", "entreprise", N_("Entreprise"), _is_id),
    FacetSpec("cluster", "cluster", N_("Cluster"), _is_id),
)
FACET_NAMES = (*(spec.name for spec in FACETS), "month")
SORTS = {"pertinence": Sort.RELEVANCE, "distance": Sort.DISTANCE, "nouveautes": Sort.DATE}
_SORT_PARAMS = {sort: name for name, sort in SORTS.items()}
SORT_LABELS = {Sort.RELEVANCE: N_("Pertinence"), Sort.DISTANCE: N_("Distance"), Sort.DATE: N_("Nouveautés")}


@dataclass(frozen=True)
class Criteria:
    """One search. The same criteria always give the same address, and the same address the same page.

    A teacher who is signed in starts from their own school (`own`); another place, or none, is then told.
    """

    text: str = ""
    was_cut: bool = False  # the text was longer than what we read
    place: str = ""  # as typed: « Collège Anita-Conti, Brest (0292137S) », or a town
    own: str = ""
    radius_km: int | None = None  # None: as far as it takes (row E10)
    is_everywhere: bool = False
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet name → values
    period: Period | None = None
    sort: Sort | None = None
    page: int = 1

    def usual_order(self, *, is_located: bool) -> Sort:
        """By words, else by distance, else the newest first."""
        return Sort.RELEVANCE if self.text else Sort.DISTANCE if is_located else Sort.DATE

    def order(self, *, is_located: bool) -> Sort:
        """The order in force: the usual one unless another was chosen; distance needs a place."""
        is_possible = self.sort is not None and (is_located or self.sort is not Sort.DISTANCE)
        return self.sort if self.sort and is_possible else self.usual_order(is_located=is_located)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen or self.period or self.place)

    def pairs(self) -> list[tuple[str, str]]:
        """The query string, in one order, without what is the default."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [("etab", self.place)] if self.place or self.own else []
        pairs += [("rayon", EVERYWHERE)] if self.is_everywhere else []
        pairs += [("rayon", str(self.radius_km))] if self.radius_km and not self.is_everywhere else []
        pairs += [("periode", str(self.period))] if self.period else []
        pairs += [(spec.param, value) for spec in FACETS for value in self.chosen.get(spec.name, ())]
        pairs += [("tri", _SORT_PARAMS[self.sort])] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs

    def url(self, path: str, **changes: object) -> str:
        """The address of this search with some criteria changed; changing anything goes back to page 1."""
        changed = replace(self, **{"page": 1, **changes}) if changes else self  # type: ignore[arg-type]
        pairs = changed.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, facet: str, value: str) -> Mapping[str, tuple[str, ...]]:
        """The chosen values less one."""
        kept = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        others = {name: values for name, values in self.chosen.items() if name != facet}
        return others | ({facet: kept} if kept else {})


def read_criteria(query: QueryString, *, own: str = "") -> Criteria:
    """Read the query string of the catalogue; `own` is the school of who is signed in."""
    text, radius, place = squeeze(query.get("q") or ""), query.get("rayon") or "", query.get("etab")
    return Criteria(
        text=text[:MAX_TEXT],
        was_cut=len(text) > MAX_TEXT,
        place=own if place is None else squeeze(place)[:MAX_TEXT],
        own=own,
        radius_km=next((km for km in RADII_KM if str(km) == radius), None),
        is_everywhere=radius == EVERYWHERE,
        chosen={spec.name: values for spec in FACETS if (values := _values(spec, query))},
        period=read_period(query.get("periode") or ""),
        sort=SORTS.get(query.get("tri") or ""),
        page=_page(query.get("page") or ""),
    )


def _values(spec: FacetSpec, query: QueryString) -> tuple[str, ...]:
    given = dict.fromkeys(value for value in query.getlist(spec.param)[:MAX_VALUES] if spec.accepts(value))
    return tuple(sorted(given))[: 1 if spec.is_single else None]


def _page(text: str) -> int:
    return max(1, min(int(text[:9]), MAX_PAGE)) if text.isascii() and text.isdecimal() else 1
