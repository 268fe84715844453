"""How fast a whole index is built from the database, on one core; a child process does it and tells.

python -m benchmarks.rebuild DATA_DIR
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, Run
from benchmarks.servers import ROOT, environment
from benchmarks.world import corpus_world, open_engine, open_index

GOAL = 4000  # offers a second of processor time


def measure(run: Run) -> list[Figure]:
    command = [sys.executable, "-m", "benchmarks.rebuild", str(corpus_world(run))]
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    rate = told["offers"] / told["processor"]
    measured = f"{rate:.0f} offers/s ({told['offers']} in {told['processor']:.1f} s of processor, {told['wall']:.1f} s by the clock)"
    return [Figure("rebuild from the database, on one core", f"≥ {GOAL} offers/s", measured, rate >= GOAL)]


def main(data_dir: Path) -> None:
    os.sched_setaffinity(0, {0})
    engine = open_engine(data_dir)
    index = open_index(data_dir, engine)
    began, processor = time.perf_counter(), time.process_time()
    offers = index.rebuild()
    took = {"offers": offers, "processor": time.process_time() - processor, "wall": time.perf_counter() - began}
    print(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
