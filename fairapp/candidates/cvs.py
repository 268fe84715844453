"""CVs: PDF files of candidates, checked before the write transaction begins, kept under random names (row A4).

`check_cv` takes 0.2 s in a process of its own: a page calls `uploading.read_cv` before its transaction, and hands what
it got to `store_cv` inside it.
"""

import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile, delete_unowned, store_file
from fairapp.core.text import N_
from fairapp.pdf import Problem, Refused, inspect

KIND = "cv"
MEDIA_TYPE = "application/pdf"
MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 20
LEFT_ALONE = timedelta(days=1)  # before a CV that no row points at is swept away
MAX_NAME = 120  # characters, of the file that is sent; it is looked at, never kept

SENTENCES = {
    Problem.NOT_PDF: N_(
        "Ce fichier n'est pas un PDF. Enregistrez votre CV au format PDF, puis choisissez-le à nouveau."
    ),
    Problem.MORE_THAN_PDF: N_(
        "Ce fichier contient autre chose après la fin du PDF. Enregistrez votre CV à nouveau en PDF."
    ),
    Problem.DAMAGED: N_("Ce PDF est abîmé : il ne s'ouvre pas. Enregistrez votre CV à nouveau en PDF."),
    Problem.ENCRYPTED: N_("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection."),
    Problem.NO_PAGE: N_("Ce PDF n'a aucune page."),
    Problem.TOO_MANY_PAGES: N_("Ce PDF a trop de pages : %(pages)s au plus."),
    Problem.TOO_HEAVY: N_("Ce PDF est trop compliqué à ouvrir. Imprimez-le en PDF, puis choisissez le résultat."),
    Problem.SCRIPT: N_("Ce PDF contient un programme (JavaScript). Imprimez-le en PDF, puis choisissez le résultat."),
    Problem.ACTION: N_(
        "Ce PDF lance une action quand on l'ouvre ou qu'on y clique. Imprimez-le en PDF, puis choisissez le résultat."
    ),
    Problem.ATTACHMENT: N_("Ce PDF contient un fichier joint. Imprimez-le en PDF, puis choisissez le résultat."),
}


class Upload(NamedTuple):
    """A file as it was sent."""

    name: str
    content: bytes


class Cv(NamedTuple):
    """A CV that was checked: our own copy of it, in which nothing acts."""

    content: bytes
    pages: int


def check_cv(upload: Upload) -> Cv:
    """Open the file in a limited process; call it while no transaction is open.

    :raise DomainError: on the field `cv`, with what to do about it.
    """
    _check_name(upload.name)
    if not upload.content:
        raise _refused(N_("Ce fichier est vide."))
    if len(upload.content) > MAX_BYTES:
        raise _refused(N_("Ce fichier est trop lourd : %(size)s Mo au plus."), size=MAX_BYTES // 1024**2)
    try:
        found = inspect(upload.content, max_pages=MAX_PAGES)
    except Refused as refusal:
        raise _refused(SENTENCES[refusal.problem], pages=MAX_PAGES) from None
    if len(found.content) > MAX_BYTES:  # writing it anew may make it grow
        raise _refused(SENTENCES[Problem.TOO_HEAVY])
    return Cv(found.content, found.pages)


def store_cv(session: Session, cv: Cv, *, owner: str) -> StoredFile:
    """Keep a checked CV; `owner` is the kind of row that points at it: "profile", "application"."""
    return store_file(session, cv.content, kind=KIND, media_type=MEDIA_TYPE, name=_random_name(owner))


def copy_cv(session: Session, file_id: int, *, owner: str) -> StoredFile | None:
    """Keep a CV once more, for a row that lives its own life; None if it is gone."""
    kept = session.get(StoredFile, file_id)
    if kept is None or kept.kind != KIND:
        return None
    return store_file(session, kept.content, kind=KIND, media_type=MEDIA_TYPE, name=_random_name(owner))


def delete_cv(session: Session, file_id: int | None) -> None:
    """Forget a file; the row that pointed at it points at nothing. Twice is once."""
    if file_id is not None:
        session.execute(delete(StoredFile).where(col(StoredFile.id) == file_id, col(StoredFile.kind) == KIND))


def sweep_cvs(session: Session) -> None:
    """Delete what neither a profile nor an application names (daily): a row may go without its file."""
    delete_unowned(session, KIND, before=now() - LEFT_ALONE)


def _random_name(owner: str) -> str:
    return f"{owner}-{secrets.token_hex(16)}.pdf"


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME:
        raise _refused(N_("Le nom de ce fichier est trop long : %(max)s caractères au plus."), max=MAX_NAME)
    if any(char in "/\\" or not char.isprintable() for char in name):
        raise _refused(N_("Le nom de ce fichier contient des signes qui n'ont rien à y faire. Renommez-le."))
    if not name.lower().endswith(".pdf"):
        raise _refused(N_("Le nom de ce fichier ne finit pas par « .pdf ». Enregistrez votre CV au format PDF."))


def _refused(message: str, **params: object) -> DomainError:
    return DomainError(message, field="cv", **params)
