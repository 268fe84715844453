"""Which companies look for such people; fairs ask, to show their stands (row R3)."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from fairapp.offers.board.criteria import MAX_TEXT, Criteria
from fairapp.offers.board.scopes import EVERYWHERE
from fairapp.offers.board.searching import search_offers
from fairapp.offers.enums import ContractKind
from fairapp.search import SearchIndex

CONTRACTS = frozenset(kind.value for kind in ContractKind)


def count_hiring(
    session: Session, index: SearchIndex, company_ids: Collection[int], *, words: str, contract: str, town: str
) -> Mapping[int, int]:
    """Return how many open offers of each of these companies match; companies without any are left out.

    While the index is unusable nobody is found, as the plain search counts no facets.
    """
    chosen = {"company": tuple(map(str, company_ids))}
    if contract in CONTRACTS:
        chosen["contract"] = (contract,)
    criteria = Criteria(text=words[:MAX_TEXT], place=town, chosen=chosen)
    found = search_offers(session, index, criteria, EVERYWHERE, per_page=1, facets=("company",)).result
    counts = found.facets.get("company", {})
    return {id: counts[str(id)] for id in company_ids if counts.get(str(id))}
