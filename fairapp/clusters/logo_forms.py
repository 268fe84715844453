"""Uploading a logo, for companies and clusters alike."""

from flask import request
from sqlmodel import SQLModel

from fairapp.clusters.logos import MAX_SIDE
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.web.forms import Form
from fairapp.web.uploads import Image, read_image

MAX_BYTES = 6 * 1024 * 1024


class LogoForm(SQLModel):
    """Holds errors only: a file cannot be shown again."""


def empty_logo_form() -> Form[LogoForm]:
    return Form(LogoForm)


def read_logo() -> Image:
    """Return the uploaded picture, drawn again.

    :raise DomainError: if none was chosen, or it is no picture.
    """
    file = request.files.get("logo")
    if file is None or not file.filename:
        raise DomainError(N_("Choisissez une image PNG, JPEG ou WebP."), field="logo")
    return read_image(file, field="logo", max_side=MAX_SIDE)
