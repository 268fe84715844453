"""Requests as their sides see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlmodel import Session, col, func, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Affiliation, Cluster, Company, Membership, School
from fairapp.clusters.queries import in_term
from fairapp.core.clock import now
from fairapp.outreach import states
from fairapp.outreach.enums import Action, InterventionStatus, RequestStatus, Side, SlotStatus
from fairapp.outreach.models import Evaluation, HistoryLine, Intervention, OutreachRequest, Slot, Speaker

_S = RequestStatus
LIVE = (_S.SENT, _S.PROPOSED, *states.AGREED)
NUDGE_AFTER = timedelta(days=9)  # without an answer, the company is reminded
WARN_BEFORE = timedelta(days=3)  # the answer is due


class Row(NamedTuple):
    """One line of a list."""

    request: OutreachRequest
    school: School
    company: Company | None
    title: str | None  # of the intervention


class Told(NamedTuple):
    """One line of the history, with who it was while they are known."""

    line: HistoryLine
    name: str | None


def of_school(school_id: int) -> ColumnElement[bool]:
    return col(OutreachRequest.school_id) == school_id


def drafts_of(account_id: int) -> ColumnElement[bool]:
    return and_(col(OutreachRequest.contact_id) == account_id, col(OutreachRequest.status) == _S.DRAFT)


def of_company(session: Session, company_id: int) -> ColumnElement[bool]:
    """What the company answers, and what nobody of its clusters answers yet."""
    clusters = session.exec(select(Membership.cluster_id).where(Membership.company_id == company_id, in_term())).all()
    unclaimed = and_(
        col(OutreachRequest.company_id).is_(None),
        col(OutreachRequest.status) == _S.SENT,
        col(OutreachRequest.cluster_id).in_(clusters),
    )
    mine = and_(col(OutreachRequest.company_id) == company_id, col(OutreachRequest.status) != _S.DRAFT)
    return or_(mine, unclaimed)


def of_cluster(cluster_id: int) -> ColumnElement[bool]:
    return and_(col(OutreachRequest.cluster_id) == cluster_id, col(OutreachRequest.status) != _S.DRAFT)


def is_within(session: Session, scope: ColumnElement[bool], request_id: int) -> bool:
    return session.exec(select(OutreachRequest.id).where(OutreachRequest.id == request_id, scope)).first() is not None


def list_requests(session: Session, scope: ColumnElement[bool], *, limit: int, offset: int = 0) -> list[Row]:
    """Return requests: the agreed by their date, the others by the last word."""
    query = (
        select(OutreachRequest, School, Company, Intervention.title)
        .join(School, col(School.id) == OutreachRequest.school_id)
        .join(Company, col(Company.id) == OutreachRequest.company_id, isouter=True)
        .join(Intervention, col(Intervention.id) == OutreachRequest.intervention_id, isouter=True)
        .where(scope)
        .order_by(col(OutreachRequest.starts_at).nulls_last(), col(OutreachRequest.changed_at), col(OutreachRequest.id))
    )
    return [Row(*row) for row in session.exec(query.limit(limit).offset(offset))]


def count_each(
    session: Session, scope: ColumnElement[bool], conditions: Mapping[str, ColumnElement[bool]]
) -> dict[str, int]:
    """Count by each condition, at once; a request may be in several counts."""
    counts = [func.count(case((condition, 1))) for condition in conditions.values()]
    row = session.execute(select(*counts).select_from(OutreachRequest).where(scope)).one()
    return dict(zip(conditions, row, strict=True))


def count_awaited(session: Session, scope: ColumnElement[bool], side: Side) -> int:
    """Return how many requests wait for this side."""
    return session.exec(select(func.count()).select_from(OutreachRequest).where(scope, awaits(side))).one()


def is_in(*statuses: RequestStatus) -> ColumnElement[bool]:
    return col(OutreachRequest.status).in_(statuses)


def awaits(side: Side) -> ColumnElement[bool]:
    """Tell of a request whether it waits for this side: for its answer, or for its evaluation of the visit."""
    answered = [status for status, awaited in states.WAITS_FOR.items() if awaited is side]
    evaluated = [status for status in RequestStatus if states.may(status, side, Action.EVALUATE)]
    return or_(is_in(*answered), and_(is_in(*evaluated), ~_has_evaluated(side)))


def awaits_other(side: Side) -> ColumnElement[bool]:
    """Tell of a request whether this side did its part, and the other one has not answered, or may still evaluate."""
    return and_(is_in(*states.WAITS_FOR, _S.DONE), ~awaits(side))


def is_late() -> ColumnElement[bool]:
    """Nobody answered for nine days, or the answer is awaited for less than three more."""
    return or_(
        and_(is_in(_S.SENT), col(OutreachRequest.changed_at) <= now() - NUDGE_AFTER),
        and_(is_in(*states.WAITS_FOR), col(OutreachRequest.due_at) <= now() + WARN_BEFORE),
    )


def _has_evaluated(side: Side) -> ColumnElement[bool]:
    return exists().where(col(Evaluation.request_id) == col(OutreachRequest.id), col(Evaluation.side) == side)


def history_of(session: Session, request_id: int) -> list[Told]:
    query = (
        select(HistoryLine, Account.name)
        .join(Account, col(Account.id) == HistoryLine.account_id, isouter=True)
        .where(HistoryLine.request_id == request_id)
        .order_by(col(HistoryLine.id))
    )
    return [Told(*row) for row in session.exec(query)]


def speakers_of(session: Session, company_id: int) -> Sequence[Speaker]:
    query = select(Speaker).where(Speaker.company_id == company_id, col(Speaker.is_active))
    return session.exec(query.order_by(Speaker.first_name, col(Speaker.id))).all()


def open_slots(session: Session, intervention_id: int, *, most: int = 200) -> Sequence[Slot]:
    """Return the next slots that may be booked, full ones too: they have a waiting list."""
    query = select(Slot).where(
        Slot.intervention_id == intervention_id, Slot.status == SlotStatus.OPEN, col(Slot.booking_until) > now()
    )
    return session.exec(query.order_by(col(Slot.starts_at)).limit(most)).all()


def zones_of(session: Session, cluster_ids: Collection[int]) -> dict[int, str]:
    rows = session.exec(select(Cluster.id, Cluster.time_zone).where(col(Cluster.id).in_(cluster_ids)))
    return dict(rows.all())


def is_member(session: Session, cluster_id: int, company_id: int) -> bool:
    """Tell whether the company is a member of the cluster today."""
    member = select(Membership.id).where(Membership.cluster_id == cluster_id, Membership.company_id == company_id)
    return session.exec(member.where(in_term())).first() is not None


def member_companies(session: Session, cluster_id: int) -> Sequence[Company]:
    query = (
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster_id, in_term())
    )
    return session.exec(query.order_by(Company.folded_name, col(Company.id))).all()


def schools_to_ask_for(session: Session, account_id: int) -> Sequence[School]:
    """Return the schools for which this person may prepare a request (see `can_draft`)."""
    theirs = select(Affiliation.school_id).where(Affiliation.account_id == account_id)
    return session.exec(select(School).where(col(School.id).in_(theirs))).all()


def others_of_school(session: Session, request: OutreachRequest) -> Sequence[OutreachRequest]:
    """Return what the request may be merged into: live ones of the same school."""
    query = select(OutreachRequest).where(
        OutreachRequest.school_id == request.school_id, OutreachRequest.cluster_id == request.cluster_id,
        OutreachRequest.id != request.id, col(OutreachRequest.status).in_(LIVE),
    )  # fmt: skip
    return session.exec(query.order_by(col(OutreachRequest.id)).limit(50)).all()


def clusters_with_visits(session: Session) -> Sequence[Cluster]:
    """Return the clusters whose companies offer something to classes."""
    offered = select(Intervention.cluster_id).where(Intervention.status == InterventionStatus.PUBLISHED)
    return session.exec(select(Cluster).where(col(Cluster.id).in_(offered)).order_by(Cluster.name)).all()
