"""An organiser's home: what waits on the board, at the fairs and with the schools, and how the site is used."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.members.queries import count_requests
from fairapp.clusters.models import Cluster
from fairapp.clusters.queries import count_members
from fairapp.dashboard.waiting import Waiting, in_order
from fairapp.fairs.enums import BookingStatus, FairStatus, Phase
from fairapp.fairs.setup.queries import FairLine, fair_lines
from fairapp.fairs.spaces import organised_url
from fairapp.fairs.stands.models import StandBooking
from fairapp.offers.applications.inbox.figures import figures_of_cluster
from fairapp.offers.applications.inbox.queries import count_tabs, left_to
from fairapp.offers.moderation.queries import Row, count_queue, queue
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.requests.queries import awaits, count_each, is_in, is_late, of_cluster
from fairapp.outreach.states import AGREED

SHOWN = 4
TO_ANSWER = "a-traiter"


class Classes(NamedTuple):
    """Requests of classes, by what has to be done about them."""

    asked: int  # for the organiser
    late: int  # nobody answers
    open: int
    agreed: int


class OwnFair(NamedTuple):
    line: FairLine
    url: str
    to_confirm: int  # bookings


def organiser_home(session: Session, cluster: Cluster, *, offers: int) -> dict[str, Any]:
    """Return what `dashboard/organiser.html` shows; the same number of queries whatever there is of each.

    :param offers: how many the board shows, pooled ones included.
    """
    waits, classes, fairs = count_queue(session, cluster.id), _classes(session, cluster), _fairs(session, cluster)
    applications = count_tabs(session, left_to(cluster.id))[TO_ANSWER]
    requests = count_requests(session, cluster.id)
    waiting = [
        *_board(cluster, waits, applications=applications, requests=requests),
        *_at_fairs(fairs),
        *_of_classes(cluster, classes),
    ]
    return {
        "waiting": in_order(waiting),
        "kpis": _kpis(session, cluster, offers=offers, classes=classes),
        "to_review": _to_review(session, cluster, waits["a-relire"]),
        "fairs": fairs,
        "classes": classes,
    }


def _classes(session: Session, cluster: Cluster) -> Classes:
    conditions = {
        "asked": awaits(Side.ORGANISER),
        "late": is_late(),
        "open": is_in(RequestStatus.SENT, RequestStatus.PROPOSED),
        "agreed": is_in(*AGREED),
    }
    return Classes(**count_each(session, of_cluster(cluster.id), conditions))


def _fairs(session: Session, cluster: Cluster) -> list[OwnFair]:
    """Return the fairs that are not over, drafts included."""
    lines = [
        line
        for line in fair_lines(session, cluster.id)
        if line.phase is not Phase.OVER and line.fair.status is not FairStatus.CANCELLED
    ][:SHOWN]
    to_confirm = _submitted(session, [line.fair.id for line in lines])
    return [OwnFair(line, organised_url(cluster, line.fair), to_confirm.get(line.fair.id, 0)) for line in lines]


def _submitted(session: Session, fair_ids: Sequence[int]) -> dict[int, int]:
    rows = session.exec(
        select(StandBooking.fair_id, func.count())
        .where(col(StandBooking.fair_id).in_(fair_ids), StandBooking.status == BookingStatus.SUBMITTED)
        .group_by(col(StandBooking.fair_id))
    )
    return {fair_id: int(count) for fair_id, count in rows}


def _to_review(session: Session, cluster: Cluster, waiting: int) -> list[Row]:
    return queue(session, cluster.id, "a-relire")[:SHOWN] if waiting else []


def _board(cluster: Cluster, waits: dict[str, int], *, applications: int, requests: int) -> Iterator[Waiting]:
    base = f"/pilotage/{cluster.slug}"
    if reported := waits["signalees"]:
        title = ngettext("%(num)s offre signalée", "%(num)s offres signalées", reported)
        text = _("Des visiteurs y ont trouvé quelque chose à redire.")
        yield Waiting("bad", "flag", title, text, f"{base}/offres?onglet=signalees", _("Vérifier"))
    if to_review := waits["a-relire"]:
        title = ngettext("%(num)s offre à relire", "%(num)s offres à relire", to_review)
        text = _("Une entreprise attend qu’elle paraisse.")
        yield Waiting("warn", "shield", title, text, f"{base}/offres", _("Relire"))
    if applications:
        title = ngettext("%(num)s candidature à traiter", "%(num)s candidatures à traiter", applications)
        text = _("Personne d’autre que vous ne peut y répondre.")
        yield Waiting("warn", "inbox", title, text, f"{base}/candidatures", _("Répondre"))
    if requests:
        title = ngettext("%(num)s demande d’adhésion", "%(num)s demandes d’adhésion", requests)
        text = _("Une entreprise souhaite rejoindre le cluster.")
        yield Waiting("warn", "building", title, text, f"{base}/demandes", _("Répondre"))


def _at_fairs(fairs: Sequence[OwnFair]) -> Iterator[Waiting]:
    for one in fairs:
        if one.to_confirm:
            title = ngettext(
                "%(num)s réservation à confirmer", "%(num)s réservations à confirmer", one.to_confirm
            )  # fmt: skip
            tone = "bad" if one.line.phase in {Phase.CLOSED, Phase.OPEN} else "warn"
            yield Waiting(tone, "stand", title, one.line.fair.name, f"{one.url}/reservations", _("Confirmer"))
        if one.line.fair.status is FairStatus.DRAFT:
            title = _("« %(fair)s » est un brouillon", fair=one.line.fair.name)
            yield Waiting(
                "info", "edit", title, _("Personne ne le voit encore."), f"{one.url}/reglages", _("Compléter")
            )


def _of_classes(cluster: Cluster, classes: Classes) -> Iterator[Waiting]:
    url = f"/pilotage/{cluster.slug}/ecoles/demandes"
    if classes.asked:
        title = ngettext("%(num)s demande de classe à confier", "%(num)s demandes de classes à confier", classes.asked)
        yield Waiting("warn", "school", title, _("Aucune entreprise n’y répond encore."), url, _("Confier"))
    if classes.late:
        title = ngettext("%(num)s demande de classe en retard", "%(num)s demandes de classes en retard", classes.late)
        yield Waiting(
            "warn", "clock", title, _("L’établissement attend depuis plus d’une semaine."), url, _("Relancer")
        )


def _kpis(session: Session, cluster: Cluster, *, offers: int, classes: Classes) -> list[tuple[str, object, str]]:
    figures = figures_of_cluster(session, cluster.id)
    days = ngettext("en %(num)s jour", "en %(num)s jours", figures.days) if figures and figures.days else ""
    return [
        (_("Offres en ligne"), offers, ""),
        (_("Entreprises membres"), count_members(session, [cluster.id]).get(cluster.id, 0), ""),
        (_("Candidatures répondues"), _("%(rate)s %%", rate=figures.rate) if figures else "–", days),
        (_("Visites de classes prévues"), classes.agreed, ""),
    ]
