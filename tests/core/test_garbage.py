"""Garbage is looked for as usual again, whatever happened meanwhile."""

import gc

import pytest

from fairapp.core.garbage import collected_rarely


def test_the_search_for_garbage_is_put_off_and_taken_up_again():
    usual = gc.get_threshold()

    def fail() -> None:
        assert gc.get_threshold()[0] > 100 * usual[0]
        raise LookupError

    with pytest.raises(LookupError), collected_rarely():
        fail()
    assert gc.get_threshold() == usual


def test_one_inside_another_leaves_nothing_behind():
    usual = gc.get_threshold()
    with collected_rarely(), collected_rarely():
        pass
    assert gc.get_threshold() == usual
