"""How soon a saved offer is found: through the web server, and what the update of the index takes."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine
from sqlmodel import select

from benchmarks.figures import Figure, Run, percentile
from benchmarks.servers import Server, environment, fairapp_serve
from benchmarks.world import corpus_world, open_engine, open_index
from fairapp.core.db import open_session
from fairapp.offers.lifecycle import SYSTEM
from fairapp.offers.models import Offer
from fairapp.offers.services import log_change

TRIALS = 15
PATIENCE_SECONDS = 10.0

_words = (f"zyxwvut{number}q" for number in count(int(time.time())))


def measure(run: Run) -> list[Figure]:
    data_dir = corpus_world(run)
    engine = open_engine(data_dir)
    with fairapp_serve(environment(FAIRAPP_DATA_DIR=data_dir)) as server:
        server.get("/offres")
        waited = [_until_found(server, engine) for _ in range(TRIALS)]
    updates = _updates(data_dir, engine)
    engine.dispose()
    slowest, middle = max(waited), statistics.median(updates)
    return [
        Figure(
            f"a saved offer is found by HTTP, slowest of {TRIALS}",
            "≤ 1 s",
            f"{slowest:.2f} s (median {statistics.median(waited):.2f} s)",
            slowest <= 1,
        ),
        Figure(
            f"its update of the index, median of {TRIALS}",
            "≤ 10 ms",
            f"{middle:.1f} ms of processor (p95 {percentile(updates, 0.95):.1f} ms)",
            middle <= 10,
        ),
    ]


def _until_found(server: Server, engine: Engine) -> float:
    """Save an offer with a word of its own, and return the seconds until a search finds it."""
    with _saved(engine) as word:
        saved = time.perf_counter()
        while time.perf_counter() - saved < PATIENCE_SECONDS:
            if f"<mark>{word}</mark>".encode() in server.get(f"/offres?q={quote(word)}").body:
                return time.perf_counter() - saved
            time.sleep(0.01)
    raise TimeoutError("the offer is not found")


def _updates(data_dir: Path, engine: Engine) -> list[float]:
    """Return the processor milliseconds of updates, each of one offer."""
    index = open_index(data_dir, engine)
    index.apply()
    taken = []
    for _ in range(TRIALS):
        with _saved(engine):
            began = time.thread_time()
            if index.apply() != 1:
                raise RuntimeError("one change was saved, another number applied")
            taken.append((time.thread_time() - began) * 1000)
        index.apply()  # the title is as before
    return taken


@contextmanager
def _saved(engine: Engine) -> Iterator[str]:
    """Give an offer a new word in its title, as a service would, and take it back at the end."""
    word = next(_words)
    before = _retitle(engine, f"{word} F/H")
    try:
        yield word
    finally:
        _retitle(engine, before)


def _retitle(engine: Engine, title: str) -> str:
    with open_session(engine) as session:
        offer = session.exec(select(Offer).where(Offer.id == 1)).one()
        before, offer.title = offer.title, title
        log_change(session, offer, "edit", by=SYSTEM)
        session.commit()
    return before
