"""schema.org Event (row R3): the facts that the page shows."""

from collections.abc import Sequence

from markupsafe import Markup

from fairapp.clusters.models import Cluster
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.spaces import fair_url
from fairapp.web.structured import json_ld

STATUSES = {FairStatus.CANCELLED: "https://schema.org/EventCancelled"}


def event(fair: Fair, days: Sequence[FairDay], cluster: Cluster, public_url: str) -> Markup | None:
    """Return the JSON-LD of a fair; None while it has no day."""
    hours = hours_of(fair, days)
    if not hours:
        return None
    address = {"streetAddress": fair.address, "addressLocality": fair.commune, "addressCountry": "FR"}
    place: dict[str, object] = {
        "@type": "Place",
        "name": fair.venue or fair.commune,
        "address": {"@type": "PostalAddress", **{name: value for name, value in address.items() if value}},
    }
    return json_ld(
        {
            "@context": "https://schema.org/",
            "@type": "BusinessEvent",
            "name": fair.name,
            "description": fair.tagline,
            "startDate": hours[0].opens_at.isoformat(),
            "endDate": hours[-1].closes_at.isoformat(),
            "eventStatus": STATUSES.get(fair.status, "https://schema.org/EventScheduled"),
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": place,
            "organizer": {
                "@type": "Organization",
                "name": cluster.name,
                "url": f"{public_url}/clusters/{cluster.slug}",
            },
            "isAccessibleForFree": True,
            "url": public_url + fair_url(fair),
        }
    )
