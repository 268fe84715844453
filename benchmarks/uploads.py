"""CVs as people send them, and as those who mean harm do: processor time and memory of the process that opens them."""

import io
import os
import resource
import time
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.figures import Figure, Run
from fairapp.candidates.cvs import MAX_BYTES, MAX_PAGES
from fairapp.pdf import Refused, inspect
from fairapp.pdf.inspector import CPU_SECONDS, MEMORY_BYTES
from tests.candidates.making import changed_pdf, make_pdf, set_action

SECONDS, MEGABYTES = 1.0, 100  # goals
TRIES = 3  # the best one counts: the others tell how busy the machine is


def measure(run: Run) -> list[Figure]:
    tries = 1 if run.quick else TRIES
    honest = {name: _best(make(), tries) for name, make in HONEST.items()}
    hostile = {name: _best(make(), tries) for name, make in HOSTILE.items()}
    slowest = max(hostile, key=lambda name: hostile[name].seconds)
    taken = [name for name, tried in hostile.items() if tried.answer == "taken"]
    megabytes = max(tried.peak_kb for tried in (*honest.values(), *hostile.values())) / 1024
    return [
        *(
            Figure(name, f"≤ {SECONDS:.0f} s", _told(tried), _is_soon(tried, "taken"))
            for name, tried in honest.items()
        ),
        Figure(f"hostile files that are refused, of {len(hostile)}", "all", ", ".join(taken) or "all", not taken),
        Figure(
            f"the slowest of them: {slowest}", f"≤ {SECONDS:.0f} s",
            f"{_told(hostile[slowest])}; once started the kernel gives it {CPU_SECONDS} s",
            _is_soon(hostile[slowest], hostile[slowest].answer),
        ),
        Figure(
            "most memory used to open any of them", f"≤ {MEGABYTES} MB",
            f"{megabytes:.0f} MB; the kernel gives no more than {MEMORY_BYTES // 1024**2} MB", megabytes <= MEGABYTES,
        ),
    ]  # fmt: skip


class Tried(NamedTuple):
    seconds: float  # of processor, from the start of the process to its end
    by_the_clock: float
    answer: str
    peak_kb: int


def _told(tried: Tried) -> str:
    return f"{tried.seconds:.2f} s of processor, {tried.by_the_clock:.2f} s by the clock, {tried.answer}"


def _is_soon(tried: Tried, answer: str) -> bool:
    return tried.answer == answer and tried.seconds <= SECONDS


def _best(content: bytes, tries: int) -> Tried:
    return min(_try(content) for _ in range(tries))


def _try(content: bytes) -> Tried:
    began, spent = time.perf_counter(), _processor()
    try:
        peak_kb, answer = inspect(content, max_pages=MAX_PAGES).peak_kb, "taken"
    except Refused as refusal:
        peak_kb, answer = refusal.peak_kb, refusal.problem.value
    return Tried(_processor() - spent, time.perf_counter() - began, answer, peak_kb)


def _processor() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _scanned() -> bytes:
    """Two photographs of pages, nearly as heavy as may be."""
    written = io.BytesIO()
    canvas = Canvas(written)
    for _ in range(2):
        picture = Image.frombytes("L", (1500, 1500), os.urandom(1500 * 1500))
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _packed(change: Callable[[Pdf], object]) -> bytes:
    return changed_pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _bomb(pdf: Pdf) -> None:
    """5 MB that become 5 GB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(4900)) + packer.flush()
    stream = Stream(pdf, packed[: MAX_BYTES - 20_000])
    stream.stream_dict["/Filter"] = Name.FlateDecode
    pdf.pages[0]["/Contents"] = stream


def _nested(pdf: Pdf) -> None:
    stream = Stream(pdf, zlib.compress(zlib.compress(b" " * 2**26)))
    stream.stream_dict["/Filter"] = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0]["/Contents"] = stream


def _objects() -> bytes:
    """So many objects that the file is full of them; each tells a name worth a second look."""
    one = b"%d 0 obj<</A[(/JS)(/JS)<</B[/C]>>]>>endobj\n"
    objects = b"".join(one % number for number in range(10, 110_000))
    pages = b"1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
    return b"%PDF-1.4\n" + pages + objects[: MAX_BYTES - 1000] + b"\nendobj trailer<</Root 1 0 R>>\n%%EOF"


def _deep() -> bytes:
    return b"%PDF-1.4\n1 0 obj" + b"[" * (MAX_BYTES - 200) + b"endobj trailer<</Root 1 0 R>>\n%%EOF"


def _endless_tree(pdf: Pdf) -> None:
    pages = pdf.Root.Pages
    pages["/Kids"] = Array([pages, pages])
    pages["/Count"] = 10**9


HONEST: dict[str, Callable[[], bytes]] = {
    "a CV of two pages": lambda: make_pdf("Enora Le Goff", "Suite"),
    "20 pages": lambda: make_pdf(*("Une page de plus" for _ in range(20))),
    "two scanned pages, 4.5 MB": _scanned,
}
HOSTILE: dict[str, Callable[[], bytes]] = {
    "5 MB that become 5 GB": lambda: _packed(_bomb),
    "packed twice": lambda: _packed(_nested),
    "110,000 objects": _objects,
    "brackets without end": _deep,
    "pages in a circle": lambda: changed_pdf(_endless_tree),
    "script": lambda: changed_pdf(set_action("JavaScript", JS="app.alert(1)")),
    "script of 4 MB": lambda: changed_pdf(set_action("JavaScript", JS="a" * 2**22)),
    "cut": lambda: make_pdf()[:300] + b"%%EOF",
    "not a PDF": lambda: b"MZ" * 2**21,
    "archive behind it": lambda: make_pdf() + b"PK\x03\x04" * 2**20,
    "image of 3,600 million points": lambda: changed_pdf(
        lambda pdf: pdf.pages[0].__setitem__(
            "/Resources",
            Dictionary(XObject=Dictionary(I=Stream(pdf, b"", Subtype=Name.Image, Width=60_000, Height=60_000))),
        )
    ),
}
