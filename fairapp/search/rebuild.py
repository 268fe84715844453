"""A new index from all published documents, built beside the old one and put in its place at once."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from fairapp.core.changes import SearchChange
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.garbage import collected_rarely
from fairapp.search.documents import make_entry
from fairapp.search.state import (
    Ranges,
    State,
    fingerprint,
    read_state,
    sync_folder,
    with_ranges,
    write_state,
)
from fairapp.search.types import Collection, IndexUnusable
from fairapp.search.writer import IndexWriter, contents_sum, create_index, read_segments

SETTLED = timedelta(minutes=1)  # no transaction is open longer
_SEGMENT_DOCUMENTS = 50_000
_REPORT_EVERY = 500

Progress = Callable[[int, int], None]
"""Told how many documents are done, of how many."""


def build_index(root: Path, collection: Collection, engine: Engine, progress: Progress | None) -> int:
    """Build, swap, and return the number of documents. The caller holds the lock."""
    asked_at = now()
    folder = Path(tempfile.mkdtemp(prefix="index-", dir=root))
    try:
        with open_session(engine, read_only=True) as session:
            position, applied = _seen_changes(session, collection, asked_at)
            _fill(folder, collection, session, progress)
        _make_durable(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    generation = read_segments(folder)[0]
    contents, documents = committed(folder, generation)
    state = State(
        folder=folder.name,
        fingerprint=fingerprint(collection),
        generation=generation,
        contents=contents,
        position=position,
        applied=applied,
        documents=documents,
        checked_at=asked_at.isoformat(),
    )
    replaced = _folder_in_use(root)
    write_state(root, state, durable=True)
    _sweep(root, kept={folder.name, replaced})
    return documents


def committed(folder: Path, generation: int) -> tuple[int, int]:
    """Return the checksum of the table of contents just written, and the number of living documents."""
    documents = sum(segment.doc_count() for segment in read_segments(folder)[1])
    return contents_sum(folder, generation), documents


def _seen_changes(session: Session, collection: Collection, asked_at: datetime) -> tuple[int, Ranges]:
    """Return the changes that documents read from now on are sure to include, as position and ranges."""
    ours = col(SearchChange.kind) == collection.kind
    old_enough = select(func.max(SearchChange.seq)).where(ours, col(SearchChange.at) < asked_at - SETTLED)
    position = session.exec(old_enough).one() or 0
    later = session.exec(select(SearchChange.seq).where(ours, col(SearchChange.seq) > position)).all()
    return position, with_ranges((), later)


def _fill(folder: Path, collection: Collection, session: Session, progress: Progress | None) -> None:
    create_index(folder)
    count = collection.count_published
    total = count(session) if count and progress else 0
    writer, done = IndexWriter(folder), 0
    with collected_rarely():
        for document in collection.iter_published(session):
            writer.add(make_entry(document, collection))
            done += 1
            if progress and done % _REPORT_EVERY == 0:
                progress(done, max(total, done))
            if done % _SEGMENT_DOCUMENTS == 0:
                writer.finish(fold=False)
                writer = IndexWriter(folder)
        writer.finish(fold=False)
    if progress:
        progress(done, done)


def _make_durable(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _folder_in_use(root: Path) -> str:
    try:
        return read_state(root).folder
    except IndexUnusable:
        return ""


def _sweep(root: Path, kept: set[str]) -> None:
    """Remove old indexes. The one just replaced stays until the next time: a reader may be opening it."""
    for path in root.glob("index-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
