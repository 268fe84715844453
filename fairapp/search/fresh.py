"""A few documents searched apart from all others, with words understood as the whole index understands them.

What is misspelt, what a beginning may go on to and which words no label has is asked of the whole: a document is then
found here exactly if a search of the whole that holds it would find it, at the price of a small index.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fairapp.core.clock import today
from fairapp.search import thesaurus
from fairapp.search.columns import Codebook
from fairapp.search.documents import make_entry
from fairapp.search.plan import Plan
from fairapp.search.searcher import Searcher
from fairapp.search.segment import Segment
from fairapp.search.types import Collection, Document
from fairapp.search.view import View
from fairapp.search.writer import IndexWriter, create_index, read_segments


class _FreshSearcher(Searcher):
    """Searches its own view by the plans of another."""

    def __init__(self, view: View, collection: Collection, whole: Searcher) -> None:
        super().__init__(view, collection.facets, thesaurus.standard())
        self._whole = whole

    def plan(self, text: str, *, expand: bool = True) -> Plan:
        return self._whole.plan(text, expand=expand)


@contextmanager
def among(documents: Iterable[Document], collection: Collection, whole: Searcher) -> Iterator[Searcher]:
    """Give a searcher of these documents alone; its files are gone afterwards.

    Where no document has all words, those with most of them are found, and `Result.relaxed` says so: the whole may
    well have better ones.
    """
    with TemporaryDirectory(prefix="fairapp-fresh-") as name:
        folder = Path(name)
        create_index(folder)
        writer = IndexWriter(folder)
        for document in documents:
            writer.add(make_entry(document, collection))
        writer.finish(fold=False)
        listed = read_segments(folder)[1]
        segments = [Segment(folder, entry.segment_id()) for entry in listed]
        codebooks = {facet.name: Codebook() for facet in collection.facets}
        view = View(segments, [np.zeros(0, np.int64) for _ in segments], codebooks, today=today())
        yield _FreshSearcher(view, collection, whole)
