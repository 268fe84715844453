"""Any page asked for leads to one that exists; addresses keep the rest of the query."""

from collections.abc import Callable

import pytest
from flask import Flask

from fairapp.web.pagination import page_of, url_with

Tiny = Callable[..., Flask]


@pytest.mark.parametrize(
    ("total", "asked", "number", "pages"),
    [(0, 1, 1, 1), (1, 1, 1, 1), (20, 2, 1, 1), (21, 2, 2, 2), (45, 999, 3, 3), (45, -7, 1, 3), (10**6, 999, 50, 50)],
)
def test_s9_page_999_is_the_last_one(total: int, asked: int, number: int, pages: int) -> None:
    page = page_of(total, asked)
    assert (page.number, page.pages, page.offset) == (number, pages, (number - 1) * 20)


@pytest.mark.parametrize(
    ("asked", "window"),
    [
        (1, [1, 2, None, 10]),
        (3, [1, 2, 3, 4, None, 10]),
        (4, [1, 2, 3, 4, 5, None, 10]),
        (5, [1, None, 4, 5, 6, None, 10]),
        (10, [1, None, 9, 10]),
    ],
)
def test_window_of_page_links(asked: int, window: list[int | None]) -> None:
    assert page_of(200, asked).window == window


def test_short_lists_show_all_pages() -> None:
    assert [page_of(total, 1).window for total in (0, 21, 60)] == [[1], [1, 2], [1, 2, 3]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"page": 3}, "/offres?q=a+b&contract=cdi&contract=cdd&page=3"),
        ({"page": "{page}"}, "/offres?q=a+b&contract=cdi&contract=cdd&page={page}"),
        ({"q": None, "contract": None, "page": None}, "/offres"),
        ({"contract": ["cdd"], "q": "é&="}, "/offres?page=2&contract=cdd&q=%C3%A9%26%3D"),
    ],
)
def test_address_with_changes(tiny: Tiny, changes: dict[str, object], expected: str) -> None:
    with tiny().test_request_context("/offres?q=a b&contract=cdi&contract=cdd&page=2"):
        assert url_with(**changes) == expected
