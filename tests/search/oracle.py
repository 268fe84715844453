"""The search as one would write it without caring for speed, to compare with."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from fairapp.search import Document, Part, Request, Scope, Sort, french
from fairapp.search.query import parse


def _values(document: Document, facet: str) -> set[str]:
    given = document.facets.get(facet) or ()
    return {str(value) for value in ([given] if isinstance(given, str | int) else given)}


def _has_words(document: Document, parts: Sequence[Part], text: str) -> bool:
    terms = {
        term for part, held in zip(parts, document.parts, strict=True) for term in french.terms(held, prose=part.prose)
    }
    clauses = parse(text).clauses
    return all({word.term for word in clause.words} <= terms for clause in clauses)


def _in_scope(document: Document, scope: Scope | None) -> bool:
    return scope is None or any(
        all(bool(_values(document, c.facet) & c.values) is not c.negated for c in rule) for rule in scope
    )


def _chosen(document: Document, request: Request, but: str = "") -> bool:
    for facet, values in request.filters.items():
        wanted = {str(value) for value in values}
        if facet != but and wanted and not wanted & _values(document, facet):
            return False
    return True


def _candidates(documents: Iterable[Document], parts: Sequence[Part], request: Request, today: date) -> list[Document]:
    return [
        document
        for document in documents
        if _has_words(document, parts, request.text)
        and (document.expires_on is None or document.expires_on >= today)
        and _in_scope(document, request.scope)
        and (not request.salary_min or (document.salary or 0) >= request.salary_min)
        and (not request.since or document.published_at >= request.since)
    ]


def find(documents: Iterable[Document], parts: Sequence[Part], request: Request, today: date) -> list[Document]:
    """Return what a request without distance finds, newest first."""
    found = [document for document in _candidates(documents, parts, request, today) if _chosen(document, request)]
    return sorted(found, key=lambda document: (-document.published_at.timestamp(), -document.id))


def in_order(found: list[Document], sort: Sort) -> list[int]:
    if sort == Sort.SALARY:
        found = sorted(found, key=lambda document: -(document.salary or -math.inf) if document.salary else math.inf)
    return [document.id for document in found]


def count(
    documents: Iterable[Document], parts: Sequence[Part], request: Request, today: date
) -> dict[str, dict[str, int]]:
    """Return the facets' counts, each without its own choice; chosen values that nothing has are left out."""
    candidates = _candidates(documents, parts, request, today)
    return {
        facet: dict(Counter(value for d in candidates if _chosen(d, request, but=facet) for value in _values(d, facet)))
        for facet in request.facets
    }
