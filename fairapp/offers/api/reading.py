"""From the API's query string to a search."""

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn, TypeVar

from flask import abort, request
from pydantic import BaseModel, ValidationError

from fairapp.core.text import N_
from fairapp.offers.api.schemas import OffersQuery
from fairapp.offers.board.criteria import MAX_PAGE, Criteria
from fairapp.offers.contracts import parse_contract
from fairapp.reference import find_commune, places
from fairapp.search import Sort
from fairapp.web.i18n import translate

WRONG = N_("Paramètre incorrect : %(names)s.")
Query = TypeVar("Query", bound=BaseModel)


def read_query(schema: type[Query]) -> Query:
    """Read the query string; what makes no sense answers 400 and names the parameter."""
    try:
        return schema.model_validate({name: value for name, value in request.args.items() if value})
    except ValidationError as invalid:
        _refuse(str(error["loc"][0]) for error in invalid.errors())


def criteria_of(query: OffersQuery, cluster_ids: Mapping[str, int]) -> Criteria:
    """Return the search that is meant; `cluster_ids` by slug."""
    chosen = {
        "contract": _each("contract", query.contract, _contract),
        "department": _each("department", query.department, _department),
        "cluster": _each(
            "cluster", query.cluster, lambda slug: str(cluster_ids[slug]) if slug in cluster_ids else None
        ),
        "shared": ("yes",) if query.shared else (),
    }
    return Criteria(
        text=query.q, place=_commune(query.commune), radius_km=query.radius, page=min(query.page, MAX_PAGE),
        chosen={name: values for name, values in chosen.items() if values}, sort=Sort(query.sort) if query.sort else None,
    )  # fmt: skip


def _each(name: str, text: str, read: Callable[[str], str | None]) -> tuple[str, ...]:
    values = [read(part.strip()) for part in text.split(",") if part.strip()]
    known = [value for value in values if value is not None]
    return tuple(known) if len(known) == len(values) else _refuse([name])


def _contract(text: str) -> str | None:
    """Take our own names, and the usual French ones (CDI, CDD, intérim)."""
    kind = parse_contract(text).kind
    return "other" if text == "other" else kind.value if kind else None


def _department(code: str) -> str | None:
    known = places().department(code.upper())
    return known.code if known else None


def _commune(text: str) -> str:
    """Return the label of a commune, which the search reads back. Five digits are an INSEE code first."""
    if not text:
        return ""
    found = places().commune(text.strip().upper()) or find_commune(text)
    return found.label if found else _refuse(["commune"])


def _refuse(names: Iterable[str]) -> NoReturn:
    abort(400, translate(WRONG, names=", ".join(sorted(set(names)))))
