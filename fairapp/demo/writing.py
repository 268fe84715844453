"""Offers as people write them, from job titles, keywords and a few turns of phrase."""

import gzip
import json
import random
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fairapp.offers.duplicates import title_key
from fairapp.offers.enums import ContractKind, Experience, Remote, SalaryUnit, WorkingTime
from fairapp.reference import occupations
from fairapp.reference.occupations import JobTitle

KEYWORDS = Path(__file__).parent / "data" / "keywords.jsonl.gz"
CONTRACTS = (
    (ContractKind.PERMANENT, 56), (ContractKind.FIXED_TERM, 16), (ContractKind.APPRENTICESHIP, 13),
    (ContractKind.TEMPORARY, 6), (ContractKind.SEASONAL, 5), (ContractKind.INTERNSHIP, 4),
)  # fmt: skip
OPENINGS = (
    "Notre {trade} s’agrandit et cherche la personne qui fera équipe avec nous.",
    "Vous aimez le travail bien fait et les équipes à taille humaine ? Nous aussi.",
    "Après un départ en retraite, nous cherchons quelqu’un pour prendre la suite, avec deux mois de passage de relais.",
    "{company}, c’est {headcount} personnes, une {trade} d’ici, et un carnet de commandes bien rempli.",
    "Le poste est nouveau : vous le construirez avec nous.",
)
PROFILES = (
    "Le métier s’apprend chez nous : une personne expérimentée vous accompagne six mois.",
    "Une première expérience aide, l’envie d’apprendre compte davantage.",
    "Vous avez déjà exercé ce métier, ou un métier voisin.",
    "Rigueur, esprit d’équipe et ponctualité : le reste se transmet.",
)
BENEFITS = (
    "13e mois", "panier repas", "mutuelle prise en charge à 70 %", "semaine de quatre jours possible",
    "prime d’intéressement", "trajet en car remboursé", "logement possible les premières semaines",
    "horaires fixes, vendredi terminé à midi", "formation interne payée", "chèques-vacances",
)  # fmt: skip
ANY_KEYWORDS = (
    "travail en équipe", "contrôle qualité", "respect des consignes de sécurité", "suivi des commandes",
    "entretien du poste de travail", "relation avec les clients", "amélioration continue", "planning",
)  # fmt: skip
MOTIVES = ("Selon l’expérience et la convention collective", "Grille conventionnelle, précisée à l’entretien")


class Draft(NamedTuple):
    """One invented offer, as columns of `Offer`."""

    title: str
    occupation: str
    rome_code: str
    description: str
    skills: list[str]
    contract: ContractKind
    duration_months: int | None
    working_time: WorkingTime
    hours_per_week: float
    remote: Remote
    experience: Experience
    salary_min_cents: int | None
    salary_max_cents: int | None
    salary_unit: SalaryUnit | None
    salary_motive: str
    openings: int


class Employer(NamedTuple):
    """What the text says of the company."""

    name: str
    trade: str
    headcount: int


@cache
def _keyword_sets() -> dict[str, list[list[str]]]:
    """Keyword sets by the stems of their words, so that a title finds words of its trade."""
    sets: dict[str, list[list[str]]] = defaultdict(list)
    with gzip.open(KEYWORDS, "rt", encoding="utf-8") as file:
        for line in file:
            words: list[str] = json.loads(line)
            for stem in {stem for word in words[:4] for stem in title_key(word).split() if len(stem) > 4}:
                sets[stem].append(words)
    return sets


@cache
def titles_of(rome_code: str) -> tuple[JobTitle, ...]:
    """The job titles of an occupation that fit in the title of an offer.

    :raise LookupError: if there is none: `world` must name occupations that have some.
    """
    found = tuple(title for title in occupations().titles(rome_code) if title.masculine and len(title.label) <= 80)
    if not found:
        raise LookupError(rome_code)
    return found


def write_offer(rnd: random.Random, rome_codes: tuple[str, ...], employer: Employer) -> Draft:
    """Invent an offer for one of these occupations."""
    job = rnd.choice(titles_of(rnd.choice(rome_codes)))
    contract = rnd.choices([kind for kind, _ in CONTRACTS], [weight for _, weight in CONTRACTS])[0]
    part_time = rnd.random() < 0.14
    keywords = _keywords(rnd, job)
    low, high, unit, motive = _pay(rnd, contract)
    return Draft(
        title=f"{job.label} F/H", occupation=job.label, rome_code=job.rome_code,
        description=_description(rnd, employer, keywords), skills=keywords[:5], contract=contract,
        duration_months=rnd.choice((3, 6, 9, 12)) if contract not in (ContractKind.PERMANENT,) else None,
        working_time=WorkingTime.PART_TIME if part_time else WorkingTime.FULL_TIME,
        hours_per_week=float(rnd.choice((20, 24, 28))) if part_time else float(rnd.choice((35, 35, 37, 39))),
        remote=rnd.choices((Remote.NONE, Remote.PARTIAL, Remote.FULL), (86, 12, 2))[0],
        experience=rnd.choices(tuple(Experience), (45, 33, 22))[0],
        salary_min_cents=low, salary_max_cents=high, salary_unit=unit, salary_motive=motive,
        openings=rnd.choices((1, 2, 3, 5), (80, 12, 5, 3))[0],
    )  # fmt: skip


def _keywords(rnd: random.Random, job: JobTitle) -> list[str]:
    sets = _keyword_sets()
    near = next((sets[stem] for stem in title_key(job.masculine).split() if stem in sets), [])
    words = list(rnd.choice(near)) if near else []
    return list(dict.fromkeys([*words, *rnd.sample(ANY_KEYWORDS, 4)]))[:9]


def _pay(
    rnd: random.Random, contract: ContractKind
) -> tuple[int | None, int | None, SalaryUnit | None, str]:
    if rnd.random() < 0.12:
        return None, None, None, rnd.choice(MOTIVES)
    if contract in (ContractKind.TEMPORARY, ContractKind.SEASONAL):
        low = rnd.randrange(1220, 1600, 10)
        return low, low + rnd.choice((0, 100, 200)), SalaryUnit.HOUR, ""
    if contract in (ContractKind.APPRENTICESHIP, ContractKind.INTERNSHIP):
        low = rnd.randrange(780_00, 1500_00, 50_00)
        return low, low + 300_00, SalaryUnit.MONTH, ""
    if rnd.random() < 0.25:
        low = rnd.randrange(26_000_00, 46_000_00, 1_000_00)
        return low, low + rnd.randrange(2_000_00, 9_000_00, 1_000_00), SalaryUnit.YEAR, ""
    low = rnd.randrange(1_850_00, 3_100_00, 50_00)
    return low, low + rnd.randrange(150_00, 700_00, 50_00), SalaryUnit.MONTH, ""


def _description(rnd: random.Random, employer: Employer, keywords: list[str]) -> str:
    opening = rnd.choice(OPENINGS).format(company=employer.name, trade=employer.trade, headcount=employer.headcount)
    missions = "\n".join(f"- {word[0].upper()}{word[1:]}." for word in keywords[:6])
    benefits = ", ".join(rnd.sample(BENEFITS, 3))
    return (
        f"{opening}\n\n## Ce que vous ferez\n\n{missions}\n\n## Qui nous cherchons\n\n{rnd.choice(PROFILES)}\n\n"
        f"## Ce que nous proposons\n\n{benefits[0].upper()}{benefits[1:]}."
    )
