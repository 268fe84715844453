"""The row of a registration, and the link that opens it."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_, fold, squeeze
from fairapp.fairs.enums import HolderKind, RegistrationStatus
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import PersonName, Registration

KEPT = timedelta(days=365)  # after the fair: people's data, and the link to them


class Known(Exception):
    """The address is registered already; the partial unique index says so (row C2)."""


class Erased(Conflict):
    """The registration was erased since it was read: by a double click, or with an account."""


def lock_registration(session: Session, registration: Registration) -> None:
    """Hold the registration until the transaction ends, and read it afresh.

    :raise Erased: if it is gone.
    """
    if not hold_row(session, registration, key_share=False):
        raise Erased(N_("Cette inscription n’existe plus."))


def person_values(name: PersonName) -> dict[str, object]:
    """Return the columns of a name, as written and as the door searches it."""
    first, last = squeeze(name.first_name), squeeze(name.last_name)
    return {"first_name": first, "last_name": last, "folded_name": fold(f"{last} {first}")[:200]}


def add_registration(
    session: Session, fair: Fair, *, queue_number: int | None = None, **values: object
) -> Registration:
    """Insert a registration: on the waiting list if it has a number there, else confirmed.

    :raise Known: if this address has a live registration of this kind.
    """
    waits = queue_number is not None
    status = RegistrationStatus.WAITLISTED if waits else RegistrationStatus.CONFIRMED
    row = {
        "fair_id": fair.id, "kind": HolderKind.CANDIDATE, "status": status, "queue_number": queue_number,
        "organisation": "", "jobs_sought": "", "access_needs": [], "access_note": "", "is_walk_in": False,
        "locale": "fr", "created_at": now(), "confirmed_at": None if waits else now(), "version": 1, **values,
    }  # fmt: skip
    insert = upsert(session, Registration).values(**row).on_conflict_do_nothing()
    id = session.execute(insert.returning(col(Registration.id))).scalar()
    if id is None:
        raise Known
    return session.get_one(Registration, id)


def give_link(session: Session, registration: Registration) -> None:
    """Make the link that is mailed; nobody without an address gets one.

    It has no end of its own, for a fair may move: whoever erases the registration erases its link (`forget_links`).
    """
    if registration.email is not None:
        issue_link(session, LinkPurpose.REGISTRATION, email=registration.email, subject_id=registration.id)


def forget_links(session: Session, *which: ColumnElement[bool]) -> None:
    """Delete the links to these registrations, before they go themselves."""
    theirs = select(Registration.id).where(*which)
    links = delete(ActionLink).where(
        col(ActionLink.purpose) == LinkPurpose.REGISTRATION, col(ActionLink.subject_id).in_(theirs)
    )
    session.execute(links.execution_options(synchronize_session=False))
