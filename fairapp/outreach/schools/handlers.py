"""Letters about joining a school, and the daily tidying up."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import mail
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import is_good, link_token
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, School
from fairapp.clusters.queries import organisers_of
from fairapp.core.tasks import Handler, Subscriptions, outside
from fairapp.core.worker import Scheduled
from fairapp.outreach.schools.events import SchoolJoinAsked, TeacherAnswered, TeacherAsked
from fairapp.outreach.schools.models import SchoolJoin
from fairapp.outreach.schools.queries import heads_of
from fairapp.outreach.schools.reach import clusters_near
from fairapp.outreach.schools.services.joining import forget_unproven


@outside
def send_school_link(session: Session, link_id: int) -> None:
    """Mail the link that proves the address, unless it is over by now or the account is closed."""
    link = session.get(ActionLink, link_id)
    join = session.get(SchoolJoin, link.subject_id) if link and link.subject_id else None
    if link is None or join is None or not is_good(link):
        return
    account = find_account(session, link.email)
    if account and account.is_disabled:
        return
    site, locale = settings(), account.locale if account else "fr"
    with mail.in_language(locale):
        subject = _("Rejoindre %(school)s", school=join.school_name)
    context = {
        "school": join.school_name,
        "url": mail.absolute(site, f"/etablissements/rejoindre/{link_token(site, link)}"),
        "host": site.public_url,
    }
    key = f"school-join-{link.id}"
    mail.send(site, mail.Message(link.email, subject, "school_join", context, key=key, locale=locale))


@outside
def tell_who_answers(session: Session, affiliation_id: int) -> None:
    """Ask the school's heads; where there is none, the organisers of the clusters near it."""
    affiliation = session.get(Affiliation, affiliation_id)
    if affiliation is None or affiliation.status is not AffiliationStatus.PENDING or affiliation.school_id is None:
        return
    school = session.get_one(School, affiliation.school_id)
    teacher = session.get_one(Account, affiliation.account_id)
    if heads := heads_of(session, school.id):
        _ask(heads, f"/ecole/{school.slug}/equipe", affiliation.id, school=school, teacher=teacher)
        return
    for cluster_id in sorted(clusters_near(session, school)):
        cluster = session.get_one(Cluster, cluster_id)
        _ask(
            organisers_of(session, cluster.id), f"/pilotage/{cluster.slug}/ecoles", affiliation.id,
            school=school, teacher=teacher,
        )  # fmt: skip


def _ask(people: Iterable[Account], path: str, affiliation_id: int, *, school: School, teacher: Account) -> None:
    site = settings()
    for person in people:
        with mail.in_language(person.locale):
            subject = _("%(name)s demande à rejoindre %(school)s", name=teacher.name, school=school.name)
        context = {
            "name": teacher.name, "email": teacher.email, "school": school.name, "url": mail.absolute(site, path),
        }  # fmt: skip
        key = f"teacher-{affiliation_id}-{person.id}"
        mail.send(site, mail.Message(person.email, subject, "school_asked", context, key=key, locale=person.locale))


@outside
def tell_teacher(session: Session, account_id: int, school_id: int, is_confirmed: bool) -> None:
    """Tell the teacher yes or no."""
    account, school = session.get(Account, account_id), session.get(School, school_id)
    if account is None or school is None or account.is_disabled:
        return
    site = settings()
    with mail.in_language(account.locale):
        subject = (
            _("Bienvenue dans l'espace de %(school)s", school=school.name)
            if is_confirmed
            else _("Votre demande à %(school)s", school=school.name)
        )
    template = "school_confirmed" if is_confirmed else "school_refused"
    path = f"/ecole/{school.slug}" if is_confirmed else "/etablissements/rejoindre"
    context = {"name": account.name, "school": school.name, "url": mail.absolute(site, path)}
    mail.send(site, mail.Message(account.email, subject, template, context, locale=account.locale))


SUBSCRIPTIONS: Subscriptions = {
    SchoolJoinAsked: (send_school_link,),
    TeacherAsked: (tell_who_answers,),
    TeacherAnswered: (tell_teacher,),
}
SCHEDULE = (Scheduled(forget_unproven, every=timedelta(days=1)),)
DIRECT: tuple[Handler, ...] = ()
