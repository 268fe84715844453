"""The same search in SQLite FTS5 (facets in SQL) and in tantivy, fed with the same terms."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pysqlite3
import tantivy

from benchmarks.corpus import PARTS, Offer, to_document
from benchmarks.queries import Query
from fairapp.search import french
from fairapp.search.query import parse

PAGE = 20


class Answer(NamedTuple):
    total: int
    ids: Sequence[int]
    facets: dict[str, dict[str, int]]  # of the documents found


class Peer(Protocol):
    name: str

    def search(self, query: Query) -> Answer: ...


def query_terms(text: str) -> list[str]:
    return [word.term for clause in parse(text).clauses for word in clause.words]


def _text_of(offer: Offer) -> str:
    """Return all terms as one text, those of heavier parts repeated: one field is quickest for everybody."""
    texts = zip(PARTS, to_document(offer).parts, strict=True)
    terms = [french.terms(text, prose=part.prose) * round(part.boost) for part, text in texts]
    return " ".join(term for part in terms for term in part)


class Fts5:
    """Rows and cluster links in tables, with the indexes one would give them."""

    name = "SQLite FTS5"

    def __init__(self, path: Path, offers: Iterable[Offer]) -> None:
        self._db = pysqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            """
            pragma journal_mode=wal; pragma synchronous=off; pragma cache_size=-262144; pragma temp_store=memory;
            create table offer(id integer primary key, contract text, department text, posted int);
            create table offer_cluster(cluster text, offer int, primary key (cluster, offer)) without rowid;
            create virtual table words using fts5(body, content='', detail=none);
            begin;
            """
        )
        for offer in offers:
            posted = int(offer.posted_at.timestamp())
            self._db.execute("insert into offer values(?,?,?,?)", (offer.id, offer.contract, offer.department, posted))
            pairs = [(str(cluster), offer.id) for cluster in offer.clusters]
            self._db.executemany("insert into offer_cluster values(?,?)", pairs)
            self._db.execute("insert into words(rowid, body) values(?,?)", (offer.id, _text_of(offer)))
        self._db.executescript(
            """
            create index by_posted on offer(posted desc); create index by_department on offer(department);
            create index by_offer on offer_cluster(offer, cluster); analyze;
            insert into words(words) values('optimize');"""
        )

    def search(self, query: Query) -> Answer:
        """Ask five plain questions, as a read-only request can: how many, which, and three facets."""
        terms = query_terms(query.text)
        where, values = _conditions(query)
        found = "offer"
        if terms:
            # CROSS JOIN: the planner would rather look every offer up in the words.
            found = "words cross join offer on offer.id = words.rowid"
            where, values = f"words match ? and {where}", [" ".join(f'"{term}"' for term in terms), *values]
        order = "posted desc" if query.by_date or not terms else "bm25(words), posted desc"
        page = f"select offer.id from {found} where {where} order by {order} limit {PAGE} offset ?"
        linked = f"{found} cross join offer_cluster k on k.offer = offer.id"
        return Answer(
            total=self._rows(f"select count(*) from {found} where {where}", values)[0][0],
            ids=[id for (id,) in self._rows(page, [*values, (query.page - 1) * PAGE])],
            facets={
                "contract": dict(
                    self._rows(f"select contract, count(*) from {found} where {where} group by 1", values)
                ),
                "department": dict(
                    self._rows(f"select department, count(*) from {found} where {where} group by 1", values)
                ),
                "cluster": dict(
                    self._rows(f"select k.cluster, count(*) from {linked} where {where} group by 1", values)
                ),
            },
        )

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._db.execute(statement, values).fetchall()


def _conditions(query: Query) -> tuple[str, list[Any]]:
    conditions, values = ["1"], []
    for name, chosen in query.filters.items():
        marks = ", ".join("?" * len(chosen))
        if name == "cluster":
            linked = f"select 1 from offer_cluster c where c.offer = offer.id and c.cluster in ({marks})"
            conditions.append(f"exists ({linked})")
        else:
            conditions.append(f"{name} in ({marks})")
        values += chosen
    return " and ".join(conditions), values


class Tantivy:
    """One text field, fast fields for facets and dates, one merged segment."""

    name = "tantivy"

    def __init__(self, path: Path, offers: Iterable[Offer]) -> None:
        path.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", fast=True)
        builder.add_integer_field("posted", fast=True)
        builder.add_text_field("body", index_option="freq")
        for facet in ("contract", "department", "cluster"):
            builder.add_text_field(facet, tokenizer_name="raw", fast=True, index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(path))
        writer = self._index.writer(256_000_000, 1)
        for offer in offers:
            clusters = [str(cluster) for cluster in offer.clusters]
            writer.add_document(
                tantivy.Document(
                    id=offer.id,
                    posted=int(offer.posted_at.timestamp()),
                    contract=offer.contract,
                    department=offer.department,
                    cluster=clusters,
                    body=_text_of(offer),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._counts = {
            facet: {"terms": {"field": facet, "size": 200}} for facet in ("contract", "department", "cluster")
        }

    def search(self, query: Query) -> Answer:
        wanted = self._wanted(query)
        by_date = query.by_date or not query_terms(query.text)
        found = self._searcher.search(
            wanted, PAGE, count=True, offset=(query.page - 1) * PAGE, order_by_field="posted" if by_date else None
        )
        ids = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        counted = self._searcher.aggregate(wanted, self._counts)
        facets = {name: {b["key"]: b["doc_count"] for b in counted[name]["buckets"]} for name in self._counts}
        return Answer(found.count, ids, facets)

    def _wanted(self, query: Query) -> tantivy.Query:
        """Every word; the filters without a score."""
        words = [tantivy.Query.term_query(self._schema, "body", term, "freq") for term in query_terms(query.text)]
        must = [(tantivy.Occur.Must, word) for word in words]
        for name, chosen in query.filters.items():
            choice = tantivy.Query.term_set_query(self._schema, name, list(chosen))
            must.append((tantivy.Occur.Must, tantivy.Query.const_score_query(choice, 0.0)))
        return tantivy.Query.boolean_query(must) if must else tantivy.Query.all_query()
