"""The links of a recruiter's letter (row A2): each opens a page that shows the words, with a button that sends them."""

from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import read_link
from fairapp.accounts.views.presence import make_actor
from fairapp.candidates.enums import Seen
from fairapp.candidates.views_log import note_seen
from fairapp.clusters.models import Company
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile
from fairapp.offers.applications import states
from fairapp.offers.applications.inbox import services
from fairapp.offers.applications.inbox.forms import Reply, Words
from fairapp.offers.applications.inbox.links import ANSWERS
from fairapp.offers.applications.inbox.queries import Row
from fairapp.offers.applications.inbox.readers import Reader, reader_of
from fairapp.offers.applications.inbox.services import Letter
from fairapp.offers.applications.inbox.views.answering import compose
from fairapp.offers.applications.inbox.words import REPLY_LABELS, status_pill
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.services import Acting
from fairapp.offers.models import Offer
from fairapp.web import forms
from fairapp.web.access import public
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import limited_by_link
from fairapp.web.pages import keep_private, render
from fairapp.web.transactions import beforehand
from fairapp.web.uploads import serve

bp = Blueprint("application_links", __name__, url_prefix="/reponse")


class Asked(NamedTuple):
    """What a good link is about: one application, one answer, one reader who still answers for the offer."""

    row: Row
    reply: Reply
    reader: Reader


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what the button will send, and note it before; a mail scanner that follows the link answers nothing."""
    if _asked(g.session, token) is None:
        return keep_private(_over())
    beforehand(lambda session: _noted(session, token))
    asked = _asked(g.session, token)
    return keep_private(_page(token, asked, forms.blank(Words)) if asked else _over())


@bp.post("/<token>/apercu")
@public
@limited_by_link
def preview(token: str) -> ResponseReturnValue:
    asked = _asked(g.session, token)
    if asked is None:
        return keep_private(_over())
    form = forms.bind(Words)
    return keep_private(_page(token, asked, form, status=200 if form.is_valid else 422))


@bp.post("/<token>")
@public
@limited_by_link
def answer(token: str) -> ResponseReturnValue:
    asked = _asked(g.session, token)
    if asked is None:
        return keep_private(_over())
    form, status = forms.bind(Words), 422
    if form.is_valid:
        letter = Letter(asked.reply.action, form.data.message, asked.reader.signature, form.data.motif)
        try:
            outcome = services.answer(g.session, [asked.row], letter, _acting(asked.reader))
        except DomainError as error:
            form.refuse(error)
        else:
            if outcome.done:
                return keep_private(_done(asked))
            status = 409
            form.refuse(outcome.refused[0][1])
    return keep_private(_page(token, asked, form, status=status))


@bp.get("/<token>/cv")
@public
def cv(token: str) -> ResponseReturnValue:
    """Hand the CV out to who has the letter; that they did is noted before."""
    file_id = beforehand(lambda session: _note_cv(session, token))
    file = g.session.get(StoredFile, file_id) if file_id else None
    if file is None:
        abort(404)
    return keep_private(serve(file.content, file.media_type, filename="cv.pdf"))


def _noted(session: Session, token: str) -> None:
    _seen(session, token, Seen.APPLICATION)


def _note_cv(session: Session, token: str) -> int | None:
    application = _seen(session, token, Seen.CV)
    return application.cv_file_id if application else None


def _seen(session: Session, token: str, what: Seen) -> Application | None:
    """Hold what the link is about, and note for whom it is shown; None: there is nothing to show any more."""
    asked = _asked(session, token)
    held = services.held_if_known(session, asked.row.application.id) if asked else None
    if asked is None or held is None or (what is Seen.CV and held.cv_file_id is None):
        return None
    reader = asked.reader
    note_seen(
        session, email=held.email or "", company_id=reader.company_id, cluster_id=reader.cluster_id,
        account_id=reader.account_id, what=what, subject_id=held.id,
    )  # fmt: skip
    return held


def _asked(session: Session, token: str) -> Asked | None:
    """Return what the link is about; None once it ended, or its reader does not answer for it any more."""
    link = _link(session, token)
    application = session.get(Application, link.subject_id) if link else None
    if link is None or application is None or application.email is None:
        return None
    offer = session.get_one(Offer, application.offer_id)
    company = session.get(Company, offer.company_id) if offer.company_id else None
    reader = reader_of(session, application, link.email)
    return Asked(Row(application, offer, company, 0), ANSWERS[link.purpose], reader) if reader else None


def _link(session: Session, token: str) -> ActionLink | None:
    settings = current_app.extensions["fairapp"].settings
    return next((link for purpose in ANSWERS if (link := read_link(session, settings, token, purpose))), None)


def _acting(reader: Reader) -> Acting:
    """Let the reader act as in their own space; an address without account names nobody."""
    account = reader.account
    return Acting(reader.side, make_actor(g.session, account.id, account) if account else None)


def _page(token: str, asked: Asked, form: Form[Words], *, status: int = 200) -> Response:
    row, reply, reader = asked
    may = states.may(row.application.status, reply.action, reader.side)
    return render(
        "offers/applications/inbox/link.html",
        fragment="reponse",
        status=status,
        action=f"/reponse/{token}",
        back=f"{reader.inbox}/{row.application.id}" if reader.inbox else "/",
        may=may,
        state=status_pill(row.application.status)[0],
        people=[row.application.id] if may else [],
        name=f"{row.application.first_name} {row.application.last_name}",
        offer=row.offer,
        message=row.application.message,
        has_cv=row.application.cv_file_id is not None,
        section="offers",
        **compose(form, reply, row, signature=reader.signature),
    )


def _done(asked: Asked) -> Response:
    return render(
        "offers/applications/inbox/link_done.html", fragment="reponse",
        label=translate(REPLY_LABELS[asked.reply]), name=asked.row.application.first_name, inbox=asked.reader.inbox,
        section="offers",
    )  # fmt: skip


def _over() -> Response:
    return render("offers/applications/inbox/link_over.html", status=404, section="offers")
