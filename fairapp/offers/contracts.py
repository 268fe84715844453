"""Contract, working time, experience and remote work in the words of other sources (row O8)."""

import re
from dataclasses import dataclass

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_, fold, squeeze
from fairapp.offers.enums import CONTRACT_LABELS, ContractKind, Experience, Remote, WorkingTime

FULL_TIME_FROM = 35.0  # hours a week
JUNIOR_UNTIL = 24  # months of experience
DAYS_PER_MONTH = 30
MAX_WEEKLY_HOURS = 60.0

# The first that fits wins: an apprentice has a contract with or without end too, a stand-in is a fixed term.
_KINDS = (
    (ContractKind.APPRENTICESHIP, r"apprenti|alternan|professionnalisation|contrat pro\b|\be2\b|\bfs\b|apprenticeship"),
    (ContractKind.INTERNSHIP, r"\bstage|\bstagiaire|internship|\bintern\b"),
    (ContractKind.SEASONAL, r"\bsai\b|saison|seasonal"),
    (ContractKind.FRANCHISE, r"\bfra\b|franchis"),
    (ContractKind.PERMANENT, r"\bcdi\b|\bcdic\b|\bdin\b|indetermine|permanent"),
    (ContractKind.TEMPORARY, r"\bmis\b|\btti\b|interim|temporary|travail temporaire|\bctt\b"),
    (
        ContractKind.FIXED_TERM,
        r"\bcdd|\bddi\b|\bddt\b|\bcddi|\bcae\b|\bcui\b|determinee|vacation|vacataire|remplacement|contract\b|fixed",
    ),
    (
        ContractKind.FREELANCE,
        r"\blib\b|\bcce\b|\brep\b|liberal|independant|freelance|profession commerciale|auto-?entrepr|non salarie|commercial agent|reprise",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?) ?(an|mois|semaine|jour|month|week|day|year)")
_MONTHS = {
    "an": 12.0,
    "year": 12.0,
    "mois": 1.0,
    "month": 1.0,
    "semaine": 7 / DAYS_PER_MONTH,
    "week": 7 / DAYS_PER_MONTH,
}
# In a title the apprenticeship or internship is the contract; a permanent « Responsable alternance » is none.
_IN_TITLE = re.compile(r"\b(?:alternan(?:ce|te?)|apprenti(?:e|ssage)?|contrat pro|stagiaire|stage)\b")
_CLEARLY_IN_TITLE = re.compile(
    r"^(?:une? )?(?:alternan(?:ce|te?)|apprenti(?:e|ssage)?|stagiaire|stage)\b|\ben (?:alternance|apprentissage|stage)\b"
)

_INCLUSIVE = re.compile(r"\(e\)|[·.]e\b")  # Alternant(e), apprenti·e

DIFFERENT_TITLE = N_("Contrat « %(label)s », mais le titre dit « %(word)s » : compris comme %(kind)s.")


@dataclass(frozen=True, slots=True)
class ParsedContract:
    """`months` is the length of a contract with an end; None where it has none or does not say."""

    kind: ContractKind | None = None
    months: float | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class ParsedHours:
    kind: WorkingTime | None = None
    weekly_hours: float | None = None


@dataclass(frozen=True, slots=True)
class ParsedExperience:
    """`months` asked for; None where the source gives a level only."""

    level: Experience | None = None
    months: int | None = None


def parse_contract(
    code: str | None, label: str | None = None, *, nature: str | None = None, title: str | None = None
) -> ParsedContract:
    """Read « CDI », « MIS », « CDD - 6 Mois », « Contrat apprentissage »; an apprenticeship in the title wins, and is told."""
    words = [fold(squeeze(part))[:100] for part in (nature, code, label) if part]
    kind = next((found for part in words if (found := _kind(part))), None)
    if _kind(" ".join(words)) in (ContractKind.APPRENTICESHIP, ContractKind.INTERNSHIP, ContractKind.SEASONAL):
        kind = _kind(" ".join(words))  # the nature of a contract says more than its length
    word = _word_in_title(kind, _INCLUSIVE.sub("e", fold(title or "")))
    told = None
    if word and _kind(word) not in (None, kind):
        kind = _kind(word)
        told = (
            doubt(DIFFERENT_TITLE, label=label or code or "", word=word, kind=CONTRACT_LABELS[kind]) if kind else None
        )
    return ParsedContract(kind, _contract_months(" ".join(words), kind), told)


def _kind(text: str) -> ContractKind | None:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), None)


def _word_in_title(kind: ContractKind | None, title: str) -> str | None:
    """Return the word for an apprenticeship or internship in a folded title, for the contracts that it can belong to."""
    patterns = {None: _IN_TITLE, ContractKind.FIXED_TERM: _IN_TITLE, ContractKind.PERMANENT: _CLEARLY_IN_TITLE}
    match = patterns[kind].search(title) if kind in patterns else None
    return match[0] if match else None


def _contract_months(text: str, kind: ContractKind | None) -> float | None:
    match = _DURATION.search(text)
    if not match or kind in (None, ContractKind.PERMANENT):
        return None
    months = float(match[1].replace(",", ".")) * _MONTHS.get(match[2], 1 / DAYS_PER_MONTH)
    return round(months, 2) if 0 < months <= 60 else None


_HOURS = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d+)?) ?h(?:eures?)?(?: ?(\d{2}))?(?![\da-z])")
_PART_TIME = re.compile(r"temps partiel|part[ _-]?time|mi-?temps|temps non complet")
_FULL_TIME = re.compile(r"temps plein|temps complet|full[ _-]?time")


def parse_working_time(label: str | None) -> ParsedHours:
    """Read « 35H Travail en journée », « temps partiel - 17H50 », « 24H/semaine », « Temps plein »."""
    text = fold(squeeze(label or ""))[:200]
    hours = _weekly_hours(text)
    if _PART_TIME.search(text):
        return ParsedHours(WorkingTime.PART_TIME, hours)
    if _FULL_TIME.search(text):
        return ParsedHours(WorkingTime.FULL_TIME, hours)
    if hours is None:
        return ParsedHours()
    return ParsedHours(WorkingTime.FULL_TIME if hours >= FULL_TIME_FROM else WorkingTime.PART_TIME, hours)


def _weekly_hours(text: str) -> float | None:
    match = _HOURS.search(text)
    if not match:
        return None
    hours = float(match[1].replace(",", ".")) + int(match[2] or 0) / 60
    return round(hours, 2) if 0 < hours <= MAX_WEEKLY_HOURS else None


_BEGINNER = re.compile(r"debutant|sans experience|aucune experience|premier emploi|d$")  # « D » in the service's JSON
_LENGTH = re.compile(r"(\d{1,2}) ?(an|mois|year|month)")


def parse_experience(label: str | None) -> ParsedExperience:
    """Read « Débutant accepté », « 4 An(s) », « 6 Mois - Minimum », « Expérience souhaitée de 1 An(s) »."""
    text = fold(squeeze(label or ""))[:200]
    length = _LENGTH.search(text)
    if _BEGINNER.match(text):
        return ParsedExperience(Experience.BEGINNER, 0)
    if length:
        months = int(length[1]) * (12 if length[2] in ("an", "year") else 1)
        return ParsedExperience(Experience.JUNIOR if months < JUNIOR_UNTIL else Experience.EXPERIENCED, months)
    return ParsedExperience(Experience.EXPERIENCED) if "experience exigee" in text else ParsedExperience()


_FULLY_REMOTE = re.compile(
    r"\b100 ?% (?:en )?(?:teletravail|remote|distanciel)|full[ -]?remote|teletravail (?:total|complet|integral|a (?:temps plein|100))|poste (?:entierement|totalement) (?:a distance|en teletravail)"
)
_REMOTE = re.compile(
    r"\bteletravail\w*|\btele-travail\w*|\bhome ?office\b|\bremote\b|\btravail (?:hybride|a distance)\b"
)
_NOT_REMOTE = re.compile(
    r"(?:pas (?:de|d'acces au)|sans|aucun|non eligible(?:s)? au|ni|hors) (?:possibilite de |jour de )?(?:teletravail|remote)|(?:teletravail|remote) ?:? ?(?:non|impossible|pas possible|aucun|0)\b"
)


def remote_hint(*texts: str) -> Remote | None:
    """Guess remote work from title and description; None when they do not speak of it."""
    text = fold(" ".join(texts))
    if _NOT_REMOTE.search(text):
        return None
    if _FULLY_REMOTE.search(text):
        return Remote.FULL
    return Remote.PARTIAL if _REMOTE.search(text) else None
