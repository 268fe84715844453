import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search import IndexUnusable
from fairapp.search.codec import RECORD
from fairapp.search.sealed import Slices, seal, unseal

ARRAYS = {
    "bytes": np.frombuffer(b"soudeur", "u1"),
    "numbers": np.arange(5, dtype="<u4"),
    "records": np.zeros(3, RECORD),
    "none": np.zeros(0, "<u8"),
}
SEALED = seal(ARRAYS)


def test_arrays_come_back_as_they_were(tmp_path):
    (tmp_path / "file").write_bytes(SEALED)

    found = unseal(tmp_path / "file")

    assert {name: array.tolist() for name, array in found.items()} == {k: v.tolist() for k, v in ARRAYS.items()}
    assert all(array.flags.aligned for array in found.values())


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory, place, change):
    garbled = bytearray(SEALED)
    garbled[place] ^= change
    path = tmp_path_factory.mktemp("garbled") / "file"
    path.write_bytes(garbled)

    with pytest.raises(IndexUnusable):
        unseal(path)


@given(st.integers(0, len(SEALED) - 1))
def test_any_missing_end_is_noticed(tmp_path_factory, length):
    path = tmp_path_factory.mktemp("cut") / "file"
    path.write_bytes(SEALED[:length])

    with pytest.raises(IndexUnusable):
        unseal(path)


def test_a_file_cut_while_open_is_noticed(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    slices = Slices(path)
    path.write_bytes(b"0123")

    assert slices.read(0, 4) == b"0123"
    with pytest.raises(IndexUnusable):
        slices.read(2, 4)
