"""The public catalogue, and the page of a visit with its free dates."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from fairapp.clusters.models import Cluster, Company, School
from fairapp.clusters.queries import logo_url, schools_of
from fairapp.core.text import squeeze
from fairapp.outreach.catalogue import cards, facets, picker, searching
from fairapp.outreach.catalogue.criteria import MAX_TEXT, read_criteria
from fairapp.outreach.catalogue.index import catalogue_index, catalogue_version
from fairapp.outreach.catalogue.labels import visit_path
from fairapp.outreach.catalogue.nearby import locate, school_label, where_is
from fairapp.outreach.catalogue.policies import can_see
from fairapp.outreach.catalogue.rows import visit_rows
from fairapp.outreach.catalogue.visit import is_beyond, visit_facts
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.models import Intervention, Speaker
from fairapp.outreach.requests.queries import schools_to_ask_for
from fairapp.reference import calendar, places, schools
from fairapp.web.access import load_or_404, public
from fairapp.web.kept_pages import keep
from fairapp.web.limits import limited_reads
from fairapp.web.pages import render, wants_fragment

bp = Blueprint("catalogue", __name__)
BLUEPRINTS = (bp,)

PATH = "/visites"
MAX_QUERY = 80  # characters
CACHED_SECONDS = 3600


@bp.get(PATH)
@public
def search() -> ResponseReturnValue:
    return keep(catalogue_version(), lambda: _search_page(_own_school()))


def _search_page(own: School | None) -> Response:
    """Answer the catalogue, or its results and facets alone."""
    criteria = read_criteria(request.args, own=school_label(own) if own else "")
    where = locate(criteria.place, own)
    found = searching.search_visits(g.session, catalogue_index(), criteria, where)
    result = found.result
    place = criteria.place if where.is_located and criteria.place != criteria.own else ""
    rows = {row.id: row for row in visit_rows(g.session, (*result.ids, *result.unplaced_ids))}
    visits, beside = (
        cards.visit_cards([rows[id] for id in ids if id in rows], where, terms=result.terms, place=place)
        for ids in (result.ids, result.unplaced_ids)
    )
    shown = facets.shown_facets(g.session, criteria, result)
    around = searching.count_around(catalogue_index(), criteria, where)
    response = render(
        "outreach/catalogue/search.html",
        fragment="results",
        oob=("facets",),
        path=PATH,
        section="visits",
        criteria=criteria,
        found=found,
        result=result,
        visits=visits,
        beside=beside,
        more=max(0, result.total + result.unplaced_total - len(result.ids) - len(result.unplaced_ids)),
        per_page=searching.PER_PAGE,
        facets=shown,
        chips=facets.active_filters(criteria, shown, PATH),
        grades=facets.grade_choices(criteria, result),
        terms=facets.term_choices(criteria),
        months=facets.month_choices(criteria, result),
        radii=facets.radius_choices(criteria, around),
        around=around,
        sorts=facets.sort_choices(criteria, is_located=where.is_located),
    )
    if wants_fragment():
        response.headers["HX-Push-Url"] = criteria.url(PATH, page=criteria.page)
    return response


def _own_school() -> School | None:
    """Return the school of who is signed in; of several, the one that the address names, else the first."""
    if g.actor is None or not g.actor.school_ids:
        return None
    return next(iter(_in_order(schools_of(g.session, g.actor))), None)


def _schools_to_ask_for() -> list[School]:
    """Return those for which who is signed in may prepare a request, as `_own_school` would take them."""
    return _in_order(schools_to_ask_for(g.session, g.actor.account_id)) if g.actor else []


def _in_order(schools: Sequence[School]) -> list[School]:
    """Put the school that the address names first, and those last that have yet to confirm the person."""
    asked, confirmed = request.args.get("ecole"), g.actor.school_ids
    return sorted(
        schools, key=lambda school: (school.slug != asked, school.id not in confirmed, school.name, school.id)
    )


@bp.get("/visites/<int:id>")
@bp.get("/visites/<int:id>-<slug>")
@public
def show(id: int, slug: str = "") -> ResponseReturnValue:
    visit = load_or_404(g.session, Intervention, id, allowed=can_see)
    if request.path != visit_path(visit):
        query = request.query_string.decode("ascii", "ignore")
        return redirect(visit_path(visit) + (f"?{query}" if query else ""), code=301)
    own = _schools_to_ask_for()
    company = g.session.get_one(Company, visit.company_id)
    speaker = g.session.get(Speaker, visit.speaker_id) if visit.speaker_id else None
    zone = ZoneInfo(g.session.get_one(Cluster, visit.cluster_id).time_zone)
    where = where_is(own[0]) if own else locate(squeeze(request.args.get("etab", ""))[:MAX_TEXT])
    department = own[0].department if own else company.department
    week = picker.shown_week(
        picker.coming_slots(g.session, visit.id, zone),
        request.args.get("semaine", ""),
        zone=zone,
        department=department,
        chosen=request.args.get("creneau", type=int),
    )
    return render(
        "outreach/catalogue/show.html",
        fragment="picker",
        section="visits",
        visit=visit,
        url=visit_path(visit),
        company=company,
        logo_url=logo_url(company.logo_id),
        facts=visit_facts(visit, company, speaker, where),
        is_beyond=is_beyond(visit, company, speaker, where),
        is_public=visit.status is InterventionStatus.PUBLISHED,
        schools=own,
        week=week,
        school_zone=calendar().zone(department) if department else None,
    )


@bp.get("/etablissements")
@public
@limited_reads("240 per minute", bucket="lookups")
def suggest_schools() -> ResponseReturnValue:
    """Complete a school by its name, its town or its number, as the combobox wants it."""
    found = schools().suggest_schools(request.args.get("q", "").strip()[:MAX_QUERY])
    items = []
    for school in found:
        department = places().department(school.department)
        hint = ", ".join(filter(None, (school.commune, department.name if department else "")))
        items.append({"value": school_label(school), "label": school.name, "hint": hint})
    response = jsonify(items=items)
    response.cache_control.public = True
    response.cache_control.max_age = CACHED_SECONDS
    return response
