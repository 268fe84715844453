"""The plain search in SQL finds what the index finds, for words as they are written and for every filter."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from fairapp.core.db import open_session
from fairapp.offers.board import fallback
from fairapp.offers.board.scopes import EVERYWHERE
from fairapp.offers.models import Offer
from fairapp.search import Near, Request

FILTERS = [
    {},
    {"contract": {"apprenticeship"}},
    {"contract": {"apprenticeship", "fixed_term"}, "family": {"H"}},
    {"department": {"07"}},
    {"working_time": {"part_time"}},
    {"remote": {"partial"}},
    {"shared": {"yes"}},
    {"cluster": {"1"}},
    {"cluster": {"999"}},
    {"company": {"1"}},
    {"company": {"9" * 60}},
    {"experience": {"beginner"}},
    {"unheard_of": {"x"}},
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "-".join(filters) or "none")
@pytest.mark.parametrize("text", ["", "soudeur"])
def test_the_plain_search_agrees_with_the_index(
    offers: dict[str, Offer], app: Flask, engine: Engine, filters: dict[str, set[str]], text: str
) -> None:
    request = Request(text=text, filters=filters, scope=EVERYWHERE, per_page=50, expand=False)
    indexed = app.extensions["fairapp"].search.search(request)
    with open_session(engine, read_only=True) as session:
        plain = fallback.search(session, request)
    assert set(plain.ids) == set(indexed.ids)


def test_the_plain_search_knows_salary_and_distance(offers: dict[str, Offer], engine: Engine) -> None:
    with open_session(engine, read_only=True) as session:
        paid = fallback.search(session, Request(salary_min=40_000))
        near = fallback.search(session, Request(near=Near(44.62, 4.39, 10)))
    assert set(paid.ids) == {offers["dev"].id}
    assert set(near.ids) == {offers["soudeur"].id, offers["alternance"].id}


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"; drop table offer; --', "(" * 50])
def test_the_plain_search_takes_words_literally(offers: dict[str, Offer], engine: Engine, text: str) -> None:
    with open_session(engine, read_only=True) as session:
        assert fallback.search(session, Request(text=text)).total == 0
