"""The search page, of the common board or of a cluster's, and the page of an offer."""

from collections.abc import Hashable

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.pooling import queries as pooling
from fairapp.clusters.pooling.forms import drafted_rule
from fairapp.core.clock import now, today
from fairapp.geo.distance import RADII_KM
from fairapp.offers import queries
from fairapp.offers.applications.enums import Source
from fairapp.offers.applications.forms import VIA, came_via
from fairapp.offers.applications.inbox.words import answering
from fairapp.offers.applications.queries import takes_form
from fairapp.offers.board import cards, facets, joblinks, kept, scopes, searching, structured
from fairapp.offers.board.criteria import SORT_LABELS, SORTS, Criteria, alert_url, read_criteria
from fairapp.offers.board.index import offer_index, offers_version
from fairapp.offers.board.rows import offer_rows
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import PageState, page_state
from fairapp.offers.models import Offer
from fairapp.reference import occupations
from fairapp.search import IndexUnusable, Result, Scope, Sort
from fairapp.web.access import acting, organisers_only, public
from fairapp.web.cards import OfferCard
from fairapp.web.i18n import current_language, translate
from fairapp.web.kept_pages import keep
from fairapp.web.limits import limited_reads
from fairapp.web.pages import render, wants_fragment
from fairapp.web.pagination import page_of

bp = Blueprint("board", __name__)
bp.record_once(lambda state: kept.install(state.app))

NEAR_OCCUPATIONS = 5
SUGGESTIONS = 8
PREVIEWED = 5
OPEN_TO_ALL: Scope = ((),)  # a company's own page shows its offers even if it does not pool them


@bp.get("/offres")
@public
def search() -> ResponseReturnValue:
    version = offers_version()
    return keep(version, lambda: search_page(None, scopes.EVERYWHERE, "/offres", version=version))


@bp.get("/clusters/<slug>/offres")
@public
def search_board(slug: str) -> ResponseReturnValue:
    cluster = clusters.cluster_by_slug(g.session, slug) or abort(404)
    board, scope = clusters.board_view(cluster), scopes.board_scope(g.session, cluster.id)
    version = offers_version()
    path = f"{board.url}/offres"
    return keep(version and (version, board, scope), lambda: search_page(board, scope, path, version=version))


def search_page(board: clusters.Board | None, scope: Scope, path: str, *, version: Hashable) -> Response:
    """Answer the search page of a board, or its results and facets alone."""
    criteria = read_criteria(request.args)
    found = searching.search_offers(g.session, offer_index(), criteria, scope)
    result = found.result
    shown = facets.shown_facets(criteria, result, version)
    response = render(
        "offers/search.html",
        fragment="results",
        oob=("facets",),
        path=path,
        board=board,
        section="offers",
        criteria=criteria,
        found=found,
        result=result,
        offers=_cards(result.ids, result, version),
        unplaced=_cards(result.unplaced_ids, result, version),
        page=page_of(result.total + result.unplaced_total, result.page),
        facets=shown,
        chips=facets.active_filters(criteria, shown, path),
        sorts=[  # the usual order has no value: it changes with what is asked, until someone chooses one
            ("" if sort is criteria.usual_order else name, translate(SORT_LABELS[sort]), sort is criteria.order)
            for name, sort in SORTS.items()
            if sort is not Sort.DISTANCE or found.where.commune
        ],
        radii=RADII_KM,
        salaries=facets.salary_choices(current_language()),
        wider=searching.wider_counts(offer_index(), criteria, found.where, scope) if not result.total else {},
        near_titles=_near_titles(criteria) if not result.total else [],
        alert_url=alert_url(criteria, board.url.rpartition("/")[2] if board else ""),
    )
    if wants_fragment():
        response.headers["HX-Push-Url"] = criteria.url(path, page=result.page)
    return response


def _cards(ids: tuple[int, ...], result: Result, version: Hashable = None) -> list[OfferCard]:
    rows = kept.rows_of(ids, version)
    return cards.offer_cards(rows, terms=result.terms, distances_km=result.distances_km)


def _near_titles(criteria: Criteria) -> list[str]:
    """Row S8: occupations near the one that was looked for."""
    titles = occupations().suggest_job_titles(criteria.text, 1) if criteria.text else []
    return [near.label for title in titles for near in occupations().near(title.rome_code, NEAR_OCCUPATIONS)]


@bp.get("/offres/<int:id>")
@bp.get("/offres/<int:id>-<slug>")
@public
def show(id: int, slug: str = "") -> ResponseReturnValue:
    offer = g.session.get(Offer, id)
    state = page_state(offer) if offer else PageState.HIDDEN
    if offer is None or state is PageState.HIDDEN:
        abort(404)
    if state is PageState.GONE or (state is PageState.OVER and queries.went_off_suspended(g.session, offer)):
        abort(410)
    path = offer_path(offer)
    if request.path != path:
        return redirect(f"{path}?{request.query_string.decode()}" if request.query_string else path, code=301)
    is_live, version = state is PageState.LIVE, offers_version()
    # The index may be a moment late: an offer that was taken off line shows it at once; figures are of the day.
    return keep(version and (version, is_live, offer.updated_at, today()), lambda: offer_page(offer, is_live=is_live))


def offer_page(offer: Offer, *, is_live: bool) -> Response:
    sheet = queries.sheet(g.session, offer)
    return render(
        "offers/show.html",
        section="offers",
        sheet=sheet,
        offer=offer,
        is_live=is_live,
        takes_form=is_live and takes_form(g.session, offer),
        apply=joblinks.how_to_apply(sheet) if is_live else None,
        via=f"?{VIA}={came.value}" if (came := came_via()) is not Source.BOARD else "",
        **answering(g.session, offer.company_id if is_live else None),
        similar=cards.offer_cards(offer_rows(g.session, searching.similar_ids(offer_index(), sheet))),
        job_posting=structured.job_posting(sheet, current_app.extensions["fairapp"].settings.public_url)
        if is_live
        else None,
        now=now(),
    )


@bp.get("/suggestions")
@public
@limited_reads("240 per minute", bucket="lookups")
def suggestions() -> ResponseReturnValue:
    """Row S7: job titles, companies and communes that begin like what is typed, as the combobox wants them."""
    text = request.args.get("q", "")[:100]
    kinds = {"title": translate("Métier"), "company": translate("Entreprise"), "commune": translate("Commune")}
    try:
        found = offer_index().suggest(text, SUGGESTIONS)
    except IndexUnusable:
        found = []
    items = [{"value": s.text, "label": s.text, "hint": kinds.get(s.kind, "")} for s in found]
    return jsonify(items=items)


@bp.get("/entreprises/<slug>/offres")
@public
def of_company(slug: str) -> ResponseReturnValue:
    """The open offers of one company; its public page loads the fragment."""
    company = clusters.company_by_slug(g.session, slug) or abort(404)
    criteria = Criteria(chosen={"company": (str(company.id),)}, page=read_criteria(request.args).page)
    found = searching.search_offers(g.session, offer_index(), criteria, OPEN_TO_ALL, facets=())
    return render(
        "offers/of_company.html",
        fragment="offers",
        company=company,
        offers=_cards(found.result.ids, found.result),
        page=page_of(found.result.total, found.result.page),
        **answering(g.session, company.id),
    )


@bp.get("/pilotage/<slug>/mutualisation/apercu")
@organisers_only
def pooling_preview(slug: str) -> ResponseReturnValue:
    """Row M3, « que verra-t-on ? »: what the board shows with its rules, and with one more that is being written."""
    cluster = acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)
    rules = pooling.rules_of(g.session, cluster.id)
    drafted = drafted_rule()
    now_scope = scopes.scope_of(cluster.id, rules)
    then_scope = scopes.scope_of(cluster.id, (*rules, drafted)) if drafted else now_scope
    before = searching.search_offers(g.session, offer_index(), Criteria(), now_scope, per_page=1, facets=())
    found = searching.search_offers(g.session, offer_index(), Criteria(), then_scope, per_page=PREVIEWED, facets=())
    return render(
        "offers/pooling_preview.html",
        fragment="preview",
        cluster=cluster,
        before=before.result.total,
        total=found.result.total,
        offers=_cards(found.result.ids, found.result),
        **organiser_space(cluster, current="pooling"),
    )
