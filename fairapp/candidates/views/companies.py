"""Candidates who let this company see them: by a consent of theirs, and only while it holds (row K5)."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from fairapp.candidates.forms import ListQuery
from fairapp.candidates.hooks import relations
from fairapp.candidates.queries import count_open_to, profiles_open_to
from fairapp.candidates.showing import show_cv, show_profile
from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import company_by_slug
from fairapp.web.access import acting, companies_only
from fairapp.web.forms import query
from fairapp.web.limits import by_account, limited_reads
from fairapp.web.pages import render
from fairapp.web.pagination import page_of
from fairapp.web.uploads import serve

bp = Blueprint("company_candidates", __name__, url_prefix="/entreprise/<slug>/candidats")


@bp.get("")
@companies_only
def show_list(slug: str) -> ResponseReturnValue:
    """List what they look for and where, without names: who opens a profile is noted."""
    company = _own_company(slug)
    page = page_of(count_open_to(g.session, company.id, relations()), query(ListQuery).page)
    return render(
        "candidates/list.html",
        fragment="candidats",
        company=company,
        page=page,
        profiles=profiles_open_to(g.session, company.id, relations(), offset=page.offset, limit=page.per_page),
        **company_space(company, current="candidates"),
    )


@bp.get("/<int:id>")
@companies_only
@limited_reads("60 per minute", key=by_account)
def show_one(slug: str, id: int) -> ResponseReturnValue:
    shown = show_profile(_own_company(slug), id)
    company = _own_company(slug)
    return render("candidates/one.html", company=company, profile=shown, **company_space(company, current="candidates"))


@bp.get("/<int:id>/cv.pdf")
@companies_only
@limited_reads("60 per minute", key=by_account)
def download_cv(slug: str, id: int) -> ResponseReturnValue:
    cv = show_cv(_own_company(slug), id)
    return serve(cv.content, cv.media_type, filename=cv.filename)


def _own_company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)
