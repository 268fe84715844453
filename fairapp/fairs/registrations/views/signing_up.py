"""Registering without an account, in three steps on one page; it works without script (rows C1, C2)."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.candidates.profiles import profile_of
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.fairs.calendar import can_register
from fairapp.fairs.enums import ACCESS_LABELS, PROFILE_LABELS
from fairapp.fairs.loading import public_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.forms import STEPS, carried, day_choices, step_with_errors
from fairapp.fairs.registrations.models import RegistrationDraft
from fairapp.fairs.registrations.queries import fair_quota
from fairapp.fairs.registrations.services import register
from fairapp.fairs.registrations.services.consents import WORDS
from fairapp.fairs.registrations.services.places import has_few_left, is_full
from fairapp.fairs.registrations.words import hours_label, place_label, why_closed
from fairapp.fairs.spaces import fair_url
from fairapp.web import traps
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import current_language, translate
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import go_to, render

bp = Blueprint("registrations", __name__)

LAST = len(STEPS)
TOO_MANY = N_(
    "Cent inscriptions sont parties de cette connexion en une heure : c'est la limite. Pour une classe ou un groupe"
    " plus nombreux, attendez un peu, ou écrivez à l'organisation du salon."
)


def by_email() -> str:
    """Count per address that would be written to, so that nobody's mailbox can be filled from here."""
    email = request.form.get("email", "").strip().lower()
    return f"registration {email}" if email else by_address()


def by_finished_form() -> str | None:
    """Count per address what may make a registration and send a mail; the steps before it cost nothing."""
    return by_address() if _step() == LAST and request.form.get("aller") != "retour" else None


@bp.get("/salons/<fair>/inscription")
@public
def show(fair: str) -> ResponseReturnValue:
    found = public_fair(fair)
    return _page(found, blank(RegistrationDraft, **_known()), step=1)


@bp.post("/salons/<fair>/inscription")
@public
@limited("600 per hour", key=by_address)  # a class registers from one address, in three steps each
@limited("100 per hour", key=by_finished_form, bucket="finished registrations", told=TOO_MANY)
@limited("30 per hour", key=by_email)
def send(fair: str) -> ResponseReturnValue:
    found, form, step = public_fair(fair), bind(RegistrationDraft), _step()
    if not can_register(found, days_of(g.session, found.id)):
        return _page(found, form, step=1, status=409)
    if request.form.get("aller") == "retour":
        form.errors = {}
        return _page(found, form, step=max(1, step - 1))
    if wrong := step_with_errors(form, step):
        return _page(found, form, step=wrong, status=422)
    if step < LAST:
        return _page(found, form, step=step + 1)
    return _finish(found, form)


@bp.get("/salons/<fair>/inscription/merci")
@public
def thank(fair: str) -> ResponseReturnValue:
    """Say the same to everyone: whether the address was known, only its owner learns, by mail (row C2)."""
    found = public_fair(fair)
    return render("fairs/registrations/thanks.html", fair=found, url=fair_url(found), section="fairs")


def _known() -> dict[str, str]:
    """Return what the visitor has written once for all, in their profile."""
    if g.actor is None:
        return {}
    known = {"email": g.actor.email}
    if profile := profile_of(g.session, g.actor.account_id):
        known |= {"first_name": profile.first_name, "last_name": profile.last_name, "jobs_sought": profile.headline}
    return known


def _finish(fair: Fair, form: Form[RegistrationDraft]) -> Response:
    if traps.is_robot():
        return go_to(f"{fair_url(fair)}/inscription/merci")
    key = traps.form_key()
    if traps.is_hasty(key):
        form.refuse(DomainError(_("Prenez le temps de vérifier, puis envoyez à nouveau : rien n'est perdu.")))
        return _page(fair, form, step=LAST, status=422, key=key)
    own = g.actor if g.actor and g.actor.email == form.data.email else None  # signed in: the address is proven
    try:
        register(
            g.session, fair, form.data, account_id=own.account_id if own else None, locale=current_language(),
            form_key=key,
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        key = traps.new_key() if isinstance(refusal, Conflict) else key  # it made a registration of another address
        return _page(fair, form, step=step_with_errors(form, LAST) or LAST, status=422, key=key)
    return go_to(f"{fair_url(fair)}/inscription/merci")


def _step() -> int:
    """Return the step that was sent; a whole form sent at once is at its last one."""
    asked = request.form.get("etape", "")
    return int(asked) if asked in {"1", "2", "3"} else LAST


def _page(
    fair: Fair, form: Form[RegistrationDraft], *, step: int, status: int = 200, key: str | None = None
) -> Response:
    """Answer the form at a step, by default with the key that it has."""
    key = key or traps.form_key()
    days = days_of(g.session, fair.id)
    quota = fair_quota(g.session, fair.id)
    arrivals = form.typed.get("arrivals", [])
    return render(
        "fairs/registrations/form.html",
        fragment="inscription",
        status=status,
        fair=fair,
        url=fair_url(fair),
        section="fairs",
        form=form,
        step=step,
        is_open=can_register(fair, days),
        closed=why_closed(fair),
        days=[hours_label(day) for day in days],
        place=place_label(fair),
        is_full=bool(quota and is_full(quota)),
        few_left=bool(quota and has_few_left(quota)),
        choices=day_choices(
            g.session, fair, days, [str(one) for one in arrivals] if isinstance(arrivals, list) else []
        ),
        profiles=[(profile.value, translate(label)) for profile, label in PROFILE_LABELS.items()],
        needs=[(need.value, translate(label)) for need, label in ACCESS_LABELS.items()],
        consents=[(purpose.value, translate(words)) for purpose, words in WORDS.items()],
        hidden=[
            *carried(form, step),
            ("etape", str(step)),
            ("form_key", key),
            (traps.STARTED, traps.current_stamp(key)),
        ],
    )
