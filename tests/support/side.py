"""One of the two sides that tests of every route know: the roles act for the first, the second is somebody else's."""

from dataclasses import dataclass, field

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company, School
from fairapp.offers.models import Offer


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
    values: dict[tuple[str, ...], object] = field(default_factory=dict)

    def accounts(self) -> dict[str, int]:
        """Return the account of each role, by the names of `tests.support.matrix.ROLES`."""
        people = {
            "candidate": self.candidate,
            "company": self.member,
            "school": self.teacher,
            "organiser": self.organiser,
        }
        return {role: account.id for role, account in people.items()}
