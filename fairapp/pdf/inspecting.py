"""Documents that people send: opened in a process of their own, and written anew."""

import threading
from typing import NamedTuple

from fairapp.pdf.children import CHILDREN, Child, DrawingFailed
from fairapp.pdf.problems import Problem

SECONDS = 10  # by the clock, on a machine that is busy; the process itself has less than one of CPU
HEAD = b"%PDF-"
END = b"%%EOF"

_TURNS = threading.BoundedSemaphore(CHILDREN)


class Refused(ValueError):
    """A document that is not taken."""

    def __init__(self, problem: Problem, *, peak_kb: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.peak_kb = peak_kb  # what the process used; 0: none was started, or it was ended at its bound


class Inspected(NamedTuple):
    """A sound copy of a document."""

    content: bytes
    pages: int
    peak_kb: int  # what the process used


def inspect(content: bytes, *, max_pages: int) -> Inspected:
    """Open a PDF in a limited process and return a copy in which nothing acts; takes 0.2 s, so hold no lock meanwhile.

    :raise Refused: if it is none, or not one to be handed on.
    """
    _look_at_ends(content)
    with _TURNS:
        child = Child("fairapp.pdf.inspector")  # a new one each time: no document comes near another
        try:
            report, copy = child.ask(content, seconds=SECONDS)
        except DrawingFailed:
            raise Refused(Problem.TOO_HEAVY) from None
        finally:
            child.close()
    if report["problem"]:
        raise Refused(Problem(report["problem"]), peak_kb=report["peak_kb"])
    if not 0 < report["pages"] <= max_pages:
        raise Refused(Problem.TOO_MANY_PAGES if report["pages"] else Problem.NO_PAGE)
    return Inspected(copy, report["pages"], report["peak_kb"])


def _look_at_ends(content: bytes) -> None:
    """Refuse what is another kind of file as well: before the first byte of the PDF, or after its last."""
    if not content.startswith(HEAD):
        raise Refused(Problem.NOT_PDF)
    end = content.rfind(END)
    if end < 0:
        raise Refused(Problem.DAMAGED)
    if content[end + len(END) :].strip(b"\0\r\n\t "):
        raise Refused(Problem.MORE_THAN_PDF)
