"""Realistic French job offers in any number: skewed as real ones are, the same for the same seed.

python -m benchmarks.corpus 100000 > offers.jsonl
"""

import bisect
import csv
import itertools
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from fairapp.search import Document, Facet, Part

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CLUSTERS = 60
DATA = Path(__file__).parent / "corpus_data"
COMPANIES, RARE_WORDS = 6_000, 60_000

CONTRACTS = {
    "CDI": 0.46,
    "CDD": 0.17,
    "Intérim": 0.12,
    "Alternance": 0.10,
    "Stage": 0.05,
    "Apprentissage": 0.04,
    "Saisonnier": 0.03,
    "Groupement d'employeurs": 0.02,
    "VIE": 0.01,
}
SENIORITY = ("",) * 6 + ("confirmé", "junior", "senior", "expérimenté", "débutant accepté")
SUFFIXES = ("(H/F)", "H/F", "F/H", "(F/H)", "")

PARTS = (
    Part("title", 4.0),
    Part("skills", 2.0),
    Part("place", 2.0),
    Part("company", 1.5),
    Part("text", 1.0, prose=True),
)
FACETS = (Facet("contract"), Facet("department"), Facet("cluster", multi=True))


@dataclass(frozen=True, slots=True)
class Offer:
    id: int
    title: str
    company: str
    description: str
    city: str
    department: str
    contract: str
    skills: list[str]
    salary: int
    posted_at: datetime
    clusters: list[int]
    lat: float
    lon: float


class Occupation(NamedTuple):
    masculine: str
    feminine: str
    rome_code: str
    sector: str
    skills: str
    tasks: str


class City(NamedTuple):
    name: str
    department: str
    region: str
    lat: str
    lon: str


class _Zipf:
    """Draws small numbers often and large ones rarely."""

    def __init__(self, size: int, slope: float, rnd: random.Random) -> None:
        self._sums = list(itertools.accumulate(1 / (i + 1) ** slope for i in range(size)))
        self._rnd = rnd

    def __call__(self) -> int:
        return bisect.bisect_left(self._sums, self._rnd.random() * self._sums[-1])


class _World:
    """What does not depend on the seed: companies, clusters, rare words."""

    def __init__(self) -> None:
        rnd = random.Random(7)
        self.words: dict[str, list[str]] = json.loads((DATA / "words.json").read_text("utf-8"))
        self.occupations = [Occupation(*row) for row in _rows("occupations.csv")]
        self.cities = [City(*row) for row in _rows("cities.csv")]
        syllables = self.words["syllables"]

        def invent(shortest: int = 2, longest: int = 4) -> str:
            return "".join(rnd.choice(syllables) for _ in range(rnd.randint(shortest, longest)))

        names: dict[str, None] = {}
        while len(names) < COMPANIES:
            names[invent().capitalize() + rnd.choice(self.words["company_suffixes"])] = None
        self.companies = list(names)
        kinds = ("Vallée", "Pôle", "Tech", "Cluster", "Alliance")
        self.clusters = [f"{invent(2, 3).capitalize()} {rnd.choice(kinds)}" for _ in range(CLUSTERS)]
        self.rare = [invent(2, 5) for _ in range(RARE_WORDS)]
        rnd.shuffle(self.occupations)


def offers(count: int, seed: int = 1) -> Iterator[Offer]:
    """Yield `count` offers numbered from 1."""
    writer = _Writer(_World(), random.Random(seed))
    return (writer.offer(id) for id in range(1, count + 1))


class _Writer:
    def __init__(self, world: _World, rnd: random.Random) -> None:
        self.world, self.rnd = world, rnd
        self._occupation = _Zipf(len(world.occupations), 0.75, rnd)
        self._company = _Zipf(COMPANIES, 0.7, rnd)
        self._city = _Zipf(len(world.cities), 0.8, rnd)
        self._cluster = _Zipf(CLUSTERS, 0.8, rnd)
        self._noun = _Zipf(len(world.words["nouns"]), 0.6, rnd)
        self._adjective = _Zipf(len(world.words["adjectives"]), 0.6, rnd)
        self._rare = _Zipf(RARE_WORDS, 0.9, rnd)

    def offer(self, id: int) -> Offer:
        rnd, world = self.rnd, self.world
        occupation = world.occupations[self._occupation()]
        number = self._company()
        city = world.cities[self._city()]
        contract = rnd.choices(list(CONTRACTS), list(CONTRACTS.values()))[0]
        clusters = {number % CLUSTERS if rnd.random() < 0.7 else self._cluster()}
        if rnd.random() < 0.35:
            clusters.add(self._cluster())
        known = occupation.skills.split("|")
        skills = rnd.sample(known, min(len(known), rnd.randint(3, 6)))
        facts = {
            "company": world.companies[number],
            "city": city.name,
            "dep": city.department,
            "region": city.region,
            "sector": occupation.sector,
            "cluster": world.clusters[min(clusters)],
            "adj": rnd.choice(world.words["adjectives_of_companies"]),
            "n": rnd.randint(8, 450),
            "year": rnd.randint(1923, 2022),
            "contract": contract,
            "h": rnd.choice([24, 28, 35]),
        }
        return Offer(
            id=id,
            title=self._title(occupation, contract),
            company=world.companies[number],
            description=self._description(occupation, skills, facts),
            city=city.name,
            department=city.department,
            contract=contract,
            skills=skills,
            salary=rnd.randrange(20_000, 52_000, 500),
            posted_at=NOW - timedelta(minutes=int(rnd.random() ** 1.6 * 90 * 1440)),
            clusters=sorted(clusters),
            lat=round(float(city.lat) + rnd.gauss(0, 0.05), 5),
            lon=round(float(city.lon) + rnd.gauss(0, 0.05), 5),
        )

    def _title(self, occupation: Occupation, contract: str) -> str:
        rnd = self.rnd
        drawn = rnd.random()
        both = f"{occupation.masculine} / {occupation.feminine}"
        named = occupation.masculine if drawn < 0.45 else occupation.feminine if drawn < 0.6 else both
        title = " ".join(filter(None, (named, rnd.choice(SENIORITY), rnd.choice(SUFFIXES))))
        if contract in ("Alternance", "Apprentissage", "Stage") and rnd.random() < 0.7:
            return f"{contract} - {title}"
        return title

    def _description(self, occupation: Occupation, skills: Sequence[str], facts: dict[str, Any]) -> str:
        rnd, words = self.rnd, self.world.words
        parts = [rnd.choice(words["intro"]).format(**facts) for _ in range(rnd.choice((1, 2)))]
        tasks = occupation.tasks.split("|")
        tasks = rnd.sample(tasks, min(len(tasks), rnd.randint(2, 4))) + rnd.sample(words["generic"], rnd.randint(2, 4))
        named = (occupation.masculine if rnd.random() < 0.6 else occupation.feminine).lower()
        parts.append(f"En tant que {named}, vos missions principales sont les suivantes : {', '.join(tasks)}.")
        target = rnd.randint(110, 235) - 45
        length = sum(len(part.split()) for part in parts)
        while length < target:
            parts.append(self._sentence())
            length += len(parts[-1].split())
        wanted = (skills * 2)[:3]
        for profile in rnd.sample(words["profile"], rnd.randint(2, 4)):
            diploma, years = rnd.choice(words["diplomas"]), rnd.randint(1, 8)
            parts.append(profile.format(dipl=diploma, y=years, s1=wanted[0], s2=wanted[1], s3=wanted[2]))
        parts += [advantage.format(**facts) for advantage in rnd.sample(words["advantages"], rnd.randint(1, 3))]
        return " ".join(parts)

    def _sentence(self) -> str:
        nouns, rnd = self.world.words["nouns"], self.rnd
        one, two, four = nouns[self._noun()], nouns[self._noun()], nouns[self._noun()]
        three = self.world.words["adjectives"][self._adjective()]
        rare = self.world.rare[self._rare()]
        drawn = rnd.random()
        if drawn < 0.3:
            return f"Vous intervenez sur le {one} {three} et sur la partie {two} de {rare.capitalize()}."
        if drawn < 0.55:
            return f"Vous contribuez à l'amélioration du {one} et au {two} {three} avec le service {four}."
        if drawn < 0.75:
            return f"Notre {one} {rare.capitalize()} réunit {two}, {four} et expertise {three}."
        if drawn < 0.9:
            number = f"{rare[:4].upper()}{rnd.randint(1, 9999)}"
            return f"Référence interne {number} : {one} {three}, {two} et {four}s."
        deed = rnd.choice(("organisation", "optimisation", "évaluation", "animation", "étude"))
        return f"La {one} des {two}s et l'{deed} des {four}s font partie de votre quotidien."


def to_document(offer: Offer) -> Document:
    """Return the offer as the search knows it; none expires."""
    return Document(
        id=offer.id,
        parts=(
            f"{offer.title} {offer.contract}",
            " ".join(offer.skills),
            f"{offer.city} {offer.department}",
            offer.company,
            offer.description,
        ),
        published_at=offer.posted_at,
        facets={"contract": offer.contract, "department": offer.department, "cluster": offer.clusters},
        points=[(offer.lat, offer.lon)],
        salary=offer.salary,
        phrases=[("title", offer.title), ("company", offer.company), ("commune", offer.city)],
    )


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


if __name__ == "__main__":
    for made in offers(int(sys.argv[1])):
        print(json.dumps(asdict(made), ensure_ascii=False, default=str))
