"""A CV that came with a form, read and checked before the write transaction begins."""

from datetime import timedelta

from flask import abort, request

from fairapp.candidates.cvs import MAX_BYTES, Cv, Upload, check_cv
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.web.counts import Limit
from fairapp.web.health import has_room_for_uploads
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, takes

MAX_BODY = 16 * 1024 * 1024  # a file somewhat too large is refused with the form, and what was typed in it
PER_SENDER = Limit("cv kilobytes", 200_000, timedelta(days=1))  # an account, else a network: a job centre shares one

FULL = N_(
    "Nous ne pouvons plus recevoir de fichier pour le moment. Réessayez plus tard, ou envoyez le formulaire sans CV."
)
TOO_MUCH = N_("Trop de fichiers sont arrivés de votre réseau aujourd'hui. Réessayez demain, ou envoyez sans CV.")


def read_cv(field: str = "cv") -> Cv | None:
    """Return the CV that was chosen, checked; None if none was. Call it in a `before_request` of the blueprint.

    Whoever sends it has proven nothing: what one network may fill of the disk is bounded, and the disk's last part
    takes nothing (503).

    :raise DomainError: on the field `cv`.
    """
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    if not has_room_for_uploads():
        abort(503, translate(FULL))
    cv = check_cv(Upload(file.filename, file.stream.read(MAX_BYTES + 1)))
    if not takes(PER_SENDER, by_account(), amount=-(-len(cv.content) // 1000)):
        raise DomainError(TOO_MUCH, field="cv")
    return cv
