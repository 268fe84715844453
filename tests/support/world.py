"""Two of everything, for tests that ask every route: the roles act for the first, the second is somebody else's."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company, School
from fairapp.offers.models import Offer
from tests.factories import make_account, make_cluster, make_company, make_member, make_offer, make_school
from tests.support.routes import Values


@dataclass(frozen=True)
class Side:
    """A cluster with its company and school, and the people who act for them."""

    cluster: Cluster
    company: Company
    school: School
    offer: Offer
    candidate: Account
    member: Account
    teacher: Account
    organiser: Account

    def accounts(self) -> dict[str, int]:
        """Return the account of each role, by the names of `tests.support.matrix.ROLES`."""
        people = {
            "candidate": self.candidate,
            "company": self.member,
            "school": self.teacher,
            "organiser": self.organiser,
        }
        return {role: account.id for role, account in people.items()}


def make_side(session: Session, name: str) -> Side:
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


def make_admin(session: Session) -> Account:
    return make_account(session, is_admin=True)


def values_of(side: Side) -> Values:
    """Say what fills each variable of the URL map; its name is the path before it."""
    found: dict[tuple[str, str], Any] = {}
    for segment, row in (
        ("clusters", side.cluster), ("pilotage", side.cluster), ("entreprises", side.company),
        ("entreprise", side.company), ("ecole", side.school),
    ):  # fmt: skip
        found[segment, "slug"] = row.slug
    for segment in ("offres", "offers"):
        found[segment, "id"] = side.offer.id
        found[segment, "slug"] = "soudeur"
    return found
