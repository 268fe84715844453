from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class CompanyChanged(Event):
    """Its name, place, logo or wish to be pooled is another: whatever shows them is out of date."""

    company_id: int


@dataclass(frozen=True)
class CompaniesMerged(Event):
    loser_id: int
    winner_id: int


@dataclass(frozen=True)
class MembershipRequested(Event):
    cluster_id: int
    company_id: int


@dataclass(frozen=True)
class MembershipConfirmed(Event):
    cluster_id: int
    company_id: int


@dataclass(frozen=True)
class MembershipEnded(Event):
    """Refused, lapsed or removed: the company may no longer publish in this cluster."""

    cluster_id: int
    company_id: int


@dataclass(frozen=True)
class JoinRequested(Event):
    join_request_id: int


@dataclass(frozen=True)
class JoinSettled(Event):
    """An organiser said yes or no."""

    join_request_id: int


@dataclass(frozen=True)
class InvitationMade(Event):
    invitation_id: int


@dataclass(frozen=True)
class PoolingChanged(Event):
    """The board of this cluster shows other offers of its partners from now on."""

    cluster_id: int


@dataclass(frozen=True)
class ClusterChanged(Event):
    cluster_id: int
