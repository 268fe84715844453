"""The answers that a recruiter's letter offers (row A2): each link is of one application, one answer and one reader."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import is_good, issue_link, revoke_links
from fairapp.offers.applications.inbox.clockwork import LAPSE_AFTER
from fairapp.offers.applications.inbox.forms import Reply

ANSWERS: Mapping[LinkPurpose, Reply] = {
    LinkPurpose.APPLICATION_INVITE: Reply.INVITE,
    LinkPurpose.APPLICATION_START: Reply.START,
    LinkPurpose.APPLICATION_REFUSE: Reply.REFUSE,
}
LIFETIME = LAPSE_AFTER + timedelta(days=30)  # it ends with the application, at the latest when that was closed


def issue_answers(session: Session, application_id: int, email: str) -> None:
    """Give a reader a link for each answer; who has them keeps them."""
    held = answers_of(session, application_id, email)
    for purpose in ANSWERS.keys() - held.keys():
        issue_link(session, purpose, email=email, subject_id=application_id, lifetime=LIFETIME)


def answers_of(session: Session, application_id: int, email: str) -> dict[LinkPurpose, ActionLink]:
    """Return the good links that this reader was given, in the order in which letters offer them."""
    query = select(ActionLink).where(
        ActionLink.subject_id == application_id, ActionLink.email == email, col(ActionLink.purpose).in_(ANSWERS)
    )
    good = {link.purpose: link for link in session.exec(query) if is_good(link)}
    return {purpose: good[purpose] for purpose in ANSWERS if purpose in good}


def end_answers(session: Session, application_id: int) -> None:
    """Revoke every link to it: there is nothing left to answer."""
    for purpose in ANSWERS:
        revoke_links(session, purpose, subject_id=application_id)
