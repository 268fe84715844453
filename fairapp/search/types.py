"""What callers say to the search and hear from it. No offer, fair or school is known here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

Value = str | int
"""One value of a facet. Kept as text: `3` and `"3"` are the same value, and answers hold `"3"`."""

LatLon = tuple[float, float]


class IndexUnusable(Exception):
    """The index is missing, damaged, out of date or being built: answer from SQL and say so."""


class IndexDamaged(IndexUnusable):
    """A file of the index is not what was written, so it must be built anew."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document's text.

    `prose` is running text, where small words ("son", "est", "car") mean nothing; elsewhere they are kept, because
    "technicien son" is a job. Words of other parts also feed the spelling.
    """

    name: str
    boost: float = 1.0
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter and count by. `multi`: a document may have any number of values.

    Counts hold every value, or the `top` most frequent ones and those the request has chosen.
    """

    name: str
    multi: bool = False
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one row.

    `parts` has one text per part of the collection, in its order. `points` are all places (WGS 84); the nearest
    counts. `expires_on` is the last day it is found. `salary` is a year full time, in euros. `phrases` are
    suggestions while typing: (kind, text as shown), such as ("title", "Soudeur TIG").
    """

    id: int
    parts: tuple[str, ...]
    published_at: datetime
    facets: Mapping[str, Value | Iterable[Value] | None] = field(default_factory=dict)
    points: Sequence[LatLon] = ()
    expires_on: date | None = None
    salary: int | None = None
    phrases: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Collection:
    """What a domain declares to be searched.

    `kind` names its rows in the change log. `load_many` returns the documents of those ids that may be found now;
    ids it leaves out are removed. `iter_published` streams all of them, `count_published` tells how many, for the
    progress of a rebuild. A new `version` makes every machine rebuild.
    """

    kind: str
    parts: tuple[Part, ...]
    facets: tuple[Facet, ...]
    load_many: Callable[[Session, Sequence[int]], Iterable[Document]]
    iter_published: Callable[[Session], Iterable[Document]]
    count_published: Callable[[Session], int] | None = None
    version: int = 1


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    DISTANCE = "distance"
    SALARY = "salary"


@dataclass(frozen=True, slots=True)
class Near:
    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Condition:
    """A document has one of `values` (with `negated`: none of them)."""

    facet: str
    values: frozenset[str]
    negated: bool = False


Scope = tuple[tuple[Condition, ...], ...]
"""Which documents may be seen at all: any of these rules, each holding all its conditions. `()` shows nothing."""


@dataclass(frozen=True)
class Request:
    """A search. Facets between them are AND, the values of one facet OR; unknown values match nothing.

    `facets` names the counts wanted. `expand=False` looks for the words alone: no synonym, prefix or correction.
    """

    text: str = ""
    filters: Mapping[str, Iterable[Value]] = field(default_factory=dict)
    near: Near | None = None
    salary_min: int | None = None
    since: datetime | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = ()
    scope: Scope | None = None
    expand: bool = True


@dataclass(frozen=True)
class Result:
    """One page of answers.

    `total` counts what matches; under `near`, documents without any place are left out of it, follow in
    `unplaced_ids` on the pages after the last placed one, and are counted in `unplaced_total`.
    `page` is the page given, which is the last one when the request went beyond.
    `facets` holds, for each facet asked for, {value: count} without the facet's own choice.
    `terms` is what to highlight (see `highlight`). `correction` is the query as it was probably meant;
    `relaxed` tells that no document has all words, so these miss one.
    `work` counts the postings touched.
    """

    total: int
    ids: tuple[int, ...]
    page: int
    pages: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    distances_km: Mapping[int, float] = field(default_factory=dict)
    unplaced_total: int = 0
    unplaced_ids: tuple[int, ...] = ()
    terms: frozenset[str] = frozenset()
    correction: str | None = None
    relaxed: bool = False
    work: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: str
    text: str
    documents: int


@dataclass(frozen=True, slots=True)
class Status:
    """Where this machine's index is. `behind` counts the changes it has still to apply; -1: not known."""

    ready: bool
    reason: str | None
    documents: int
    generation: int
    position: int
    behind: int
    bytes: int
