"""The alerts of one address, by the link in their letters: GET shows, POST acts (mail scanners follow links)."""

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import read_link
from fairapp.offers.alerts import services
from fairapp.offers.alerts.enums import FREQUENCY_LABELS
from fairapp.offers.alerts.models import AlertReader
from fairapp.offers.alerts.personal import erase_address
from fairapp.offers.alerts.services.holding import LINKS
from fairapp.offers.alerts.views.desk import STEP_ROUTE, Desk
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.i18n import translate
from fairapp.web.limits import limited_by_link
from fairapp.web.pages import go_to, keep_private, notify, render

bp = Blueprint("alert_links", __name__, url_prefix="/alertes/<token>")


@bp.get("")
@public
def show(token: str) -> ResponseReturnValue:
    return _desk(token).page()


@bp.post("/<int:id>")
@public
@limited_by_link
def change(token: str, id: int) -> ResponseReturnValue:
    return _desk(token).change(id)


@bp.get("/<int:id>/confirmer")
@public
def ask_confirm(token: str, id: int) -> ResponseReturnValue:
    search = _desk(token).search(id)
    page = render(
        "offers/alerts/confirm.html",
        url=f"/alertes/{token}",
        search=search,
        frequency=translate(FREQUENCY_LABELS[search.frequency]),
        section="offers",
    )
    return keep_private(page)


@bp.post(STEP_ROUTE)
@public
@limited_by_link
def step(token: str, id: int, step: str) -> ResponseReturnValue:
    return _desk(token).step(id, step)


@bp.get("/desinscription")
@public
def ask_stop(token: str) -> ResponseReturnValue:
    return _stop_page(token, _reader(token, *LINKS), is_done=False)


@bp.post("/desinscription")
@one_click
@public
@limited_by_link
def stop(token: str) -> ResponseReturnValue:
    """Write no more: the button of a mail reader posts here from its own server (RFC 8058), people from our page."""
    reader = _reader(token, *LINKS)
    services.stop_all(g.session, reader)
    return _stop_page(token, reader, is_done=True)


@bp.post("/garder")
@public
@limited_by_link
def keep(token: str) -> ResponseReturnValue:
    services.keep_alive(g.session, _reader(token))
    return notify(go_to(f"/alertes/{token}"), _("C’est noté : vos alertes continuent."))


@bp.get("/effacer")
@public
def ask_erase(token: str) -> ResponseReturnValue:
    _reader(token)
    return keep_private(render("offers/alerts/erase.html", url=f"/alertes/{token}", section="offers"))


@bp.post("/effacer")
@public
@limited_by_link
def erase(token: str) -> ResponseReturnValue:
    erase_address(g.session, _reader(token))
    return notify(go_to("/offres"), _("Vos alertes et votre adresse sont effacées."))


def _desk(token: str) -> Desk:
    reader = _reader(token)
    context = {"section": "offers", "is_ending": reader.erasure_announced_at is not None}
    return Desk(f"/alertes/{token}", [reader], "offers/alerts/linked.html", context)


def _stop_page(token: str, reader: AlertReader, *, is_done: bool) -> Response:
    """Answer the page of whoever may stop the letters; of these, who has the reader's own link may go back to it."""
    is_own = _opened(token, LinkPurpose.ALERTS) == reader
    back = f"/alertes/{token}" if is_own else ""
    page = render("offers/alerts/stop.html", url=f"/alertes/{token}", back=back, is_done=is_done, section="offers")
    return keep_private(page)


def _reader(token: str, *purposes: LinkPurpose) -> AlertReader:
    """Return whose alerts this link opens, or 404; without `purposes`, the link that may do everything."""
    opened = (_opened(token, purpose) for purpose in purposes or (LinkPurpose.ALERTS,))
    return next(filter(None, opened), None) or abort(404)


def _opened(token: str, purpose: LinkPurpose) -> AlertReader | None:
    link = read_link(g.session, current_app.extensions["fairapp"].settings, token, purpose)
    reader: AlertReader | None = g.session.get(AlertReader, link.subject_id) if link and link.subject_id else None
    return reader if link and reader and reader.email == link.email else None
