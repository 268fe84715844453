"""« Créer une alerte », from the results of any search: in their page, or as a page of its own without script.

No time trap: a browser fills in the one field at once. Nothing is kept beyond a week unless the letter is answered.
"""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.clusters.queries import board_view, cluster_by_slug
from fairapp.core.errors import DomainError
from fairapp.offers.alerts.enums import FREQUENCY_LABELS
from fairapp.offers.alerts.forms import NewAlert, OwnAlert
from fairapp.offers.alerts.services import Wish, ask, save_own
from fairapp.offers.alerts.wording import name_of, search_path
from fairapp.offers.board.criteria import BOARD, alert_url, read_criteria
from fairapp.offers.labels import choices
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import current_language
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import go_to, notify, render, wants_fragment
from fairapp.web.traps import is_robot

bp = Blueprint("alerts", __name__, url_prefix="/alertes")


@bp.get("/nouvelle")
@public
def show() -> ResponseReturnValue:
    return _page(blank(_schema()))


@bp.post("/nouvelle")
@public
@limited("60 per hour", key=by_address)  # a job centre's people share one
def send() -> ResponseReturnValue:
    form = bind(_schema())
    if not form.is_valid:
        return _page(form, status=422)
    try:
        if not is_robot():
            _save(form.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, status=422)
    if wants_fragment():
        return _thanks()
    return notify(go_to("/candidat/alertes"), _("Alerte créée.")) if g.actor else go_to("/alertes/merci")


@bp.get("/merci")
@public
def thank() -> ResponseReturnValue:
    """Say the same to everyone: what is known of the address, only its owner learns, by mail."""
    return _thanks()


def _schema() -> type[OwnAlert]:
    return OwnAlert if g.actor else NewAlert


def _save(alert: OwnAlert) -> None:
    criteria, board = read_criteria(request.args), _board()
    name = name_of(g.session, criteria, board)
    wish = Wish(criteria, board.id if board else None, name, alert.frequency)
    if isinstance(alert, NewAlert):
        ask(g.session, wish, email=alert.email, locale=current_language())
    else:
        actor = g.actor
        save_own(g.session, wish, email=actor.email, account_id=actor.account_id, locale=current_language())


def _board() -> Cluster | None:
    slug = request.args.get(BOARD)
    return (cluster_by_slug(g.session, slug) or abort(404)) if slug else None


def _page(form: Form[OwnAlert], *, status: int = 200) -> Response:
    criteria, board = read_criteria(request.args), _board()
    return render(
        "offers/alerts/new.html",
        fragment="alerte",
        status=status,
        form=form,
        url=alert_url(criteria, board.slug if board else ""),
        back=criteria.url(search_path(board)),
        name=name_of(g.session, criteria, board),
        frequencies=choices(FREQUENCY_LABELS),
        board=board_view(board) if board else None,
        section="offers",
    )


def _thanks() -> Response:
    return render("offers/alerts/thanks.html", fragment="alerte", is_own=bool(g.actor), section="offers")
