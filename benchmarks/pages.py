"""What a page costs, beside a bare Flask "hello" under the same gunicorn, in the same run.

Processor time of the gunicorn workers, read from /proc before and after: other work on the machine does not count.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.queries import QUERIES

REQUESTS = 420  # a round
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")
BARE = "from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef hello():\n    return 'hello'\n"
OPTIONS = (
    "--worker-class",
    "gthread",
    "--workers",
    "1",
    "--threads",
    "4",
    "--no-control-socket",
    "--log-level",
    "warning",
)


class Cost(NamedTuple):
    """Processor milliseconds a request, median of the rounds."""

    bare: float
    uncached: float
    cached: float

    @property
    def ratios(self) -> tuple[float, float]:
        return self.uncached / self.bare, self.cached / self.bare


class Gunicorn:
    """One gunicorn of one worker on a free port."""

    def __init__(self, target: str, *, cwd: Path, env: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", *OPTIONS, "--bind", f"127.0.0.1:{self.port}", target]
        self._process = subprocess.Popen(
            command, cwd=cwd, env=os.environ | env, start_new_session=True, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> "Gunicorn":
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self.get("/")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError("gunicorn does not answer")

    def __exit__(self, *_error: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=20)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return bytes(answer.read())

    def cost_ms(self, paths: Sequence[str]) -> float:
        """Ask for the paths one after another; return the processor milliseconds of each, on average."""
        before = self._ticks()
        for path in paths:
            self.get(path)
        return (self._ticks() - before) / TICKS * 1000 / len(paths)

    def _ticks(self) -> int:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in children]
        return sum(int(field[11]) + int(field[12]) for field in fields)  # user and system


def measure(data_dir: Path, *, rounds: int = ROUNDS) -> Cost:
    """Measure the full results page over a data folder that already holds offers and their index."""
    env = {"FAIRAPP_DATA_DIR": str(data_dir), "FAIRAPP_LOG_LEVEL": "info"}
    (data_dir / "bare.py").write_text(BARE)
    bare, uncached, cached = [], [], []
    with (
        Gunicorn("bare:app", cwd=data_dir, env={}) as hello,
        Gunicorn("fairapp.app:create_app()", cwd=Path.cwd(), env=env) as ours,
    ):
        ours.cost_ms(_paths(len(QUERIES), 0))  # opens the index
        time.sleep(3)  # and lets what starts with the first request come to rest
        for number in range(1, rounds + 1):
            bare.append(hello.cost_ms(["/"] * REQUESTS * 4))
            uncached.append(ours.cost_ms(_paths(REQUESTS, number)))
            ours.get("/offres?q=soudeur")
            cached.append(ours.cost_ms(["/offres?q=soudeur"] * REQUESTS * 4))
    return Cost(*(statistics.median(costs) for costs in (bare, uncached, cached)))


def _paths(count: int, round_: int) -> list[str]:
    """Addresses that no cache has seen: the queries, each time with another salary."""
    texts = [query.text for query in QUERIES]
    return [
        "/offres?" + urllib.parse.urlencode({"q": texts[n % len(texts)], "salaire": 10_000 + round_ * count + n})
        for n in range(count)
    ]
