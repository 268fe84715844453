import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search.ranking import best


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 70), st.randoms(use_true_random=False))
def test_s9_best_is_the_beginning_of_the_whole_order(keys, count, random):
    rank = list(range(len(keys)))
    random.shuffle(rank)
    expected = sorted(range(len(keys)), key=lambda id: (keys[id], rank[id]))[:count]

    found = best(np.arange(len(keys)), np.array(keys, np.float32), np.array(rank, np.int32), count)

    assert found.tolist() == expected
