"""What is asked of an offer's title: both sexes, a readable length, no shouting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_

MAX_LENGTH = 100
SHOUTED_LETTERS = 8  # in words of four letters and more: acronyms are no shouting

_MARK = re.compile(r"(?<![a-z])(?:[hf] ?[/.\-] ?[fhm]|m ?/ ?f)(?: ?/ ?(?:x|d|nb))?(?![a-z])", re.IGNORECASE)
_END = re.compile(rf"\(?{_MARK.pattern}\)?[ .!]*", re.IGNORECASE)
# « Employé(e) », « développeur·euse », « Consultant.e »
_BOTH = re.compile(r"\w{3,}\((?:e|ne|rice|euse|ère|ienne|trice)s?\)|\w{3,}[·•.](?:e|ne|rice|euse|ère|ienne|trice)s?\b")


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str
    level: str
    message: Doubt
    law: str = ""


def title_faults(title: str) -> Iterator[Fault]:
    """Yield what the title does not respect."""
    if len(title) > MAX_LENGTH:
        yield Fault("title_length", "block", doubt(TOO_LONG, max=MAX_LENGTH))
    if not _names_both_sexes(title):
        yield Fault("title_sexes", "warn", doubt(ONE_SEX), "L1142-1")
    elif _MARK.search(title) and not _ends_with_mark(title):
        yield Fault("title_end", "warn", doubt(NOT_AT_END))
    if _is_shouted(title):
        yield Fault("title_capitals", "warn", doubt(SHOUTED))


TOO_LONG = N_("Le titre ne dépasse pas %(max)s caractères.")
ONE_SEX = N_("Terminez le titre par « F/H » : une offre s’adresse aux femmes et aux hommes.")
NOT_AT_END = N_("Finissez le titre par « F/H » : le lieu, le contrat et l’entreprise ont leurs propres champs.")
SHOUTED = N_("Écrivez le titre en minuscules : les capitales se lisent mal et se cherchent mal.")


def _names_both_sexes(title: str) -> bool:
    return _MARK.search(title) is not None or _BOTH.search(title) is not None or _has_both_forms(title)


def _has_both_forms(title: str) -> bool:
    """Tell « Vendeur / Vendeuse » from « Data engineer / Data analyst »: the words begin alike and differ in their end."""
    left, _, right = title.lower().partition("/")
    other = next(iter(right.split()), "")
    return len(other) > 3 and any(word != other and word[:3] == other[:3] for word in left.split())


def _ends_with_mark(title: str) -> bool:
    last = [match for match in _END.finditer(title) if match.end() == len(title)]
    return bool(last)


def _is_shouted(title: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) >= 4]
    return sum(map(len, words)) >= SHOUTED_LETTERS and all(word.isupper() for word in words)
