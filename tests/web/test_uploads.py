"""Images are drawn again, or refused."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Blueprint, Flask
from PIL import Image as Pillow
from werkzeug.datastructures import FileStorage

from fairapp.core.errors import DomainError
from fairapp.web.access import public
from fairapp.web.uploads import Image, read_image, serve

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")


def encoded(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Pillow.new(mode, size, "#0c2f3b80" if mode == "RGBA" else "#0c2f3b").save(buffer, kind, **options)
    return buffer.getvalue()


def read(content: bytes, **options: int) -> Image:
    return read_image(FileStorage(io.BytesIO(content), "logo.png"), field="logo", **options)


def opened(image: Image) -> Pillow.Image:
    return Pillow.open(io.BytesIO(image.content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_image_is_drawn_again(kind: str) -> None:
    image = read(encoded(kind))
    assert (image.media_type, image.width, image.height) == ("image/webp", 40, 20)
    assert (opened(image).format, opened(image).size) == ("WEBP", (40, 20))


def test_large_image_is_reduced_and_keeps_its_proportions() -> None:
    image = read(encoded("JPEG", (3000, 1500)), max_side=256)
    assert (image.width, image.height) == (256, 128)


def test_transparency_stays() -> None:
    assert opened(read(encoded("PNG", mode="RGBA"))).mode == "RGBA"


def test_metadata_is_dropped_and_the_picture_stands_upright() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned on its side
    exif[0x010E] = "12 rue du Port"
    image = read(encoded("JPEG", exif=exif))
    assert (image.width, image.height) == (20, 40)
    assert b"rue du Port" not in image.content
    assert dict(opened(image).getexif()) == {}


def test_appended_data_does_not_survive() -> None:
    assert b"<script>" not in read(encoded("PNG") + b"<script>alert(1)</script>").content


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(5000, 5000), (12_000, 12_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)]
)
def test_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(DomainError):
        read(png_claiming(width, height))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        encoded("PNG")[:60],
        encoded("JPEG")[:200],
        png_claiming(0, 10),
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "tiff", "cut png", "cut jpeg", "no width"],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        read(content)
    assert refused.value.field == "logo"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_garbled_image_is_drawn_or_refused(kind: str) -> None:
    chance = random.Random(7)
    exif = Pillow.Exif()
    exif[0x0112] = 6
    original = encoded(kind, exif=exif)
    for _ in range(150):
        content = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(DomainError):  # nothing else may come out
            assert read(bytes(content)).media_type == "image/webp"


@pytest.mark.parametrize(
    ("media_type", "disposition"),
    [
        ("image/webp", None),
        ("application/pdf", "attachment; filename*=UTF-8''CV%20Ana%C3%AFs%22%0D%0A.pdf"),
        ("text/html", "attachment; filename*=UTF-8''CV%20Ana%C3%AFs%22%0D%0A.pdf"),
    ],
)
def test_stored_bytes_can_do_no_harm(
    tiny: Callable[..., Flask], bp: Blueprint, media_type: str, disposition: str | None
) -> None:
    bp.get("/")(public(lambda: serve(b"<script>", media_type, filename='CV Anaïs"\r\n.pdf')))
    headers = tiny(bp).test_client().get("/").headers
    assert headers.get("Content-Disposition") == disposition
    assert headers["Content-Type"] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
