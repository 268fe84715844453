"""Who is told of what happened to an offer.

Decisions are mailed a little later, so that an organiser who takes one back within that time has told nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.models import Account
from fairapp.clusters.events import CompaniesMerged, CompanyChanged, MembershipEnded
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import affiliations_of, organisers_of, people_of_company
from fairapp.core.changes import note_change
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.core.tasks import Handler, Subscriptions, enqueue, handler_name, outside
from fairapp.core.text import N_, squeeze
from fairapp.core.worker import Scheduled
from fairapp.offers import events, queries, services
from fairapp.offers.alerts import handlers as alerts
from fairapp.offers.enums import CloseReason
from fairapp.offers.expiring import handlers as expiring
from fairapp.offers.lifecycle import LIVE, SYSTEM, Action
from fairapp.offers.models import Offer, OfferChange, OfferCluster
from fairapp.offers.partners import handlers as partners
from fairapp.web.i18n import translate

SECOND_THOUGHTS = timedelta(minutes=1)
EXPIRY_BATCH = 200
Letters = Mapping[str, tuple[str, str]]  # template and subject, by action
_TO_COMPANY: Letters = {
    Action.PUBLISH: ("offers_published", N_("Votre offre est en ligne : %(title)s")),
    Action.RESUME: ("offers_published", N_("Votre offre est de nouveau en ligne : %(title)s")),
    Action.RETURN: ("offers_returned", N_("À corriger avant publication : %(title)s")),
    Action.REFUSE: ("offers_refused", N_("Votre offre n’a pas été retenue : %(title)s")),
    Action.SUSPEND: ("offers_suspended", N_("Votre offre est suspendue : %(title)s")),
    Action.CLOSE: ("offers_closed", N_("Votre offre a été close : %(title)s")),
    Action.FILL: ("offers_closed", N_("Votre offre a été close : %(title)s")),
    Action.EXPIRE: ("offers_expired", N_("Votre offre a expiré : %(title)s")),
}
_TO_ORGANISERS: Letters = {
    Action.SUBMIT: ("offers_submitted", N_("Une offre à relire : %(title)s")),
    Action.REVISE: ("offers_submitted", N_("Une offre modifiée, à relire : %(title)s")),
    Action.SUSPEND: ("offers_reported", N_("Offre masquée après plusieurs signalements : %(title)s")),
}


def tell_company(session: Session, offer_id: int, change_id: int) -> None:
    """Write to the company's people what others decided about their offer."""
    change = session.get(OfferChange, change_id)
    offer = session.get(Offer, offer_id)
    if change is None or offer is None or offer.company_id is None or change.action not in _TO_COMPANY:
        return
    people = people_of_company(session, offer.company_id)
    imports = {Action.PUBLISH, Action.CLOSE, *({Action.EXPIRE} if offer.source else ())}  # their source decides
    by_system = change.account_id is None and change.action in imports
    if not by_system and change.account_id not in {person.id for person in people}:
        _queue(session, send_to_company, change, people)


def tell_organisers(session: Session, offer_id: int, change_id: int) -> None:
    """Write to the organisers of the offer's clusters what waits for them."""
    change = session.get(OfferChange, change_id)
    if change is None or change.action not in _TO_ORGANISERS:
        return
    if change.action == Action.SUSPEND and change.account_id is not None:  # one of them did it
        return
    clusters = queries.cluster_ids_of(session, offer_id)
    people = {person.id: person for cluster_id in clusters for person in organisers_of(session, cluster_id)}
    _queue(session, send_to_organiser, change, people.values())


def _queue(session: Session, handler: Handler, change: OfferChange, people: Iterable[Account]) -> None:
    """One task for each letter: a mail server that fails half-way makes nobody read the same twice."""
    for person in people:
        enqueue(
            session, handler, key=f"{handler_name(handler)}-{change.id}-{person.id}", run_at=now() + SECOND_THOUGHTS,
            change_id=change.id, account_id=person.id,
        )  # fmt: skip


@outside
def send_to_company(session: Session, change_id: int, account_id: int) -> None:
    found = _still_true(session, change_id, account_id)
    if found is None or found.offer.company_id is None:
        return
    slug = session.get_one(Company, found.offer.company_id).slug
    _send(found, _TO_COMPANY, path=f"/entreprise/{slug}/offres/{found.offer.id}")


@outside
def send_to_organiser(session: Session, change_id: int, account_id: int) -> None:
    found = _still_true(session, change_id, account_id)
    if found is None:
        return
    own = affiliations_of(session, account_id).cluster_ids.intersection(queries.cluster_ids_of(session, found.offer.id))
    if own:  # else they organise it no longer
        slug = session.get_one(Cluster, min(own)).slug
        _send(found, _TO_ORGANISERS, path=f"/pilotage/{slug}/offres/{found.offer.id}")


class _Found(NamedTuple):
    change: OfferChange
    offer: Offer
    reader: Account
    company: str


def _still_true(session: Session, change_id: int, account_id: int) -> _Found | None:
    """Return what a letter needs, unless the offer went on to another status meanwhile, or the reader left."""
    change, reader = session.get(OfferChange, change_id), session.get(Account, account_id)
    offer = session.get(Offer, change.offer_id) if change else None
    if change is None or offer is None or reader is None or reader.is_disabled or offer.status != change.status:
        return None
    company = session.get(Company, offer.company_id) if offer.company_id else None
    return _Found(change, offer, reader, company.name if company else "")


def _send(found: _Found, letters: Letters, *, path: str) -> None:
    settings: Settings = current_app.extensions["fairapp"].settings
    template, subject = letters[found.change.action]
    title, reader = squeeze(found.offer.title), found.reader
    with mail.in_language(reader.locale):
        subject = translate(subject, title=title)
    context = {
        "title": title, "company": found.company, "reason": found.change.reason,
        "last_day": found.offer.valid_through, "url": mail.absolute(settings, path),
    }  # fmt: skip
    key = f"offer-change-{found.change.id}-{reader.id}-{template}"
    mail.send(settings, mail.Message(reader.email, subject, template, context, key=key, locale=reader.locale))


def leave_board(session: Session, cluster_id: int, company_id: int) -> None:
    """Take a company's offers off the board of a cluster that it left; what stands on no board any more is closed."""
    if any(standing.is_member for standing in queries.standings(session, company_id, [cluster_id])):
        return  # it came back meanwhile
    on_board = select(OfferCluster.offer_id).where(OfferCluster.cluster_id == cluster_id)
    live = select(Offer).where(Offer.company_id == company_id, Offer.status == LIVE, col(Offer.id).in_(on_board))
    for offer in session.exec(live):
        session.delete(session.get_one(OfferCluster, (offer.id, cluster_id)))
        session.flush()
        services.log_change(session, offer, "leave_board", by=SYSTEM)
        if not queries.cluster_ids_of(session, offer.id):
            services.close(session, offer, by=SYSTEM, reason=CloseReason.CANCELLED)


def refresh_company(session: Session, company_id: int) -> None:
    """Have the search read a company's offers again: they show its name, place and logo."""
    for offer_id in queries.offer_ids_of_company(session, company_id):
        note_change(session, "offer", offer_id)


def refresh_merged(session: Session, loser_id: int, winner_id: int) -> None:
    refresh_company(session, winner_id)


def expire_offers(session: Session) -> None:
    """End what is past its last day; if there is more than fits in one transaction, come back for it."""
    if services.expire_offers(session, limit=EXPIRY_BATCH) == EXPIRY_BATCH:
        enqueue(session, expire_offers)


SUBSCRIPTIONS: Subscriptions = {
    events.OfferSubmitted: (tell_organisers,),
    events.OfferPublished: (tell_company,),
    events.OfferReturned: (tell_company,),
    events.OfferRefused: (tell_company,),
    events.OfferSuspended: (tell_company, tell_organisers),
    events.OfferClosed: (tell_company,),
    events.OfferExpired: (tell_company,),
    CompanyChanged: (refresh_company,),
    CompaniesMerged: (refresh_merged,),
    MembershipEnded: (leave_board,),
    **partners.SUBSCRIPTIONS,
    **alerts.SUBSCRIPTIONS,
}
SCHEDULE = (Scheduled(expire_offers, every=timedelta(hours=1)), *expiring.SCHEDULE, *alerts.SCHEDULE)
DIRECT = (send_to_company, send_to_organiser, *partners.DIRECT, *expiring.DIRECT, *alerts.DIRECT)
