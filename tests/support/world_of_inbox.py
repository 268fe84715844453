"""What one side of the world has to answer: an application of its company, and one that only its organiser answers."""

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import issue_link, link_token
from fairapp.core.settings import Settings
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.models import Offer
from tests.factories import make_offer
from tests.offers.applications.inbox.making import make_application, make_cv
from tests.support.side import Side


def make_inbox_values(session: Session, settings: Settings, side: Side) -> dict[tuple[str, ...], object]:
    theirs = _with_cv(session, side.offer)
    left = _with_cv(session, make_offer(session, None, side.cluster))
    link = issue_link(session, LinkPurpose.APPLICATION_START, email=side.member.email, subject_id=theirs.id)
    own = issue_link(session, LinkPurpose.APPLICATION, email=theirs.email or "", subject_id=theirs.id)
    return {
        ("entreprise", "candidatures", "id"): theirs.id,
        ("pilotage", "candidatures", "id"): left.id,
        ("entreprise", "notes", "note_id"): _note(session, theirs, side.member, company_id=side.company.id),
        ("pilotage", "notes", "note_id"): _note(session, left, side.organiser, cluster_id=side.cluster.id),
        ("reponse", "token"): link_token(settings, link),
        ("candidatures", "token"): link_token(settings, own),
    }


def _with_cv(session: Session, offer: Offer) -> Application:
    application = make_application(session, offer)
    make_cv(session, application)
    return application


def _note(session: Session, application: Application, author: Account, **whose: int) -> int:
    note = ApplicationNote(application_id=application.id, account_id=author.id, body="Vu au salon", **whose)
    session.add(note)
    session.flush()
    return note.id
