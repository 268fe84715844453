"""Offers as people write them, from job titles, missions and a few turns of phrase."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from fairapp.demo.trades import Setting, Trade, keyword_sets, near_titles
from fairapp.offers.enums import ContractKind, Experience, Remote, SalaryUnit, WorkingTime
from fairapp.reference.occupations import JobTitle

Choice = TypeVar("Choice")
K, S = ContractKind, Setting
HOURS_A_MONTH = 151.67
FULL_TIME = 35.0
CONTRACTS: Mapping[Setting, Mapping[ContractKind, int]] = {
    S.OFFICE: {K.PERMANENT: 64, K.FIXED_TERM: 14, K.APPRENTICESHIP: 14, K.INTERNSHIP: 8},
    S.WORKSHOP: {
        K.PERMANENT: 54,
        K.FIXED_TERM: 14,
        K.APPRENTICESHIP: 14,
        K.TEMPORARY: 10,
        K.SEASONAL: 6,
        K.INTERNSHIP: 2,
    },
    S.FIELD: {K.PERMANENT: 56, K.FIXED_TERM: 15, K.APPRENTICESHIP: 8, K.TEMPORARY: 9, K.SEASONAL: 12},
    S.CARE: {K.PERMANENT: 66, K.FIXED_TERM: 24, K.APPRENTICESHIP: 8, K.TEMPORARY: 2},
}
MONTHS: Mapping[ContractKind, tuple[int, ...]] = {
    K.FIXED_TERM: (3, 6, 6, 9, 12), K.TEMPORARY: (1, 2, 3, 6), K.SEASONAL: (2, 3, 4, 6), K.APPRENTICESHIP: (12, 24),
    K.INTERNSHIP: (2, 4, 6),
}  # fmt: skip
PART_TIME_RATE = {S.OFFICE: 0.12, S.WORKSHOP: 0.06, S.FIELD: 0.1, S.CARE: 0.32}
PART_TIME_HOURS, FULL_TIME_HOURS = (17.5, 20.0, 24.0, 28.0, 30.0), (35.0, 35.0, 35.0, 37.0, 39.0)
EXPERIENCES = {Experience.BEGINNER: 42, Experience.JUNIOR: 34, Experience.EXPERIENCED: 24}
USUAL_REMOTE = {True: {Remote.NONE: 70, Remote.PARTIAL: 30}, False: {Remote.NONE: 1}}  # in an office, elsewhere
REMOTE = {"logiciel": {Remote.NONE: 25, Remote.PARTIAL: 60, Remote.FULL: 15}}
NO_AMOUNT_RATE = 0.1
SEASONING: Mapping[Experience, float] = {Experience.BEGINNER: 0.0, Experience.JUNIOR: 0.35, Experience.EXPERIENCED: 0.7}
SENIOR = re.compile(r"Chef\b|Responsable|Ingénieur|Contrôleur de gestion|Architecte|Second\b")  # no first job
SHORTER = (
    ("Metal Inert Gas -MIG-", "MIG"), ("Metal Active Gas -MAG-", "MAG"), ("Tungsten Inert Gas -TIG-", "TIG"),
    ("de Vie Sociale -AVS-", "de vie sociale"), ("Ressources Humaines -RRH-", "ressources humaines"),
)  # fmt: skip # what the directory writes, what people do

OPENINGS = (
    "{company}, c’est {what} de {headcount} personnes à {town}, où l’on se connaît toutes et tous.",
    "{company} s’agrandit à {town} et complète son équipe de {headcount} personnes.",
    "Vous aimez le travail bien fait et les équipes à taille humaine ? À {town}, nous aussi.",
    "Après un départ en retraite, nous cherchons quelqu’un pour prendre la suite, avec deux mois de passage de relais.",
    "Le poste est nouveau : vous le construirez avec l’équipe.",
    "À {town}, {company} forme chaque année plusieurs personnes à ses métiers. Pourquoi pas vous ?",
    "Chez {company}, les décisions se prennent dans l’atelier comme au bureau, et vite.",
)
CARE_OPENINGS = (
    "{company}, c’est {what} de {headcount} personnes à {town}, et des plannings connus un mois à l’avance.",
    "À {town}, {company} prend le temps : de soigner, d’écouter et de transmettre.",
    "Une collègue change de région : nous cherchons quelqu’un pour rejoindre une équipe soudée, à {town}.",
    "{company} ouvre un nouveau service à {town} et construit son équipe.",
)
PROFILES: Mapping[Experience, tuple[str, ...]] = {
    Experience.BEGINNER: (
        "Le métier s’apprend chez nous : une personne expérimentée vous accompagne six mois.",
        "Aucune expérience exigée : l’envie d’apprendre et la régularité comptent davantage.",
        "Vous changez de voie ? Une formation est prévue dès la première semaine.",
    ),
    Experience.JUNIOR: (
        "Une première expérience du métier, même courte, vous aidera.",
        "Vous avez déjà exercé ce métier, ou un métier voisin.",
        "Un diplôme du métier ou un an de pratique : le reste se transmet.",
    ),
    Experience.EXPERIENCED: (
        "Vous exercez ce métier depuis deux ans au moins, et vous aimez transmettre.",
        "Vous connaissez bien le métier et savez vous organiser sans qu’on vous le demande.",
    ),
}
SCHEDULES: Mapping[Setting, tuple[str, ...]] = {
    S.OFFICE: ("Horaires souples entre 8 h et 18 h.", "Du lundi au vendredi, sans astreinte."),
    S.WORKSHOP: ("Équipes en 2x8, une semaine sur deux.", "En journée, du lundi au vendredi midi.", "Équipe du matin, de 5 h à 12 h 30."),
    S.FIELD: ("En journée, du lundi au vendredi.", "Tournées organisées autour de chez vous.", "Une astreinte par mois, payée."),
    S.CARE: ("Un week-end sur trois, en binôme.", "Pas de coupure dans la journée.", "Journées de douze heures, trois par semaine."),
}  # fmt: skip
BENEFITS = (
    "13e mois", "panier repas", "mutuelle prise en charge à 70 %", "semaine de quatre jours possible",
    "prime d’intéressement", "trajet en car remboursé", "logement possible les premières semaines",
    "formation interne payée", "chèques-vacances", "vélo de fonction", "place en crèche réservée",
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
    what: str
    headcount: int
    town: str


class Terms(NamedTuple):
    contract: ContractKind
    experience: Experience
    hours: float  # a week


class Pay(NamedTuple):
    low: int | None = None  # cents
    high: int | None = None
    unit: SalaryUnit | None = None
    motive: str = ""


def write_offer(rnd: random.Random, trade: Trade, employer: Employer, *, varied: bool = False) -> Draft:
    """Invent an offer; `varied` draws on whole directories, for benchmarks."""
    job = rnd.choice(trade.titles)
    job = rnd.choice(near_titles(job.rome_code) or (job,)) if varied else job
    terms = _terms(rnd, trade, job)
    pay = _pay(rnd, trade, terms)
    is_full_time = terms.hours >= FULL_TIME
    description = _description(rnd, trade, employer, terms.experience)
    return Draft(
        title=title_of(job), occupation=job.label, rome_code=job.rome_code,
        description=description + (_keywords(rnd, job) if varied else ""), skills=rnd.sample(trade.skills, 5),
        contract=terms.contract, duration_months=rnd.choice(MONTHS.get(terms.contract, (None,))),
        working_time=WorkingTime.FULL_TIME if is_full_time else WorkingTime.PART_TIME, hours_per_week=terms.hours,
        remote=_weighed(rnd, REMOTE.get(trade.key, USUAL_REMOTE[trade.setting is S.OFFICE])), experience=terms.experience,
        salary_min_cents=pay.low, salary_max_cents=pay.high, salary_unit=pay.unit, salary_motive=pay.motive,
        openings=_weighed(rnd, {1: 80, 2: 12, 3: 5, 5: 3}),
    )  # fmt: skip


def title_of(job: JobTitle) -> str:
    """« Soudeur / Soudeuse TIG F/H »."""
    title = job.label
    for long, short in SHORTER:
        title = title.replace(long, short)
    return f"{title} F/H"


def _weighed(rnd: random.Random, weights: Mapping[Choice, int]) -> Choice:
    return rnd.choices(list(weights), list(weights.values()))[0]


def _terms(rnd: random.Random, trade: Trade, job: JobTitle) -> Terms:
    if SENIOR.match(job.masculine or job.label):
        return Terms(K.PERMANENT, Experience.EXPERIENCED, rnd.choice(FULL_TIME_HOURS))
    weights = dict(CONTRACTS[trade.setting])
    if not trade.is_seasonal:
        weights.pop(K.SEASONAL, None)
    contract = _weighed(rnd, weights)
    starts_there = contract in (K.APPRENTICESHIP, K.INTERNSHIP, K.SEASONAL)
    experience = Experience.BEGINNER if starts_there else _weighed(rnd, EXPERIENCES)
    is_part_time = contract is not K.APPRENTICESHIP and rnd.random() < PART_TIME_RATE[trade.setting]
    return Terms(contract, experience, rnd.choice(PART_TIME_HOURS if is_part_time else FULL_TIME_HOURS))


def _pay(rnd: random.Random, trade: Trade, terms: Terms) -> Pay:
    """Return a range that fits the trade, the experience and the hours."""
    contract, experience, hours = terms
    if contract is K.INTERNSHIP:
        return Pay(680_00, 680_00, SalaryUnit.MONTH)
    if contract is K.APPRENTICESHIP:
        first_year = rnd.randrange(500_00, 1000_00, 50_00)  # by age, up to the minimum wage
        return Pay(first_year, first_year + 800_00, SalaryUnit.MONTH)
    if rnd.random() < NO_AMOUNT_RATE:
        return Pay(motive=rnd.choice(MOTIVES))
    start, end = trade.pay
    euros = start + (end - start) * (SEASONING[experience] + rnd.random() * 0.2)
    width = rnd.choice((100, 150, 200, 300))
    share = hours / FULL_TIME
    if contract in (K.TEMPORARY, K.SEASONAL):
        hourly = round(euros / HOURS_A_MONTH * 10) * 10
        return Pay(hourly, hourly + rnd.choice((0, 50, 100)), SalaryUnit.HOUR)
    if trade.setting is S.OFFICE and rnd.random() < 0.4:
        return Pay(_rounded(euros * 12 * share, 500), _rounded((euros + width) * 12 * share, 500), SalaryUnit.YEAR)
    return Pay(_rounded(euros * share, 10), _rounded((euros + width) * share, 10), SalaryUnit.MONTH)


def _rounded(euros: float, step: int) -> int:
    """Round up to a step, in cents: down could fall under the minimum wage."""
    return -int(-euros // step) * step * 100


def _description(rnd: random.Random, trade: Trade, employer: Employer, experience: Experience) -> str:
    openings = CARE_OPENINGS if trade.setting is S.CARE else OPENINGS
    opening = rnd.choice(openings).format(
        company=employer.name, what=employer.what, headcount=employer.headcount, town=employer.town
    )
    return (
        f"{opening}\n\n## Vos missions\n\n{_listed(rnd.sample(trade.missions, rnd.choice((4, 5))))}\n\n"
        f"## Votre profil\n\n{trade.profile or rnd.choice(PROFILES[experience])}\n\n"
        f"## Ce que nous proposons\n\n{rnd.choice(SCHEDULES[trade.setting])} Aussi : {', '.join(rnd.sample(BENEFITS, 3))}."
    )


def _keywords(rnd: random.Random, job: JobTitle) -> str:
    sets = keyword_sets(job)
    return f"\n\nMots du métier : {', '.join(rnd.choice(sets))}." if sets else ""


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
