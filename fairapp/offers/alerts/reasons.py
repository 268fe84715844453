"""Why an offer answers a saved search: which words stand in it, how far it is, what of it was asked for."""

from collections.abc import Iterable
from typing import NamedTuple

from fairapp.core.text import fold, plain
from fairapp.offers.board.criteria import Criteria
from fairapp.offers.board.facets import known_labels
from fairapp.offers.board.rows import OfferRow
from fairapp.offers.board.searching import locate
from fairapp.offers.labels import contract_label, salary_label
from fairapp.search.highlight import find_spans
from fairapp.web.formats import NO_BREAK
from fairapp.web.i18n import current_language, translate

MOST_WORDS = 4


class Answer(NamedTuple):
    """An offer that a search found."""

    row: OfferRow
    skills: Iterable[str]
    criteria: Criteria
    terms: frozenset[str]  # what the search looked for, as the index has it
    km: float | None  # from its place


def reasons(answer: Answer) -> list[str]:
    """Return what the letter says, in a few words each."""
    row, criteria = answer.row, answer.criteria
    found = []
    if words := _words_found(answer):
        found.append(translate("« %(words)s »", words=", ".join(words)))
    if criteria.place:
        found.append(_where(answer))
    if "contract" in criteria.chosen:
        found.append(contract_label(row))
    if criteria.salary_min:
        found.append(salary_label(row))
    found += _choices_met(row, criteria)
    return [reason for reason in found if reason]


def _words_found(answer: Answer) -> list[str]:
    """Return words of the offer, as it writes them, that the search looked for; each once."""
    row = answer.row
    texts = [row.title, *(employer.name for employer in row.employers), *(place.label for place in row.places)]
    words: dict[str, str] = {}
    for text in (*texts, " ".join(answer.skills), plain(row.description)):
        for span in find_spans(text, answer.terms):
            word = text[span.start : span.end]
            words.setdefault(span.term, word if word.isupper() else word.lower())
    return list({fold(word): word for word in words.values()}.values())[:MOST_WORDS]


def _where(answer: Answer) -> str:
    town = locate(answer.criteria.place).commune
    if town is None or answer.km is None:
        return ", ".join(dict.fromkeys(place.label for place in answer.row.places if place.label))
    distance = f"{max(1, round(answer.km))}{NO_BREAK}km"
    return translate("%(town)s à %(distance)s", town=town.name, distance=distance)


def _choices_met(row: OfferRow, criteria: Criteria) -> list[str]:
    """Return the offer's own values of the lists that the search chose from."""
    own = {
        "family": (row.rome_code or "")[:1], "working_time": row.working_time, "remote": row.remote,
        "experience": row.experience,
    }  # fmt: skip
    met = [
        known_labels(facet, current_language()).get(str(value), "")
        for facet, value in own.items()
        if value and facet in criteria.chosen
    ]
    departments = {place.department for place in row.places} & set(criteria.chosen.get("department", ()))
    met += [
        known_labels("department", current_language()).get(code or "", "") for code in sorted(filter(None, departments))
    ]
    employers = {str(employer.id): employer.name for employer in row.employers}
    met += [employers[id] for id in criteria.chosen.get("company", ()) if id in employers]
    return [*met, *([translate("Temps partagé")] if "shared" in criteria.chosen else [])]
