"""The life of an offer (row O1) in one table: who may take which step, from where to where.

Services obey it, pages show the buttons it allows, and the tests walk all its cells.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from fairapp.core.actor import Actor
from fairapp.core.clock import PARIS, today
from fairapp.core.text import N_
from fairapp.offers.enums import OfferStatus
from fairapp.offers.models import Offer

DEFAULT_DAYS = 60  # on line, unless the company chooses a day
MOST_DAYS = 90  # after publication, whatever is asked
GONE_AFTER = timedelta(days=30)  # a closed offer's page says so this long, then answers 410 (row O10)


class Action(StrEnum):
    SUBMIT = "submit"  # envoyer à relire, ou publier si l'entreprise est de confiance
    WITHDRAW = "withdraw"  # reprendre avant relecture
    PUBLISH = "publish"
    RETURN = "return"  # renvoyer à l'auteur, pour correction
    REFUSE = "refuse"
    REQUEUE = "requeue"  # remettre à relire : l'organisateur revient sur sa décision
    REVISE = "revise"  # modifier ce qui a été approuvé
    SUSPEND = "suspend"
    RESUME = "resume"
    FILL = "fill"  # pourvue
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    EXPIRE = "expire"
    ARCHIVE = "archive"


class Who(StrEnum):
    """In what capacity somebody acts on an offer."""

    AUTHOR = "author"  # someone of the company
    TRUSTED = "trusted"  # the same, where nobody reviews its offers
    ORGANISER = "organiser"  # of one of the offer's clusters
    SYSTEM = "system"  # import, expiry, reports


@dataclass(frozen=True)
class Acting:
    """Who acts, and as what: the capacity comes from the page (company space, cluster's desk), not from the person."""

    who: Who
    actor: Actor | None = None
    cluster_id: int | None = None  # an organiser's

    @property
    def account_id(self) -> int | None:
        return self.actor.account_id if self.actor else None


SYSTEM = Acting(Who.SYSTEM)


def as_author(actor: Actor) -> Acting:
    return Acting(Who.AUTHOR, actor)


def as_organiser(actor: Actor, cluster_id: int) -> Acting:
    return Acting(Who.ORGANISER, actor, cluster_id)


def on_behalf(actor: Actor, cluster_id: int) -> Acting:
    """An organiser who minds an offer that has no people of its own (no company, or an unclaimed one)."""
    return Acting(Who.TRUSTED, actor, cluster_id)


class Step(NamedTuple):
    action: Action
    who: frozenset[Who]
    sources: frozenset[OfferStatus]
    target: OfferStatus


S, A, W = OfferStatus, Action, Who
_COMPANY = {W.AUTHOR, W.TRUSTED}
_ANYONE = {*_COMPANY, W.ORGANISER}


def _step(action: Action, who: set[Who], sources: set[OfferStatus], target: OfferStatus) -> Step:
    return Step(action, frozenset(who), frozenset(sources), target)


TABLE: tuple[Step, ...] = (
    _step(A.SUBMIT, {W.AUTHOR}, {S.DRAFT, S.RETURNED, S.REFUSED}, S.SUBMITTED),
    _step(A.SUBMIT, {W.TRUSTED}, {S.DRAFT, S.RETURNED}, S.PUBLISHED),
    _step(A.SUBMIT, {W.TRUSTED}, {S.REFUSED}, S.SUBMITTED),  # trust does not overrule a refusal
    _step(A.WITHDRAW, _COMPANY, {S.SUBMITTED}, S.DRAFT),
    _step(A.PUBLISH, {W.ORGANISER}, {S.SUBMITTED}, S.PUBLISHED),
    _step(A.PUBLISH, {W.SYSTEM}, {S.DRAFT}, S.PUBLISHED),
    _step(A.RETURN, {W.ORGANISER}, {S.SUBMITTED, S.PUBLISHED, S.SUSPENDED}, S.RETURNED),
    _step(A.REFUSE, {W.ORGANISER}, {S.SUBMITTED, S.SUSPENDED}, S.REFUSED),
    _step(A.REQUEUE, {W.ORGANISER}, {S.RETURNED, S.REFUSED, S.PUBLISHED}, S.SUBMITTED),
    _step(A.REVISE, {W.AUTHOR}, {S.PUBLISHED}, S.SUBMITTED),
    _step(A.SUSPEND, {W.ORGANISER, W.SYSTEM}, {S.PUBLISHED}, S.SUSPENDED),
    _step(A.RESUME, {W.ORGANISER}, {S.SUSPENDED}, S.PUBLISHED),
    _step(A.FILL, {*_ANYONE, W.SYSTEM}, {S.PUBLISHED, S.SUSPENDED}, S.FILLED),
    _step(A.CLOSE, {*_ANYONE, W.SYSTEM}, {S.PUBLISHED, S.SUSPENDED}, S.CLOSED),
    _step(A.REOPEN, {*_COMPANY, W.SYSTEM}, {S.FILLED, S.CLOSED}, S.PUBLISHED),
    _step(A.EXTEND, _COMPANY, {S.PUBLISHED, S.EXPIRED}, S.PUBLISHED),
    _step(A.EXTEND, {W.SYSTEM}, {S.EXPIRED}, S.PUBLISHED),  # an import whose source gave the offer a later end
    _step(A.EXPIRE, {W.SYSTEM}, {S.PUBLISHED, S.SUSPENDED}, S.EXPIRED),
    _step(A.ARCHIVE, _COMPANY, {S.DRAFT, S.RETURNED, S.REFUSED, S.FILLED, S.EXPIRED, S.CLOSED}, S.ARCHIVED),
    _step(A.ARCHIVE, {W.ORGANISER}, {S.REFUSED, S.FILLED, S.EXPIRED, S.CLOSED}, S.ARCHIVED),
)
_NEXT = {(step.action, who, source): step.target for step in TABLE for who in step.who for source in step.sources}
_TARGETS = {action: frozenset(step.target for step in TABLE if step.action == action) for action in Action}

LIVE = OfferStatus.PUBLISHED  # the only status that visitors can search
OVER = frozenset({S.FILLED, S.EXPIRED, S.CLOSED})  # its page tells that it is over, for a while
WAITING = frozenset({S.DRAFT, S.RETURNED, S.REFUSED})  # the author's move
EDITABLE = frozenset({*WAITING, S.SUBMITTED, S.PUBLISHED, S.SUSPENDED})
NEEDS_REASON = frozenset({A.RETURN, A.REFUSE, A.SUSPEND})
DECISIONS = frozenset({A.PUBLISH, A.RETURN, A.REFUSE, A.REQUEUE, A.SUSPEND, A.RESUME})

ACTION_LABELS = {
    A.SUBMIT: N_("Envoyée à relire"),
    A.WITHDRAW: N_("Reprise avant relecture"),
    A.PUBLISH: N_("Publiée"),
    A.RETURN: N_("Renvoyée pour correction"),
    A.REFUSE: N_("Refusée"),
    A.REQUEUE: N_("Remise à relire"),
    A.REVISE: N_("Modifiée, à relire de nouveau"),
    A.SUSPEND: N_("Suspendue"),
    A.RESUME: N_("Remise en ligne"),
    A.FILL: N_("Pourvue"),
    A.CLOSE: N_("Close"),
    A.REOPEN: N_("Rouverte"),
    A.EXTEND: N_("Prolongée"),
    A.EXPIRE: N_("Expirée"),
    A.ARCHIVE: N_("Archivée"),
    "create": N_("Créée"),
    "edit": N_("Modifiée"),
    "import": N_("Importée"),
    "name_company": N_("Entreprise indiquée"),
    "leave_board": N_("Retirée d’un site : l’entreprise a quitté le cluster"),
    "ask_company": N_("Entreprise invitée à partager l’offre"),
    "accept": N_("Partage accepté"),
    "decline": N_("Partage décliné"),
    "remove_company": N_("Entreprise retirée de l’offre"),
    "report": N_("Signalée par des visiteurs"),
    "dismiss_reports": N_("Signalements classés sans suite"),
}  # keyed by `OfferChange.action`


def after(status: OfferStatus, action: Action, who: Who) -> OfferStatus | None:
    """Return where `action` leads, or None if `who` may not take it from there."""
    return _NEXT.get((action, who, status))


def allowed(status: OfferStatus, who: Who) -> frozenset[Action]:
    """Return what `who` may do with an offer in this status."""
    return frozenset(action for action in Action if (action, who, status) in _NEXT)


def is_done(status: OfferStatus, action: Action) -> bool:
    """Tell whether `action` already led here: repeating it (a double-click) changes nothing."""
    return status in _TARGETS[action]


class Dated(Protocol):
    """What an `Offer` and the row of a list have in common."""

    @property
    def status(self) -> OfferStatus: ...
    @property
    def valid_through(self) -> date | None: ...


def is_public(offer: Dated, day: date | None = None) -> bool:
    """Tell whether visitors see the offer: published, and its last day not past."""
    return offer.status == LIVE and (offer.valid_through is None or offer.valid_through >= (day or today()))


class PageState(StrEnum):
    """What the public page of an offer answers."""

    LIVE = "live"
    OVER = "over"  # 200 with a banner, noindex, no way to apply
    GONE = "gone"  # 410
    HIDDEN = "hidden"  # 404


def page_state(offer: Offer) -> PageState:
    """Tell what visitors get at the offer's address (row O10)."""
    if is_public(offer):
        return PageState.LIVE
    if offer.published_at is None or offer.status not in OVER | {S.PUBLISHED, S.ARCHIVED}:
        return PageState.HIDDEN
    if offer.status == S.ARCHIVED and offer.closed_at is None:  # not ended: thrown away, refused or returned before
        return PageState.HIDDEN
    ended = offer.closed_at.astimezone(PARIS).date() if offer.closed_at else offer.valid_through or today()
    return PageState.OVER if today() - ended <= GONE_AFTER else PageState.GONE


def last_day(asked: date | None, *, published_on: date) -> date:
    """Return the last day on line: as asked, 60 days by default, never more than 90 after publication (row O2)."""
    if asked is None:
        return published_on + timedelta(days=DEFAULT_DAYS)
    return min(asked, published_on + timedelta(days=MOST_DAYS))


def published_on(offer: Offer) -> date:
    """Return the day from which the 90 days count: its publication here, today before it.

    An imported offer may have been on line elsewhere for months: its days count from its first import.
    """
    if offer.published_at is None:
        return today()
    return max(offer.published_at, offer.imported_at or offer.published_at).astimezone(PARIS).date()


def extended_day(offer: Offer) -> date | None:
    """Return the last day that one step of extension gives: 60 days from today; None if it adds nothing."""
    last = last_day(last_day(None, published_on=today()), published_on=published_on(offer))
    return last if last >= today() and (offer.valid_through is None or last > offer.valid_through) else None


def kept_until(offer: Offer) -> date:
    """Return the last day of an offer that is on line now; one that passed, or is missing, is given anew."""
    asked = offer.valid_through
    if asked is None or asked < today():
        asked = last_day(None, published_on=today())
    return last_day(asked, published_on=published_on(offer))
