"""schema.org JobPosting (row O10): the same facts as the page shows, never more.

https://schema.org/JobPosting; Google's rules want no salary, place or company in the title.
"""

from markupsafe import Markup

from fairapp.offers.enums import ContractKind, Remote, SalaryUnit, WorkingTime
from fairapp.offers.labels import offer_path
from fairapp.offers.models import Offer, PlaceDraft
from fairapp.offers.queries import Sheet
from fairapp.web.markdown import to_html
from fairapp.web.structured import json_ld

EMPLOYMENT = {
    ContractKind.PERMANENT: None,  # full or part time says it
    ContractKind.FIXED_TERM: "TEMPORARY",
    ContractKind.TEMPORARY: "TEMPORARY",
    ContractKind.APPRENTICESHIP: "OTHER",
    ContractKind.INTERNSHIP: "INTERN",
    ContractKind.SEASONAL: "TEMPORARY",
    ContractKind.FREELANCE: "CONTRACTOR",
    ContractKind.FRANCHISE: "CONTRACTOR",
    ContractKind.OTHER: "OTHER",
}
UNITS = {SalaryUnit.HOUR: "HOUR", SalaryUnit.MONTH: "MONTH", SalaryUnit.YEAR: "YEAR"}


def job_posting(sheet: Sheet, public_url: str) -> Markup:
    """Return the JSON-LD of a live offer, safe inside <script>."""
    offer = sheet.offer
    posting: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": offer.title,
        "description": str(to_html(offer.description)) or offer.title,
        "datePosted": offer.published_at.date().isoformat() if offer.published_at else None,
        "validThrough": offer.valid_through.isoformat() if offer.valid_through else None,
        "employmentType": _employment(offer),
        "hiringOrganization": _organisation(sheet),
        "identifier": {
            "@type": "PropertyValue",
            "name": offer.source or "offer",
            "value": offer.reference or str(offer.id),
        },
        "jobLocation": [_location(place) for place in sheet.places if place.label] or None,
        "baseSalary": _salary(offer),
        "occupationalCategory": offer.rome_code,
        "totalJobOpenings": offer.openings,
        "url": public_url + offer_path(offer),
    }
    if offer.remote is Remote.FULL:
        posting["jobLocationType"] = "TELECOMMUTE"
        posting["applicantLocationRequirements"] = {"@type": "Country", "name": "FR"}
    return json_ld(posting)


def _employment(offer: Offer) -> list[str]:
    hours = "PART_TIME" if offer.working_time is WorkingTime.PART_TIME else "FULL_TIME"
    kind = EMPLOYMENT[offer.contract]
    return [hours, kind] if kind else [hours]


def _organisation(sheet: Sheet) -> dict[str, str] | None:
    if not sheet.employers:
        return None
    company = sheet.employers[0].company
    found = {"@type": "Organization", "name": company.name}
    return found | ({"sameAs": company.website} if company.website else {})


def _location(place: PlaceDraft) -> dict[str, object]:
    name = place.label.rpartition(" (")[0] or place.label
    address = {"@type": "PostalAddress", "addressLocality": name, "addressCountry": "FR"}
    return {"@type": "Place", "address": address | ({"addressRegion": place.department} if place.department else {})}


def _salary(offer: Offer) -> dict[str, object] | None:
    low, high = offer.salary_min_cents, offer.salary_max_cents
    if low is None or offer.salary_unit is None:
        return None
    value: dict[str, object] = {"@type": "QuantitativeValue", "unitText": UNITS[offer.salary_unit]}
    amounts = {"value": low / 100} if high in (None, low) else {"minValue": low / 100, "maxValue": (high or low) / 100}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value | amounts}
