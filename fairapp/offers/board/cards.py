"""Rows of offers as cards: every text ready to show, translated once per list rather than per line."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from markupsafe import Markup

from fairapp.clusters.queries import logo_url
from fairapp.core.clock import now
from fairapp.core.text import plain
from fairapp.offers.board.rows import OfferRow
from fairapp.offers.labels import offer_path, place_label, tags
from fairapp.search import mark, snippet
from fairapp.web.cards import OfferCard
from fairapp.web.formats import ago
from fairapp.web.i18n import current_language, translate

NEW_FOR = timedelta(hours=24)  # row S12's « Nouveau »
SNIPPET_WIDTH = 110  # characters on each side of a found word
PLAIN_WIDTH = 200


def offer_cards(
    rows: Iterable[OfferRow], *, terms: frozenset[str] = frozenset(), distances_km: Mapping[int, float] | None = None
) -> list[OfferCard]:
    """Make the cards of a list; found words are marked in title and text (row S6)."""
    unknown = translate("Entreprise non communiquée")
    at_distance = translate("à %(km)s km")
    new, distances, at, language = translate("Nouveau"), distances_km or {}, now(), current_language()
    new_since = at - NEW_FOR
    return [
        OfferCard(
            url=offer_path(row),
            title=Markup(mark(row.title, terms)),  # noqa: S704 - `mark` escapes the text around its <mark>
            company=", ".join(employer.name for employer in row.employers) or unknown,
            logos=[(employer.id, logo_url(employer.logo_id)) for employer in row.employers] or [(0, None)],
            tags=tags(row, language),
            text=_text(row.description, terms),
            place=place_label(row.places),
            distance=at_distance % {"km": round(distances[row.id])} if row.id in distances else "",
            age=ago(row.published_at, at=at, language=language),
            note=new if row.published_at > new_since else "",
            shared=row.is_shared,
        )
        for row in rows
    ]


def _text(description: str, terms: frozenset[str]) -> str:
    if terms:
        return Markup(snippet(description, terms, width=SNIPPET_WIDTH, tidy=plain))  # noqa: S704 - escaped by `snippet`
    text = plain(description[: PLAIN_WIDTH * 2])
    return text if len(text) <= PLAIN_WIDTH else text[:PLAIN_WIDTH].rsplit(" ", 1)[0] + "…"
