"""Dates proposed and chosen (row E5): the company proposes up to three, the school takes one or asks others."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.outreach.charter import has_signed
from fairapp.outreach.dates import require_school_day
from fairapp.outreach.enums import Action
from fairapp.outreach.models import OutreachRequest, Proposal, Speaker
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.agreeing import Meeting, agree
from fairapp.outreach.requests.services.steps import Click

MOST_DATES = 3
ANSWER_WITHIN = timedelta(days=10)
DATE_GONE = N_("Cette date n’est plus proposée. Choisissez parmi celles qui restent.")


def claim(session: Session, request: OutreachRequest, company: Company, click: Click) -> None:
    """Answer a request that was sent to nobody in particular; the first company has it.

    :raise Conflict: if another one was faster.
    """
    if steps.begin(session, request, Action.CLAIM, click):
        if request.company_id not in (None, company.id):
            raise Conflict(N_("Une autre entreprise a déjà pris cette demande en charge."))
        request.company_id = company.id
        steps.take(session, request, Action.CLAIM, click)


def release(session: Session, request: OutreachRequest, click: Click) -> None:
    """Leave a request that was claimed to the others.

    :raise DomainError: if it was sent to this company: then it is declined.
    """
    if steps.begin(session, request, Action.RELEASE, click):
        if request.intervention_id is not None:
            raise DomainError(N_("Cette demande vous a été adressée : déclinez-la si vous ne pouvez pas y répondre."))
        request.company_id = request.speaker_id = None
        steps.take(session, request, Action.RELEASE, click)


def propose(
    session: Session,
    request: OutreachRequest,
    dates: Sequence[Meeting],
    click: Click,
    *,
    action: Action = Action.PROPOSE,
) -> None:
    """Propose one to three dates; with `EDIT_DATES` others than before.

    :raise DomainError: if there are none or too many, one is no school day, or the professional has not signed.
    """
    if not steps.begin(session, request, action, click):
        return
    write_dates(session, request, dates)
    steps.take(session, request, action, click)


def choose(session: Session, request: OutreachRequest, proposal_id: int, click: Click) -> None:
    """Take one of the dates.

    :raise Conflict: if it is no longer proposed, or its slot is full (`SlotFull`).
    """
    if steps.begin(session, request, Action.CHOOSE, click):
        settle_on(session, request, proposal_id)
        steps.take(session, request, Action.CHOOSE, click)


def drop_dates(session: Session, request: OutreachRequest, action: Action, click: Click) -> None:
    """Go back to what was before the dates: others are asked for (`ASK_OTHER`), who proposed them takes them back
    (`TAKE_BACK`), or the date agreed before stays (`KEEP`).

    :raise DomainError: without a reason.
    """
    steps.require_reason(click)
    if steps.begin(session, request, action, click):
        forget_dates(session, request)
        steps.take(session, request, action, click)


def write_dates(session: Session, request: OutreachRequest, dates: Sequence[Meeting]) -> None:
    """Put these dates in the place of those proposed before, each checked at its own field `dates[n].day`."""
    if not 1 <= len(dates) <= MOST_DATES:
        raise DomainError(N_("Proposez une à trois dates."), field="dates[0].day")
    school, cluster = session.get_one(School, request.school_id), session.get_one(Cluster, request.cluster_id)
    seen: set[datetime] = set()
    for rank, meeting in enumerate(dates):
        field = f"dates[{rank}].day"
        require_school_day(meeting.starts_at, school, zone=cluster.time_zone, field=field)
        if meeting.starts_at in seen:
            raise DomainError(N_("Cette date est déjà dans la liste."), field=field)
        seen.add(meeting.starts_at)
        _require_speaker(session, request, meeting.speaker_id)
    forget_dates(session, request)
    session.add_all(Proposal(request_id=request.id, **meeting._asdict()) for meeting in dates)
    request.due_at = min(now() + ANSWER_WITHIN, max(seen), request.starts_at or max(seen))
    session.add(request)
    session.flush()


def settle_on(session: Session, request: OutreachRequest, proposal_id: int) -> None:
    """Agree on one of the proposed dates; the others are forgotten."""
    chosen = session.get(Proposal, proposal_id)
    if chosen is None or chosen.request_id != request.id:
        raise Conflict(DATE_GONE)
    agree(
        session,
        request,
        Meeting(chosen.starts_at, chosen.ends_at, chosen.slot_id, chosen.speaker_id),
        field="proposal_id",
    )
    forget_dates(session, request)


def forget_dates(session: Session, request: OutreachRequest) -> None:
    session.execute(delete(Proposal).where(col(Proposal.request_id) == request.id))
    request.due_at = None


def dates_of(session: Session, request_id: int) -> Sequence[Proposal]:
    return session.exec(
        select(Proposal).where(Proposal.request_id == request_id).order_by(col(Proposal.starts_at))
    ).all()


def _require_speaker(session: Session, request: OutreachRequest, speaker_id: int | None) -> None:
    speaker = session.get(Speaker, speaker_id or request.speaker_id or 0)
    if speaker is None or speaker.company_id != request.company_id:
        raise DomainError(N_("Choisissez qui rencontrera la classe."), field="speaker_id")
    if not has_signed(speaker):
        raise DomainError(
            N_("%(name)s n’a pas encore accepté la charte : faites-la accepter avant de proposer une date."),
            field="speaker_id", name=speaker.first_name,
        )  # fmt: skip
