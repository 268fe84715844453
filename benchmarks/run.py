"""`make bench`: measure the goals in one run and write `benchmarks/RESULTS.md`.

python -m benchmarks.run [--only NAME …] [--quick] [--folder DIR]
"""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    alerts,
    badges,
    catalogue,
    fairs,
    freshness,
    hostile,
    pages,
    real_import,
    rebuild,
    report,
    search,
    startup,
    uploads,
    weight,
)
from benchmarks.figures import Figure, Run
from benchmarks.servers import ROOT

RESULTS = Path(__file__).with_name("RESULTS.md")
PARTS: dict[str, Callable[[Run], list[Figure]]] = {
    "search": search.measure,
    "catalogue": catalogue.measure,
    "alerts": alerts.measure,
    "rebuild": rebuild.measure,
    "pages": pages.measure,
    "freshness": freshness.measure,
    "hostile": hostile.measure,
    "weight": weight.measure,
    "startup": startup.measure,
    "import": real_import.measure,
    "fairs": fairs.measure,
    "badges": badges.measure,
    "uploads": uploads.measure,
}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part; may be given several times")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and offers: to try a change out")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks", help="where worlds are kept")
    chosen = parser.parse_args(arguments)
    run = Run(chosen.folder.absolute(), chosen.quick)
    found = {name: _measure(name, run) for name in PARTS if not chosen.only or name in chosen.only}
    text = report.write(found, command=" ".join(["python -m benchmarks.run", *arguments]))
    print(text)
    if not chosen.only and not chosen.quick:
        RESULTS.write_text(text, encoding="utf-8")
    if failed := [name for name, part in found.items() if part.failed]:
        sys.exit(f"not measured: {', '.join(failed)}")


def _measure(name: str, run: Run) -> report.Part:
    print(f"measuring {name}…", file=sys.stderr, flush=True)
    load, began = os.getloadavg()[0], time.monotonic()
    try:
        figures, failed = PARTS[name](run), False
    except Exception as failure:  # what the other parts found must not be lost
        traceback.print_exc()
        figures, failed = [Figure("could not be measured", "", repr(failure)[:200], met=False)], True
    return report.Part(figures, load, time.monotonic() - began, failed)


if __name__ == "__main__":
    main(sys.argv[1:])
