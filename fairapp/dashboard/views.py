"""The home of the site, of each board and of each signed-in space."""

from flask import Blueprint, Response, abort, current_app, g, redirect
from flask.typing import ResponseReturnValue
from sqlmodel import col, func, select

from fairapp import reference
from fairapp.candidates.navigation import candidate_space
from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.clusters.navigation import company_space, organiser_space, school_space
from fairapp.core.actor import Actor
from fairapp.core.tasks import Task, TaskStatus
from fairapp.dashboard import queries
from fairapp.dashboard.candidate import candidate_home
from fairapp.dashboard.company import company_home
from fairapp.dashboard.organiser import organiser_home
from fairapp.fairs.showing.cards import next_fair_context
from fairapp.geo.distance import RADII_KM
from fairapp.offers.board.cards import offer_cards
from fairapp.offers.board.counting import count_open
from fairapp.offers.board.criteria import Criteria
from fairapp.offers.board.index import offer_index, offers_version
from fairapp.offers.board.rows import offer_rows
from fairapp.offers.board.scopes import board_scope
from fairapp.offers.board.searching import search_offers
from fairapp.outreach.schools.home import school_home
from fairapp.outreach.schools.queries import has_requests
from fairapp.web.access import (
    acting,
    admins_only,
    candidates_only,
    companies_only,
    organisers_only,
    public,
    schools_only,
)
from fairapp.web.kept_pages import keep
from fairapp.web.pages import render

bp = Blueprint("dashboard", __name__)

LATEST = 4


def home_url(actor: Actor) -> str:
    """Return where this person's day begins: the only space they run, else the list of their spaces."""
    with_session = g.session
    spaces = [
        *(f"/pilotage/{cluster.slug}" for cluster in clusters.organised_clusters(with_session, actor)),
        *(f"/entreprise/{company.slug}" for company in clusters.companies_of(with_session, actor)),
        *(f"/ecole/{school.slug}" for school in clusters.schools_of(with_session, actor)),
    ]
    if actor.is_admin and not spaces:
        return "/admin/"
    if not spaces and has_requests(with_session, actor.account_id):
        return "/etablissements/rattachement"
    return spaces[0] if spaces else "/candidat/"


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    return keep(offers_version(), _home)


def _home() -> Response:
    latest = offer_rows(g.session, queries.latest_ids(g.session, LATEST))
    offers = count_open(g.session, offer_index())
    return render(
        "dashboard/home.html",
        figures=queries.figures(g.session, offers),
        **next_fair_context(g.session),
        boards=queries.board_cards(g.session, offers),
        latest=offer_cards(latest),
        criteria=Criteria(),
        path="/offres",
        radii=RADII_KM,
    )


@bp.get("/clusters/<slug>")
@public
def board(slug: str) -> ResponseReturnValue:
    cluster = clusters.cluster_by_slug(g.session, slug) or abort(404)
    criteria = Criteria()
    found = search_offers(
        g.session, offer_index(), criteria, board_scope(g.session, cluster.id), per_page=LATEST, facets=()
    )
    return render(
        "dashboard/board.html",
        board=clusters.board_view(cluster),
        section="board",
        cluster=cluster,
        total=found.result.total,
        **next_fair_context(g.session, cluster_id=cluster.id),
        members=clusters.count_members(g.session, [cluster.id]).get(cluster.id, 0),
        latest=offer_cards(offer_rows(g.session, found.result.ids)),
        criteria=criteria,
        path=f"/clusters/{cluster.slug}/offres",
        radii=RADII_KM,
    )


@bp.get("/pilotage/<slug>")
@organisers_only
def organiser(slug: str) -> ResponseReturnValue:
    cluster = acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)
    return render(
        "dashboard/organiser.html",
        cluster=cluster,
        **organiser_home(g.session, cluster, offers=count_open(g.session, offer_index()).by_cluster.get(cluster.id, 0)),
        **organiser_space(cluster, current="home"),
    )


@bp.get("/entreprise/<slug>")
@companies_only
def company(slug: str) -> ResponseReturnValue:
    company = acting(slug, clusters.company_by_slug, allowed=policies.can_run)
    return render(
        "dashboard/company.html",
        company=company,
        **company_home(g.session, company),
        **company_space(company, current="home"),
    )


@bp.get("/ecole/<slug>")
@schools_only
def school(slug: str) -> ResponseReturnValue:
    school = acting(slug, clusters.school_by_slug, allowed=policies.can_teach)
    return render(
        "dashboard/school.html",
        school=school,
        home=school_home(g.session, school),
        **school_space(school, current="home"),
    )


@bp.get("/sources")
@public
def data_sources() -> ResponseReturnValue:
    """Whom the reference data come from, as their licences ask to be told."""
    return render("dashboard/sources.html", lines=reference.sources(g.session), attribution=reference.ATTRIBUTION)


@bp.get("/candidat/")
@candidates_only
def candidate() -> ResponseReturnValue:
    return render(
        "dashboard/candidate.html",
        **candidate_home(g.session, g.actor, current_app.extensions["fairapp"].settings),
        latest=offer_cards(offer_rows(g.session, queries.latest_ids(g.session, LATEST))),
        **candidate_space(current="home"),
    )


@bp.get("/accueil")
@candidates_only
def my_home() -> ResponseReturnValue:
    """Lead to the person's own space, whatever it is."""
    return redirect(home_url(g.actor), code=303)


@bp.get("/admin/")
@admins_only
def admin() -> ResponseReturnValue:
    counts = g.session.exec(select(Task.status, func.count()).group_by(col(Task.status))).all()
    failed = select(Task).where(col(Task.status) == TaskStatus.FAILED).order_by(col(Task.id).desc()).limit(20)
    return render(
        "dashboard/admin.html",
        boards=queries.board_cards(g.session, count_open(g.session, offer_index())),
        tasks={status.value: count for status, count in counts},
        failed=g.session.exec(failed).all(),
        index=offer_index().status(),
    )
