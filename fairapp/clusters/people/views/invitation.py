"""The link that an invitation mails: reading it shows what it is about, a click accepts."""

from typing import NamedTuple

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.enums import LinkPurpose, SignInMethod
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import find_or_create_account, read_link
from fairapp.accounts.views.entering import enter
from fairapp.clusters.locks import Organisation
from fairapp.clusters.models import Company, Invitation
from fairapp.clusters.people.forms import AcceptForm
from fairapp.clusters.people.queries import kind_of, organisation_of
from fairapp.clusters.people.services import accept_invitation
from fairapp.core.errors import Conflict, DomainError
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.pages import notify, render

bp = Blueprint("invitation", __name__, url_prefix="/invitation")

SPACES = {"cluster": "pilotage", "company": "entreprise", "school": "ecole"}


class Found(NamedTuple):
    link: ActionLink
    invitation: Invitation
    organisation: Organisation


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    found = _find(token)
    return _show(token, found, blank(AcceptForm)) if found else _over()


@bp.post("/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    found, form = _find(token), bind(AcceptForm)
    if found is None:
        return _over()
    if not form.is_valid:
        return _show(token, found, form, status=422)
    try:
        account = _who_accepts(found, form.data.name)
        accept_invitation(g.session, found.link, found.invitation, found.organisation, account=account)
    except Conflict:
        return _over(status=409)
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(token, found, form, status=422)
    to = f"/{SPACES[kind_of(found.organisation)]}/{found.organisation.slug}"
    # Someone new at this organisation is staff from now on: the session begins anew, with the shorter times.
    return notify(
        enter(account, method=SignInMethod.LINK, to=to), _("Bienvenue chez %(name)s.", name=found.organisation.name)
    )


def _find(token: str) -> Found | None:
    link = read_link(g.session, settings(), token, LinkPurpose.INVITATION)
    invitation = g.session.get(Invitation, link.subject_id) if link and link.subject_id else None
    if link is None or invitation is None:
        return None
    return Found(link, invitation, organisation_of(g.session, invitation))


def _who_accepts(found: Found, name: str) -> Account:
    """Return the account of whoever is signed in, so that one person needs one account; else that of the address."""
    if g.actor:
        own: Account = g.session.get_one(Account, g.actor.account_id)
        return own
    return find_or_create_account(g.session, found.link.email, name=name)


def _show(token: str, found: Found, form: Form[AcceptForm], *, status: int = 200) -> Response:
    organisation = found.organisation
    return render(
        "clusters/people/invitation.html",
        fragment="accepter",
        status=status,
        form=form,
        url=f"/invitation/{token}",
        kind=kind_of(organisation),
        organisation=organisation,
        claims=isinstance(organisation, Company) and organisation.claimed_at is None,
        email=found.link.email,
    )


def _over(*, status: int = 404) -> Response:
    return render("clusters/people/invitation_over.html", status=status)
