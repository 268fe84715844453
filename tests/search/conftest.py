from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from fairapp.search import Document, thesaurus
from fairapp.search.columns import Codebook
from fairapp.search.documents import make_entry
from fairapp.search.searcher import Searcher
from fairapp.search.segment import Segment
from fairapp.search.view import View
from fairapp.search.writer import IndexWriter, create_index, read_segments
from tests.search.shelf import COLLECTION, FACETS, Shelf

MakeSearcher = Callable[..., Searcher]


@pytest.fixture
def shelf(engine: Engine, tmp_path: Path) -> Shelf:
    return Shelf(engine, tmp_path / "search")


@pytest.fixture
def searcher_of(tmp_path: Path) -> MakeSearcher:
    """Write documents as one or several segments, without a database, and give what searches them."""
    made = 0

    def make(*segments: list[Document], today: date = date(2026, 11, 21)) -> Searcher:
        nonlocal made
        made += 1
        folder = tmp_path / f"index-{made}"
        folder.mkdir()
        create_index(folder)
        for documents in segments:
            writer = IndexWriter(folder)
            for document in documents:
                writer.add(make_entry(document, COLLECTION))
            writer.finish(fold=False)
        return open_searcher(folder, today)

    return make


def open_searcher(folder: Path, today: date) -> Searcher:
    listed = read_segments(folder)[1]
    segments = [Segment(folder, entry.segment_id()) for entry in listed]
    deleted = [np.fromiter(entry.deleted_docs(), np.int64) for entry in listed]
    books = {facet.name: Codebook() for facet in FACETS}
    view = View(segments, deleted, books, today=today)
    return Searcher(view, FACETS, thesaurus.standard())
