"""Letters before an offer ends (row O2): a week and a day before, to whoever minds it, in the morning."""

from datetime import date, datetime, time, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import is_good, issue_link, link_token
from fairapp.clusters.models import Company
from fairapp.core.clock import PARIS, now, today
from fairapp.core.settings import Settings
from fairapp.core.tasks import enqueue, outside
from fairapp.core.text import squeeze
from fairapp.core.worker import Scheduled
from fairapp.offers import lifecycle
from fairapp.offers.expiring.queries import DAY_BEFORE, WEEK_BEFORE, ending_offers, minders_of
from fairapp.offers.expiring.services import ANSWERS
from fairapp.offers.models import Offer
from fairapp.web.formats import long_date

BATCH = 200
MORNING = time(8)
# A link acts while its offer is live; the row stays as long as the offer's page tells that it is over.
KEPT = timedelta(days=lifecycle.MOST_DAYS) + lifecycle.GONE_AFTER


def announce_endings(session: Session, days: int = WEEK_BEFORE, after_id: int = 0) -> None:
    """Queue the letters of one day; what does not fit in one transaction, and the other letter, come next."""
    due = ending_offers(session, days, after_id=after_id, limit=BATCH)
    for offer in due:
        key = f"offer-ending-{offer.id}-{offer.valid_through}-{days}"
        last_day = str(offer.valid_through)
        enqueue(session, ask_minders, key=key, run_at=_morning(), offer_id=offer.id, last_day=last_day, days=days)
    if len(due) == BATCH:
        enqueue(session, announce_endings, days=days, after_id=due[-1].id)
    elif days == WEEK_BEFORE:
        enqueue(session, announce_endings, days=DAY_BEFORE)


def _morning() -> datetime:
    """Return eight o'clock of today in Paris, or now when it is past."""
    return max(now(), datetime.combine(today(), MORNING, PARIS))


def ask_minders(session: Session, offer_id: int, last_day: str, days: int) -> None:
    """Give each reader links of their own, one for each answer."""
    offer = session.get(Offer, offer_id)
    if offer is None or not _still_ends(offer, date.fromisoformat(last_day)):
        return
    for person in minders_of(session, offer):
        links = [
            issue_link(session, purpose, email=person.email, subject_id=offer.id, lifetime=KEPT) for purpose in ANSWERS
        ]
        enqueue(
            session, send_ending, key=f"offer-ending-{offer.id}-{last_day}-{days}-{person.id}",
            link_ids=[link.id for link in links], last_day=last_day,
        )  # fmt: skip


@outside
def send_ending(session: Session, link_ids: list[int], last_day: str) -> None:
    """Ask one reader; nothing is sent once the offer ended or was prolonged, or the reader has nothing to do with it."""
    links = [link for id in link_ids if (link := session.get(ActionLink, id)) is not None and is_good(link)]
    offer = session.get(Offer, links[0].subject_id) if len(links) == len(ANSWERS) else None
    reader = find_account(session, links[0].email) if offer else None
    day = date.fromisoformat(last_day)
    if offer is None or reader is None or not _still_ends(offer, day):
        return
    if reader.id in {person.id for person in minders_of(session, offer)}:
        _send(session, offer, reader, links)


def _still_ends(offer: Offer, last_day: date) -> bool:
    return lifecycle.is_public(offer) and offer.valid_through == last_day


def _send(session: Session, offer: Offer, reader: Account, links: list[ActionLink]) -> None:
    settings: Settings = current_app.extensions["fairapp"].settings
    last_day = offer.valid_through or today()
    title, days = squeeze(offer.title), (last_day - today()).days
    company = session.get(Company, offer.company_id) if offer.company_id else None
    extended = lifecycle.extended_day(offer)
    urls = {link.purpose.value: mail.absolute(settings, f"/fin-d-offre/{link_token(settings, link)}") for link in links}
    with mail.in_language(reader.locale):
        if days <= 0:
            subject = _("Dernier jour en ligne : %(title)s", title=title)
        elif days == 1:
            subject = _("Plus qu’un jour en ligne : %(title)s", title=title)
        else:
            subject = _("Plus que %(days)s jours en ligne : %(title)s", days=days, title=title)
        context = {
            "title": title, "company": company.name if company else "", "last_day": long_date(last_day),
            "until": long_date(extended) if extended else "", "urls": urls,
        }  # fmt: skip
    key = f"offer-ending-{offer.id}-{last_day}-{links[0].id}"
    mail.send(settings, mail.Message(reader.email, subject, "offers_ending", context, key=key, locale=reader.locale))


SCHEDULE = (Scheduled(announce_endings, every=timedelta(days=1)),)
DIRECT = (ask_minders, send_ending)
