from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search.columns import Codebook, Column, build_column, join_columns
from fairapp.search.counting import make_counter

SIZE = 12
Values = list[set[int]]
documents = st.lists(st.sets(st.integers(1, SIZE - 1), max_size=8), max_size=40)


def column_of(values: Values) -> Column:
    pairs = [(number, code) for number, codes in enumerate(values) for code in codes]
    numbers = np.array([number for number, _ in pairs], np.uint32)
    return build_column(numbers, np.array([code for _, code in pairs], np.int64), len(values))


@given(st.lists(documents, min_size=1, max_size=4), st.sets(st.integers(1, SIZE - 1)), st.data())
def test_joined_columns_answer_as_sets_do(segments, codes, data):
    values = [held for segment in segments for held in segment]
    ids = np.array(sorted(data.draw(st.sets(st.integers(0, len(values) - 1)) if values else st.just(set()))), np.int64)
    column = join_columns([column_of(segment) for segment in segments])

    counts = make_counter({"f": column}, {"f": SIZE}).count(ids)["f"]

    expected = Counter(code for id in ids.tolist() for code in values[id])
    assert {code: count for code, count in enumerate(counts.tolist()) if count} == dict(expected)
    assert column.has(ids, sorted(codes)).tolist() == [bool(values[id] & codes) for id in ids.tolist()]
    assert column.mask(sorted(codes)).tolist() == [bool(held & codes) for held in values]


@given(documents, documents)
def test_facets_packed_together_count_as_alone(one, other):
    length = min(len(one), len(other))
    columns = {"one": column_of(one[:length]), "other": column_of(other[:length])}
    sizes = {"one": SIZE, "other": SIZE}
    ids = np.arange(length)

    together = make_counter(columns, sizes).count(ids)

    for name, column in columns.items():
        alone = make_counter({name: column}, {name: SIZE}).count(ids)
        assert together[name].tolist() == alone[name].tolist()


def test_a_document_may_have_any_number_of_values():
    column = column_of([set(range(1, SIZE)), {3}])

    assert column.has(np.arange(2), [11]).tolist() == [True, False]


@pytest.mark.parametrize("size", [255, 300, 70_000])
def test_many_values_do_not_overflow(size):
    codes = np.arange(1, size, dtype=np.int64)
    column = build_column(np.arange(size - 1, dtype=np.uint32), codes, size - 1)

    counts = make_counter({"f": column, "g": column}, {"f": size, "g": size}).count(np.arange(size - 1))

    assert counts["f"].tolist() == [0, *[1] * (size - 1)]
    assert counts["g"].tolist() == [0, *[1] * (size - 1)]


def test_a_value_keeps_its_number():
    codebook = Codebook()

    first = codebook.code("cdi")
    codebook.code("cdd")

    assert codebook.code("cdi") == first
    assert codebook.known(["cdi", "unheard of"]) == [first]
