"""What the search knows of an offer. `VERSION` grows with any change here: every machine then rebuilds its index."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.offers.enums import CONTRACT_LABELS, ContractKind, PartnerStatus
from fairapp.offers.models import Offer, OfferCluster, OfferCompany, OfferPlace
from fairapp.offers.queries import is_live
from fairapp.reference import occupations, places
from fairapp.search import Collection, Document, Facet, Part

KIND = "offer"
VERSION = 1
BATCH = 500

PARTS = (
    Part("title", 4.0),
    Part("skills", 2.0),
    Part("place", 2.0),
    Part("company", 1.5),
    Part("text", 1.0, prose=True),
)
FACETS = (
    Facet("contract"),
    Facet("family"),  # ROME letter
    Facet("department", multi=True),
    Facet("working_time"),
    Facet("remote"),
    Facet("experience"),
    Facet("company", multi=True, top=30),
    Facet("cluster", multi=True),
    Facet("shared"),
    Facet("pools"),  # "no": stays on the boards of its own clusters
)


class _Around(NamedTuple):
    """The rows around a batch of offers, by offer id."""

    places: dict[int, list[OfferPlace]]
    companies: dict[int, list[Company]]
    clusters: dict[int, list[int]]


def load_many(session: Session, ids: Sequence[int]) -> Iterable[Document]:
    """Return the documents of those offers that visitors may find."""
    offers = session.scalars(select(Offer).where(col(Offer.id).in_(ids), is_live())).all()
    around = _around(session, [offer.id for offer in offers])
    return [_document(offer, around) for offer in offers]


def iter_published(session: Session) -> Iterator[Document]:
    last = 0
    while True:
        batch = select(Offer).where(col(Offer.id) > last, is_live()).order_by(col(Offer.id)).limit(BATCH)
        offers = session.scalars(batch).all()
        if not offers:
            return
        around = _around(session, [offer.id for offer in offers])
        yield from (_document(offer, around) for offer in offers)
        last = offers[-1].id
        session.expunge_all()  # a rebuild of 100,000 offers must not keep them all


def count_published(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Offer).where(is_live())) or 0


OFFERS = Collection(
    kind=KIND, parts=PARTS, facets=FACETS, load_many=load_many,
    iter_published=iter_published, count_published=count_published, version=VERSION,
)  # fmt: skip


def _around(session: Session, ids: Sequence[int]) -> _Around:
    around = _Around({}, {}, {})
    for place in session.scalars(
        select(OfferPlace).where(col(OfferPlace.offer_id).in_(ids)).order_by(col(OfferPlace.position))
    ):
        around.places.setdefault(place.offer_id, []).append(place)
    own = (
        select(col(Offer.id), Company).join(Company, col(Company.id) == Offer.company_id).where(col(Offer.id).in_(ids))
    )
    others = (
        select(col(OfferCompany.offer_id), Company)
        .join(Company, col(Company.id) == OfferCompany.company_id)
        .where(col(OfferCompany.offer_id).in_(ids), col(OfferCompany.status) == PartnerStatus.ACCEPTED)
    )
    for statement in (own, others):
        for offer_id, company in session.execute(statement):
            around.companies.setdefault(offer_id, []).append(company)
    boards = select(OfferCluster).where(col(OfferCluster.offer_id).in_(ids))
    for board in session.scalars(boards):
        around.clusters.setdefault(board.offer_id, []).append(board.cluster_id)
    return around


def _document(offer: Offer, around: _Around) -> Document:
    own_places = around.places.get(offer.id, [])
    companies = around.companies.get(offer.id, [])
    assert offer.published_at is not None  # noqa: S101 - `is_live` offers were published
    return Document(
        id=offer.id,
        parts=_parts(offer, own_places, companies),
        published_at=offer.published_at,
        facets=_facets(offer, own_places, companies, around.clusters.get(offer.id, [])),
        points=_points(own_places, companies),
        expires_on=offer.valid_through,
        salary=_euros(offer.annual_max_cents or offer.annual_min_cents),
        phrases=_phrases(offer, own_places, companies),
    )


def _parts(offer: Offer, own_places: Sequence[OfferPlace], companies: Sequence[Company]) -> tuple[str, ...]:
    contract = CONTRACT_LABELS[offer.contract] if offer.contract is not ContractKind.OTHER else ""
    title = " ".join((offer.title, offer.occupation, contract))
    where = " ".join(f"{place.label} {_department_name(place.department)}" for place in own_places)
    return (title, " ".join(offer.skills), where, " ".join(company.name for company in companies), offer.description)


def _facets(
    offer: Offer, own_places: Sequence[OfferPlace], companies: Sequence[Company], clusters: Sequence[int]
) -> dict[str, str | list[str] | list[int] | None]:
    return {
        "contract": offer.contract.value,
        "family": offer.rome_code[0] if offer.rome_code else None,
        "department": [place.department for place in own_places if place.department],
        "working_time": offer.working_time.value if offer.working_time else None,
        "remote": offer.remote.value,
        "experience": offer.experience.value if offer.experience else None,
        "company": [company.id for company in companies],
        "cluster": list(clusters),
        "shared": "yes" if offer.is_shared else None,
        "pools": "yes" if all(company.pools for company in companies) else "no",
    }


def _points(own_places: Sequence[OfferPlace], companies: Sequence[Company]) -> list[tuple[float, float]]:
    """Row S4: the place's point, else its commune's, else the company's."""
    points = [point for place in own_places if (point := _point_of(place))]
    if points or any(place.department for place in own_places):  # "somewhere in the department" is no company site
        return points
    return [(c.lat, c.lon) for c in companies if c.lat is not None and c.lon is not None][:1]


def _point_of(place: OfferPlace) -> tuple[float, float] | None:
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    commune = places().commune(place.insee) if place.insee else None
    return (commune.lat, commune.lon) if commune and commune.lat is not None and commune.lon is not None else None


def _department_name(code: str | None) -> str:
    department = places().department(code) if code else None
    return department.name if department else ""


def _euros(cents: int | None) -> int | None:
    return None if cents is None else cents // 100


def _phrases(offer: Offer, own_places: Sequence[OfferPlace], companies: Sequence[Company]) -> list[tuple[str, str]]:
    """What the search box proposes while typing: job titles first, then companies and communes."""
    occupation = _occupation_label(offer)
    communes = (places().commune(place.insee) for place in own_places if place.insee)
    return [
        *([("title", occupation)] if occupation else []),
        *(("company", company.name) for company in companies),
        *(("commune", commune.name) for commune in communes if commune),
    ]


def _occupation_label(offer: Offer) -> str:
    if offer.occupation:
        return offer.occupation
    found = occupations().occupation(offer.rome_code) if offer.rome_code else None
    return found.label if found else ""
