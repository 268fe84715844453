"""The wording check (row O4): what the law forbids in an offer, what makes it hard to find, and why.

A rule blocks only where nothing but a breach can be meant; where the words may be innocent it warns. Imports only warn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_, fold
from fairapp.offers.wording_rules import INNOCENT, SENTENCE, TEXT_RULES, Rule, is_foreign
from fairapp.offers.wording_titles import title_faults

MAX_TITLE = 100
EXCERPT_MARGIN = 30  # characters on each side


class Level(StrEnum):
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Remark:
    """One rule that the text touches, where, and the article to read (of the code du travail) if there is one."""

    rule: str
    level: Level
    field: str  # "title", "description"
    message: Doubt
    excerpt: str = ""
    law: str = ""


def check_wording(title: str, description: str) -> list[Remark]:
    """Return at most one remark per rule and field, those that block first."""
    remarks = [
        *(
            Remark(fault.rule, Level(fault.level), "title", fault.message, title[:MAX_TITLE], fault.law)
            for fault in title_faults(title)
        ),
        *_broken_rules("title", title),
        *_broken_rules("description", description),
    ]
    if is_foreign(_folded(description)):
        remarks.append(Remark("language", Level.WARN, "description", doubt(FOREIGN), description[:60], "L5331-4"))
    return sorted(remarks, key=lambda remark: remark.level is Level.WARN)


FOREIGN = N_("Rédigez l’offre en français : un texte étranger doit être accompagné de sa traduction.")


def _broken_rules(field: str, text: str) -> Iterator[Remark]:
    folded = _folded(text)
    for rule in TEXT_RULES:
        place = _first_breach(rule, folded)
        if place:
            yield Remark(rule.name, Level(rule.level), field, doubt(rule.message), _excerpt(text, *place), rule.law)


def _first_breach(rule: Rule, folded: str) -> tuple[int, int] | None:
    for match in rule.pattern.finditer(folded):
        if rule.is_about_people and INNOCENT.search(_sentence(folded, match.start(), match.end())):
            continue  # « quels que soient votre âge, votre origine… » says the opposite
        return match.span()
    return None


def _sentence(folded: str, start: int, end: int) -> str:
    before = [match.end() for match in SENTENCE.finditer(folded, max(0, start - 400), start)]
    after = SENTENCE.search(folded, end)
    return folded[before[-1] if before else max(0, start - 400) : after.start() if after else len(folded)]


def _excerpt(text: str, start: int, end: int) -> str:
    words = text[max(0, start - EXCERPT_MARGIN) : end + EXCERPT_MARGIN].split()
    return " ".join(words)


class _Letters(dict[int, str]):
    """Each character's folded letter, found once: one for one, so that what is found can be shown as it was written."""

    def __missing__(self, code: int) -> str:
        self[code] = (fold(chr(code)) or " ")[0]
        return self[code]


_LETTERS = _Letters()


def _folded(text: str) -> str:
    return text.translate(_LETTERS)
