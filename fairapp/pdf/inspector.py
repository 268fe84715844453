"""`python -m fairapp.pdf.inspector`: opens one document of a stranger, and writes it anew if nothing in it acts.

What is kept is the copy: objects that no page needs, earlier versions and what was hidden between objects stay behind.
The process has little memory and the kernel ends it when its CPU time is spent, be it in the middle of a library.
"""

import io
import re
import signal
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from fairapp.pdf.child import Work, answer, limit
from fairapp.pdf.problems import Problem

MEMORY_BYTES = 100 * 1024**2  # of addresses: what is used is less
CPU_SECONDS = 0.6  # beside starting, which takes 0.1
MAX_DECODED = 40 * 1024**2  # bytes of text, drawings and fonts, once unpacked
MAX_PIXELS = 100_000_000  # of all images; a page of A4 at 600 dpi has 35 million
MAX_FILTERS = 2  # one around the other; more is a bomb
SLICE = 16 * 1024
PACKINGS = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}  # the others: images

# What a viewer would do by itself, or at a click, beyond showing pages and opening web pages.
SCRIPTS = {"/JavaScript", "/JS", "/XFA"}
ATTACHMENTS = {"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/FileAttachment", "/Collection"}
ACTIONS = {
    "/Launch", "/GoToR", "/GoToE", "/ImportData", "/SubmitForm", "/Rendition", "/RichMedia", "/RichMediaExecute",
    "/Movie", "/Sound", "/3D", "/Screen", "/Thread", "/GoToDp", "/AA", "/Base",
}  # fmt: skip
_WATCHED = SCRIPTS | ATTACHMENTS | ACTIONS
_WATCHED_VALUES = {"/URI", "/OpenAction", "/F", "/UF"}  # harm or not by what stands there
# Names are written without escapes by `unparse`, whatever the file did: nothing watched gets past this first look.
_SUSPECT = re.compile(
    rb"/(?:%s)(?![\w.-])" % b"|".join(name[1:].encode() for name in sorted(_WATCHED | _WATCHED_VALUES))
)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0]")  # viewers skip these before they tell the scheme
_PUBLIC = re.compile(r"(https?|mailto|tel):|[\w-]+(\.[\w-]+)+(?![\w:\\])", re.IGNORECASE)  # or "www.exemple.fr/cv"


class Found(Exception):
    """A document that is refused, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def main() -> None:
    limit(MEMORY_BYTES)
    answer(_make_inspector)


def _make_inspector() -> Work:
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # no handler: the kernel ends the process

    def inspect(document: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            with pikepdf.open(io.BytesIO(document)) as pdf:
                return _inspected(pdf)
        except Found as found:
            problem = found.problem
        except pikepdf.PasswordError:
            problem = Problem.ENCRYPTED
        except (MemoryError, RecursionError):
            problem = Problem.TOO_HEAVY
        except Exception:  # the edge of the process: a library that stumbles has read no sound document
            problem = Problem.DAMAGED
        return {"problem": problem.value, "pages": 0}, b""

    return inspect


def _inspected(pdf: pikepdf.Pdf) -> tuple[dict[str, Any], bytes]:
    if pdf.is_encrypted:
        raise Found(Problem.ENCRYPTED)
    if _drop_attachments(pdf):
        with pikepdf.open(io.BytesIO(_written(pdf))) as without:
            return _inspected(without)
    pages = len(pdf.pages)
    _look_through(pdf)
    return {"problem": "", "pages": pages}, _written(pdf)


def _written(pdf: pikepdf.Pdf) -> bytes:
    """Write what the pages need; photographs are not packed anew, as that takes long."""
    copy = io.BytesIO()
    pdf.save(
        copy,
        fix_metadata_version=False,
        deterministic_id=True,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return copy.getvalue()


def _drop_attachments(pdf: pikepdf.Pdf) -> bool:
    """Take out what the document carries beside its pages: a CV of Europass holds its own data so. Tell if it did."""
    names = pdf.Root.get("/Names")
    carries = False
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
        carries = True
    if "/AF" in pdf.Root:
        del pdf.Root["/AF"]
        carries = True
    return carries


def _look_through(pdf: pikepdf.Pdf) -> None:
    """Look at every object, also those that no page leads to."""
    decoded = pixels = 0
    found: Any
    for found in pdf.objects:
        is_stream = isinstance(found, pikepdf.Stream)
        told = found.stream_dict if is_stream else found
        if _SUSPECT.search(told.unparse(resolved=True)):
            _look_closely(told)
        if not is_stream:
            continue
        if "/F" in told:  # its bytes would come from another file
            raise Found(Problem.ACTION)
        if told.get("/Subtype") == "/Image":
            pixels += abs(int(told.get("/Width", 0)) * int(told.get("/Height", 0)))
        else:
            decoded += _decoded_size(found, MAX_DECODED - decoded)
        if decoded > MAX_DECODED or pixels > MAX_PIXELS:
            raise Found(Problem.TOO_HEAVY)


def _look_closely(root: Any) -> None:
    """Tell names that act from words in a text that look like them."""
    parts = list(_parts(root))
    for one in parts:
        if isinstance(one, pikepdf.Name):
            _refuse_name(str(one))
        elif isinstance(one, pikepdf.Dictionary):
            for key in one.keys():  # noqa: SIM118 - it has no other way
                _refuse_name(key)
    for one in parts:
        if isinstance(one, pikepdf.Dictionary):
            _refuse_values(one)


def _parts(root: Any) -> Iterator[Any]:
    """Yield an object and what is written inside it; what it refers to has its own turn."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, pikepdf.Dictionary):
            inside = [one.get(key) for key in one.keys()]  # noqa: SIM118 - as above
        elif isinstance(one, pikepdf.Array):
            inside = list(one)
        else:
            continue
        waiting += [part for part in inside if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _refuse_name(name: str) -> None:
    if name in SCRIPTS:
        raise Found(Problem.SCRIPT)
    if name in ATTACHMENTS:
        raise Found(Problem.ATTACHMENT)
    if name in ACTIONS:
        raise Found(Problem.ACTION)


def _refuse_values(told: pikepdf.Dictionary) -> None:
    """Refuse what opens by itself, names a file, or leads elsewhere than to a public page."""
    opened, address = told.get("/OpenAction"), told.get("/URI")
    if isinstance(opened, pikepdf.Dictionary) and (opened.get("/S") != "/GoTo" or "/Next" in opened):
        raise Found(Problem.ACTION)
    if any(isinstance(told.get(key), pikepdf.String) for key in ("/F", "/UF")):
        raise Found(Problem.ACTION)
    if isinstance(address, pikepdf.String) and not _PUBLIC.match(_UNSEEN.sub("", str(address))):
        raise Found(Problem.ACTION)


def _decoded_size(stream: pikepdf.Stream, left: int) -> int:
    """Return how much a stream holds once unpacked, without unpacking more than `left` of it."""
    filters = _filters(stream)
    if not set(filters) <= PACKINGS:
        return len(stream.read_raw_bytes())
    if filters != ["/FlateDecode"]:
        return _unpacked_size(stream)
    raw, unpacker, size = memoryview(stream.read_raw_bytes()), zlib.decompressobj(), 0
    for start in range(0, len(raw), SLICE):
        packed: bytes | memoryview = raw[start : start + SLICE]
        while packed and size <= left:
            size += len(unpacker.decompress(packed, 64 * SLICE))
            packed = unpacker.unconsumed_tail
    return size


def _unpacked_size(stream: pikepdf.Stream) -> int:
    """Unpack what is packed in a rare way; the memory of this process is the bound."""
    try:
        return len(stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.PdfError:  # the library says no more when memory fails it
        raise Found(Problem.TOO_HEAVY) from None


def _filters(stream: pikepdf.Stream) -> list[str]:
    told = stream.stream_dict.get("/Filter")
    filters = [] if told is None else [str(one) for one in told] if isinstance(told, pikepdf.Array) else [str(told)]
    if len(filters) > MAX_FILTERS or filters.count("/FlateDecode") > 1:
        raise Found(Problem.TOO_HEAVY)
    return filters


if __name__ == "__main__":
    main()
