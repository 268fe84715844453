"""Papers of a visit as PDF: the list for the gate (row E11) and the attestations (row E12). No pupil is named on any."""

from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from fairapp import pdf
from fairapp.clusters.models import Company
from fairapp.core.errors import Conflict
from fairapp.core.text import N_, slugify
from fairapp.outreach import states
from fairapp.outreach.enums import ATTESTATION_LABELS, FORMAT_LABELS, GRADE_LABELS, Action, AttestationKind, Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.papers.visits import Visit, visit_of, visits_to
from fairapp.outreach.requests.services.attesting import attestation_of
from fairapp.web.formats import hour, long_date, number, weekday_date
from fairapp.web.i18n import translate

NOBODY_COMES = N_("Aucune classe n’est attendue dans l’entreprise ce jour-là.")
NOT_CLOSED = N_("L’attestation est éditée une fois la visite passée et son bilan clos.")
NO_ATTESTATION = N_("Cette visite n’a pas d’attestation : une absence a été signalée.")

_SENTENCES = {
    AttestationKind.PROFESSIONAL: N_(
        "%(cluster)s atteste que cette personne a rencontré une classe dans le cadre de son métier."
    ),
    AttestationKind.COMPANY: N_("%(cluster)s atteste que cette entreprise a rencontré une classe."),
    AttestationKind.CLASS: N_("%(cluster)s atteste que cette classe a participé à la rencontre suivante."),
}


class Paper(NamedTuple):
    """A document, and the name of its file."""

    content: bytes
    name: str


class Arrival(NamedTuple):
    """A class on the list for the gate."""

    hours: str
    school: str
    class_name: str
    pupils: str
    adults: str
    title: str
    meeting_point: str
    host: str  # who meets it
    contact: str
    phone: str
    blanks: int  # lines for the names of adults


def gate_list(session: Session, company: Company, day: date) -> Paper:
    """Draw the list of the classes that come to the company on `day`.

    :raise Conflict: if there are none.
    """
    visits = visits_to(session, company, day)
    if not visits:
        raise Conflict(NOBODY_COMES)
    content = pdf.render(
        "pdf/outreach/gate_list.html",
        title=_("Accueil des classes"),
        company=company.name,
        day=_("%(day)s %(year)s", day=weekday_date(day), year=day.year),
        arrivals=[_arrival(visit) for visit in visits],
    )
    return Paper(content, f"accueil-{slugify(company.name)}-{day.isoformat()}.pdf")


def attestation(session: Session, request: OutreachRequest, kind: AttestationKind) -> Paper:
    """Draw an attestation; its number is the same each time.

    :raise Conflict: before the visit is closed, or if somebody did not come.
    """
    side = Side.SCHOOL if kind is AttestationKind.CLASS else Side.COMPANY
    if not states.may(request.status, side, Action.ATTEST):
        raise Conflict(NOT_CLOSED)
    row = attestation_of(session, request, kind)
    if row is None:
        raise Conflict(NO_ATTESTATION)
    visit = visit_of(session, request)
    content = pdf.render(
        "pdf/outreach/attestation.html",
        title=translate(ATTESTATION_LABELS[kind]),
        reference=reference_of(row.id, row.issued_at.year),
        issued_on=long_date(row.issued_at),
        cluster=visit.cluster.name,
        named=_named(visit, kind),
        sentence=_sentence(visit, kind),
        facts=_facts(visit),
    )
    return Paper(content, f"attestation-{kind.value}-{row.id}.pdf")


def reference_of(id: int, year: int) -> str:
    return f"V-{year}-{id:05d}"


def duration(length: timedelta) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if not hours:
        return str(_("%(minutes)s min", minutes=minutes))
    if not minutes:
        return str(_("%(hours)s h", hours=hours))
    return str(_("%(hours)s h %(minutes)s", hours=hours, minutes=f"{minutes:02d}"))


def _arrival(visit: Visit) -> Arrival:
    request = visit.request
    return Arrival(
        hours=_hours(visit),
        school=_school(visit),
        class_name=_class(visit),
        pupils=ngettext("%(num)s élève", "%(num)s élèves", request.pupils),
        adults=ngettext("%(num)s adulte", "%(num)s adultes", request.adults),
        title=visit.intervention.title if visit.intervention else _("Rencontre avec une classe"),
        meeting_point=request.place or _("à l’accueil"),
        host=_professional(visit),
        contact=request.contact_name,
        phone=request.contact_phone,
        blanks=request.adults,
    )


def _named(visit: Visit, kind: AttestationKind) -> str:
    if kind is AttestationKind.PROFESSIONAL:
        return _professional(visit)
    if kind is AttestationKind.COMPANY:
        return visit.company.name if visit.company else "–"
    return f"{_class(visit)}, {_school(visit)}"


def _sentence(visit: Visit, kind: AttestationKind) -> str:
    return translate(_SENTENCES[kind], cluster=visit.cluster.name)


def _facts(visit: Visit) -> list[tuple[str, str]]:
    request, intervention = visit.request, visit.intervention
    came = request.pupils if request.pupils_came is None else request.pupils_came
    starts_at = visit.starts_at
    facts = [
        (_("Rencontre"), intervention.title if intervention else _("Rencontre avec une classe")),
        (_("Forme"), translate(FORMAT_LABELS[intervention.format]) if intervention else ""),
        (_("Date"), _("%(day)s %(year)s", day=weekday_date(starts_at), year=starts_at.year)),
        (_("Horaire"), _hours(visit)),
        (_("Durée"), duration(visit.ends_at - starts_at)),
        (_("Établissement"), _school(visit)),
        (_("Classe"), _class(visit)),
        (_("Élèves présent·es"), number(came)),
        (_("Entreprise"), visit.company.name if visit.company else ""),
        (_("Professionnel·le"), _professional(visit)),
    ]
    return [(label, value) for label, value in facts if value]


def _hours(visit: Visit) -> str:
    return translate(N_("%(start)s à %(end)s"), start=hour(visit.starts_at), end=hour(visit.ends_at))


def _school(visit: Visit) -> str:
    return ", ".join(filter(None, (visit.school.name, visit.school.commune)))


def _class(visit: Visit) -> str:
    """Return the alias, and the level unless the alias tells it: « 3e B », « Les Mésanges (3e) »."""
    grade, name = translate(GRADE_LABELS[visit.request.grade]), visit.request.class_name
    return f"{name} ({grade})" if name and not name.startswith(grade) else name or grade


def _professional(visit: Visit) -> str:
    return f"{visit.speaker.first_name}, {visit.speaker.job_title}" if visit.speaker else ""
