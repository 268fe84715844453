"""Images from strangers: opened, measured, drawn again. Nothing of the original file is kept or served."""

import io
import struct
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, make_response
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage

from fairapp.core.errors import DomainError
from fairapp.core.text import N_

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 24_000_000  # a phone's photo; decoded, 96 MB
GARBLED = (UnidentifiedImageError, OSError, ValueError, TypeError, SyntaxError, struct.error)  # Pillow's ways to say so
INLINE = frozenset({"image/png", "image/webp"})


@dataclass(frozen=True)
class Image:
    """A picture of our own making."""

    content: bytes
    media_type: str
    width: int  # px
    height: int  # px


def read_image(file: FileStorage, *, field: str, max_side: int = 1024) -> Image:
    """Draw an uploaded picture again, at most `max_side` pixels wide and high, without its metadata.

    :raise DomainError: if it is no PNG, JPEG or WebP, is damaged, or is too large.
    """
    unreadable = N_("Ce fichier n’est pas une image PNG, JPEG ou WebP lisible.")
    try:
        picture = Pillow.open(file.stream, formats=FORMATS)  # reads the header only
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_large(field)
        return _draw_again(picture, max_side)
    except Pillow.DecompressionBombError:
        raise _too_large(field) from None
    except GARBLED:
        raise DomainError(unreadable, field=field) from None


def _too_large(field: str) -> DomainError:
    return DomainError(N_("Cette image est trop grande : 24 millions de pixels au plus."), field=field)


def _draw_again(picture: Pillow.Image, max_side: int) -> Image:
    picture.draft("RGB", (max_side, max_side))  # JPEG: decode no more than needed
    upright = ImageOps.exif_transpose(picture)
    clear = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    clear.thumbnail((max_side, max_side))
    canvas = Pillow.new(clear.mode, clear.size)  # a new image carries no metadata of the old one
    canvas.paste(clear)
    output = io.BytesIO()
    canvas.save(output, "WEBP", quality=85, method=4)
    return Image(output.getvalue(), "image/webp", canvas.width, canvas.height)


def serve(content: bytes, media_type: str, *, filename: str) -> Response:
    """Answer stored bytes so that they can do no harm: pictures of our own making in place, the rest as a download."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if media_type not in INLINE:
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
