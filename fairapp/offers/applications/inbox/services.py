"""Answering applications, several at once too, and notes between colleagues (row A2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.offers.applications.enums import Action, Refusal
from fairapp.offers.applications.inbox.drafts import fill
from fairapp.offers.applications.inbox.queries import Row
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.applications.services import Acting, hold, take

MOST_CHARACTERS = 3000  # what a step keeps
NO_WORDS = N_("Écrivez un message : la personne le reçoit tel quel.")
NO_MOTIVE = N_("Choisissez un motif : il aide la personne à comprendre.")


@dataclass
class Outcome:
    """What became of each chosen application."""

    done: list[Row] = field(default_factory=list)
    refused: list[tuple[Row, DomainError]] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """What is answered: one text for all, its blanks to be filled for each."""

    action: Action
    text: str
    signature: str  # of the company, or of the organiser who stands in
    refusal: Refusal | None = None

    def to(self, row: Row) -> str:
        """Return the text as this person reads it."""
        filled = fill(self.text, first_name=row.application.first_name, offer=row.offer.title, company=self.signature)
        return filled[:MOST_CHARACTERS]


def answer(session: Session, rows: Sequence[Row], letter: Letter, acting: Acting) -> Outcome:
    """Answer each; what cannot be answered any more is told, and holds up nothing else.

    In the order of their ids, so that two colleagues never wait in a ring.

    :raise DomainError: without words, or if a refusal comes without motive.
    """
    if not letter.text.strip():
        raise DomainError(NO_WORDS, field="message")
    if letter.action is Action.REFUSE and letter.refusal is None:
        raise DomainError(NO_MOTIVE, field="motif")
    outcome = Outcome()
    for row in sorted(rows, key=lambda one: one.application.id):
        try:
            take(session, row.application, letter.action, acting, reason=letter.to(row), refusal=letter.refusal)
            outcome.done.append(row)
        except DomainError as error:
            outcome.refused.append((row, error))
    return outcome


def held_if_known(session: Session, application_id: int) -> Application | None:
    """Hold an application that is about to be shown; None: nobody is left behind it.

    Who erases it waits until the look is noted, and takes the note along: else one would stay about nobody.
    """
    application = session.get(Application, application_id)
    try:
        return hold(session, application) if application else None
    except Conflict:
        return None


def add_note(
    session: Session,
    application: Application,
    body: str,
    acting: Acting,
    *,
    company_id: int | None = None,
    cluster_id: int | None = None,
) -> ApplicationNote:
    """Note something for the colleagues of one organisation; others that answer the same offer do not read it.

    :raise Conflict: if the person was forgotten meanwhile."""
    held = hold(session, application)
    note = ApplicationNote(
        application_id=held.id, account_id=acting.account_id, company_id=company_id, cluster_id=cluster_id, body=body
    )
    session.add(note)
    session.flush()
    return note


def remove_note(session: Session, note: ApplicationNote) -> None:
    session.delete(note)
