"""The steps of an offer's life: sent for review, published, closed. Each may be repeated without harm.

Every change first locks the offer's row and reads it again, so that of two people who act at once the second decides
on what the first has left (SQLite's single writer does the same).
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from fairapp.accounts.services.audit import record
from fairapp.clusters.models import Company
from fairapp.core.changes import note_change
from fairapp.core.clock import now, today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.offers import events, lifecycle, queries
from fairapp.offers.content import check_complete
from fairapp.offers.enums import CloseReason, OfferStatus
from fairapp.offers.lifecycle import SYSTEM, Acting, Action, Who
from fairapp.offers.models import Offer, OfferChange

MOVED_ON = {
    OfferStatus.DRAFT: N_("Cette offre est redevenue un brouillon."),
    OfferStatus.SUBMITTED: N_("Cette offre attend d’être relue."),
    OfferStatus.RETURNED: N_("Cette offre a été renvoyée à son auteur."),
    OfferStatus.REFUSED: N_("Cette offre a été refusée."),
    OfferStatus.PUBLISHED: N_("Cette offre est en ligne."),
    OfferStatus.SUSPENDED: N_("Cette offre est suspendue le temps d’une vérification."),
    OfferStatus.FILLED: N_("Cette offre est pourvue."),
    OfferStatus.EXPIRED: N_("Cette offre a expiré."),
    OfferStatus.CLOSED: N_("Cette offre est close."),
    OfferStatus.ARCHIVED: N_("Cette offre est archivée."),
}
STALE = N_("Cette offre a été modifiée entre-temps : voici sa version actuelle.")
NOT_A_MEMBER = N_("L’adhésion de %(company)s à %(cluster)s n’est pas en cours : l’offre ne peut pas y être publiée.")
NO_REASON = N_("Indiquez le motif : l’entreprise le reçoit par courriel.")
WAS_SUSPENDED = N_("Cette offre était suspendue quand elle s’est close : copiez-la pour la proposer de nouveau.")
TOO_LONG = N_("Une offre reste en ligne %(days)s jours au plus : copiez-la pour la publier de nouveau.")
_EVENTS: dict[OfferStatus, type[events.OfferEvent]] = {
    OfferStatus.SUBMITTED: events.OfferSubmitted,
    OfferStatus.PUBLISHED: events.OfferPublished,
    OfferStatus.RETURNED: events.OfferReturned,
    OfferStatus.REFUSED: events.OfferRefused,
    OfferStatus.SUSPENDED: events.OfferSuspended,
    OfferStatus.FILLED: events.OfferClosed,
    OfferStatus.CLOSED: events.OfferClosed,
    OfferStatus.EXPIRED: events.OfferExpired,
}


# The author's steps


def submit(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Send the offer for review; where its company is trusted, publish it.

    :raise Unfinished: if it is not ready to be read.
    :raise DomainError: if it is a template, or the company is not a member today.
    """
    offer = lock(session, offer)
    if offer.is_template:
        raise DomainError(N_("Un modèle ne se publie pas : créez une offre à partir de lui."))
    if not lifecycle.is_done(offer.status, Action.SUBMIT):
        check_complete(queries.content_of(session, offer))
        _check_membership(session, offer)
    take_step(session, offer, Action.SUBMIT, weighed(session, offer, by))
    return offer


def withdraw(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Take the offer back before it is reviewed."""
    return _take(session, offer, Action.WITHDRAW, by)


def archive(session: Session, offer: Offer, *, by: Acting) -> Offer:
    return _take(session, offer, Action.ARCHIVE, by)


# The organiser's decisions


def publish(session: Session, offer: Offer, *, by: Acting, version: int | None = None) -> Offer:
    """Approve the offer as read in `version`. An import (`SYSTEM`) publishes what its source published.

    :raise Conflict: if it changed since, or is no longer to be reviewed.
    :raise DomainError: if its company is not a member today, or the offer lacks something.
    """
    offer = lock(session, offer)
    check_version(offer, version)
    if by.who is not Who.SYSTEM and not lifecycle.is_done(offer.status, Action.PUBLISH):
        _check_membership(session, offer)
        check_complete(queries.content_of(session, offer))
    take_step(session, offer, Action.PUBLISH, by)
    return offer


def return_to_author(session: Session, offer: Offer, *, by: Acting, reason: str, version: int | None = None) -> Offer:
    return _decide(session, offer, Action.RETURN, by, reason=reason, version=version)


def refuse(session: Session, offer: Offer, *, by: Acting, reason: str, version: int | None = None) -> Offer:
    return _decide(session, offer, Action.REFUSE, by, reason=reason, version=version)


def suspend(session: Session, offer: Offer, *, by: Acting, reason: str) -> Offer:
    return _decide(session, offer, Action.SUSPEND, by, reason=reason)


def resume(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Put a suspended offer back on line."""
    return _go_live(session, offer, Action.RESUME, by)


def requeue(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Take a decision back: the offer waits for review again."""
    return _take(session, offer, Action.REQUEUE, by)


def claim_review(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Tell the other organisers who looks into it; the last one to say so does."""
    offer = lock(session, offer)
    if offer.status not in {OfferStatus.SUBMITTED, OfferStatus.SUSPENDED}:
        raise Conflict(MOVED_ON[offer.status])
    offer.reviewer_id = by.account_id
    return offer


def _decide(
    session: Session, offer: Offer, action: Action, by: Acting, *, reason: str, version: int | None = None
) -> Offer:
    if not reason.strip():
        raise DomainError(NO_REASON, field="motif")
    offer = lock(session, offer)
    check_version(offer, version)
    take_step(session, offer, action, by, reason=reason.strip())
    return offer


# The end, and what puts it off


def mark_filled(session: Session, offer: Offer, *, by: Acting) -> Offer:
    return close(session, offer, by=by, reason=CloseReason.FILLED)


def close(session: Session, offer: Offer, *, by: Acting, reason: CloseReason, comment: str = "") -> Offer:
    """Take the offer off line for good; « pourvue » is told apart, for candidates and figures."""
    is_filled = reason in {CloseReason.FILLED, CloseReason.FILLED_ELSEWHERE}
    offer = lock(session, offer)
    if take_step(session, offer, Action.FILL if is_filled else Action.CLOSE, by, reason=comment.strip()):
        offer.close_reason = reason
    return offer


def reopen(session: Session, offer: Offer, *, by: Acting) -> Offer:
    """Put back on line what was closed by mistake.

    :raise DomainError: if its last day has passed.
    """
    return _go_live(session, offer, Action.REOPEN, by)


def extend(session: Session, offer: Offer, *, by: Acting, until: date | None = None) -> Offer:
    """Keep the offer on line until `until`, by default 60 days from today; 90 at most after publication.

    :raise DomainError: if nothing can be added, or the company is not a member today.
    """
    offer = lock(session, offer)
    current = offer.valid_through or today()
    asked = until or max(current, lifecycle.last_day(None, published_on=today()))
    last = lifecycle.last_day(asked, published_on=lifecycle.published_on(offer))
    if last < max(current, today()) or (last == current and asked > last):
        raise DomainError(TOO_LONG, days=lifecycle.MOST_DAYS)
    if last == offer.valid_through and offer.status == lifecycle.LIVE:
        return offer
    if lifecycle.after(offer.status, Action.EXTEND, by.who) is None:
        raise Conflict(MOVED_ON[offer.status])
    _check_not_suspended(session, offer)
    _check_membership(session, offer)
    offer.valid_through = last
    _move(session, offer, Action.EXTEND, by)
    return offer


def expire_offers(session: Session, *, limit: int = 200) -> int:
    """End offers whose last day has passed, `limit` at most; return how many."""
    due = session.exec(
        select(Offer)
        .where(
            col(Offer.status).in_((OfferStatus.PUBLISHED, OfferStatus.SUSPENDED)), col(Offer.valid_through) < today()
        )
        .order_by(col(Offer.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for offer in due:
        take_step(session, offer, Action.EXPIRE, SYSTEM)
    return len(due)


# What all of them rest on


def lock(session: Session, offer: Offer) -> Offer:
    """Hold the offer's row until the end of the transaction, as it is in the database now."""
    query = select(Offer).where(Offer.id == offer.id).with_for_update().execution_options(populate_existing=True)
    return session.exec(query).one()


def log_change(
    session: Session, offer: Offer, action: str, *, by: Acting, reason: str = "", fields: Sequence[str] = ()
) -> OfferChange:
    """Note one step in the offer's life, for its history, the journal and the search."""
    offer.updated_at = now()
    change = OfferChange(
        offer_id=offer.id, account_id=by.account_id, action=action, status=offer.status,
        reason=reason[:1000], fields=list(fields),
    )  # fmt: skip
    session.add(change)
    session.flush()
    note_change(session, "offer", offer.id)
    if by.actor:
        boards: list[int | None] = [by.cluster_id] if by.cluster_id else [*queries.cluster_ids_of(session, offer.id)]
        for cluster_id in boards or [None]:
            record(
                session, f"offer.{action}", "offer", offer.id, by=by.actor, cluster_id=cluster_id, fields=list(fields)
            )
    return change


def _take(session: Session, offer: Offer, action: Action, by: Acting) -> Offer:
    offer = lock(session, offer)
    take_step(session, offer, action, by)
    return offer


def _go_live(session: Session, offer: Offer, action: Action, by: Acting) -> Offer:
    offer = lock(session, offer)
    if not lifecycle.is_done(offer.status, action):
        if offer.valid_through and offer.valid_through < today():
            raise DomainError(N_("La date de fin de l’offre est passée : copiez-la pour la publier de nouveau."))
        if action is Action.REOPEN:
            _check_not_suspended(session, offer)
        if by.who is not Who.SYSTEM:
            _check_membership(session, offer)
    take_step(session, offer, action, by)
    return offer


def take_step(session: Session, offer: Offer, action: Action, by: Acting, *, reason: str = "") -> bool:
    """Take the step on a locked offer; False if it was already taken.

    :raise Conflict: if the table does not allow it from here.
    """
    if lifecycle.is_done(offer.status, action):
        return False
    if lifecycle.after(offer.status, action, by.who) is None:
        raise Conflict(MOVED_ON[offer.status])
    _move(session, offer, action, by, reason=reason)
    return True


def _move(session: Session, offer: Offer, action: Action, by: Acting, *, reason: str = "") -> None:
    before, target = offer.status, lifecycle.after(offer.status, action, by.who)
    assert target is not None  # noqa: S101 - for the type checker; the caller looked
    offer.status = target
    _stamp(offer, action)
    change = log_change(session, offer, action, by=by, reason=reason)
    event = _EVENTS.get(target)
    if event and target != before:
        emit(session, event(offer_id=offer.id, change_id=change.id))


def _stamp(offer: Offer, action: Action) -> None:
    """Set the dates and names that follow from the new status."""
    match offer.status:
        case OfferStatus.SUBMITTED if action is not Action.REQUEUE or offer.submitted_at is None:
            offer.submitted_at = now()  # whose decision is taken back has waited since it was sent
        case OfferStatus.PUBLISHED:
            offer.published_at = _published_at(offer, action)
            offer.closed_at, offer.close_reason = None, None
            offer.valid_through = lifecycle.kept_until(offer)
        case OfferStatus.FILLED | OfferStatus.CLOSED | OfferStatus.EXPIRED:
            offer.closed_at = now()
        case _:
            pass
    if action in lifecycle.DECISIONS:
        offer.reviewer_id = None


def _published_at(offer: Offer, action: Action) -> datetime:
    """Return when it first went on line; approved again after its 90 days, it is a new publication."""
    is_approved = action in {Action.PUBLISH, Action.SUBMIT}
    has_lapsed = lifecycle.last_day(date.max, published_on=lifecycle.published_on(offer)) < today()
    return now() if offer.published_at is None or (is_approved and has_lapsed) else offer.published_at


def check_version(offer: Offer, version: int | None) -> None:
    if version is not None and version != offer.version:
        raise Conflict(STALE)


def _check_membership(session: Session, offer: Offer) -> None:
    """Refuse a company that is not, today, a member of each cluster whose board it asks for (row O3).

    An unclaimed company has no people and asks for nothing: its offers are the organiser's affair.
    """
    company = session.get(Company, offer.company_id) if offer.company_id else None
    if company is None or company.claimed_at is None:
        return
    for standing in queries.standings(session, company.id, queries.cluster_ids_of(session, offer.id)):
        if not standing.is_member:
            raise DomainError(NOT_A_MEMBER, company=company.name, cluster=standing.cluster.name)


def _check_not_suspended(session: Session, offer: Offer) -> None:
    """Refuse a way around the organisers: what ended while they had it off line does not come back by itself."""
    if queries.went_off_suspended(session, offer):
        raise DomainError(WAS_SUSPENDED)


def weighed(session: Session, offer: Offer, by: Acting) -> Acting:
    """Return the author as trusted where no board of the offer reviews this company's offers."""
    if by.who is not Who.AUTHOR or offer.company_id is None:
        return by
    boards = queries.standings(session, offer.company_id, queries.cluster_ids_of(session, offer.id))
    is_trusted = bool(boards) and all(standing.is_trusted for standing in boards)
    return Acting(Who.TRUSTED, by.actor) if is_trusted else by
