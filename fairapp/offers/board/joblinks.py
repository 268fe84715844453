"""How a candidate answers an offer that takes no application here: the company's page, else the organiser's address.

Offers with an address of their own take applications here, and send them on (see `applications.queries.recipient_of`).
"""

from typing import NamedTuple

from fairapp.offers.queries import Sheet


class HowToApply(NamedTuple):
    """One way to apply; `through` names who receives it when it is not the company."""

    url: str
    is_email: bool
    shown: str  # host or address
    through: str = ""


def how_to_apply(sheet: Sheet) -> HowToApply | None:
    """Return the best way we know; None when nobody can be reached."""
    offer = sheet.offer
    if offer.apply_url:
        return HowToApply(offer.apply_url, False, offer.apply_url.split("/")[2])
    for cluster in sheet.clusters:
        if cluster.contact_email:
            return HowToApply(f"mailto:{cluster.contact_email}", True, cluster.contact_email, cluster.name)
    return None
