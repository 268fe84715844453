"""How long two thousand badges take on sheets of eight, how much memory each process needs, and ReportLab beside it.

Measured in a process of its own, which does what the task does with a batch: reads, measures, composes, has it drawn by
two children, joins. ReportLab draws the same lines, bands and codes by hand: no layout, no shaping, no other scripts.
"""

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Run, times
from benchmarks.servers import ROOT
from benchmarks.world import open_engine
from fairapp import pdf
from fairapp.core.db import open_session
from fairapp.fairs.badges.cards import press_for
from fairapp.fairs.badges.documents import prepare, render_badge
from fairapp.fairs.badges.holders import Holder, holders_of, sorted_holders
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.enums import BadgeLayout, BatchOrder
from fairapp.fairs.models import Fair
from fairapp.pdf.child import peak_kb
from fairapp.pdf.children import POOL
from tests.factories import make_cluster
from tests.fairs.factories import make_fair, make_registration

PEOPLE = 2000
SITE = "https://salons.exemple.fr"
SECONDS, FIRST_SECONDS, MEGABYTES = 10, 2, 120  # goals

FIRST = (
    "Enora",
    "Marie-Gwenaëlle",
    "Bo",
    "Thị Thanh Thảo",
    "Mamadou-Lamine",
    "Jean Pierre",
    "Łucja",
    "محمد",
    "Ольга",
    "Zoé",
)
LAST = (
    "Le Goff",
    "de Kersauzon-Penfeunteun",
    "Ly",
    "Nguyễn",
    "Diallo",
    "d’Abbadie d’Arrast",
    "Özdemir",
    "بن سلمان",
    "Петрова",
)
CHINESE = ("小明", "王")
CHINESE_EVERY = 20


def measure(run: Run) -> list[Figure]:
    """Take the best of some rounds: what else the machine does slows them all."""
    rounds = 1 if run.quick else 3
    plain = [_in_a_process("plain") for _ in range(rounds)]
    chinese = _in_a_process("chinese")
    reportlab = [_in_a_process("reportlab") for _ in range(rounds)]
    best, first = min(plain, key=lambda one: one["seconds"]), min(one["first_seconds"] for one in plain)
    beside = min(reportlab, key=lambda one: one["seconds"])
    child = max(one["child_mb"] for one in plain)
    return [
        Figure(
            f"{PEOPLE} badges on sheets of eight, by the clock", f"≤ {SECONDS} s on two cores",
            f"{best['seconds']:.1f} s, of processor {best['cpu']:.1f} s", best["seconds"] <= SECONDS,
            times(best["seconds"] / beside["seconds"]),
        ),
        Figure("ReportLab, same layout, one process", "", f"{beside['seconds']:.1f} s", ratio="1"),
        Figure("a first badge, the child not yet started", f"≤ {FIRST_SECONDS} s", f"{first:.2f} s", first <= FIRST_SECONDS),
        Figure("memory of a child that draws", f"≤ {MEGABYTES} MB", f"{child:.0f} MB", child <= MEGABYTES),
        Figure("memory of the process that asks, the whole site loaded", "", f"{best['before_mb']:.0f} MB, then {best['own_mb']:.0f} MB"),
        Figure("size of the PDF", "", f"{best['bytes'] / 1e6:.1f} MB"),
        Figure(
            f"the same with one Chinese name in {CHINESE_EVERY}", "",
            f"{chinese['seconds']:.1f} s, {chinese['child_mb']:.0f} MB in a child",
        ),
    ]  # fmt: skip


def _in_a_process(what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.badges", what]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(what: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder))
        with open_session(engine) as session:
            fair = _furnish(session, chinese=what == "chinese")
            session.commit()
            return _reportlab(session, fair) if what == "reportlab" else _ours(session, fair)


def _furnish(session: Any, *, chinese: bool) -> Fair:
    fair = make_fair(session, make_cluster(session), name="Grand Quai")
    names = itertools.islice(itertools.cycle(itertools.product(FIRST, LAST)), PEOPLE)
    for number, name in enumerate(names):
        first, last = CHINESE if chinese and number % CHINESE_EVERY == 0 else name
        row = make_registration(session, fair, first_name=first, last_name=last, organisation="Technicienne composites")
        ensure_badge(session, fair_id=fair.id, registration_id=row.id)
    return fair


def _ours(session: Any, fair: Fair) -> dict[str, float]:
    before_mb = _own_mb()
    first = _seconds(lambda: render_badge(session, session.get_one(Badge, 1), BadgeLayout.A6, public_url=SITE))
    POOL.close()
    peaks: list[int] = []
    draw = POOL.draw

    def watched(html: str, **more: Any) -> Any:
        drawing = draw(html, **more)
        peaks.append(drawing.peak_kb)
        return drawing

    POOL.draw = watched  # type: ignore[method-assign]
    sizes: list[int] = []

    def batch() -> None:
        press = press_for(session, fair, BadgeLayout.A4_SHEET, public_url=SITE)
        job = prepare(session, press, fair, _holders(session, fair))
        sizes.append(len(job.assemble(list(pdf.draw_many(job.documents)))))

    cpu = _cpu()
    seconds = _seconds(batch)
    POOL.close()  # waits for the children, whose time counts from then
    return {
        "seconds": seconds, "cpu": _cpu() - cpu, "first_seconds": first, "child_mb": max(peaks) / 1024,
        "own_mb": _own_mb(), "before_mb": before_mb, "bytes": sizes[0],
    }  # fmt: skip


def _reportlab(session: Any, fair: Fair) -> dict[str, float]:
    from benchmarks.badges_reportlab import draw_sheets  # slow import

    press = press_for(session, fair, BadgeLayout.A4_SHEET, public_url=SITE)
    return {"seconds": _seconds(lambda: draw_sheets(press, _holders(session, fair)))}


def _holders(session: Any, fair: Fair) -> Sequence[Holder]:
    return sorted_holders(holders_of(session, fair.id), BatchOrder.NAME)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _own_mb() -> float:
    return peak_kb() / 1024


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
