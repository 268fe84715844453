"""Plain rows for lists: a card costs a few attribute reads, never a query or a translation of its own."""

from collections.abc import Sequence
from typing import NamedTuple


class OfferCard(NamedTuple):
    """One offer in a list, every text ready to show; `title` and `text` may be Markup with <mark>."""

    url: str
    title: str
    company: str
    logos: Sequence[tuple[int, str | None]] = ()  # company id, address of its stored logo
    tags: Sequence[str] = ()  # contract, pay, …
    text: str = ""
    place: str = ""
    distance: str = ""  # « à 4 km »
    age: str = ""  # « il y a 2 jours »
    note: str = ""  # « Nouveau »
    shared: bool = False
    week: Sequence[tuple[str, str]] = ()  # of a shared job: company letter (a, b, c, off), day
