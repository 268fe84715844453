"""A backup is taken while people write, is sound, and comes back."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from fairapp.core import backup, migrate
from fairapp.core.changes import SearchChange, note_change
from fairapp.core.db import make_engine, open_session
from fairapp.core.errors import CommandError
from tests.support.server import fairapp

pytestmark = pytest.mark.sqlite_only


def changes_in(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT count(*) FROM search_change").fetchone()[0])


def write(engine: Engine) -> None:
    with open_session(engine) as session:
        note_change(session, "test", 1)
        session.commit()


def test_a_backup_under_writes_is_sound_and_ends(engine: Engine, tmp_path: Path) -> None:
    stop = threading.Event()

    def keep_writing() -> None:
        while not stop.is_set():
            write(engine)

    write(engine)
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        backup.back_up(Path(engine.url.database or ""), tmp_path / "copy.db")
    finally:
        stop.set()
        writer.join()
    backup.check(tmp_path / "copy.db")
    with open_session(engine, read_only=True) as session:
        assert (
            1 <= changes_in(tmp_path / "copy.db") <= session.exec(select(func.count()).select_from(SearchChange)).one()
        )
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


def test_the_restore_drill(tmp_path: Path) -> None:
    """From the command line, as an operator would on a bad day."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    fairapp("clusters", "create", "Avant", "--slug", "avant", data_dir=data)
    fairapp("backup", copy, data_dir=data)
    fairapp("clusters", "create", "Après", "--slug", "apres", data_dir=data)
    fairapp("restore", copy, "--yes", data_dir=data)
    listed = fairapp("clusters", "list", data_dir=data).stdout
    assert ("avant" in listed, "apres" in listed) == (True, False)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 4096])
def test_what_is_no_backup_replaces_nothing(engine: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.db").write_bytes(content)
    database = tmp_path / "kept.db"
    kept = make_engine(f"sqlite:///{database}")
    migrate.upgrade(kept)
    kept.dispose()
    with pytest.raises(CommandError):
        backup.restore(tmp_path / "bad.db", database)
    backup.check(database)


def test_a_damaged_copy_is_refused(engine: Engine, tmp_path: Path) -> None:
    for _ in range(50):
        write(engine)
    copy = tmp_path / "copy.db"
    backup.back_up(Path(engine.url.database or ""), copy)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    copy.write_bytes(content)
    with pytest.raises(CommandError):
        backup.check(copy)
