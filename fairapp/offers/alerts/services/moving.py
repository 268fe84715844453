"""A person's alerts follow them to their new address; the links in letters to the old one open nothing more."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.accounts.services import revoke_links
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.offers.alerts.models import AlertReader, AlertSent, SavedSearch
from fairapp.offers.alerts.services.ending import erase_reader
from fairapp.offers.alerts.services.holding import LINKS, issue_links


def follow_address(session: Session, account: Account) -> None:
    """Move the account's reader to its address, with what was saved there without account.

    :raise Conflict: if the row there is another account's, which has not moved on yet: come back later.
    """
    mine = select(AlertReader).where(AlertReader.account_id == account.id).with_for_update()
    reader = session.exec(mine).first()
    if reader is None or reader.email == account.email:
        return
    if there := session.exec(select(AlertReader).where(AlertReader.email == account.email).with_for_update()).first():
        if there.account_id is not None:
            raise Conflict(N_("Cette adresse est encore celle de quelqu’un d’autre."))
        _take_over(session, reader, there)
    reader.email = account.email
    session.flush()
    for purpose in LINKS:
        revoke_links(session, purpose, subject_id=reader.id)
    issue_links(session, reader.id, reader.email)


def _take_over(session: Session, reader: AlertReader, there: AlertReader) -> None:
    """Give the reader what another row has more than theirs, and erase the rest: both are one person's."""
    known = select(SavedSearch.key).where(SavedSearch.reader_id == reader.id, col(SavedSearch.deleted_at).is_(None))
    told = select(AlertSent.offer_id).where(AlertSent.reader_id == reader.id)
    searches = update(SavedSearch).where(col(SavedSearch.reader_id) == there.id, col(SavedSearch.key).not_in(known))
    sent = update(AlertSent).where(col(AlertSent.reader_id) == there.id, col(AlertSent.offer_id).not_in(told))
    for moving in (searches.values(reader_id=reader.id), sent.values(reader_id=reader.id, letter_id=None)):
        session.execute(moving.execution_options(synchronize_session=False))
    erase_reader(session, there)
