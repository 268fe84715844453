"""The inbox of a desk: applications to a company's offers, or those that nobody else answers (rows A2, K1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Company
from fairapp.core.text import fold
from fairapp.offers.applications.enums import ApplicationStatus, Channel
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.applications.states import OPEN
from fairapp.offers.models import Offer

PER_PAGE = 30
MOST_OFFERS = 200  # to filter by
_S = ApplicationStatus
UNSEEN = (_S.NEW, _S.READ)  # nobody said a word yet

TABS: dict[str, ColumnElement[bool]] = {
    "a-traiter": col(Application.status).in_(UNSEEN),
    "a-l-etude": col(Application.status) == _S.IN_PROGRESS,
    "entretiens": col(Application.status) == _S.INTERVIEW,
    "propositions": col(Application.status) == _S.PROPOSAL,
    "embauches": col(Application.status) == _S.HIRED,
    "closes": col(Application.status).in_((_S.REFUSED, _S.WITHDRAWN, _S.UNANSWERED)),
}
_LATEST_FIRST = {"embauches", "closes"}


class Row(NamedTuple):
    """One line of the inbox."""

    application: Application
    offer: Offer
    company: Company | None
    notes: int


class Noted(NamedTuple):
    note: ApplicationNote
    author: str  # empty once their account is gone


class Offered(NamedTuple):
    """An offer to filter by."""

    id: int
    title: str
    waiting: int  # open applications


def left_to(cluster_id: int) -> ColumnElement[bool]:
    """The condition on `Application`: it was sent to this cluster's organisers, for nobody else was there to answer.

    Who reads it was told to the person, so later changes of the offer, or of its people, bring it before nobody else.
    """
    return and_(col(Application.channel) == Channel.ORGANISER, col(Application.cluster_id) == cluster_id)


def about(offer_id: int | None, text: str) -> ColumnElement[bool]:
    """The condition of the filters: one offer, and words in the person's name, address or message, or in the title."""
    one = col(Offer.id) == offer_id if offer_id else and_(True)
    return and_(one, *(_has_word(word) for word in text.split()[:6]))


def _has_word(word: str) -> ColumnElement[bool]:
    return or_(
        col(Application.folded_name).contains(fold(word), autoescape=True),
        col(Application.email).icontains(word, autoescape=True),
        col(Application.message).icontains(word, autoescape=True),
        col(Offer.title).icontains(word, autoescape=True),
    )


def waiting_since() -> ColumnElement[datetime]:
    """Since when the person waits: opening their letter is no answer."""
    unseen = col(Application.status).in_(UNSEEN)
    return case((unseen, col(Application.created_at)), else_=col(Application.status_at))


def count_tabs(session: Session, scope: ColumnElement[bool]) -> dict[str, int]:
    """Count the applications of each tab; one query."""
    counts = [func.count(case((condition, 1))) for condition in TABS.values()]
    row = session.execute(select(*counts).select_from(Application).join(Offer, _OFFER).where(_KNOWN, scope)).one()
    return dict(zip(TABS, row, strict=True))


def count_new(session: Session, scope: ColumnElement[bool]) -> int:
    """Count what nobody opened yet."""
    query = select(func.count()).select_from(Application).join(Offer, _OFFER)
    return session.exec(query.where(_KNOWN, scope, Application.status == _S.NEW)).one()


def notes_by(*, company_id: int | None = None, cluster_id: int | None = None) -> ColumnElement[bool]:
    """The condition on `ApplicationNote`: colleagues of this organisation wrote it."""
    if company_id is not None:
        return col(ApplicationNote.company_id) == company_id
    return col(ApplicationNote.cluster_id) == cluster_id


def inbox(
    session: Session, scope: ColumnElement[bool], tab: str, *, offset: int = 0, notes: ColumnElement[bool] | None = None
) -> list[Row]:
    """Return one page of a tab, who waits longest first, with how many of the `notes` it has; one query."""
    theirs = false() if notes is None else notes
    count = select(func.count()).where(ApplicationNote.application_id == col(Application.id), theirs).scalar_subquery()
    order = (
        (col(Application.status_at).desc(), col(Application.id).desc())
        if tab in _LATEST_FIRST
        else (waiting_since(), col(Application.id))
    )
    query = (
        select(Application, Offer, Company, count)
        .join(Offer, _OFFER)
        .join(Company, col(Company.id) == Offer.company_id, isouter=True)
        .where(_KNOWN, scope, TABS[tab])
        .order_by(*order)
    )
    return [Row(*row) for row in session.exec(query.offset(offset).limit(PER_PAGE))]


def offers_to_filter_by(session: Session, scope: ColumnElement[bool]) -> list[Offered]:
    """Return the offers that somebody applied to, the latest first, with how many applications are open."""
    still_open = func.count(case((col(Application.status).in_(OPEN), 1)))
    query = (
        select(Offer.id, Offer.title, still_open)
        .join(Application, col(Application.offer_id) == Offer.id)
        .where(_KNOWN, scope)
        .group_by(col(Offer.id), col(Offer.title))
        .order_by(col(Offer.id).desc())
    )
    return [Offered(*row) for row in session.exec(query.limit(MOST_OFFERS))]


def one_of(session: Session, scope: ColumnElement[bool], id: int) -> Row | None:
    """Return an application that is this desk's; to others it does not exist."""
    return next(iter(some_of(session, scope, [id])), None) if 0 < id < 2**31 else None


def some_of(session: Session, scope: ColumnElement[bool], ids: Iterable[int]) -> list[Row]:
    """Return those of the applications that are this desk's, in the order of their ids."""
    query = (
        select(Application, Offer, Company)
        .join(Offer, _OFFER)
        .join(Company, col(Company.id) == Offer.company_id, isouter=True)
        .where(_KNOWN, scope, col(Application.id).in_(list(ids)))
        .order_by(col(Application.id))
    )
    return [Row(*row, 0) for row in session.exec(query)]


def notes_of(session: Session, application_id: int, notes: ColumnElement[bool]) -> Sequence[Noted]:
    rows = session.exec(
        select(ApplicationNote, Account)
        .join(Account, col(Account.id) == ApplicationNote.account_id, isouter=True)
        .where(ApplicationNote.application_id == application_id, notes)
        .order_by(col(ApplicationNote.id))
    )
    return [Noted(note, _name(account)) for note, account in rows]


def _name(account: Account | None) -> str:
    return (account.name or account.email) if account else ""


_OFFER = col(Offer.id) == col(Application.offer_id)
_KNOWN = col(Application.email).is_not(None)  # whose time is over is a figure, no longer a person
