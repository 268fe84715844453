"""« My application », by the link that was mailed, and the list of them in one's space: GET shows, POST acts."""

from functools import partial

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import link_token, note_life, read_link
from fairapp.candidates.navigation import candidate_space
from fairapp.clusters.models import Company
from fairapp.core.errors import Conflict
from fairapp.core.files import StoredFile
from fairapp.offers.applications import services, states
from fairapp.offers.applications.enums import Action, Channel, Side
from fairapp.offers.applications.forms import Keeping
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import count_own, links_of, own_applications, steps_of
from fairapp.offers.applications.services import Acting
from fairapp.offers.applications.wording import moment, refused_for, state_words, step_lines, who_answers
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import PageState, page_state
from fairapp.offers.models import Offer
from fairapp.web.access import candidates_only, public
from fairapp.web.forms import bind
from fairapp.web.i18n import translate
from fairapp.web.limits import limited_by_link
from fairapp.web.pages import go_to, keep_private, notify, render
from fairapp.web.pagination import page_of
from fairapp.web.transactions import afterwards
from fairapp.web.uploads import serve

bp = Blueprint("my_applications", __name__)

LINKED = "/candidatures/<token>"
PER_PAGE = 20
CANDIDATE = Acting(Side.CANDIDATE)


@bp.get("/candidat/candidatures")
@candidates_only
def own() -> ResponseReturnValue:
    """List what one sent, signed in; each line opens by its own link, as from the mail.

    Coming here is a sign of life; opening a link is none, for mail scanners open them too (row A7).
    """
    afterwards(partial(services.note_life, account_id=g.actor.account_id, email=g.actor.email))
    asked = request.args.get("page", "1")
    page = page_of(count_own(g.session, g.actor), int(asked) if asked.isdecimal() else 1, per_page=PER_PAGE)
    lines = own_applications(g.session, g.actor, limit=PER_PAGE, offset=page.offset)
    links = links_of(g.session, [line.application.id for line in lines])
    settings = current_app.extensions["fairapp"].settings
    return render(
        "offers/applications/own.html",
        lines=[
            (
                line,
                f"/candidatures/{link_token(settings, links[line.application.id])}",
                state_words(line.application, who_answers(line.company)),
                moment(line.application.created_at),
            )
            for line in lines
        ],
        page=page,
        **candidate_space(current="applications"),
    )


@bp.get(LINKED)
@public
def show(token: str) -> ResponseReturnValue:
    return _page(token, linked(token))


@bp.get(f"{LINKED}/retirer")
@public
def ask_withdrawal(token: str) -> ResponseReturnValue:
    application = linked(token)
    if application.status not in states.OPEN:
        return go_to(f"/candidatures/{token}")
    return _asking("offers/applications/withdraw.html", token, application)


@bp.post(f"{LINKED}/retirer")
@public
@limited_by_link
def withdraw(token: str) -> ResponseReturnValue:
    application = linked(token)
    try:
        services.take(g.session, application, Action.WITHDRAW, CANDIDATE)
    except Conflict as refusal:
        return _page(token, application, problem=translate(refusal.message, **refusal.params), status=409)
    return notify(go_to(f"/candidatures/{token}"), _("Votre candidature est retirée. L'entreprise est prévenue."))


@bp.post(f"{LINKED}/conservation")
@public
@limited_by_link
def keep(token: str) -> ResponseReturnValue:
    form = bind(Keeping)
    keeps = form.is_valid and form.data.keeps
    application = linked(token)
    services.set_keeping(g.session, application, keeps=keeps)
    if keeps and g.actor and g.actor.email == application.email:  # who keeps it says that it is theirs
        services.adopt(g.session, application, g.actor.account_id)
    told = _("C'est noté : gardée deux ans.") if keeps else _("C'est noté : gardée trois mois après la réponse.")
    return notify(go_to(f"/candidatures/{token}"), told)


@bp.get(f"{LINKED}/effacer")
@public
def ask_erasure(token: str) -> ResponseReturnValue:
    return _asking("offers/applications/erase.html", token, linked(token))


@bp.post(f"{LINKED}/effacer")
@public
@limited_by_link
def erase(token: str) -> ResponseReturnValue:
    services.erase(g.session, linked(token), CANDIDATE)
    return notify(go_to("/offres"), _("Votre candidature, votre CV et vos données sont effacés."))


@bp.get(f"{LINKED}/cv")
@public
def cv(token: str) -> ResponseReturnValue:
    """Give one's own CV back, as it was sent."""
    application = linked(token)
    file = g.session.get(StoredFile, application.cv_file_id) if application.cv_file_id else None
    if file is None:
        abort(404)
    return keep_private(serve(file.content, file.media_type, filename="cv.pdf"))


def linked(token: str) -> Application:
    """Return the application that this link opens, or 404."""
    settings = current_app.extensions["fairapp"].settings
    link = read_link(g.session, settings, token, LinkPurpose.APPLICATION)
    found: Application | None = g.session.get(Application, link.subject_id) if link and link.subject_id else None
    if link is None or found is None or found.email != link.email:
        abort(404)
    if request.method == "POST":
        note_life(g.session, link.email)
    return found


def _asking(template: str, token: str, application: Application) -> Response:
    offer = g.session.get_one(Offer, application.offer_id)
    is_open = application.status in states.OPEN
    return keep_private(render(template, section="offers", offer=offer, url=f"/candidatures/{token}", is_open=is_open))


def _page(token: str, application: Application, *, problem: str = "", status: int = 200) -> Response:
    offer = g.session.get_one(Offer, application.offer_id)
    company = g.session.get(Company, offer.company_id) if offer.company_id else None
    steps = [told.step for told in steps_of(g.session, application.id)]
    by_organiser = application.channel is Channel.ORGANISER
    who = who_answers(company, Side.ORGANISER if by_organiser else Side.COMPANY)
    page = render(
        "offers/applications/mine.html",
        status=status,
        section="offers",
        application=application,
        offer=offer,
        path=offer_path(offer) if page_state(offer) in {PageState.LIVE, PageState.OVER} else "",
        company=company,
        state=state_words(application, who),
        motive=refused_for(application.refusal),
        lines=step_lines(application, steps),
        url=f"/candidatures/{token}",
        is_open=application.status in states.OPEN,
        ends_on=services.forgotten_on(application),
        problem=problem,
    )
    return keep_private(page)
