"""What the search knows of an offer. `VERSION` grows with any change here: every machine then rebuilds its index."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlmodel import Session

from fairapp.offers.document_rows import Listing, OfferRow, PlaceRow, live_ids, live_listings
from fairapp.offers.enums import CONTRACT_LABELS, ContractKind
from fairapp.offers.models import Offer
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


def load_many(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """Yield the documents of those offers that visitors may find.

    One at a time: those of a whole batch would live long enough to have the garbage collector look at all there is.
    """
    return map(_document, live_listings(session, ids))


def iter_published(session: Session) -> Iterator[Document]:
    ids = live_ids(session)
    for start in range(0, len(ids), BATCH):
        yield from load_many(session, ids[start : start + BATCH])


def count_published(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Offer).where(is_live())) or 0


OFFERS = Collection(
    kind=KIND, parts=PARTS, facets=FACETS, load_many=load_many,
    iter_published=iter_published, count_published=count_published, version=VERSION,
)  # fmt: skip


def _document(listing: Listing) -> Document:
    offer = listing.offer
    return Document(
        id=offer.id,
        parts=_parts(listing),
        published_at=offer.published_at,
        facets=_facets(listing),
        points=_points(listing),
        expires_on=offer.valid_through,
        salary=_euros(offer.annual_max_cents or offer.annual_min_cents),
        phrases=_phrases(listing),
    )


def _parts(listing: Listing) -> tuple[str, ...]:
    offer = listing.offer
    contract = CONTRACT_LABELS[offer.contract] if offer.contract is not ContractKind.OTHER else ""
    title = " ".join((offer.title, offer.occupation, contract))
    where = " ".join(f"{place.label} {_department_name(place.department)}" for place in listing.places)
    companies = " ".join(company.name for company in listing.companies)
    return (title, " ".join(offer.skills), where, companies, offer.description)


def _facets(listing: Listing) -> dict[str, str | Sequence[str] | Sequence[int] | None]:
    offer = listing.offer
    return {
        "contract": offer.contract,
        "family": offer.rome_code[0] if offer.rome_code else None,
        "department": [place.department for place in listing.places if place.department],
        "working_time": offer.working_time,
        "remote": offer.remote,
        "experience": offer.experience,
        "company": [company.id for company in listing.companies],
        "cluster": listing.cluster_ids,
        "shared": "yes" if offer.is_shared else None,
        "pools": "yes" if all(company.pools for company in listing.companies) else "no",
    }


def _points(listing: Listing) -> list[tuple[float, float]]:
    """Row S4: the place's point, else its commune's, else the company's."""
    points = [point for place in listing.places if (point := _point_of(place))]
    # "Somewhere in the department" is no company site.
    if points or any(place.department for place in listing.places):
        return points
    return [(c.lat, c.lon) for c in listing.companies if c.lat is not None and c.lon is not None][:1]


def _point_of(place: PlaceRow) -> tuple[float, float] | None:
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    commune = places().commune(place.insee) if place.insee else None
    return (commune.lat, commune.lon) if commune and commune.lat is not None and commune.lon is not None else None


def _department_name(code: str | None) -> str:
    department = places().department(code) if code else None
    return department.name if department else ""


def _euros(cents: int | None) -> int | None:
    return None if cents is None else cents // 100


def _phrases(listing: Listing) -> list[tuple[str, str]]:
    """What the search box proposes while typing: job titles first, then companies and communes."""
    occupation = _occupation_label(listing.offer)
    communes = (places().commune(place.insee) for place in listing.places if place.insee)
    return [
        *([("title", occupation)] if occupation else []),
        *(("company", company.name) for company in listing.companies),
        *(("commune", commune.name) for commune in communes if commune),
    ]


def _occupation_label(offer: OfferRow) -> str:
    if offer.occupation:
        return offer.occupation
    found = occupations().occupation(offer.rome_code) if offer.rome_code else None
    return found.label if found else ""
