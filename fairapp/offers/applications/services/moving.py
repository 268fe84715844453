"""A person's applications follow them to their new address; the links in letters to the old one open nothing more."""

from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import issue_link, revoke_links
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.states import OPEN


def follow_address(session: Session, account: Account) -> None:
    """Move what the account sent to its address.

    Where that address has an open application to the same offer, the older one keeps its own: it remains the
    account's, and an address has one at a time.
    """
    theirs = select(Application).where(Application.account_id == account.id, Application.email != account.email)
    here = select(Application.offer_id).where(Application.email == account.email, col(Application.status).in_(OPEN))
    taken = set(session.exec(here).all())
    for application in session.exec(theirs.order_by(col(Application.id)).with_for_update()).all():
        if application.status in OPEN and application.offer_id in taken:
            continue
        application.email = account.email
        revoke_links(session, LinkPurpose.APPLICATION, subject_id=application.id)
        issue_link(session, LinkPurpose.APPLICATION, email=account.email, subject_id=application.id)
