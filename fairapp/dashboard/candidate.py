"""A candidate's home: what waits, the badge of the next fair, applications, alerts, the profile and who saw it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, or_, select

from fairapp.accounts.models import Account
from fairapp.accounts.services import link_token
from fairapp.candidates.enums import PURPOSE_LABELS
from fairapp.candidates.models import CandidateProfile
from fairapp.candidates.profiles import profile_of
from fairapp.candidates.queries import consents_given, count_accesses
from fairapp.core.actor import Actor
from fairapp.core.clock import now, today
from fairapp.core.settings import Settings
from fairapp.dashboard.waiting import Waiting, in_order
from fairapp.fairs.enums import FairStatus, RegistrationStatus
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of_fairs
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import LIVE, link_of
from fairapp.fairs.registrations.showing import MyBadge, badge_on_phone
from fairapp.fairs.registrations.words import hours_label
from fairapp.fairs.zones import in_zone
from fairapp.offers.alerts.enums import STATUS_LABELS, STATUS_TONES, AlertStatus
from fairapp.offers.alerts.models import SavedSearch
from fairapp.offers.alerts.queries import count_sent, own_readers, searches_of
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import Line, links_of, own_applications
from fairapp.offers.applications.wording import Words, state_words, who_answers
from fairapp.web.formats import hour, short_date, weekday_date
from fairapp.web.i18n import translate

SHOWN, ALERTS_SHOWN = 4, 3
WEEK = timedelta(days=7)
_TRACK = {
    ApplicationStatus.NEW: 1, ApplicationStatus.READ: 2, ApplicationStatus.IN_PROGRESS: 2,
    ApplicationStatus.INTERVIEW: 3, ApplicationStatus.PROPOSAL: 3, ApplicationStatus.HIRED: 4,
}  # fmt: skip
TRACK_LENGTH = 4


class OwnApplication(NamedTuple):
    """One application, ready to show; `track` is how far it got, of four, and None once it is over."""

    application: Application
    title: str
    company_id: int
    text: str
    url: str
    words: Words
    track: int | None


class OwnFair(NamedTuple):
    """The next fair that one is registered for."""

    row: Registration
    fair: Fair
    days: Sequence[FairDay]
    url: str
    badge: MyBadge | None

    @property
    def day_labels(self) -> list[str]:
        return [hours_label(day) for day in self.days]


class OwnAlert(NamedTuple):
    search: SavedSearch
    sent: int  # offers in letters of the last seven days


def candidate_home(session: Session, actor: Actor, settings: Settings) -> dict[str, Any]:
    """Return what `dashboard/candidate.html` shows; the same number of queries whatever there is of each."""
    account = session.get_one(Account, actor.account_id)
    applications, fair = _applications(session, actor, settings), _next_fair(session, actor, settings)
    searches = [
        one for one in searches_of(session, [row.id for row in own_readers(session, actor)]) if not one.deleted_at
    ]
    sent = count_sent(session, [one.id for one in searches[:ALERTS_SHOWN]], since=now() - WEEK)
    alerts = [OwnAlert(one, sent.get(one.id, 0)) for one in searches[:ALERTS_SHOWN]]
    profile = profile_of(session, actor.account_id)
    given = consents_given(session, profile.id) if profile else {}
    return {
        "waiting": in_order(_waiting(applications, fair, alerts, profile)),
        "applications": applications,
        "fair": fair,
        "alerts": alerts,
        "profile": profile,
        "open_to": [translate(PURPOSE_LABELS[purpose]) for purpose in given],
        "accesses": count_accesses(session, account),
        "steps": _steps(profile),
        "track_length": TRACK_LENGTH,
        "statuses": {one: (translate(label), STATUS_TONES[one]) for one, label in STATUS_LABELS.items()},
    }


def _applications(session: Session, actor: Actor, settings: Settings) -> list[OwnApplication]:
    lines = own_applications(session, actor, limit=SHOWN)
    links = links_of(session, [line.application.id for line in lines])
    urls = {id: f"/candidatures/{link_token(settings, link)}" for id, link in links.items()}
    return [_shown(line, urls.get(line.application.id, "/candidat/candidatures")) for line in lines]


def _shown(line: Line, url: str) -> OwnApplication:
    one, who = line.application, who_answers(line.company)
    sent = _("Envoyée le %(day)s", day=short_date(one.created_at))
    return OwnApplication(
        one, line.offer.title, line.company.id if line.company else 0, f"{who} · {sent}", url, state_words(one, who),
        _TRACK[one.status] if one.status in states.OPEN or one.status is ApplicationStatus.HIRED else None,
    )  # fmt: skip


def _next_fair(session: Session, actor: Actor, settings: Settings) -> OwnFair | None:
    theirs = or_(col(Registration.account_id) == actor.account_id, col(Registration.email) == actor.email)
    rows = session.exec(
        select(Registration, Fair)
        .join(Fair, col(Fair.id) == Registration.fair_id)
        .where(theirs, col(Registration.status).in_(LIVE), Fair.status == FairStatus.PUBLISHED)
        .order_by(col(Registration.id).desc())
        .limit(20)
    ).all()
    days = days_of_fairs(session, [fair.id for _row, fair in rows])
    coming = [(days[fair.id][0].held_on, row, fair) for row, fair in rows if _is_ahead(fair, days[fair.id])]
    if not coming:
        return None
    _day, row, fair = min(coming, key=lambda one: one[0])
    link = link_of(session, row.id)
    url = f"/inscriptions/{link_token(settings, link)}" if link else f"/salons/{fair.slug}"
    return OwnFair(row, fair, days[fair.id], url, badge_on_phone(session, row, settings.public_url))


def _is_ahead(fair: Fair, days: Sequence[FairDay]) -> bool:
    return bool(days) and days[-1].held_on >= today(fair.time_zone)


def _waiting(
    applications: Sequence[OwnApplication],
    fair: OwnFair | None,
    alerts: Sequence[OwnAlert],
    profile: CandidateProfile | None,
) -> Iterator[Waiting]:
    if fair and fair.row.status is RegistrationStatus.OFFERED and fair.row.offered_until:
        until = in_zone(fair.fair, fair.row.offered_until)
        text = _("Elle est à vous jusqu’au %(day)s à %(hour)s.", day=weekday_date(until), hour=hour(until))
        title = _("Une place s’est libérée : %(fair)s", fair=fair.fair.name)
        yield Waiting("bad", "ticket", title, text, fair.url, _("Répondre"))
    for one in applications:
        if one.application.status in {ApplicationStatus.INTERVIEW, ApplicationStatus.PROPOSAL}:
            yield Waiting(
                "warn", "calendar", f"{one.words.label} : {one.title}", one.words.sentence, one.url, _("Lire")
            )
    for alert in alerts:
        if alert.search.status is AlertStatus.PENDING:
            text = _("Confirmez-la, sinon elle est oubliée.")
            yield Waiting(
                "warn",
                "bell",
                _("Alerte « %(name)s »", name=alert.search.name),
                text,
                "/candidat/alertes",
                _("Confirmer"),
            )
    if fair and fair.row.status is RegistrationStatus.CONFIRMED:
        yield _soon(fair)
    if profile is None or not profile.cv_file_id:
        text = _("Écrits une fois, ils servent à toutes vos candidatures et à vos salons.")
        title = _("Ajoutez votre CV") if profile else _("Remplissez votre profil")
        yield Waiting("info", "user", title, text, "/candidat/profil", _("Compléter"))


def _soon(fair: OwnFair) -> Waiting:
    left = (fair.days[0].held_on - today(fair.fair.time_zone)).days
    if left <= 0:
        title = _("« %(fair)s », c’est maintenant", fair=fair.fair.name)
    else:
        title = ngettext(
            "« %(fair)s » ouvre demain", "« %(fair)s » ouvre dans %(num)s jours", left, fair=fair.fair.name
        )
    return Waiting("info", "ticket", title, fair.day_labels[0], fair.url, _("Voir"))


def _steps(profile: CandidateProfile | None) -> tuple[int, int]:
    """Return how much of the profile is filled in, and of how much."""
    if profile is None:
        return 0, 5
    filled = (profile.first_name, profile.phone, profile.commune, profile.headline, profile.cv_file_id)
    return sum(bool(one) for one in filled), len(filled)
