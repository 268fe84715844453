"""PDF files as people send them, and candidates with what they allow."""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Dictionary, Name, Pdf
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.candidates.consents import set_consent
from fairapp.candidates.cvs import Upload, check_cv
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateProfile, ProfileDraft
from fairapp.candidates.profiles import held_profile, save_profile, set_cv

DRAFT = ProfileDraft(
    first_name="Enora", last_name="Le Goff", phone="06 12 34 56 78", commune="Brest (29)", headline="Stratifieuse"
)


def make_pdf(*texts: str) -> bytes:
    """Return a PDF with a page for each text."""
    written = io.BytesIO()
    canvas = Canvas(written)
    for text in texts or ("Enora Le Goff, stratifieuse",):
        canvas.drawString(50, 700, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def changed_pdf(change: Callable[[Pdf], object], **saving: object) -> bytes:
    """Return a PDF to which something was done."""
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        change(pdf)
        pdf.save(changed, **saving)
    return changed.getvalue()


def set_action(kind: str, **told: object) -> Callable[[Pdf], None]:
    """Have the document do something as soon as it is opened."""

    def change(pdf: Pdf) -> None:
        pdf.Root["/OpenAction"] = Dictionary(S=Name(f"/{kind}"), **told)

    return change


def make_candidate(session: Session, account: Account, *purposes: Purpose, cv: bytes | None = None) -> CandidateProfile:
    """Write the account's profile, with its CV if there is one, and allow these purposes."""
    save_profile(session, account, DRAFT)
    if cv is not None:
        set_cv(session, account, check_cv(Upload("cv.pdf", cv)))
    profile = held_profile(session, account)
    for purpose in purposes:
        set_consent(session, profile, purpose, given=True)
    return profile
