"""Applying for an offer, without account and in one step (rows K1, A6)."""

from contextlib import suppress
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.files import StoredFile
from fairapp.core.text import N_, fold, squeeze
from fairapp.offers.applications.enums import ApplicationStatus, Source
from fairapp.offers.applications.events import ApplicationAskedAgain, ApplicationMade
from fairapp.offers.applications.models import Application, ApplicationDraft
from fairapp.offers.applications.queries import (
    TAKES_FORM,
    Recipient,
    count_attempts,
    latest_application,
    link_of,
    open_application,
    recipient_of,
)
from fairapp.offers.lifecycle import is_public
from fairapp.offers.models import Offer

MOST_PER_OFFER = 3  # of one address, one after the other
OVER = N_("Cette offre n’est plus ouverte.")
NOT_HERE = N_("Les candidatures à cette offre ne se font pas ici.")
SAY_SOMETHING = N_("Joignez un CV, ou écrivez quelques lignes : l’entreprise doit pouvoir vous connaître un peu.")
CHANGED = N_("Votre candidature a changé entre-temps. Envoyez à nouveau le formulaire.")


class Sender(NamedTuple):
    """What the form does not ask of who sends it."""

    account_id: int | None = None  # of who is signed in with the address given
    locale: str = "fr"
    source: Source = Source.BOARD
    form_key: str | None = None


class Known(Exception):
    """This address has an open application to this offer, or this very form made one: the indexes say so."""


def apply_for(
    session: Session, offer: Offer, draft: ApplicationDraft, *, sender: Sender, cv: StoredFile | None = None
) -> Application:
    """Send an application; an address that has one open gets its link again, and nobody else learns of it.

    :raise DomainError: if there is neither CV nor message, or the offer takes no application.
    """
    offer, recipient = _hold_open(session, offer)
    if cv is None and not draft.message:
        raise DomainError(SAY_SOMETHING, field="message")
    with suppress(Known):
        return _enter(session, offer, draft, recipient, sender=sender, cv=cv)
    if cv is not None:
        session.delete(cv)
    return _ask_again(session, offer, draft.email, sender.form_key)


def _hold_open(session: Session, offer: Offer) -> tuple[Offer, Recipient]:
    """Keep the offer from closing until the transaction ends: else this application would never hear of it."""
    query = select(Offer).where(Offer.id == offer.id).with_for_update(read=True)
    held = session.exec(query.execution_options(populate_existing=True)).one()
    if not is_public(held):
        raise Conflict(OVER)
    recipient = recipient_of(session, held)
    if recipient.channel not in TAKES_FORM:
        raise Conflict(NOT_HERE)
    return held, recipient


def _enter(
    session: Session, offer: Offer, draft: ApplicationDraft, to: Recipient, *, sender: Sender, cv: StoredFile | None
) -> Application:
    if count_attempts(session, offer.id, draft.email) >= MOST_PER_OFFER:
        raise Known
    first, last, at = squeeze(draft.first_name), squeeze(draft.last_name), now()
    row = {
        **sender._asdict(), "offer_id": offer.id, "email": draft.email, "first_name": first, "last_name": last,
        "folded_name": fold(f"{last} {first}")[:200], "phone": squeeze(draft.phone), "message": draft.message,
        "channel": to.channel, "cluster_id": to.cluster_id, "cv_file_id": cv.id if cv else None, "status": ApplicationStatus.NEW, "nudges": 0,
        "created_at": at, "status_at": at, "contact_at": at, "keep_consent_at": at if draft.keeps else None,
    }  # fmt: skip
    insert = upsert(session, Application).values(**row).on_conflict_do_nothing()
    id = session.execute(insert.returning(col(Application.id))).scalar()
    if id is None:
        raise Known
    issue_link(session, LinkPurpose.APPLICATION, email=draft.email, subject_id=id)
    emit(session, ApplicationMade(id))
    return session.get_one(Application, id)


def _ask_again(session: Session, offer: Offer, email: str, form_key: str | None) -> Application:
    """Answer as if it were new; its link goes once more to the address, unless this is a double click."""
    same_form = select(Application).where(Application.form_key == form_key)
    if form_key and (made := session.exec(same_form).first()):
        if made.email != email or made.offer_id != offer.id:
            raise Conflict(CHANGED)
        return made
    known = open_application(session, offer.id, email) or latest_application(session, offer.id, email)
    if known is None:  # erased at this very instant
        raise Conflict(CHANGED)
    if link_of(session, known.id):
        emit(session, ApplicationAskedAgain(known.id))
    return known
