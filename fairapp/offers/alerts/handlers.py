"""What follows from alerts, and from the calendar."""

from datetime import timedelta

from sqlmodel import Session

from fairapp.accounts.events import EmailChanged
from fairapp.accounts.handlers import forget_letters
from fairapp.accounts.models import Account
from fairapp.core.clock import now
from fairapp.core.tasks import Handler, Subscriptions, enqueue
from fairapp.core.worker import Scheduled
from fairapp.offers.alerts import services
from fairapp.offers.alerts.clockwork import make_letters, match_new_offers, plan_day
from fairapp.offers.alerts.events import AlertAsked, ReaderEnds, ReaderErased
from fairapp.offers.alerts.letters import send_answer, send_news, send_notice
from fairapp.offers.alerts.services.answering import SAME_LETTER
from fairapp.offers.alerts.services.ending import announce_ends, erase_silent


def queue_answer(session: Session, reader_id: int, search_id: int | None) -> None:
    bucket = int(now().timestamp() // SAME_LETTER.total_seconds())
    key = f"alert-asked-{reader_id}-{search_id}-{bucket}"
    enqueue(session, send_answer, key=key, reader_id=reader_id, search_id=search_id, bucket=bucket)


def follow_address(session: Session, account_id: int) -> None:
    if account := session.get(Account, account_id):
        services.follow_address(session, account)


def forget_old(session: Session) -> None:
    services.forget_old(session)
    announce_ends(session)
    erase_silent(session)


SUBSCRIPTIONS: Subscriptions = {
    AlertAsked: (queue_answer,),
    EmailChanged: (follow_address,),
    ReaderEnds: (send_notice,),
    ReaderErased: (forget_letters,),
}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(plan_day, every=timedelta(hours=1)),
    Scheduled(forget_old, every=timedelta(days=1)),
)
DIRECT: tuple[Handler, ...] = (match_new_offers, make_letters, send_answer, send_news)
