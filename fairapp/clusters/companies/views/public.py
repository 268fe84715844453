"""A company's public page, and the logos of companies and clusters."""

from flask import Blueprint, abort, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from fairapp import reference
from fairapp.clusters.boards.queries import is_public
from fairapp.clusters.logos import KIND
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import clusters_of_company, company_by_slug, logo_url
from fairapp.core.files import StoredFile
from fairapp.web import uploads
from fairapp.web.access import public
from fairapp.web.pages import render

bp = Blueprint("companies", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@bp.get("/entreprises/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    company = company_by_slug(g.session, slug) or abort(404)
    if not is_public(g.session, company.id) and not can_run(g.actor, company):
        abort(404)
    if company.slug != slug:  # merged meanwhile: one address per company, for search engines too
        return redirect(f"/entreprises/{company.slug}", code=301)
    clusters = clusters_of_company(g.session, company.id)
    return render(
        "clusters/companies/show.html",
        company=company,
        logo_url=logo_url(company.logo_id),
        clusters=clusters,
        activity=reference.activities().label(company.naf_code) if company.naf_code else None,
        is_indexed=company.claimed_at is not None,
    )


@bp.get("/logos/<int:id>")
@public
def logo(id: int) -> ResponseReturnValue:
    """A logo's number never serves another picture: browsers and proxies may keep it for good."""
    file = g.session.get(StoredFile, id) if id < 2**63 else None
    if file is None or file.kind != KIND:
        abort(404)
    if request.if_none_match.contains(file.sha256):
        response = make_response("", 304)
    else:
        response = uploads.serve(file.content, file.media_type, filename=f"{file.name}.webp")
    response.set_etag(file.sha256)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response
