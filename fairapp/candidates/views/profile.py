"""One's own profile, CV, and whom they may be shown to (rows K5, A4)."""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.models import Account
from fairapp.candidates.consents import WORDS, set_consent
from fairapp.candidates.cvs import MAX_BYTES, MAX_PAGES
from fairapp.candidates.enums import PURPOSE_LABELS
from fairapp.candidates.forms import ConsentChange, CvForm
from fairapp.candidates.models import ProfileDraft
from fairapp.candidates.navigation import candidate_space
from fairapp.candidates.profiles import held_profile, profile_of, remove_cv, save_profile, set_cv
from fairapp.candidates.queries import consents_given
from fairapp.candidates.showing import show_own_cv
from fairapp.candidates.uploading import MAX_BODY, read_cv
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile
from fairapp.core.text import N_
from fairapp.web.access import candidates_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.uploads import serve

bp = Blueprint("candidate_profile", __name__, url_prefix="/candidat")

PATH = "/candidat/profil"
NOT_CHOSEN = N_("Choisissez un fichier PDF.")


@bp.before_request
def open_cv_first() -> None:
    """Opening a PDF takes as long as many bookings: it happens before the write transaction begins."""
    if request.method == "POST" and request.endpoint == "candidate_profile.upload_cv":
        g.cv, g.cv_form = None, blank(CvForm)
        try:
            g.cv = read_cv()
            if g.cv is None:
                raise DomainError(NOT_CHOSEN, field="cv")
        except DomainError as refusal:
            g.cv_form.refuse(refusal)


@bp.get("/profil")
@candidates_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/profil")
@candidates_only
def save() -> ResponseReturnValue:
    form = bind(ProfileDraft)
    if not form.is_valid:
        return _page(form=form, fragment="profil", status=422)
    save_profile(g.session, _own_account(), form.data)
    return notify(go_to(PATH), _("Votre profil est enregistré."))


@bp.post("/cv")
@candidates_only
@accepts_upload(MAX_BODY)
@limited("30 per hour", key=by_account)
def upload_cv() -> ResponseReturnValue:
    if g.cv is None:
        return _page(cv_form=g.cv_form, fragment="cv", status=422)
    set_cv(g.session, _own_account(), g.cv)
    return notify(go_to(PATH), _("Votre CV est en place."))


@bp.post("/cv/supprimer")
@candidates_only
def drop_cv() -> ResponseReturnValue:
    remove_cv(g.session, _own_account())
    return notify(go_to(PATH), _("Votre CV est supprimé."))


@bp.get("/cv.pdf")
@candidates_only
def download_cv() -> ResponseReturnValue:
    cv = show_own_cv()
    return serve(cv.content, cv.media_type, filename=cv.filename)


@bp.post("/accords")
@candidates_only
def change_consent() -> ResponseReturnValue:
    form = bind(ConsentChange)
    if not form.is_valid:
        abort(400)
    set_consent(g.session, held_profile(g.session, _own_account()), form.data.purpose, given=form.data.given)
    told = _("Merci, c'est noté.") if form.data.given else _("C'est noté : vous ne l'autorisez plus, dès maintenant.")
    return notify(go_to(f"{PATH}#accords"), told)


def _own_account() -> Account:
    account: Account = g.session.get_one(Account, g.actor.account_id)
    return account


def _page(
    *,
    form: Form[ProfileDraft] | None = None,
    cv_form: Form[CvForm] | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> Response:
    profile = profile_of(g.session, g.actor.account_id)
    given = consents_given(g.session, profile.id) if profile else {}
    return render(
        "candidates/profile.html",
        fragment=fragment,
        status=status,
        form=form or (prefill(ProfileDraft, profile) if profile else _first_form()),
        cv_form=cv_form or blank(CvForm),
        cv=g.session.get(StoredFile, profile.cv_file_id) if profile and profile.cv_file_id else None,
        pages=profile.cv_pages if profile else 0,
        limits={"size": MAX_BYTES // 1024**2, "pages": MAX_PAGES},
        consents=[
            (purpose, translate(PURPOSE_LABELS[purpose]), translate(words), given.get(purpose))
            for purpose, words in WORDS.items()
        ],
        **candidate_space(current="profile"),
    )


def _first_form() -> Form[ProfileDraft]:
    first_name, _space, last_name = g.actor.name.partition(" ")
    return blank(ProfileDraft, first_name=first_name, last_name=last_name)
