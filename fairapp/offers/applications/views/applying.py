"""Applying in two clicks: « Postuler » opens the form in place, « Envoyer » sends it; without script it is a page (row K1)."""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from fairapp.accounts.models import Account
from fairapp.candidates.cvs import copy_cv, store_cv
from fairapp.candidates.profiles import profile_of
from fairapp.candidates.uploading import MAX_BODY, read_cv
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.files import StoredFile
from fairapp.core.text import N_
from fairapp.offers.applications import services
from fairapp.offers.applications.enums import Channel
from fairapp.offers.applications.forms import VIA, ApplicationForm, came_via, filled_in
from fairapp.offers.applications.queries import TAKES_FORM, Recipient, company_names, recipient_of
from fairapp.offers.board.joblinks import how_to_apply
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import PageState, page_state
from fairapp.offers.models import Offer
from fairapp.offers.queries import sheet
from fairapp.offers.sheets import offer_face
from fairapp.web import traps
from fairapp.web.access import MAX_ID, public
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind
from fairapp.web.i18n import current_language, translate
from fairapp.web.limits import by_address, limited, spend
from fairapp.web.pages import go_to, render, wants_fragment

bp = Blueprint("applying", __name__, url_prefix="/offres/<int:id>/postuler")

OWNER = "application"
PER_ADDRESS, PER_OFFER = "20 per day", "300 per hour"  # of what is really sent
HASTY = N_("Prenez le temps de vérifier, puis envoyez à nouveau : rien n'est perdu.")
TOO_MANY = N_("Trop de candidatures sont parties en peu de temps. Attendez un peu, puis envoyez à nouveau la vôtre.")


@bp.before_request
def check_upload() -> None:
    """Open the CV in its own process now: once the view runs, others wait for its transaction."""
    g.cv, g.cv_refusal = None, None
    if request.method == "POST" and not traps.is_robot():
        try:
            g.cv = read_cv()
        except DomainError as refusal:
            g.cv_refusal = refusal


@bp.get("")
@public
def show(id: int) -> ResponseReturnValue:
    offer = _visible(id)
    form, has_cv = filled_in()
    return _page(offer, form, key=traps.new_key(), has_cv=has_cv)


@bp.post("")
@public
@accepts_upload(MAX_BODY)
@limited("60 per hour", key=by_address, told=TOO_MANY)  # a class, or a job centre, shares one
def send(id: int) -> ResponseReturnValue:
    offer, form, key = _visible(id), bind(ApplicationForm), traps.form_key()
    if traps.is_robot():
        return _thanks(offer)
    if g.cv_refusal is not None:
        form.refuse(g.cv_refusal)
    if form.is_valid and traps.is_hasty(key):
        form.refuse(DomainError(HASTY))
    if not form.is_valid:
        return _page(offer, form, key=key, status=422)
    sender = _sender(form, key)
    if not _may_mail(form, sender):
        return _thanks(offer)
    try:
        if not spend(PER_OFFER, key=f"application to {offer.id}", bucket="applications"):
            raise DomainError(TOO_MANY)
        services.apply_for(g.session, offer, form.data, sender=sender, cv=_cv(form))
    except DomainError as refusal:
        form.refuse(refusal)
        is_over = isinstance(refusal, Conflict)
        return _page(offer, form, key=traps.new_key() if is_over else key, status=409 if is_over else 422)
    return _thanks(offer)


@bp.get("/merci")
@public
def thank(id: int) -> ResponseReturnValue:
    """Say the same to everyone: whether the address was known, only its owner learns, by mail."""
    return _thanks_page(_visible(id))


def _visible(id: int) -> Offer:
    """Return an offer that has a page, on line or just over; else 404."""
    offer: Offer | None = g.session.get(Offer, id) if 0 < id <= MAX_ID else None
    if offer is None or page_state(offer) not in {PageState.LIVE, PageState.OVER}:
        abort(404)
    return offer


def _sender(form: Form[ApplicationForm], key: str) -> services.Sender:
    own = g.actor if g.actor and g.actor.email == form.data.email else None  # signed in: the address is proven
    return services.Sender(own.account_id if own else None, current_language(), came_via(), key)


def _may_mail(form: Form[ApplicationForm], sender: services.Sender) -> bool:
    """Count the letters that strangers have mailed to this address; who proved that it is theirs, is no stranger.

    One too many is thanked for like the others, and mails nothing: whoever fills a mailbox from here learns nothing.
    """
    return sender.account_id is not None or spend(
        PER_ADDRESS, key=f"application {form.data.email}", bucket="applications"
    )


def _cv(form: Form[ApplicationForm]) -> StoredFile | None:
    """Keep the CV that came, else a copy of the profile's: the company keeps seeing what was sent."""
    if g.cv is not None:
        return store_cv(g.session, g.cv, owner=OWNER)
    is_own = g.actor is not None and g.actor.email == form.data.email  # to nobody else's application
    account = g.session.get(Account, g.actor.account_id) if is_own and form.data.sends_own_cv else None
    profile = profile_of(g.session, account.id) if account else None
    return copy_cv(g.session, profile.cv_file_id, owner=OWNER) if profile and profile.cv_file_id else None


def _thanks(offer: Offer) -> Response:
    return _thanks_page(offer) if wants_fragment() else go_to(f"/offres/{offer.id}/postuler/merci")


def _thanks_page(offer: Offer) -> Response:
    return render(
        "offers/applications/thanks.html", fragment="postuler", section="offers", offer=offer, path=offer_path(offer)
    )


def _page(
    offer: Offer, form: Form[ApplicationForm], *, key: str, has_cv: bool | None = None, status: int = 200
) -> Response:
    """Answer the form, or what stands in its place where candidates write elsewhere."""
    is_live, recipient = page_state(offer) is PageState.LIVE, recipient_of(g.session, offer)
    shown = sheet(g.session, offer)
    return render(
        "offers/applications/form.html",
        fragment="postuler",
        status=status,
        section="offers",
        offer=offer,
        path=offer_path(offer),
        face=offer_face(shown),
        form=form,
        is_live=is_live,
        takes_form=recipient.channel in TAKES_FORM,
        apply=how_to_apply(shown) if is_live else None,
        reader=_reader(offer, recipient),
        has_cv=filled_in()[1] if has_cv is None else has_cv,
        hidden=[
            ("form_key", key),
            (traps.STARTED, traps.current_stamp(key)),
            (VIA, came_via().value),
        ],
    )


def _reader(offer: Offer, recipient: Recipient) -> str:
    """Tell who will read it: every company by its name, for nobody who joins them later reads it."""
    companies = ", ".join(company_names(g.session, offer)) or translate("l’entreprise")
    if recipient.channel is Channel.ORGANISER and recipient.cluster:
        team = recipient.cluster.name
        return translate(
            "Lue par l’équipe de %(team)s, qui la transmet à %(companies)s.", team=team, companies=companies
        )
    return translate("Lue par %(companies)s, et par personne d’autre.", companies=companies)
