"""Documents that were drawn side by side become one; what is the same on every page is drawn once and laid under."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

POINTS_PER_MM = 72 / 25.4


class Place(NamedTuple):
    """Where a stamp lies: its number, and its lower left corner."""

    stamp: int
    left_mm: float
    bottom_mm: float


@dataclass(frozen=True)
class Underlay:
    """Pages of a document of their own, laid under the pages of another: thousands of times for the price of one."""

    stamps: bytes
    places: Sequence[Sequence[Place]]  # by page


def join(parts: Sequence[bytes], under: Underlay | None = None) -> bytes:
    """Put documents one after the other, and stamps under their pages."""
    if len(parts) == 1 and under is None:
        return parts[0]
    from pypdf import PdfWriter  # slow import

    with PdfWriter() as writer, io.BytesIO() as joined:
        for part in parts:
            writer.append(io.BytesIO(part), import_outline=False)
        if under is not None:
            _stamp(writer, under)
        writer.write(joined)
        return joined.getvalue()


def _stamp(writer: Any, under: Underlay) -> None:
    from pypdf import PdfReader  # slow import, as above

    forms = {f"/Stamp{at}": _form(writer, page) for at, page in enumerate(PdfReader(io.BytesIO(under.stamps)).pages)}
    for page, places in zip(writer.pages, under.places, strict=True):
        _lay_under(writer, page, forms, places)


def _form(writer: Any, page: Any) -> Any:
    """Return a page as a form that others draw by its name (PDF, ISO 32000-1, 8.10)."""
    from pypdf.generic import DecodedStreamObject, NameObject  # slow import, as above

    form = DecodedStreamObject()
    form.set_data(page.get_contents().get_data())
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = page.mediabox.clone(writer)
    form[NameObject("/Resources")] = page["/Resources"].clone(writer)
    return writer._add_object(form.flate_encode())  # noqa: SLF001 - it has no other way


def _lay_under(writer: Any, page: Any, forms: dict[str, Any], places: Sequence[Place]) -> None:
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject  # slow import, as above

    known = page["/Resources"].get_object().setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    known.update({NameObject(name): form for name, form in forms.items()})
    drawing = DecodedStreamObject()
    drawing.set_data("".join(_draw(place) for place in places).encode())
    above = page["/Contents"]
    above = list(above) if isinstance(above, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(drawing), *above])  # noqa: SLF001 - as above


def _draw(place: Place) -> str:
    left, bottom = (round(side * POINTS_PER_MM, 3) for side in (place.left_mm, place.bottom_mm))
    return f"q 1 0 0 1 {left} {bottom} cm /Stamp{place.stamp} Do Q\n"
