"""A CV that came with a form, read and checked before the write transaction begins."""

from flask import request

from fairapp.candidates.cvs import MAX_BYTES, Cv, Upload, check_cv

MAX_BODY = 16 * 1024 * 1024  # a file somewhat too large is refused with the form, and what was typed in it


def read_cv(field: str = "cv") -> Cv | None:
    """Return the CV that was chosen, checked; None if none was. Call it in a `before_request` of the blueprint.

    :raise DomainError: on the field `cv`.
    """
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    return check_cv(Upload(file.filename, file.stream.read(MAX_BYTES + 1)))
