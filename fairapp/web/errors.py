"""What a refused or failed request answers: a page, a toast for htmx, or `application/problem+json` under /api/."""

import json
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests
from werkzeug.http import HTTP_STATUS_CODES

from fairapp.core.db import is_busy
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.web.access import SIGN_IN_PATH, local_path
from fairapp.web.i18n import translate
from fairapp.web.pages import notify, wants_fragment
from fairapp.web.transactions import SAFE_METHODS

API = "/api/"
RETRY_SECONDS = 5

MESSAGES = {
    400: N_("Cette demande n’est pas valable."),
    401: N_("Connectez-vous pour continuer."),
    403: N_("Vous n’avez pas accès à cette page."),
    404: N_("Cette page n’existe pas, ou plus."),
    405: N_("Cette page ne s’utilise pas ainsi."),
    409: N_("Quelqu’un a modifié ceci entre-temps. Rechargez la page, puis recommencez."),
    410: N_("Cette page a été retirée."),
    413: N_("C’est trop volumineux."),
    415: N_("Ce type de contenu n’est pas accepté."),
    422: N_("Une valeur ne convient pas."),
    429: N_("Trop de demandes en peu de temps. Patientez un instant."),
    500: N_("Une erreur s’est produite de notre côté. Elle est enregistrée."),
    503: N_("Le service est momentanément indisponible. Réessayez dans un instant."),
}
EXPIRED_FORM = N_("Cette page est restée ouverte trop longtemps. Rechargez-la, puis recommencez.")

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(DomainError, _on_refusal)
    app.register_error_handler(exc.IntegrityError, _on_lost_race)
    app.register_error_handler(StaleDataError, _on_vanished_row)
    app.register_error_handler(exc.DataError, _on_unfit_value)
    app.register_error_handler(exc.OperationalError, _on_database_error)
    app.register_error_handler(exc.InterfaceError, _unavailable)
    app.register_error_handler(exc.TimeoutError, _unavailable)


def answer(code: int, message: str = "") -> Response:
    """Answer an error as the caller can read it; `message` is already translated."""
    message = message or translate(MESSAGES.get(code, MESSAGES[400]))
    if request.path.startswith(API):
        return _problem(code, message)
    if wants_fragment():
        response = make_response(render_template("errors/fragment.html", code=code, message=message), code)
        response.headers["HX-Reswap"] = "none"  # what the person was doing stays in place
        return notify(response, message, level="error")
    return make_response(_page(code, message), code)


def _page(code: int, message: str) -> str:
    """Render the error's page; about a failure of ours, even if that page fails too."""
    try:
        return render_template("errors/error.html", code=code, message=message)
    except Exception:
        if code < 500:
            raise
        log.exception("errors.page_failed")
        return f"<!doctype html><html lang=fr><title>{code}</title><h1>{code}</h1><p>{escape(message)}</p></html>"


def _problem(code: int, message: str) -> Response:
    """RFC 9457."""
    problem = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(code, ""), "status": code, "detail": message}
    response = make_response(json.dumps(problem, ensure_ascii=False), code)
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _on_http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    if isinstance(error, SecurityError):  # a host that is not ours: no address can be built, so no page either
        return make_response("Hôte inconnu.\n", 400, {"Content-Type": "text/plain; charset=utf-8"})
    code = error.code or 500
    if code == 401 and not request.path.startswith(API):
        return _ask_to_sign_in()
    if code >= 500:
        g.actor = None  # the page must not ask the database that may have failed
    response = answer(code, _spoken(error))
    if isinstance(error, TooManyRequests) and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _spoken(error: HTTPException) -> str:
    """Return the sentence given to `abort(400, "…")`, not Werkzeug's English one."""
    if isinstance(error, CSRFError):
        return translate(EXPIRED_FORM)
    return error.description if error.description and error.description != type(error).description else ""


def _ask_to_sign_in() -> Response:
    """Send to the sign-in page, and back afterwards to the page that was open."""
    page = request.full_path.rstrip("?") if request.method in SAFE_METHODS and not wants_fragment() else _page_left()
    target = f"{SIGN_IN_PATH}?{urlencode({'next': local_path(page)})}"
    if wants_fragment():
        return make_response("", 401, {"HX-Redirect": target})
    return make_response(redirect(target, code=303))


def _page_left() -> str:
    """Return the local page from which a form was sent."""
    url = request.headers.get("HX-Current-URL") or request.referrer or "/"
    return url.removeprefix(f"{request.scheme}://{request.host}").partition("#")[0]  # a foreign one is not local


def _on_refusal(error: DomainError) -> Response:
    """Answer a rule's refusal that the view did not show at its place."""
    return answer(409 if isinstance(error, Conflict) else 422, translate(error.message, **error.params))


def _on_lost_race(error: exc.IntegrityError) -> Response:
    """A constraint decided a race: somebody was faster. A column left empty is a bug of ours."""
    if "not null" in str(error.orig).lower().replace("-", " "):
        raise error
    log.warning("database.conflict", constraint=type(error.orig).__name__)
    return answer(409)


def _on_vanished_row(_error: StaleDataError) -> Response:
    """The row to be written was deleted since it was read."""
    log.warning("database.row_vanished")
    return answer(409)


def _on_unfit_value(error: exc.DataError) -> Response:
    """PostgreSQL refuses a value that no schema stopped: too long, out of range."""
    log.warning("database.unfit_value", reason=type(error.orig).__name__)
    return answer(422)


def _on_database_error(error: exc.OperationalError) -> Response:
    if not is_busy(error) and "disk" not in str(error.orig).lower():
        raise error
    return _unavailable(error)


def _unavailable(error: exc.SQLAlchemyError) -> Response:
    """The database is away, locked or full: come back soon."""
    log.error("database.unavailable", reason=type(error).__name__)
    g.actor = None
    response = answer(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
