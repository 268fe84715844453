"""A copy of what is kept about oneself, and its end."""

import json
import zipfile
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from werkzeug.wsgi import wrap_file

from fairapp.accounts.forms import ErasureForm
from fairapp.accounts.hooks import hooks
from fairapp.accounts.services import erase_account, export_account, export_files
from fairapp.accounts.views.profile import own_account
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.mail.outbox import digest_of
from fairapp.web import pages, sessions
from fairapp.web.access import members_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_account, limited_reads

IN_MEMORY = 1024 * 1024  # bytes of an archive; the rest of it waits in a temporary file

bp = Blueprint("account_data", __name__, url_prefix="/compte")


@bp.get("/donnees")
@members_only()
def show() -> Response:
    return _show(blank(ErasureForm))


@bp.get("/donnees.zip")
@members_only()
@limited_reads("10 per minute", key=by_account)
def download() -> Response:
    """Give all of it in one archive: what is written as JSON, files as they were given (row K6)."""
    account = own_account()
    archive = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it, once it is sent
    try:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as copy:
            written = export_account(g.session, account, hooks().exporters)
            copy.writestr("donnees.json", json.dumps(written, ensure_ascii=False, indent=2, default=str))
            for name, content in export_files(g.session, account, hooks().file_exporters):
                copy.writestr(name, content)
    except BaseException:
        archive.close()
        raise
    response = Response(wrap_file(request.environ, archive), mimetype="application/zip", direct_passthrough=True)
    response.content_length = archive.tell()
    response.call_on_close(archive.close)
    response.headers["Content-Disposition"] = "attachment; filename=mes-donnees.zip"
    archive.seek(0)
    return response


@bp.post("/suppression")
@members_only()
def erase() -> Response:
    account, form = own_account(), bind(ErasureForm)
    if form.is_valid and form.data.email != account.email:
        form.refuse(DomainError(N_("Ce n'est pas l'adresse de ce compte."), field="email"))
    if not form.is_valid:
        return _show(form, status=422)
    try:
        erase_account(g.session, account, erasers=hooks().erasers, address_digest=digest_of(account.email), by=g.actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(form, status=422)
    response = pages.go_to("/")
    sessions.end(response)
    return pages.notify(response, _("Votre compte et vos données sont supprimés."))


def _show(form: Form[ErasureForm], *, status: int = 200) -> Response:
    return pages.render(
        "accounts/personal_data.html", fragment="suppression", status=status, form=form, account=own_account()
    )
