"""Suggestions while typing, of phrases that some visible document has."""

from fairapp.search import french
from fairapp.search.codec import SEPARATOR
from fairapp.search.lexicon import heaviest
from fairapp.search.types import Suggestion
from fairapp.search.view import View

_LONGEST = 60
_SPARE = 3  # candidates per suggestion: some have no visible document any more


def suggest(view: View, text: str, limit: int) -> list[Suggestion]:
    """Return at most `limit` phrases, the most frequent first; none for less than a letter."""
    typed = " ".join(french.words(text[:_LONGEST]))
    if not typed:
        return []
    weights: dict[bytes, float] = {}
    for segment in view.segments:
        for term, weight in segment.phrases.starting(typed, limit * _SPARE).items():
            weights[term] = weights.get(term, 0.0) + weight
    found = []
    for term in heaviest(weights, limit * _SPARE):
        if documents := view.count_phrase(term):
            kind, _, shown = term.decode().partition(SEPARATOR)
            found.append(Suggestion(kind, shown, documents))
            if len(found) == limit:
                break
    return found
