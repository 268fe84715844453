"""Two of everything, for tests that ask every route: the roles act for the first, the second is somebody else's."""

from typing import Any

from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, AccountSession
from fairapp.accounts.services import issue_link, link_token, start_session
from fairapp.clusters.enums import LegalPageKind
from fairapp.clusters.models import (
    Affiliation,
    Invitation,
    JoinRequest,
    PoolingRule,
)
from fairapp.clusters.queries import membership_of
from fairapp.core.files import store_file
from fairapp.core.paths import STATIC
from fairapp.core.settings import Settings
from fairapp.offers.models import OfferCompany, OfferImport
from fairapp.web.bundling import read_manifest
from tests.factories import make_account, make_cluster, make_company, make_member, make_offer, make_school
from tests.support.routes import Values
from tests.support.side import Side
from tests.support.world_of_alerts import make_alert_values
from tests.support.world_of_candidates import make_candidate_values
from tests.support.world_of_fairs import make_fair_values
from tests.support.world_of_inbox import make_inbox_values
from tests.support.world_of_outreach import make_outreach_values
from tests.support.world_of_schools import make_school_values

Row = Any
FORGED = "1-" + "A" * 32  # the shape of a token, of no link
# What is the same on both sides.
CONSTANTS: Values = {
    ("", "kind"): LegalPageKind.LEGAL_NOTICE.value,
    ("clusters", "kind"): LegalPageKind.LEGAL_NOTICE.value,
    ("pages", "kind"): LegalPageKind.LEGAL_NOTICE.value,
    ("offres", "kind"): "rss",
    ("entreprise", "offres", "kind"): "csv",
    ("pilotage", "offres", "kind"): "csv",
    ("sitemap", "kind"): "offres",
    ("sitemap", "part"): 1,
    ("offres", "step"): "archiver",
    ("courriels", "key"): "sign_in",
}


def make_sides(session: Session, settings: Settings) -> tuple[Side, Side]:
    """Make both, each with rows that point at the other: rules of pooling, shared offers."""
    own, other = _make_side(session, "nous"), _make_side(session, "autres")
    for side, stranger in ((own, other), (other, own)):
        _fill(session, side, stranger)
    for side, department in ((own, "07"), (other, "75")):
        _fill_links(session, settings, side)
        side.values.update(make_school_values(session, settings, side, department))
        side.values.update(make_fair_values(session, settings, side))
        side.values.update(make_candidate_values(session, side))
        side.values.update(make_outreach_values(session, settings, side))
        side.values.update(make_alert_values(session, settings, side))
        side.values.update(make_inbox_values(session, settings, side))
    other.values.update({key: FORGED for key in other.values if key[-1] == "token"})
    return own, other


def make_admin(session: Session) -> Account:
    return make_account(session, is_admin=True)


def _make_side(session: Session, name: str) -> Side:
    cluster = make_cluster(session, name=f"Pôle {name}", slug=f"pole-{name}")
    company = make_company(session, cluster, trusted=True, name=f"Atelier {name}", slug=f"atelier-{name}")
    school = make_school(session, name=f"Collège {name}", slug=f"college-{name}")
    return Side(
        cluster=cluster,
        company=company,
        school=school,
        offer=make_offer(session, company, cluster, title=f"Soudeur {name}"),
        candidate=make_account(session),
        member=make_member(session, company),
        teacher=make_member(session, school),
        organiser=make_member(session, cluster),
    )


def _save(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _fill(session: Session, side: Side, stranger: Side) -> None:
    """Say what fills each variable of the URL map; its name is the path before it."""
    cluster, company, offer = side.cluster, side.company, side.offer
    unclaimed = make_company(session, cluster, claimed_at=None)  # what its organiser may edit, merge and invite to
    imported = make_offer(session, None, cluster)  # without company: its organiser's to edit
    logo = store_file(session, b"\x89PNG", kind="logo", media_type="image/png")
    company.logo_id = logo.id
    rule = _save(session, PoolingRule(cluster_id=cluster.id, partner_id=stranger.cluster.id))
    asked = _save(session, OfferCompany(offer_id=offer.id, company_id=stranger.company.id))
    request = JoinRequest(
        cluster_id=cluster.id,
        company_name="Nouvelle",
        folded_name="nouvelle",
        contact_name="Anne",
        email="a@exemple.fr",
    )
    team = select(Affiliation.id).where(Affiliation.account_id == side.organiser.id)
    people = select(Affiliation.id).where(Affiliation.account_id == side.member.id)
    side.values.update(
        {
            **CONSTANTS,
            ("assets", "name"): read_manifest(STATIC)["app.css"],
            ("clusters", "slug"): cluster.slug,
            ("pilotage", "slug"): cluster.slug,
            ("entreprises", "slug"): company.slug,
            ("entreprise", "slug"): company.slug,
            ("ecole", "slug"): side.school.slug,
            ("pilotage", "entreprises", "id"): membership_of(session, cluster.id, unclaimed.id).id,
            ("pilotage", "offres", "id"): imported.id,
            ("offres", "id"): offer.id,
            ("offers", "id"): offer.id,
            ("offres", "slug"): "soudeur",
            ("adhesions", "id"): membership_of(session, cluster.id, company.id).id,
            ("pilotage", "equipe", "id"): session.exec(team).one(),
            ("entreprise", "equipe", "id"): session.exec(people).one(),
            ("logos", "id"): logo.id,
            ("mutualisation", "id"): rule.id,
            ("nouvelle", "partner"): stranger.cluster.slug,
            ("partenaires", "partner_id"): asked.id,
            ("demandes", "id"): _save(session, request).id,
            ("imports", "id"): _save(session, OfferImport(cluster_id=cluster.id, source=side.cluster.slug)).id,
            ("personnages", "account_id"): side.candidate.id,
        }
    )
    stranger.values["partages", "partner_id"] = asked.id


def _fill_links(session: Session, settings: Settings, side: Side) -> None:
    start_session(session, side.candidate, staff=False, browser="pytest")
    opened = select(AccountSession.id).where(AccountSession.account_id == side.candidate.id)
    side.values["sessions", "id"] = session.exec(opened).one()
    for space, organisation in (
        ("pilotage", {"cluster_id": side.cluster.id}),
        ("entreprise", {"company_id": side.company.id}),
    ):
        invitation = _save(session, Invitation(email=f"invite-{space}-{side.cluster.slug}@exemple.fr", **organisation))
        side.values[space, "invitations", "id"] = invitation.id
        link = issue_link(session, LinkPurpose.INVITATION, email=invitation.email, subject_id=invitation.id)
        side.values["invitation", "token"] = link_token(settings, link)
    for segment, purpose, subject in (
        ("lien", LinkPurpose.SIGN_IN, None),
        ("adresse", LinkPurpose.CHANGE_EMAIL, side.candidate.id),
        ("partage", LinkPurpose.OFFER_COMPANY, side.values["partages", "partner_id"]),
        ("fin-d-offre", LinkPurpose.OFFER_EXTEND, side.offer.id),
    ):
        of_company = purpose in {LinkPurpose.OFFER_COMPANY, LinkPurpose.OFFER_EXTEND}
        reader = side.member if of_company else side.candidate
        link = issue_link(session, purpose, email=reader.email, subject_id=subject)
        side.values[segment, "token"] = link_token(settings, link)
