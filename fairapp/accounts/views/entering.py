"""The step that every way of signing in ends with."""

from flask import Response, g, request

from fairapp.accounts.browsers import browser_name
from fairapp.accounts.enums import SignInMethod
from fairapp.accounts.hooks import hooks
from fairapp.accounts.models import Account
from fairapp.accounts.services import end_session, lifetime_of, start_session
from fairapp.accounts.views.presence import is_staff, make_actor
from fairapp.web import pages, sessions
from fairapp.web.access import local_path


def enter(account: Account, *, method: SignInMethod, to: str = "") -> Response:
    """Sign the browser in as `account`, in the place of whoever was, and go to `to` or to the person's home."""
    if left := sessions.current_hash():
        end_session(g.session, left)
    actor = make_actor(g.session, account.id, account)
    staff = is_staff(actor)
    browser = browser_name(request.user_agent.string)
    token = start_session(g.session, account, staff=staff, browser=browser, method=method)
    response = pages.go_to(local_path(to, default="") or hooks().home(actor))
    sessions.start(response, token, max_age=lifetime_of(staff=staff).total)
    return response
