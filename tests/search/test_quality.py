"""What people search for, on real offers: the right ones first, and never an empty page for nothing."""

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairapp.core.text import fold
from fairapp.search import Document, Request
from fairapp.search.documents import make_entry
from fairapp.search.searcher import Searcher
from fairapp.search.writer import IndexWriter, create_index
from tests.search.conftest import open_searcher
from tests.search.shelf import COLLECTION

FILES = ("offers_local.jsonl", "offers_mixed.jsonl")


def read_offers(shared_data: Path) -> dict[int, dict]:
    lines = [line for name in FILES for line in (shared_data / name).read_text("utf-8").splitlines()]
    return {number: json.loads(line) for number, line in enumerate(lines, 1)}


def to_document(number: int, offer: dict) -> Document:
    title = " ".join(offer.get(key, "") for key in ("title", "rome_label", "job_title"))
    place = f"{offer.get('commune', '')} {offer.get('department', '')}"
    parts = (title, ", ".join(offer.get("skills", [])), place, offer.get("company", ""), offer.get("description", ""))
    return Document(number, parts, datetime.fromisoformat(offer["published_on"]).replace(tzinfo=UTC))


def fits(offer: dict, pattern: str, commune: str) -> bool:
    text = " ".join(offer.get(key, "") for key in ("title", "job_title", "rome_label"))
    plain = re.sub(r"[^a-z0-9]+", " ", fold(text))
    return re.search(pattern, plain) is not None and commune in ("", offer.get("commune"))


@pytest.fixture(scope="module")
def offers(shared_data: Path) -> dict[int, dict]:
    return read_offers(shared_data)


@pytest.fixture(scope="module")
def searcher(offers: dict[int, dict], tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("real")
    create_index(folder)
    writer = IndexWriter(folder)
    for number, offer in offers.items():
        writer.add(make_entry(to_document(number, offer), COLLECTION))
    writer.finish()
    return open_searcher(folder, datetime(2026, 11, 21, tzinfo=UTC).date())


def judged(shared_data: Path, offers: dict[int, dict], searcher: Searcher) -> list[dict]:
    found = []
    with (shared_data / "search_queries.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wanted = {n for n, offer in offers.items() if fits(offer, row["title_pattern"], row["commune"])}
            result = searcher.search(Request(row["query"], per_page=10))
            right = sum(id in wanted for id in result.ids)
            found.append(row | {"wanted": len(wanted), "right": right, "shown": len(result.ids), "total": result.total})
    return found


def test_ten_first_results_are_right(shared_data, offers, searcher):
    queries = [q for q in judged(shared_data, offers, searcher) if q["wanted"] >= 10]

    precision = sum(q["right"] / 10 for q in queries) / len(queries)

    assert precision >= 0.95, [(q["query"], q["right"]) for q in queries if q["right"] < 10]


def test_right_offers_come_first_where_there_are_fewer_than_ten(shared_data, offers, searcher):
    queries = [q for q in judged(shared_data, offers, searcher) if q["wanted"] < 10]

    recall = sum(q["right"] / q["wanted"] for q in queries) / len(queries)

    assert recall >= 0.95, [(q["query"], q["right"], q["wanted"]) for q in queries if q["right"] < q["wanted"]]


def test_s6_no_empty_page_where_offers_match(shared_data, offers, searcher):
    empty = [q["query"] for q in judged(shared_data, offers, searcher) if q["wanted"] and not q["total"]]

    assert empty == []
