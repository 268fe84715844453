"""`python -m fairapp.pdf.child`: draws the documents that come on its standard input, and nothing else.

Whatever a document contains, this process cannot fetch, may use so much memory and so much CPU for each document, and
knows no secret: its environment is empty. A document is its length (4 bytes) and its HTML; the answer is a report in
JSON and the PDF, each after its length. `fairapp.pdf.inspector` answers in the same way about documents of others.
"""

import gc
import json
import logging
import math
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from fairapp.pdf.fonts import CONFIGURATION

MEMORY_BYTES = 1024**3  # of addresses, most of them never touched
CPU_SECONDS = 60  # for one document
FILES = 64

TAGGED = '<meta name="tagged"'  # at the head of a document to be read; badges by the thousand do without

LENGTH = struct.Struct(">I")

Work = Callable[[bytes], tuple[dict[str, Any], bytes]]  # what came → a report, and a document


class _Kept(logging.Handler):
    """Keeps what WeasyPrint complains about, to tell the parent."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage()[:300])


def main() -> None:
    limit(MEMORY_BYTES)
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    answer(_make_drawer)


def answer(make_work: Callable[[], Work]) -> None:
    """Do the work on what comes on standard input, one after the other, until nothing more comes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between
    work = make_work()
    while (document := read_frame(sys.stdin.buffer)) is not None:
        report, pdf = work(document)
        report["peak_kb"] = peak_kb()
        for part in (json.dumps(report).encode(), pdf):
            answers.write(LENGTH.pack(len(part)) + part)
        answers.flush()


def read_frame(source: BinaryIO) -> bytes | None:
    """Return the next part; None at the end of the stream."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length = LENGTH.unpack(head)[0]
    body = source.read(length)
    return body if len(body) == length else None


def peak_kb() -> int:
    """Return the most memory that this program used; `ru_maxrss` would tell that of the process that started it."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def limit(memory_bytes: int) -> None:
    """Bound what this process may ever have; what a document may spend comes with the document."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu() -> None:
    """Let the next document spend its share; the kernel ends the process when it is spent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _make_drawer() -> Work:
    import weasyprint  # slow import; and it reads the environment

    from fairapp.pdf.fetching import NotInline, OnlyInlineImages

    # Documents are trees with cycles: looking for garbage while one is drawn takes a fifth of the time, and finds none.
    gc.freeze()
    gc.disable()
    complaints = _Kept()
    weasyprint.LOGGER.handlers = [complaints]
    fetcher = OnlyInlineImages()

    def draw(document: bytes) -> tuple[dict[str, Any], bytes]:
        html = document.decode()
        _allow_cpu()
        complaints.messages.clear()
        pdf, error = b"", ""
        try:
            pdf = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_tags=TAGGED in html[:300])
        except (Exception, NotInline) as failure:  # the edge of the process: the parent decides what it means
            error = repr(failure)[:500]
        gc.collect()
        return {"error": error, "warnings": list(complaints.messages)}, pdf

    return draw


if __name__ == "__main__":
    main()
