"""The import of real offers: how long it takes, and that a second one changes nothing."""

import json
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, Run
from benchmarks.servers import ROOT
from benchmarks.world import fairapp

REAL = ROOT.parent / "shared" / "data" / "offers_local.jsonl"
OFFERS = 824
GOAL_SECONDS = 10


def measure(_run: Run) -> list[Figure]:
    if not REAL.exists():
        reason = "skipped: no ../shared/data beside this checkout, as its offers may not be published"
        return [Figure(f"import of {OFFERS} real offers", f"≤ {GOAL_SECONDS} s", reason)]
    folder = Path(tempfile.mkdtemp(prefix="import-bench-"))
    try:
        fairapp(folder, "clusters", "create", "Banc", "--slug", "banc")
        (first, report), (second, again) = _import(folder), _import(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure(
            f"import of {OFFERS} real offers, from the command to its end",
            f"≤ {GOAL_SECONDS} s",
            f"{first:.1f} s, {report['created']} created",
            first <= GOAL_SECONDS and report["created"] == OFFERS,
        ),
        Figure(
            "the same once more",
            "no change",
            f"{second:.1f} s, {again['unchanged']} unchanged",
            again["unchanged"] == OFFERS,
        ),
    ]


def _import(folder: Path) -> tuple[float, dict[str, int]]:
    began = time.perf_counter()
    said = fairapp(folder, "import", "offers", str(REAL), "--cluster", "banc", "--json")
    return time.perf_counter() - began, json.loads(said)
