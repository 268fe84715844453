"""A company's home: what waits for its people, its offers and who answers them, its stands, its classes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, case, func
from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.clock import now, today
from fairapp.dashboard.waiting import Waiting, in_order
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import coming_fairs
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands.models import StandBooking
from fairapp.fairs.stands.queries import presences_of
from fairapp.fairs.zones import in_zone
from fairapp.offers.applications.inbox.figures import figures_of_company
from fairapp.offers.applications.inbox.models import AnswerFigures
from fairapp.offers.applications.inbox.queries import TABS, inbox
from fairapp.offers.applications.inbox.queries import count_tabs as count_applications
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import of_company as applications_of
from fairapp.offers.enums import STATUS_LABELS, OfferStatus
from fairapp.offers.following.queries import Row as OfferRow
from fairapp.offers.following.queries import company_offers
from fairapp.offers.labels import STATUS_TONES, contract_label, place_label
from fairapp.offers.models import Offer
from fairapp.offers.queries import Tally, count_of_company, is_live
from fairapp.outreach.enums import Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.queries import count_awaited, is_in, list_requests, zones_of
from fairapp.outreach.requests.queries import of_company as requests_of
from fairapp.outreach.requests.words import when
from fairapp.outreach.states import AGREED
from fairapp.web.formats import hour, weekday_date
from fairapp.web.i18n import translate

SHOWN = 5
ENDS_SOON = timedelta(days=7)
LATE = timedelta(days=21)  # two reminders have gone out by then
TO_ANSWER = "a-traiter"


class Counts(NamedTuple):
    """What is counted for the list of what waits."""

    tally: Tally
    returned: int
    ending: int
    applications: Mapping[str, int]  # by tab of the inbox
    requests: int  # of classes


class OwnOffer(NamedTuple):
    """One line of the table; `received` counts all applications, `fresh` those that nobody answered yet."""

    offer: Offer
    sub: str
    label: str
    tone: str
    received: int
    fresh: int


class OwnStand(NamedTuple):
    fair: Fair
    code: str
    status: BookingStatus
    url: str


class Visit(NamedTuple):
    title: str
    when: str
    url: str


def company_home(session: Session, company: Company) -> dict[str, Any]:
    """Return what `dashboard/company.html` shows; the same number of queries whatever there is of each."""
    counts = _count(session, company)
    oldest = next(iter(inbox(session, applications_of(company.id), TO_ANSWER)[:1]), None)
    memberships = clusters_of_company(session, company.id)
    waiting = _waiting(company, counts, memberships, oldest.application if oldest else None)
    figures = figures_of_company(session, company.id)
    return {
        "waiting": in_order([*_stand_waiting(session, company), *waiting]),
        "kpis": _kpis(counts, figures),
        "offers": _offers(session, company),
        "stands": _stands(session, company),
        "visits": _visits(session, company),
        "memberships": memberships,
        "tally": counts.tally,
    }


def _count(session: Session, company: Company) -> Counts:
    own = (Offer.company_id == company.id, ~col(Offer.is_template))
    ends_soon = and_(is_live(), col(Offer.source).is_(None), col(Offer.valid_through) <= today() + ENDS_SOON)
    conditions: tuple[ColumnElement[bool], ...] = (col(Offer.status) == OfferStatus.RETURNED, ends_soon)
    returned, ending = session.execute(select(*(func.count(case((one, 1))) for one in conditions)).where(*own)).one()
    return Counts(
        count_of_company(session, company.id), int(returned), int(ending),
        count_applications(session, applications_of(company.id)),
        count_awaited(session, requests_of(session, company.id), Side.COMPANY),
    )  # fmt: skip


def _waiting(
    company: Company, counts: Counts, memberships: Sequence[Cluster], oldest: Application | None
) -> Iterator[Waiting]:
    base = f"/entreprise/{company.slug}"
    if (new := counts.applications[TO_ANSWER]) and oldest:
        days = (now() - oldest.created_at).days
        title = ngettext("%(num)s candidature à traiter", "%(num)s candidatures à traiter", new)
        text = ngettext(
            "Depuis %(num)s jour pour la plus ancienne.", "Depuis %(num)s jours pour la plus ancienne.", days
        )
        tone = "bad" if now() - oldest.created_at >= LATE else "warn"
        yield Waiting(
            tone, "inbox", title, text if days else _("Arrivées aujourd’hui."), f"{base}/candidatures", _("Répondre")
        )
    if counts.requests:
        title = ngettext("%(num)s demande de classe", "%(num)s demandes de classes", counts.requests)
        yield Waiting(
            "warn", "school", title, _("Un établissement attend votre réponse."), f"{base}/demandes", _("Répondre")
        )
    if counts.returned:
        title = ngettext("%(num)s offre à corriger", "%(num)s offres à corriger", counts.returned)
        text = _("L’organisateur dit ce qui manque.")
        yield Waiting("warn", "edit", title, text, f"{base}/offres?onglet=brouillons", _("Corriger"))
    if counts.tally.shares:
        title = ngettext("%(num)s offre à partager", "%(num)s offres à partager", counts.tally.shares)
        yield Waiting("warn", "share", title, _("Une autre entreprise vous le propose."), f"{base}/partages", _("Lire"))
    if counts.ending:
        title = ngettext(
            "%(num)s offre se termine cette semaine", "%(num)s offres se terminent cette semaine", counts.ending
        )
        text = _("Prolongez, ou dites que le poste est pourvu.")
        yield Waiting("info", "clock", title, text, f"{base}/offres", _("Voir"))
    if not memberships:
        text = _("Vos offres paraissent sur le site d’un cluster.")
        yield Waiting("warn", "anchor", _("Rejoignez un cluster"), text, f"{base}/adhesions", _("Choisir"))
    elif not (counts.tally.live or counts.tally.drafts):
        text = _("Elle se rédige en cinq minutes, et se garde à tout moment.")
        yield Waiting(
            "info", "briefcase", _("Rédigez votre première offre"), text, f"{base}/offres/nouvelle", _("Commencer")
        )


def _stand_waiting(session: Session, company: Company) -> Iterator[Waiting]:
    """A stand that is held is lost when its time is over."""
    held = session.exec(
        select(StandBooking, Fair)
        .join(Fair, col(Fair.id) == StandBooking.fair_id)
        .where(StandBooking.company_id == company.id, StandBooking.status == BookingStatus.HELD)
        .where(col(StandBooking.held_until) > now())
        .order_by(col(StandBooking.held_until))
        .limit(SHOWN)
    )
    for booking, fair in held:
        if booking.held_until:
            until = in_zone(fair, booking.held_until)
            text = _("Jusqu’au %(day)s à %(hour)s.", day=weekday_date(until), hour=hour(until))
            title = _("Un stand vous est gardé : %(fair)s", fair=fair.name)
            yield Waiting("bad", "stand", title, text, exhibited_url(company, fair), _("Réserver"))


def _kpis(counts: Counts, figures: AnswerFigures | None) -> list[tuple[str, object, str]]:
    pace = rate = "–"
    if figures and figures.days:
        pace = ngettext("%(num)s jour", "%(num)s jours", figures.days)
    if figures:
        rate = _("%(rate)s %%", rate=figures.rate)
    applications = counts.applications
    following = sum(applications[tab] for tab in ("a-l-etude", "entretiens", "propositions"))
    return [
        (_("Offres en ligne"), counts.tally.live, ""),
        (
            _("Candidatures à traiter"),
            applications[TO_ANSWER],
            _("et %(num)s en cours", num=following) if following else "",
        ),
        (_("Délai de réponse"), pace, ""),
        (_("Candidatures répondues"), rate, ""),
    ]


def _offers(session: Session, company: Company) -> list[OwnOffer]:
    rows = company_offers(session, company.id, "en-ligne")[:SHOWN]
    received = _received(session, [row.offer.id for row in rows])
    return [_own_offer(row, *received.get(row.offer.id, (0, 0))) for row in rows]


def _own_offer(row: OfferRow, received: int, fresh: int) -> OwnOffer:
    offer = row.offer
    sub = ", ".join(filter(None, (contract_label(offer), place_label(row.places))))
    return OwnOffer(offer, sub, translate(STATUS_LABELS[offer.status]), STATUS_TONES[offer.status], received, fresh)


def _received(session: Session, offer_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Count each offer's applications, and those that wait for a first answer; one query."""
    fresh = func.count(case((TABS[TO_ANSWER], 1)))
    rows = session.execute(
        select(col(Application.offer_id), func.count(), fresh)
        .where(col(Application.offer_id).in_(offer_ids))
        .group_by(col(Application.offer_id))
    )
    return {id: (int(count), int(new)) for id, count, new in rows}


def _stands(session: Session, company: Company) -> list[OwnStand]:
    presences = {one.fair_id: one for one in presences_of(session, company.id)}
    return [
        OwnStand(fair, presences[fair.id].code, presences[fair.id].status, exhibited_url(company, fair))
        for fair in coming_fairs(session)
        if fair.id in presences
    ]


def _visits(session: Session, company: Company) -> list[Visit]:
    ahead = and_(requests_of(session, company.id), is_in(*AGREED), col(OutreachRequest.starts_at) >= now())
    rows = list_requests(session, ahead, limit=SHOWN)
    zones = zones_of(session, {row.request.cluster_id for row in rows})
    return [
        Visit(
            row.school.name, when(row.request, zones[row.request.cluster_id]),
            f"/entreprise/{company.slug}/demandes/{row.request.id}",
        )
        for row in rows
    ]  # fmt: skip
