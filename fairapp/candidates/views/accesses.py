"""« Qui a vu mes données » (row K5)."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from fairapp.accounts.models import Account
from fairapp.candidates.enums import SEEN_LABELS
from fairapp.candidates.forms import ListQuery
from fairapp.candidates.navigation import candidate_space
from fairapp.candidates.queries import accesses_to, count_accesses
from fairapp.web.access import candidates_only
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

bp = Blueprint("candidate_accesses", __name__, url_prefix="/candidat")

PER_PAGE = 50


@bp.get("/acces")
@candidates_only
def show() -> ResponseReturnValue:
    account = g.session.get_one(Account, g.actor.account_id)
    page = page_of(count_accesses(g.session, account), query(ListQuery).page, per_page=PER_PAGE, max_pages=1000)
    accesses = accesses_to(g.session, account, offset=page.offset, limit=page.per_page)
    return render(
        "candidates/accesses.html",
        fragment="acces",
        page=page,
        lines=[(translate(SEEN_LABELS[one.view.what]), one) for one in accesses],
        **candidate_space(current="accesses"),
    )
