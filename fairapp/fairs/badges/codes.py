"""What a badge's code says and how it is drawn (row G3).

One address in upper case: a QR code packs capitals and digits twice as well as small letters, so that the whole fits
into 29 modules, which any camera reads at arm's length from a badge.
"""

import io
import struct
import zlib
from base64 import b64encode
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

VERSION = 3  # 29 modules
LEVEL = "m"  # a seventh of it may be dirt, or better where there is room
MASK = 3  # measured: choosing the best of eight takes four times as long, and reads no better
QUIET_MODULES = 4
INK = "#0d2a33"

_PIXELS = 4  # for each module, each way
_WHITE = (b"\0" * _PIXELS, b"\xff" * _PIXELS)
_CAPACITY = 61  # characters of version 3 at level M


class Drawn(NamedTuple):
    """A code as an image in the document, and how many modules it has on a side."""

    data_uri: str
    modules: int


def badge_address(public_url: str, token: str) -> str:
    """Return `HTTPS://HOST/B/TOKEN`; scheme and host know no case, and our own path answers in both."""
    site = urlsplit(public_url)
    return f"{site.scheme}://{site.netloc}/b/{token}".upper()


def fits(public_url: str) -> bool:
    """Tell whether codes have the size that is meant: a host of 26 characters at most, over https."""
    return len(badge_address(public_url, "A" * 24)) <= _CAPACITY


def draw_png(address: str) -> Drawn:
    """Draw the code for a document, without the white around it: the layout leaves that.

    Grey levels of 8 bits are what the drawing process takes over as they are; anything else it would encode again.
    One pixel for each module would do, if all printers and viewers left hard edges alone.
    """
    matrix = _encode(address).matrix
    rows = [b"".join(_WHITE[not dark] for dark in row) for row in matrix]
    return Drawn("data:image/png;base64," + b64encode(_png(rows)).decode(), len(matrix))


def _png(rows: list[bytes]) -> bytes:
    """Return a picture in grey levels, each row as high as a module (PNG, ISO/IEC 15948)."""
    width = len(rows[0])
    same_again = (b"\2" + bytes(width)) * (_PIXELS - 1)  # filter « up »: no difference to the row above
    header = struct.pack(">IIBBBBB", width, len(rows) * _PIXELS, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row + same_again for row in rows))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


@lru_cache(maxsize=256)
def draw_svg(address: str, label: str) -> Markup:
    """Draw the code for a page: `badge_code(…)` in templates; dark on white in both themes."""
    drawing = io.BytesIO()
    _encode(address).save(
        drawing, kind="svg", border=QUIET_MODULES, dark=INK, light="#fff", xmldecl=False, omitsize=True, svgns=False,
        svgclass="badge__qr", lineclass=None, nl=False,
    )  # fmt: skip
    svg = Markup(drawing.getvalue().decode())  # noqa: S704 - of our own making, from capitals and digits
    return Markup('<svg role="img" aria-label="{}" ').format(label) + svg.removeprefix("<svg ")


def _encode(address: str) -> segno.QRCode:
    version = VERSION if len(address) <= _CAPACITY else None
    return segno.make(address, version=version, error=LEVEL, mask=MASK, boost_error=True, micro=False)


def spaced(short_code: str) -> str:
    """« 7K3F-2M9Q »: two groups are read aloud without a slip."""
    return f"{short_code[:4]}-{short_code[4:]}"
