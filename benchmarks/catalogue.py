"""The catalogue of school visits beside SQLite FTS5: 5,000 visits, the same rows, the same questions.

Times are processor time of the searching thread, as in `search_bench`.
"""

import math
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pysqlite3
from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from benchmarks.figures import Figure, Run, percentile, times
from benchmarks.search_peers import query_terms
from benchmarks.world import open_engine
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.outreach.catalogue.criteria import RADII_KM
from fairapp.outreach.catalogue.documents import INTERVENTIONS, iter_published
from fairapp.outreach.enums import Format, Grade, InterventionStatus, Setting
from fairapp.outreach.models import Intervention, Slot
from fairapp.reference import places, schools
from fairapp.reference.places import Commune
from fairapp.search import Document, Near, Request, SearchIndex, french

VISITS, FEWER, COMPANIES, PAGE = 5000, 1000, 800, 12
ROUNDS, SLOW_ROUNDS = 15, 3
GOAL_MS = (0.5, 2.0)
_WORDS = (
    "soudure chaudronnerie usinage robotique automatisme électronique énergie éolien bois charpente maçonnerie "
    "plomberie boulangerie biscuiterie fromagerie maraîchage élevage pêche nautisme composite textile couture cuir "
    "imprimerie informatique cybersécurité données réseau logistique transport aéronautique ferroviaire santé "
    "pharmacie laboratoire chimie cosmétique tourisme hôtellerie cuisine commerce banque assurance droit social"
)
WORDS = _WORDS.split()
TURNS = ("Découvrir", "Les coulisses de", "Une journée en", "Le métier :", "Fabriquer, réparer :", "Demain,")
BODY = "La classe suit une équipe, manipule, pose ses questions ; deux apprenties racontent leur parcours."
FACETS = ("grade", "format", "setting", "topic", "month", "accessible", "department", "company", "cluster")
SINGLE = ("format", "setting", "accessible", "department", "company", "cluster")
LINKED = ("grade", "topic", "month")
NEAR = Near(48.39, -4.49, 60)  # Brest


class Asked(NamedTuple):
    text: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: Near | None = None

    def request(self) -> Request:
        return Request(
            text=self.text, filters=dict(self.filters), near=self.near, per_page=PAGE, facets=FACETS, expand=False
        )  # fmt: skip


QUESTIONS = (
    *(Asked(text) for text in ("", "robotique", "énergie éolien", "une journée en cuisine", "laboratoire chimie")),
    *(Asked(text, near=NEAR) for text in ("", "soudure", "découvrir bois", "métier")),
    Asked(filters=(("grade", ("3e",)),)),
    Asked(filters=(("grade", ("3e",)), ("month", ("2027-01", "2027-02", "2027-03")))),
    Asked(filters=(("format", ("visit", "workshop")), ("accessible", ("yes",)))),
    Asked("nautisme", (("setting", ("in_class",)),)),
    Asked("commerce", (("grade", ("2de", "1re")), ("format", ("talk",))), NEAR),
    Asked(filters=(("topic", ("Robotique", "Informatique")),), near=NEAR),
    Asked("zzzz"),
)


def measure(run: Run) -> list[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="catalogue-bench-"))
    try:
        return _measure(folder, FEWER if run.quick else VISITS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, count: int) -> list[Figure]:
    engine = open_engine(folder)
    _fill(engine, count)
    index = SearchIndex(Settings(data_dir=folder, database_url="").search_dir, INTERVENTIONS, engine)
    index.rebuild()
    index.warm()
    with open_session(engine, read_only=True) as session:
        peer = Fts5(folder / "fts.db", iter_published(session))
    ours = _times(lambda asked: index.search(asked.request()), ROUNDS)
    around = [asked._replace(near=NEAR) for asked in QUESTIONS]
    radii = _times(lambda asked: index.radius_counts(asked.request(), RADII_KM), ROUNDS, around)
    theirs = _times(peer.search, SLOW_ROUNDS)
    agreed = sum(index.search(asked.request()).total == peer.search(asked) for asked in QUESTIONS)
    engine.dispose()
    ratios = [percentile(theirs, share) / percentile(ours, share) for share in (0.5, 0.95)]
    met = percentile(ours, 0.5) <= GOAL_MS[0] and percentile(ours, 0.95) <= GOAL_MS[1]
    name = f"SQLite FTS5, the same totals for {agreed} of {len(QUESTIONS)} questions"
    return [
        Figure(f"a search of {count} visits with nine facets, p50 / p95", _goal(), _pair(ours), met),
        Figure("how many visits lie within each radius, p50 / p95", "", _pair(radii)),
        Figure(name, "≥ 10× / 10× slower", _pair(theirs), min(ratios) >= 10, " / ".join(map(times, ratios))),
    ]


def _goal() -> str:
    return f"≤ {GOAL_MS[0]} / {GOAL_MS[1]} ms"


def _pair(measured: Sequence[float]) -> str:
    return f"{percentile(measured, 0.5):.2f} / {percentile(measured, 0.95):.2f} ms"


def _times(answer: Callable[[Asked], object], rounds: int, questions: Sequence[Asked] = QUESTIONS) -> list[float]:
    for asked in questions:
        answer(asked)
    return [_milliseconds(partial(answer, asked)) for _ in range(rounds) for asked in questions]


def _milliseconds(do: Callable[[], object]) -> float:
    started = time.thread_time()
    do()
    return (time.thread_time() - started) * 1e3


def _fill(engine: Engine, count: int) -> None:
    chance, at = random.Random(1), now()
    towns = [town for code in ("29", "22", "56", "35") for town in _towns(code)]
    with open_session(engine) as session:
        _insert(session, Cluster, [{"id": 1, "name": "Pôle", "slug": "pole"}])
        _insert(session, Company, [_company(id, chance.choice(towns)) for id in range(1, COMPANIES + 1)])
        _insert(session, Intervention, [_visit(id, chance, at) for id in range(1, count + 1)])
        _insert(session, Slot, [slot for id in range(1, count + 1) for slot in _slots(id, chance)])
        session.commit()


def _towns(department: str) -> list[Commune]:
    schools_of_it = (school.insee for school in schools().in_department(department))
    found = (places().commune(insee) for insee in schools_of_it if insee)
    return [town for town in found if town and town.lat is not None]


def _insert(session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    session.execute(insert(model), rows)


def _company(id: int, town: Commune) -> dict[str, Any]:
    return {
        "id": id, "name": f"Atelier {id}", "slug": f"atelier-{id}", "commune": town.name,
        "department": town.department, "lat": town.lat, "lon": town.lon,
    }  # fmt: skip


def _visit(id: int, chance: random.Random, at: datetime) -> dict[str, Any]:
    words = chance.sample(WORDS, 3)
    return {
        "id": id, "company_id": chance.randint(1, COMPANIES), "cluster_id": 1,
        "title": f"{chance.choice(TURNS)} {words[0]}", "body": f"{BODY} {words[1]}, {words[2]}.",
        "format": chance.choice(list(Format)), "setting": chance.choice([Setting.ON_SITE, Setting.IN_CLASS]),
        "grades": chance.sample([grade.value for grade in Grade], 3), "topics": [words[0].title()],
        "is_accessible": chance.random() < 0.4, "status": InterventionStatus.PUBLISHED, "published_at": at,
    }  # fmt: skip


def _slots(visit_id: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for month in chance.sample(range(1, 13), 3):
        at = datetime(now().year + 1, month, chance.randint(1, 28), 8, tzinfo=UTC)
        yield {
            "intervention_id": visit_id, "starts_at": at, "ends_at": at + timedelta(hours=2),
            "booking_until": at, "cancel_until": at,
        }  # fmt: skip


class Fts5:
    """Rows, links and words in tables, with the indexes one would give them; points on a sphere, so that a radius is a sum."""

    def __init__(self, path: Path, documents: Iterator[Document]) -> None:
        self._db = pysqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            f"""
            pragma journal_mode=wal; pragma synchronous=off; pragma cache_size=-262144; pragma temp_store=memory;
            create table visit(id integer primary key, {", ".join(SINGLE)}, x real, y real, z real);
            create table link(facet text, value text, visit int, primary key (facet, value, visit)) without rowid;
            create virtual table words using fts5(body, content='', detail=none);
            begin;
            """
        )
        for document in documents:
            self._add(document)
        self._db.executescript(
            """
            create index by_visit on link(visit, facet, value); create index by_format on visit(format);
            create index by_department on visit(department); analyze;
            insert into words(words) values('optimize');"""
        )

    def _add(self, document: Document) -> None:
        values = {name: _values(document.facets.get(name)) for name in FACETS}
        point = _on_sphere(*document.points[0]) if document.points else (None, None, None)
        row = [document.id, *(next(iter(values[name]), None) for name in SINGLE), *point]
        self._db.execute(f"insert into visit values({', '.join('?' * len(row))})", row)
        links = [(name, value, document.id) for name in LINKED for value in values[name]]
        self._db.executemany("insert into link values(?,?,?)", links)
        terms = " ".join(
            term
            for part, text in zip(INTERVENTIONS.parts, document.parts, strict=True)
            for term in french.terms(text, prose=part.prose) * round(part.boost)
        )
        self._db.execute("insert into words(rowid, body) values(?,?)", (document.id, terms))

    def search(self, asked: Asked) -> int:
        """Ask plain questions: how many, which, and nine facets; return how many."""
        terms = query_terms(asked.text)
        found, where, values = "visit", *_conditions(asked)
        if terms:
            found = "words cross join visit on visit.id = words.rowid"
            where, values = f"words match ? and {where}", [" ".join(f'"{term}"' for term in terms), *values]
        order = "bm25(words)" if terms else "visit.id desc"
        self._rows(f"select visit.id from {found} where {where} order by {order} limit {PAGE}", values)
        for name in SINGLE:
            self._rows(f"select {name}, count(*) from {found} where {where} group by 1", values)
        for name in LINKED:
            linked = f"{found} cross join link k on k.visit = visit.id and k.facet = '{name}'"
            self._rows(f"select k.value, count(*) from {linked} where {where} group by 1", values)
        return int(self._rows(f"select count(*) from {found} where {where}", values)[0][0])

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return list(self._db.execute(statement, values).fetchall())


def _values(given: Any) -> list[str]:
    if given is None:
        return []
    return [str(given)] if isinstance(given, str | int) else [str(value) for value in given]


def _conditions(asked: Asked) -> tuple[str, list[Any]]:
    conditions, values = ["1"], list[Any]()
    for name, chosen in asked.filters:
        marks = ", ".join("?" * len(chosen))
        linked = (
            f"exists (select 1 from link l where l.visit = visit.id and l.facet = '{name}' and l.value in ({marks}))"
        )
        conditions.append(linked if name in LINKED else f"{name} in ({marks})")
        values += chosen
    if asked.near:
        conditions.append("(x - ?) * (x - ?) + (y - ?) * (y - ?) + (z - ?) * (z - ?) <= ?")
        at = _on_sphere(asked.near.lat, asked.near.lon)
        values += [one for one in at for _ in range(2)]
        values.append((2 * math.sin(asked.near.km / 6371.0088 / 2)) ** 2)
    return " and ".join(conditions), values


def _on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    lat, lon = math.radians(lat), math.radians(lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
