"""10,000 alerts put to the 500 new offers of a day, beside a corpus of 100,000 offers on line.

The baseline asks the whole index for each alert, and keeps what is new. Both must find the same.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, func, insert
from sqlmodel import Session, SQLModel, col, select

from benchmarks import corpus
from benchmarks.figures import Figure, Run, times
from benchmarks.queries import QUERIES
from benchmarks.world import corpus_world, open_engine, open_index
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.tasks import TaskContext
from fairapp.offers.alerts import kept
from fairapp.offers.alerts.clockwork import HITS_AT_ONCE, LETTERS_AT_ONCE
from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.matching import Findings, find_hits
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertOffer, AlertReader, AlertSent, SavedSearch
from fairapp.offers.alerts.queries import Group, active_groups
from fairapp.offers.alerts.services import note_hits, tick_off, write_letters
from fairapp.offers.board.criteria import Criteria
from fairapp.offers.board.scopes import board_scope
from fairapp.offers.board.searching import locate, make_request
from fairapp.offers.models import Offer
from fairapp.search import SearchIndex, Sort

ALERTS, READERS, NEW = 10_000, 4_000, 500
GOAL_SECONDS = 10.0
CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
RADII = (10, 25, 50)


def measure(run: Run) -> list[Figure]:
    world = corpus_world(run)
    with tempfile.TemporaryDirectory(dir=run.folder) as name:  # alerts are written: the corpus is left as it is
        copied = Path(name) / "world"
        shutil.copytree(world, copied)
        engine = open_engine(copied)
        try:
            return _measure(engine, open_index(copied, engine))
        finally:
            engine.dispose()


def _measure(engine: Engine, index: SearchIndex) -> list[Figure]:
    fresh = _fill(engine)
    index.warm()
    began = time.thread_time()
    with open_session(engine, read_only=True) as session:
        found = find_hits(session, index, fresh)
    matching = time.thread_time() - began
    began = time.thread_time()
    letters = _write(engine, found)
    writing = time.thread_time() - began
    with open_session(engine, read_only=True) as session:
        groups = active_groups(session)
        began = time.thread_time()
        naive = _one_by_one(session, index, groups, set(fresh))
        asking = time.thread_time() - began
    ours = {(hit.search_id, hit.offer_id) for hit in found.hits}
    if ours != naive:
        raise AssertionError(f"{len(ours ^ naive)} finds differ from those of the whole index")
    return [
        Figure(
            f"{ALERTS} alerts ({len(groups)} different) put to {len(fresh)} new offers", f"≤ {GOAL_SECONDS:.0f} s",
            f"{matching:.2f} s, {len(ours)} finds", matching <= GOAL_SECONDS,
        ),
        Figure(
            "… with the finds kept, and the letters of the day made of them", f"≤ {GOAL_SECONDS:.0f} s",
            f"{matching + writing:.2f} s, {letters} letters", matching + writing <= GOAL_SECONDS,
        ),
        Figure(
            "each alert searched for in the whole index, the same finds", "slower", f"{asking:.2f} s",
            asking > matching, times(asking / matching),
        ),
    ]  # fmt: skip


def _write(engine: Engine, found: Findings) -> int:
    """Do what the daily run does with what was found; return how many letters it makes."""
    context = TaskContext(engine, 0, "")
    for start in range(0, len(found.hits), HITS_AT_ONCE):
        with context.writing() as session:
            note_hits(session, found.hits[start : start + HITS_AT_ONCE])
            session.commit()
    with context.writing() as session:
        tick_off(session, found.offer_ids)
        session.commit()
    return sum(_letters(context))


def _letters(context: TaskContext) -> Iterator[int]:
    readers = LETTERS_AT_ONCE
    while readers == LETTERS_AT_ONCE:
        with context.writing() as session:
            letters, readers = write_letters(session, now().date(), limit=LETTERS_AT_ONCE)
            session.commit()
        yield len(letters)


def _one_by_one(session: Session, index: SearchIndex, groups: list[Group], fresh: set[int]) -> set[tuple[int, int]]:
    """Search the whole index for each alert: nothing is shared but what the index itself keeps."""
    scope = board_scope(session, None)
    oldest = session.exec(select(func.min(Offer.published_at)).where(col(Offer.id).in_(fresh))).one()
    found: set[tuple[int, int]] = set()
    for group in groups:
        for asking in group.askings:
            criteria = replace(kept.read(group.criteria), sort=Sort.DATE)
            request = make_request(criteria, locate(criteria.place), scope, per_page=2 * NEW)
            result = index.search(replace(request, since=oldest))
            found |= {(asking.id, id) for id in result.ids if not result.relaxed and id in fresh}
    return found


def _fill(engine: Engine) -> Sequence[int]:
    """Let people ask for what people ask for; return the newest offers, as those of today."""
    chance = random.Random(1)
    with open_session(engine) as session:
        for model in (AlertSent, AlertLetter, AlertHit, AlertOffer, SavedSearch, AlertReader):
            session.execute(delete(model))
        newest = select(Offer.id).order_by(col(Offer.published_at).desc(), col(Offer.id).desc()).limit(NEW)
        fresh = session.exec(newest).all()
        readers = [{"id": id, "email": f"personne{id}@exemple.fr"} for id in range(1, READERS + 1)]
        _insert(session, AlertReader, readers)
        _insert(session, SavedSearch, list(_searches(chance)))
        session.commit()
    return fresh


def _insert(session: Session, model: type[SQLModel], rows: list[dict[str, object]]) -> None:
    session.execute(insert(model), rows)


_world = corpus._World()
_TEXTS = [
    *(query.text for query in QUERIES),
    *(name for job in _world.occupations for name in (job.masculine, job.feminine, job.masculine.split()[0])),
    *(f"{job.masculine} {skill}" for job in _world.occupations for skill in job.skills.split("|")),
    *(job.masculine[:-2] + job.masculine[-1] for job in _world.occupations if len(job.masculine) > 6),  # misspelt
]
_CITIES = [city for city in _world.cities if not locate(f"{city.name} ({city.department})").unknown]


def _searches(chance: random.Random) -> Iterator[dict[str, object]]:
    """Yield alerts, no two of one person the same."""
    seen = set()
    while len(seen) < ALERTS:
        criteria, reader_id = _criteria(chance), 1 + len(seen) % READERS
        key = kept.key_of(criteria, None)
        if (reader_id, key) in seen:
            continue
        seen.add((reader_id, key))
        yield {
            "id": len(seen), "reader_id": reader_id, "name": f"Alerte {len(seen)}", "status": AlertStatus.ACTIVE,
            "criteria": kept.write(criteria), "key": key, "frequency": Frequency.DAILY,
            "since": now() - timedelta(days=100), "created_at": now(),
        }  # fmt: skip


def _criteria(chance: random.Random) -> Criteria:
    """Ask as people do: mostly words and a place, sometimes a contract; what is popular is asked for often."""
    city = _CITIES[int(chance.random() ** 2 * len(_CITIES))]
    chosen = {"contract": (chance.choice(CONTRACTS),)} if chance.random() < 0.4 else {}
    place = f"{city.name} ({city.department})" if chance.random() < 0.75 else ""
    text = _TEXTS[int(chance.random() ** 2 * len(_TEXTS))] if not place or chance.random() < 0.85 else ""
    return Criteria(text=text, place=place, radius_km=chance.choice(RADII) if place else 25, chosen=chosen)
