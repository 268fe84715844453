"""What the search knows of an intervention. `VERSION` grows with any change here: every machine then rebuilds its index.

One without free dates stays: schools may ask for another. One at a distance has no point: it is as near to all.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from fairapp.outreach.catalogue.document_rows import Listing, published_ids, published_listings
from fairapp.outreach.enums import FORMAT_LABELS, GRADE_LABELS, SETTING_LABELS, Grade, InterventionStatus, Setting
from fairapp.outreach.models import Intervention
from fairapp.reference import places
from fairapp.search import Collection, Document, Facet, Part

KIND = "intervention"
VERSION = 1
BATCH = 500

PARTS = (
    Part("title", 4.0),
    Part("topics", 3.0),
    Part("place", 2.0),
    Part("company", 1.5),
    Part("text", 1.0, prose=True),
)
FACETS = (
    Facet("grade", multi=True),
    Facet("format"),
    Facet("setting"),
    Facet("topic", multi=True, top=30),
    Facet("month", multi=True),  # "2027-01": of the dates with a place
    Facet("accessible"),
    Facet("department", multi=True),
    Facet("company"),
    Facet("cluster", multi=True),
)


def load_many(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """Yield the documents of those interventions that schools may find."""
    return map(_document, published_listings(session, ids))


def iter_published(session: Session) -> Iterator[Document]:
    ids = published_ids(session)
    for start in range(0, len(ids), BATCH):
        yield from load_many(session, ids[start : start + BATCH])


def count_published(session: Session) -> int:
    published = col(Intervention.status) == InterventionStatus.PUBLISHED
    return session.scalar(select(func.count()).select_from(Intervention).where(published)) or 0


INTERVENTIONS = Collection(
    kind=KIND, parts=PARTS, facets=FACETS, load_many=load_many,
    iter_published=iter_published, count_published=count_published, version=VERSION,
)  # fmt: skip


def shown_topic(topic: str) -> str:
    """Write a topic as the facet shows it: « robotique » and « Robotique » are one."""
    return topic[:1].upper() + topic[1:]


def _document(listing: Listing) -> Document:
    row = listing.row
    topics = [shown_topic(topic) for topic in row.topics]
    return Document(
        id=row.id,
        parts=_parts(listing, topics),
        published_at=row.published_at,
        facets={
            "grade": row.grades,
            "format": row.format,
            "setting": row.setting,
            "topic": topics,
            "month": _months(listing),
            "accessible": "yes" if row.is_accessible else None,
            "department": [row.department] if row.department else [],
            "company": row.company_id,
            "cluster": [row.cluster_id],
        },
        points=_points(listing),
        phrases=[*(("topic", topic) for topic in topics), ("company", row.company)],
    )


def _parts(listing: Listing, topics: Sequence[str]) -> tuple[str, ...]:
    row = listing.row
    department = places().department(row.department) if row.department else None
    grades = " ".join(GRADE_LABELS[Grade(grade)] for grade in row.grades)
    return (
        f"{row.title} {FORMAT_LABELS[row.format]}",
        " ".join((*topics, *(row.speaker_topics or ()), row.job_title or "")),
        f"{row.commune} {department.name if department else ''}",
        row.company,
        f"{row.body} {row.equipment} {SETTING_LABELS[row.setting]} {grades}",
    )


def _months(listing: Listing) -> list[str]:
    zone = ZoneInfo(listing.row.time_zone)
    return sorted({f"{starts_at.astimezone(zone):%Y-%m}" for starts_at in listing.starts})


def _points(listing: Listing) -> list[tuple[float, float]]:
    row = listing.row
    if row.setting is Setting.REMOTE or row.lat is None or row.lon is None:
        return []
    return [(row.lat, row.lon)]
