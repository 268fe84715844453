"""Storms that are too long for every day (`make chaos`): power cuts while offers pour in."""

import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairapp.core import backup
from tests.support.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

ROUNDS = int(os.environ.get("FAIRAPP_STORM_ROUNDS", "30"))
OFFERS = 60  # a file


def offers_of(round_: int) -> str:
    """Half of the file is new, half was in the file before: inserts and updates."""
    numbers = range(round_ * OFFERS // 2, round_ * OFFERS // 2 + OFFERS)
    offer = {"source": "orage", "contract": "CDI", "place": "07 - AUBENAS", "description": f"Tour {round_}."}
    return "\n".join(json.dumps(offer | {"source_id": str(n), "title": f"Soudeuse {n} F/H"}) for n in numbers)


def total(server: Server) -> int:
    return int(json.loads(server.read("/api/v1/offers?per_page=1"))["total"])


def test_power_cuts_lose_nothing_that_was_acknowledged(start_server: Callable[..., Server], tmp_path: Path) -> None:
    """Web, worker and follower are killed at random moments while imports run; then all agree again."""
    rnd = random.Random(7)
    server = start_server()
    server.run("clusters", "create", "Orage", "--slug", "orage")
    acknowledged: set[str] = set()
    for round_ in range(ROUNDS):
        file = tmp_path / f"{round_}.jsonl"
        file.write_text(offers_of(round_), encoding="utf-8")
        with server.begin("import", "offers", file, "--cluster", "orage") as run:
            if round_ % 3:
                time.sleep(rnd.uniform(0.5, 4))
                run.send_signal(signal.SIGKILL)
            run.wait(timeout=120)
            if run.returncode == 0:
                acknowledged |= {json.loads(line)["source_id"] for line in offers_of(round_).splitlines()}
        server.kill()
        server.start()
    _must_agree(server, acknowledged)


def _must_agree(server: Server, acknowledged: set[str]) -> None:
    database = server.data_dir / "fairapp.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as rows:
        stored = [row[0] for row in rows.execute("SELECT reference FROM offer")]
        live = rows.execute("SELECT count(*) FROM offer WHERE status = 'published'").fetchone()[0]
    backup.check(database)
    assert len(stored) == len(set(stored))
    assert acknowledged <= set(stored)
    deadline = time.monotonic() + 60
    while total(server) != live:
        assert time.monotonic() < deadline, f"the index holds {total(server)} offers, the database {live}"
        time.sleep(0.2)
