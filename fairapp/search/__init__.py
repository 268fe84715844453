"""Fast French search on Whoosh and numpy. It knows documents and collections, never a domain's tables.

A domain declares a `Collection`; the application holds one `SearchIndex` for it; the worker lets it follow the change
log. Read in the order: `types`, `french`, `query`, `thesaurus`, `plan`, `match`, `searcher` for a search;
`documents`, `codec`, `writer`, `terms`, `segment`, `view` for what it reads; `state`, `follower`, `index` for how the
index stays equal to the database; `fresh` for searching a few documents apart.
"""

from fairapp.search.highlight import mark, snippet
from fairapp.search.index import SearchIndex
from fairapp.search.query import parse
from fairapp.search.searcher import Searcher
from fairapp.search.types import (
    Collection,
    Condition,
    Document,
    Facet,
    IndexUnusable,
    Near,
    Part,
    Request,
    Result,
    Scope,
    Sort,
    Status,
    Suggestion,
)

__all__ = [
    "Collection",
    "Condition",
    "Document",
    "Facet",
    "IndexUnusable",
    "Near",
    "Part",
    "Request",
    "Result",
    "Scope",
    "SearchIndex",
    "Searcher",
    "Sort",
    "Status",
    "Suggestion",
    "mark",
    "parse",
    "snippet",
]
