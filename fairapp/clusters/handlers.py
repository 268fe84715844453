"""Letters about memberships and invitations, and the daily tidying up."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from fairapp import mail
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import is_good, link_token
from fairapp.clusters.companies.merging import mend_merges
from fairapp.clusters.enums import JoinStatus, MembershipStatus
from fairapp.clusters.events import InvitationMade, JoinRequested, JoinSettled, MembershipConfirmed, MembershipRequested
from fairapp.clusters.members.joining import forget_old_requests
from fairapp.clusters.members.services import lapse_overdue
from fairapp.clusters.models import Cluster, Company, Invitation, JoinRequest
from fairapp.clusters.people.queries import is_in, organisation_of
from fairapp.clusters.queries import membership_of, organisers_of, people_of_company
from fairapp.core.tasks import Subscriptions, outside
from fairapp.core.worker import Scheduled


@outside
def send_invitation(session: Session, invitation_id: int) -> None:
    """Mail the newest link of the invitation, unless it is over by now."""
    invitation = session.get(Invitation, invitation_id)
    link = _newest_link(session, invitation_id)
    if invitation is None or link is None or not is_good(link):
        return
    site, name = settings(), organisation_of(session, invitation).name
    inviter = session.get(Account, invitation.invited_by_id) if invitation.invited_by_id else None
    account = session.exec(select(Account).where(Account.email == invitation.email)).first()
    locale = account.locale if account else "fr"
    with mail.in_language(locale):
        subject = _("Invitation à rejoindre %(name)s", name=name)
    context = {
        "name": name,
        "inviter": (inviter.name or inviter.email) if inviter else "",
        "url": mail.absolute(site, f"/invitation/{link_token(site, link)}"),
        "days": (link.expires_at - link.created_at).days if link.expires_at else 0,
    }
    key = f"invitation-{invitation.id}-{link.id}"
    mail.send(site, mail.Message(invitation.email, subject, "clusters_invitation", context, key=key, locale=locale))


def _newest_link(session: Session, invitation_id: int) -> ActionLink | None:
    links = select(ActionLink).where(
        ActionLink.purpose == LinkPurpose.INVITATION, ActionLink.subject_id == invitation_id
    )  # fmt: skip
    return session.exec(links.order_by(col(ActionLink.id).desc())).first()


@outside
def tell_organisers_of_join(session: Session, join_request_id: int) -> None:
    """Tell organisers that someone without an account asks to join."""
    request = session.get(JoinRequest, join_request_id)
    if request is None or request.status is not JoinStatus.PENDING:
        return
    cluster = session.get_one(Cluster, request.cluster_id)
    _tell(
        organisers_of(session, cluster.id),
        template="clusters_asked",
        path=f"/pilotage/{cluster.slug}/demandes",
        key=f"join-{request.id}",
        company=request.company_name,
        cluster=cluster.name,
    )


@outside
def tell_organisers_of_request(session: Session, cluster_id: int, company_id: int) -> None:
    """Tell organisers that a company asks to join."""
    membership = membership_of(session, cluster_id, company_id)
    if membership is None or membership.status is not MembershipStatus.PENDING:
        return
    cluster, company = session.get_one(Cluster, cluster_id), session.get_one(Company, company_id)
    _tell(
        organisers_of(session, cluster_id),
        template="clusters_asked",
        path=f"/pilotage/{cluster.slug}/entreprises?statut=pending",
        key=f"membership-{membership.id}-asked",
        company=company.name,
        cluster=cluster.name,
    )


@outside
def tell_company_of_membership(session: Session, cluster_id: int, company_id: int) -> None:
    """Tell the company's people that it is a member from now on."""
    membership = membership_of(session, cluster_id, company_id)
    if membership is None or membership.status is not MembershipStatus.CONFIRMED:
        return
    cluster, company = session.get_one(Cluster, cluster_id), session.get_one(Company, company_id)
    _tell(
        people_of_company(session, company_id),
        template="clusters_confirmed",
        path=f"/entreprise/{company.slug}",
        key=f"membership-{membership.id}-confirmed",
        company=company.name,
        cluster=cluster.name,
    )


@outside
def answer_join_request(session: Session, join_request_id: int) -> None:
    """Tell the person no; or, when the company has people of its own, tell these who would like to join them."""
    request = session.get(JoinRequest, join_request_id)
    if request is None:
        return
    cluster = session.get_one(Cluster, request.cluster_id)
    if request.status is JoinStatus.REFUSED:
        _refuse(request, cluster)
    elif request.company_id is not None:
        _pass_on(session, request, session.get_one(Company, request.company_id))


def _refuse(request: JoinRequest, cluster: Cluster) -> None:
    site = settings()
    with mail.in_language("fr"):
        subject = _("Votre demande à %(cluster)s", cluster=cluster.name)
    context = {"name": request.contact_name, "company": request.company_name, "cluster": cluster.name}
    key = f"join-{request.id}-refused"
    message = mail.Message(
        request.email, subject, "clusters_refused", context, key=key, reply_to=cluster.contact_email
    )  # fmt: skip
    mail.send(site, message)


def _pass_on(session: Session, request: JoinRequest, company: Company) -> None:
    """An invitation went out already if the company was unclaimed; otherwise its people decide."""
    people = people_of_company(session, company.id)
    if not people or is_in(session, company, request.email):
        return
    _tell(
        people,
        template="clusters_newcomer",
        path=f"/entreprise/{company.slug}/equipe",
        key=f"join-{request.id}-passed",
        company=company.name,
        newcomer=request.contact_name,
        email=request.email,
    )


def _tell(people: Iterable[Account], *, template: str, path: str, key: str, **context: str) -> None:
    """Write the same letter to several people, each in their language."""
    site = settings()
    for person in people:
        with mail.in_language(person.locale):
            subject = _subject(template, context)
        full = {**context, "url": mail.absolute(site, path)}
        mail.send(
            site, mail.Message(person.email, subject, template, full, key=f"{key}-{person.id}", locale=person.locale)
        )  # fmt: skip


def _subject(template: str, told: Mapping[str, str]) -> str:
    match template:
        case "clusters_asked":
            return str(
                _("%(company)s demande à rejoindre %(cluster)s", company=told["company"], cluster=told["cluster"])
            )
        case "clusters_confirmed":
            return str(_("%(company)s est membre de %(cluster)s", company=told["company"], cluster=told["cluster"]))
        case _:
            return str(_("%(newcomer)s demande à rejoindre votre équipe", newcomer=told["newcomer"]))


SUBSCRIPTIONS: Subscriptions = {
    InvitationMade: (send_invitation,),
    JoinRequested: (tell_organisers_of_join,),
    JoinSettled: (answer_join_request,),
    MembershipRequested: (tell_organisers_of_request,),
    MembershipConfirmed: (tell_company_of_membership,),
}

SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(lapse_overdue, every=timedelta(days=1)),
    Scheduled(forget_old_requests, every=timedelta(days=1)),
    Scheduled(mend_merges, every=timedelta(days=1)),
)
