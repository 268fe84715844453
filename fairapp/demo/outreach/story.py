"""One request that lives through weeks in a moment: services take its steps, then everything about it grows older."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from fairapp.clusters.models import Cluster, School
from fairapp.core.actor import Actor
from fairapp.core.clock import now, today
from fairapp.demo.outreach.stage import Stage
from fairapp.outreach.dates import off_school
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import Attestation, Evaluation, HistoryLine, Intervention, OutreachRequest, VisitBooking
from fairapp.outreach.requests import services
from fairapp.outreach.requests.services import Click, Meeting, clockwork
from fairapp.outreach.requests.services.evaluating import EvaluationDraft
from fairapp.outreach.states import AGREED
from fairapp.outreach.zones import at_hour, on_the_wall

Record = TypeVar("Record", HistoryLine, VisitBooking, Evaluation, Attestation)

SATURDAY = 5
MORNING, AFTERNOON = time(9, 30), time(14)
USUAL_MINUTES = 90
OFFICE_MINUTES = (8 * 60 + 15, 17 * 60 + 45)  # of a day: when people write
LETTERS_LEAVE = 8  # o'clock: before, the reminder of the eve is that of tomorrow's visits
HAPPENED = (RequestStatus.DONE, RequestStatus.CLOSED)


@dataclass
class Story:
    stage: Stage
    request: OutreachRequest
    teacher: Actor
    began: datetime  # what is later was written a moment ago
    organiser: Actor | None  # of the cluster; the demonstration has one for the first

    @property
    def session(self) -> Session:
        return self.stage.session

    @property
    def host(self) -> Actor:
        """Who acts for the company that answers."""
        return self.stage.hosts[self.request.company_id or 0]

    def by(self, side: Side, reason: str = "") -> Click:
        actor = self.host if side is Side.COMPANY else self.teacher if side is Side.SCHOOL else self.organiser
        return Click(side, actor, self.request.version, reason)

    def by_itself(self, *actions: Action) -> None:
        """Let the clock take these steps, which have to be due."""
        for action in actions:
            clockwork.run(self.session, action, self.request.id)

    def send(self, *, days_ago: int) -> None:
        services.send_request(self.session, self.request, self.by(Side.SCHOOL))
        self.age(days_ago)

    def propose(self, *in_days: int, at: time = AFTERNOON, action: Action = Action.PROPOSE) -> None:
        dates = self.meetings(in_days, at)
        services.propose(self.session, self.request, dates, self.by(Side.COMPANY), action=action)

    def move(self, side: Side, reason: str, *in_days: int) -> None:
        services.move(self.session, self.request, self.meetings(in_days, MORNING), self.by(side, reason))

    def choose(self) -> None:
        """Take the first date."""
        first = services.dates_of(self.session, self.request.id)[0]
        services.choose(self.session, self.request, first.id, self.by(Side.SCHOOL))

    def agree(self, side: Side) -> None:
        first = services.dates_of(self.session, self.request.id)[0]
        services.agree_to_move(self.session, self.request, first.id, self.by(side))

    def evaluate(self, side: Side, scores: tuple[int, int, int], comment: str = "") -> None:
        useful, organised, again = scores
        draft = EvaluationDraft(useful=useful, organised=organised, again=again, comment=comment)
        services.evaluate(self.session, self.request, draft, self.by(side))

    def meetings(self, in_days: Sequence[int], at: time) -> list[Meeting]:
        """Return an hour of different school days, each that many days from now or soon after."""
        length = timedelta(minutes=self._minutes)
        taken = self._days_of_speaker()
        days: list[date] = []
        for wanted in in_days:
            days.append(school_day(today() + timedelta(days=wanted), self._department, but={*taken, *days}))
        starts = [at_hour(day, at, self._zone) for day in days]
        return [Meeting(start, start + length, speaker_id=self.request.speaker_id) for start in starts]

    def _days_of_speaker(self) -> set[date]:
        """Return the days on which the professional meets a class already."""
        theirs = select(OutreachRequest.starts_at).where(OutreachRequest.speaker_id == self.request.speaker_id)
        agreed = self.session.exec(theirs.where(col(OutreachRequest.status).in_(AGREED))).all()
        return {on_the_wall(at, self._zone).date() for at in agreed if at}

    def take_place(self, *, days_ago: int) -> int:
        """Let the agreed day come, with its reminders, and be over for so long or, in holidays, longer: return how long."""
        self._bring(today() + timedelta(days=6))
        self.by_itself(Action.REMIND_WEEK)
        self.age(5)
        hour = on_the_wall(now(), self._zone).hour
        self._bring(today() + timedelta(days=1 if hour >= LETTERS_LEAVE else 0))
        self.by_itself(Action.REMIND_DAY)
        self.age(3)
        self._bring(today() - timedelta(days=2))
        self.by_itself(Action.FINISH, Action.THANK)
        day = school_day(today() - timedelta(days=days_ago), self._department, step=-1)
        self._bring(day)
        return (today() - day).days

    def age(self, days: int) -> None:
        """Let all that was written about the request be so many days older: the newest of it in office hours."""
        moment = on_the_wall(now() - timedelta(days=days), self._zone)
        minute = self.stage.rnd.randint(*OFFICE_MINUTES)
        fresh = now() - moment.replace(hour=minute // 60, minute=minute % 60)
        for row, names in self._written():
            for name in names:
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - (fresh if at >= self.began else timedelta(days=days)))
            self.session.add(row)
        if self.request.due_at:
            self.request.due_at -= timedelta(days=days)
        self.session.flush()

    def _written(self) -> Iterator[tuple[SQLModel, tuple[str, ...]]]:
        yield self.request, ("created_at", "sent_at", "changed_at")
        yield from ((line, ("at",)) for line in self._of(HistoryLine))
        if self.request.slot_id:
            yield from ((booking, ("booked_at",)) for booking in self._of(VisitBooking))
        if self.request.status in HAPPENED:
            yield from ((answer, ("at",)) for answer in self._of(Evaluation))
            yield from ((attestation, ("issued_at",)) for attestation in self._of(Attestation))

    def _of(self, model: type[Record]) -> Sequence[Record]:
        return self.session.exec(select(model).where(col(model.request_id) == self.request.id)).all()

    def _bring(self, day: date) -> None:
        """Put the agreed date on that day, at the same hour on the wall."""
        start, end = self.request.starts_at, self.request.ends_at
        if start is None or end is None:
            return
        moved = at_hour(day, on_the_wall(start, self._zone).time(), self._zone)
        self.request.starts_at, self.request.ends_at = moved, moved + (end - start)
        self.session.add(self.request)
        self.session.flush()

    @property
    def _zone(self) -> str:
        return self.session.get_one(Cluster, self.request.cluster_id).time_zone

    @property
    def _department(self) -> str | None:
        return self.session.get_one(School, self.request.school_id).department

    @property
    def _minutes(self) -> int:
        asked = self.request.intervention_id
        return self.session.get_one(Intervention, asked).duration_min if asked else USUAL_MINUTES


def school_day(day: date, department: str | None, *, step: int = 1, but: Collection[date] = ()) -> date:
    """Return the first school day from `day` on, `step` -1: backwards; none of `but`."""
    while day.weekday() >= SATURDAY or day in but or off_school(day, department):
        day += timedelta(days=step)
    return day
