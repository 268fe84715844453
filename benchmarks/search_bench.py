"""How fast the search is, beside SQLite FTS5 and tantivy on the same offers, in the same run.

    python -m benchmarks.search_bench [--offers 100000] [--json FILE]

Times are processor time of the searching thread, so that other work on the machine does not count; every engine
answers each request in turn.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.corpus import FACETS, PARTS, Offer, offers, to_document
from benchmarks.queries import HOSTILE, QUERIES, Query
from benchmarks.search_peers import Answer, Fts5, Tantivy
from fairapp.core.changes import SearchChange, note_change
from fairapp.core.db import make_engine, open_session
from fairapp.search import Collection, Near, Request, SearchIndex

ROUNDS = 15
SLOW_ROUNDS = 3  # of engines that take seconds
UPDATES = 30
NEAR = Near(45.7640, 4.8357, 25)  # Lyon

Measured = dict[str, float]
Asked = TypeVar("Asked")


def run(count: int) -> dict[str, Any]:
    """Return all figures for `count` offers."""
    folder = Path(tempfile.mkdtemp(prefix="search-bench-"))
    try:
        return _run(count, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(count: int, folder: Path) -> dict[str, Any]:
    made = list(offers(count))
    index, rebuilt = _build(made, folder)
    peers = [Fts5(folder / "fts.db", made), Tantivy(folder / "tantivy", made)]
    index.warm()
    _warm_up(index)
    ours = {
        "fairapp": _measure(_requests(expand=False), index.search, ROUNDS),
        "fairapp, all features": _measure(_requests(expand=True), index.search, ROUNDS),
        "fairapp, all features, 25 km": _measure(_requests(expand=True, near=NEAR), index.search, ROUNDS),
    }
    theirs = {peer.name: _measure(QUERIES, peer.search, SLOW_ROUNDS) for peer in peers}
    return {
        "offers": count,
        "engines": ours | theirs,
        "times_faster": {name: _ratio(ours["fairapp"], measured) for name, measured in theirs.items()},
        "agreement": {peer.name: _agreement(index, peer.search) for peer in peers},
        "hostile": _hostile(index),
        "rebuild_per_second": rebuilt,
        "update": _updates(index, made[:UPDATES]),
        "index_megabytes": index.status().bytes / 1e6,
    }


def _build(made: Sequence[Offer], folder: Path) -> tuple[SearchIndex, float]:
    engine = make_engine(f"sqlite:///{folder / 'log.db'}")
    SearchChange.metadata.tables["search_change"].create(engine)
    rows = {offer.id: to_document(offer) for offer in made}
    collection = Collection(
        kind="offer",
        parts=PARTS,
        facets=FACETS,
        load_many=lambda _session, ids: [rows[id] for id in ids],
        iter_published=lambda _session: iter(rows.values()),
        count_published=lambda _session: len(rows),
    )
    index = SearchIndex(folder / "search", collection, engine)
    started = time.thread_time()
    index.rebuild()
    return index, len(made) / (time.thread_time() - started)


def _requests(*, expand: bool, near: Near | None = None) -> list[Request]:
    return [replace(query.request(expand=expand), near=near) for query in QUERIES]


def _warm_up(index: SearchIndex) -> None:
    for request in _requests(expand=True):
        index.search(request)


def _measure(asked: Sequence[Asked], answer: Callable[[Asked], object], rounds: int) -> Measured:
    for request in asked:
        answer(request)
    return _percentiles([_milliseconds(partial(answer, request)) for _ in range(rounds) for request in asked])


def _milliseconds(do: Callable[[], object]) -> float:
    started = time.thread_time()
    do()
    return (time.thread_time() - started) * 1e3


def _percentiles(times: Iterable[float]) -> Measured:
    ordered = sorted(times)
    return {
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[int(len(ordered) * 0.95)],
        "max": ordered[-1],
    }


def _ratio(ours: Measured, theirs: Measured) -> Measured:
    return {name: theirs[name] / ours[name] for name in ("p50", "p95")}


def _agreement(index: SearchIndex, search: Callable[[Query], Answer]) -> int:
    """Count the requests with the same total, and the same counts of the facets that were not chosen."""
    agreed = 0
    for query in QUERIES:
        ours, theirs = index.search(query.request(expand=False)), search(query)
        unchosen = [name for name in theirs.facets if name not in query.filters]
        agreed += ours.total == theirs.total and all(ours.facets[name] == theirs.facets[name] for name in unchosen)
    return agreed


def _hostile(index: SearchIndex) -> dict[str, Any]:
    """Search each hostile text once, unprepared."""
    times = {text[:40]: _milliseconds(partial(index.search, Request(text, facets=("contract",)))) for text in HOSTILE}
    slowest = max(times, key=lambda text: times[text])
    return {"patterns": len(times), "max": times[slowest], "slowest": slowest}


def _updates(index: SearchIndex, changed: Sequence[Offer]) -> Measured:
    """Change one offer after the other, each applied alone."""
    engine = index._engine  # the bench made it
    times = []
    for offer in changed:
        with open_session(engine) as session:
            note_change(session, "offer", offer.id)
            session.commit()
        times.append(_milliseconds(index.apply))
    return _percentiles(times)


def show(figures: dict[str, Any]) -> None:
    print(f"{figures['offers']} offers, {len(QUERIES)} requests: total, 20 ids, 3 facets (ms)\n")
    for name, measured in figures["engines"].items():
        print(f"{name:32} p50 {measured['p50']:8.3f}   p95 {measured['p95']:8.3f}   max {measured['max']:8.3f}")
    for name, times in figures["times_faster"].items():
        agreed = figures["agreement"][name]
        print(f"{name}: {times['p50']:.1f} / {times['p95']:.1f} times slower, same answers to {agreed} requests")
    hostile = figures["hostile"]
    print(f"hostile: {hostile['patterns']} patterns, at most {hostile['max']:.1f} ms ({hostile['slowest']!r})")
    update = figures["update"]
    print(f"rebuild {figures['rebuild_per_second']:.0f} offers/s, one update {update['p50']:.1f} ms", end=", ")
    print(f"p95 {update['p95']:.1f} ms, index {figures['index_megabytes']:.0f} MB")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    figures = run(chosen.offers)
    show(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
