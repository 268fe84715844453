"""Who acts: the signed-in person as policies see them, without any table behind."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A signed-in account and the organisations it acts for (ids)."""

    account_id: int
    email: str
    name: str
    is_admin: bool = False
    cluster_ids: frozenset[int] = field(default_factory=frozenset)  # organiser of
    company_ids: frozenset[int] = field(default_factory=frozenset)  # member of
    school_ids: frozenset[int] = field(default_factory=frozenset)  # member of

    @property
    def roles(self) -> frozenset[str]:
        """Every account may act as a candidate; the other roles come from its affiliations."""
        held = {"candidate"}
        held |= {"company"} if self.company_ids else set()
        held |= {"school"} if self.school_ids else set()
        held |= {"organiser"} if self.cluster_ids else set()
        held |= {"admin"} if self.is_admin else set()
        return frozenset(held)

    def organises(self, cluster_id: int | None) -> bool:
        """Tell whether the actor runs this cluster (administrators run all)."""
        return cluster_id is not None and (self.is_admin or cluster_id in self.cluster_ids)

    def works_at(self, company_id: int | None) -> bool:
        """Tell whether the actor is one of this company's people."""
        return company_id is not None and company_id in self.company_ids

    def teaches_at(self, school_id: int | None) -> bool:
        return school_id is not None and school_id in self.school_ids
