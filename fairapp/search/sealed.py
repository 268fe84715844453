"""Files of numpy arrays that know when they have been damaged.

Nothing is memory-mapped: a mapped file that is cut under a running process kills the process.
"""

import json
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairapp.search.types import IndexDamaged

Array = NDArray[Any]

_MAGIC = b"FAS1"
_HEAD = struct.Struct("<4sIQ")  # magic, length of the description, length of the whole file
_SUM = struct.Struct("<I")


def seal(arrays: Mapping[str, Array]) -> bytes:
    """Return one file's bytes holding `arrays` under their names."""
    described = {
        name: [array.dtype.str if array.dtype.fields is None else array.dtype.descr, len(array)]
        for name, array in arrays.items()
    }
    description = _aligned(json.dumps(described).encode())
    body = b"".join(_aligned(array.tobytes()) for array in arrays.values())
    length = _HEAD.size + len(description) + len(body) + _SUM.size
    data = _HEAD.pack(_MAGIC, len(description), length) + description + body
    return data + _SUM.pack(zlib.crc32(data))


def unseal(path: Path) -> dict[str, Array]:
    """Return the arrays of a file, read-only.

    :raise IndexDamaged: if a byte is missing or wrong.
    """
    data = path.read_bytes()
    if len(data) < _HEAD.size + _SUM.size or data[:4] != _MAGIC:
        raise IndexDamaged(f"{path.name}: not an index file")
    _, described, length = _HEAD.unpack_from(data)
    if length != len(data) or _SUM.unpack_from(data, length - _SUM.size)[0] != zlib.crc32(
        memoryview(data)[: -_SUM.size]
    ):
        raise IndexDamaged(f"{path.name}: damaged")
    start = _HEAD.size + described
    arrays: dict[str, Array] = {}
    for name, (dtype, count) in json.loads(data[_HEAD.size : start]).items():
        kind = np.dtype([tuple(part) for part in dtype] if isinstance(dtype, list) else dtype)
        arrays[name] = np.frombuffer(data, kind, count, start)
        start += -(-kind.itemsize * count // 8) * 8
    return arrays


def _aligned(data: bytes) -> bytes:
    """Pad to eight bytes, since numpy is slow on numbers that lie across."""
    return data + b" " * (-len(data) % 8)


class Slices:
    """A file read piece by piece, from any number of threads, each piece checked by its reader."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.name = path.name

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes.

        :raise IndexDamaged: if the file is shorter.
        """
        data = os.pread(self._descriptor, length, start)
        if len(data) != length:
            raise IndexDamaged(f"{self.name}: cut short")
        return data

    def __del__(self) -> None:
        if descriptor := getattr(self, "_descriptor", None):
            os.close(descriptor)
