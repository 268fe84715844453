"""`make bench`: measure the goals in one run and write `benchmarks/RESULTS.md`.

python -m benchmarks.run [--offers 100000] [--only search|pages|start]
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks import pages, search_bench

RESULTS = Path(__file__).with_name("RESULTS.md")
DEMO_OFFERS = 420
START_PORT = 8097


class Figure(NamedTuple):
    """One goal and what this run measured; `is_met` None: told, not judged."""

    name: str
    goal: str
    measured: str
    is_met: bool | None


def measure_search(offers: int) -> Iterator[Figure]:
    """Processor time in process, beside SQLite FTS5 and tantivy on the same offers."""
    found = search_bench.run(offers)
    plain, full = found["engines"]["fairapp"], found["engines"]["fairapp, all features, 25 km"]
    size = f"{offers:,} offers".replace(",", " ")
    yield _pair(f"{size}, the reference's semantics, p50 / p95", plain, (0.25, 1.0))
    yield _pair("own-facet exclusion and a radius, p50 / p95", full, (0.5, 2.0))
    for name, times in found["times_faster"].items():
        goal = (50, 100) if "fts" in name.lower() else (1, 1)
        met = times["p50"] >= goal[0] and times["p95"] >= goal[1]
        agreed = found["agreement"][name]
        measured = f"{times['p50']:.1f}× / {times['p95']:.1f}× (same answers to {agreed} of 42 requests)"
        yield Figure(f"faster than {name}, p50 / p95", f"≥ {goal[0]}× / {goal[1]}×", measured, met)
    rebuilt, update = found["rebuild_per_second"], found["update"]
    yield Figure("rebuild on one core", "≥ 4 000 offers/s", f"{rebuilt:.0f} offers/s", rebuilt >= 4000)
    yield Figure("index update of one offer, p50", "≤ 10 ms", f"{update['p50']:.1f} ms", update["p50"] <= 10)
    slowest = found["hostile"]["max"]
    yield Figure("slowest of the hostile searches", "≤ 200 ms", f"{slowest:.1f} ms", slowest <= 200)


def _pair(name: str, measured: dict[str, float], goal: tuple[float, float]) -> Figure:
    met = measured["p50"] <= goal[0] and measured["p95"] <= goal[1]
    return Figure(name, f"≤ {goal[0]} / {goal[1]} ms", f"{measured['p50']:.3f} / {measured['p95']:.3f} ms", met)


def measure_pages(_offers: int) -> Iterator[Figure]:
    """The full results page under gunicorn, as times a bare Flask "hello" under the same gunicorn."""
    with tempfile.TemporaryDirectory(prefix="pages-bench-") as folder:
        _fairapp(Path(folder), "demo", "load", "--offers", str(DEMO_OFFERS))
        cost = pages.measure(Path(folder))
    uncached, cached = cost.ratios
    yield Figure("bare Flask hello", "", f"{cost.bare:.2f} ms of processor", None)
    yield Figure("results page, uncached", "≤ 12× bare", f"{uncached:.1f}× ({cost.uncached:.2f} ms)", uncached <= 12)
    yield Figure("results page, cached", "≤ 2.5× bare", f"{cached:.1f}× ({cost.cached:.2f} ms)", cached <= 2.5)


def measure_start(_offers: int) -> Iterator[Figure]:
    """The second `fairapp serve`, until it answers."""
    with tempfile.TemporaryDirectory(prefix="start-bench-") as folder:
        _fairapp(Path(folder), "demo", "load", "--offers", str(DEMO_OFFERS))
        seconds = _start(Path(folder))
    yield Figure("second start, until the site answers", "< 3 s", f"{seconds:.1f} s", seconds < 3)


def _start(folder: Path) -> float:
    environment = os.environ | {"FAIRAPP_DATA_DIR": str(folder), "FAIRAPP_LOG_LEVEL": "warning"}
    began = time.monotonic()
    command = [sys.executable, "-m", "fairapp", "serve", "--port", str(START_PORT)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            while time.monotonic() - began < 60:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{START_PORT}/healthz", timeout=1).close()
                except OSError:
                    time.sleep(0.02)
                else:
                    return time.monotonic() - began
            raise TimeoutError("the site does not answer")
        finally:
            server.terminate()


def _fairapp(folder: Path, *arguments: str) -> None:
    environment = os.environ | {"FAIRAPP_DATA_DIR": str(folder), "FAIRAPP_LOG_LEVEL": "warning"}
    subprocess.run(
        [sys.executable, "-m", "fairapp", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
    )


PARTS: dict[str, Callable[[int], Iterator[Figure]]] = {
    "search": measure_search,
    "pages": measure_pages,
    "start": measure_start,
}


def report(figures: Sequence[Figure], *, command: str, load: float) -> str:
    """Return the page of results."""
    verdicts = {True: "met", False: "**missed**", None: ""}
    lines = [f"| {f.name} | {f.goal} | {f.measured} | {verdicts[f.is_met]} |" for f in figures]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    head = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}; load average when it began: {load:.1f}. `{command}`"
    table = ["| what | goal | measured | |", "| --- | --- | --- | --- |", *lines]
    return "\n".join(
        ["# Results", "", head, "", "Processor time, so that other work on the machine counts little.", "", *table, ""]
    )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--only", choices=PARTS)
    chosen = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    figures = [figure for name, part in PARTS.items() if chosen.only in (None, name) for figure in part(chosen.offers)]
    text = report(figures, command=" ".join(["python -m benchmarks.run", *arguments]), load=load)
    print(text)
    if chosen.only is None:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
