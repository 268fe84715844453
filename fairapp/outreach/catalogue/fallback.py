"""The plain search in SQL: words as they are, filters, newest first. Slower and poorer than the index, but always there."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, func, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.outreach.catalogue.bookable import has_place
from fairapp.outreach.enums import InterventionStatus, Setting
from fairapp.outreach.models import Intervention, Slot
from fairapp.search import Near, Request, Result

MAX_WORDS = 6


def search(session: Session, request: Request) -> Result:
    """Answer a request without the index; facets are left out, and months are those of UTC."""
    clauses = [col(Intervention.status) == InterventionStatus.PUBLISHED, *_words(request.text)]
    clauses += [_filter(name, frozenset(map(str, values))) for name, values in request.filters.items()]
    if request.near is not None:
        clauses.append(_within(request.near))
    source = select(col(Intervention.id)).join(Company, col(Company.id) == Intervention.company_id).where(*clauses)
    total = session.scalar(select(func.count()).select_from(source.subquery())) or 0
    pages = max(1, min(50, -(-total // request.per_page)))
    page = min(max(request.page, 1), pages)
    newest = source.order_by(col(Intervention.published_at).desc(), col(Intervention.id).desc())
    rows = session.scalars(newest.limit(request.per_page).offset((page - 1) * request.per_page)).all()
    return Result(total=total, ids=tuple(rows), page=page, pages=pages)


def _words(text: str) -> list[ColumnElement[bool]]:
    columns = (col(Intervention.title), col(Intervention.body), col(Company.name), col(Company.commune))
    return [
        or_(*(column.icontains(word, autoescape=True) for column in columns), _holds(col(Intervention.topics), word))
        for word in text.split()[:MAX_WORDS]
    ]


def _holds(column: Mapped[Any], text: str, mark: str = "") -> ColumnElement[bool]:
    """Look into a JSON list, whose letters with accents are escaped."""
    return cast(column, String).icontains(f"{mark}{json.dumps(text)[1:-1]}{mark}", autoescape=True)


def _filter(name: str, values: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that an intervention has one of `values`; an unknown facet lets nothing through."""
    condition = _FACETS.get(name)
    return condition(values) if condition else false()


def _has_grade(values: frozenset[str]) -> ColumnElement[bool]:
    return or_(*(_holds(col(Intervention.grades), value, '"') for value in values))


def _has_topic(values: frozenset[str]) -> ColumnElement[bool]:
    return or_(*(_holds(col(Intervention.topics), value, '"') for value in values))


def _free_in(values: frozenset[str]) -> ColumnElement[bool]:
    month = func.substr(cast(col(Slot.starts_at), String), 1, 7)  # « 2027-01-12 08:00:00 » on both databases
    free = select(col(Slot.intervention_id)).where(has_place(now()), month.in_(values))
    return col(Intervention.id).in_(free)


def _ids(values: frozenset[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


_FACETS: dict[str, Callable[[frozenset[str]], ColumnElement[bool]]] = {
    "grade": _has_grade,
    "topic": _has_topic,
    "month": _free_in,
    "format": lambda values: cast(col(Intervention.format), String).in_(values),
    "setting": lambda values: cast(col(Intervention.setting), String).in_(values),
    "accessible": lambda values: col(Intervention.is_accessible).is_("yes" in values),
    "department": lambda values: func.coalesce(Company.department, "").in_(values),
    "company": lambda values: col(Intervention.company_id).in_(_ids(values)),
    "cluster": lambda values: col(Intervention.cluster_id).in_(_ids(values)),
}


def _within(near: Near) -> ColumnElement[bool]:
    """A box instead of a circle, and all that is held at a distance: close enough for a page that says it is a stopgap."""
    height, width = near.km / 111.0, near.km / 78.0  # degrees at French latitudes
    return or_(
        col(Intervention.setting) == Setting.REMOTE,
        col(Company.lat).between(near.lat - height, near.lat + height)
        & col(Company.lon).between(near.lon - width, near.lon + width),
    )
