"""What fields complete while one types: communes, job titles. Without script they are plain fields."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from fairapp import reference
from fairapp.reference.occupations import JobTitle
from fairapp.web.access import public
from fairapp.web.limits import limited_reads

bp = Blueprint("lookups", __name__)

MAX_QUERY = 80  # characters
CACHED_SECONDS = 3600


@bp.get("/communes")
@public
@limited_reads("240 per minute", bucket="lookups")
def communes() -> ResponseReturnValue:
    """Complete a commune by its name or postal code."""
    found = reference.places().suggest_communes(_query())
    return _answer([(c.label, c.name, f"{c.postal_code} {_department(c.department)}".strip()) for c in found])


@bp.get("/metiers")
@public
@limited_reads("240 per minute", bucket="lookups")
def occupations() -> ResponseReturnValue:
    """Complete a job title of the ROME directory, in either gender."""
    return _answer([(title.label, title.label, title.rome_code) for title in _titles()])


@bp.get("/intitules")
@public
@limited_reads("240 per minute", bucket="lookups")
def offer_titles() -> ResponseReturnValue:
    """Propose titles for an offer: both genders, and the mark that the law's spirit asks for."""
    return _answer([(offer_title(title), offer_title(title), "") for title in _titles()])


def offer_title(title: JobTitle) -> str:
    """« Soudeur / Soudeuse F/H »; within the 100 characters of a title, else the feminine form alone."""
    both = f"{title.label} F/H"
    return both if len(both) <= 100 else f"{title.feminine or title.label} F/H"[:100]


def _titles() -> list[JobTitle]:
    return reference.occupations().suggest_job_titles(_query())


def _query() -> str:
    return request.args.get("q", "").strip()[:MAX_QUERY]


def _department(code: str) -> str:
    department = reference.places().department(code)
    return department.name if department else ""


def _answer(items: Sequence[tuple[str, str, str]]) -> Response:
    response = jsonify(items=[{"value": value, "label": label, "hint": hint} for value, label, hint in items])
    response.cache_control.public = True
    response.cache_control.max_age = CACHED_SECONDS
    return response
