"""`CURRENT`: one small file that says which index directory counts, and how far in the change log it is.

It is replaced as a whole after each commit, so the position never runs ahead of the index; after a crash in between,
some changes are applied again, which is harmless.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from fairapp.search import thesaurus
from fairapp.search.codec import FORMAT
from fairapp.search.french import ANALYSIS
from fairapp.search.types import Collection, IndexDamaged, IndexUnusable
from fairapp.search.writer import contents_sum, newest_generation

CURRENT = "CURRENT"
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class State:
    """`position`: all changes up to it are in the index. `applied`: ranges of later ones that are in it too."""

    folder: str
    fingerprint: str
    generation: int
    contents: int  # checksum of Whoosh's table of contents of that generation
    position: int
    applied: Ranges
    documents: int
    checked_at: str  # when the change log was last looked at

    def has_applied(self, seq: int) -> bool:
        return seq <= self.position or any(first <= seq <= last for first, last in self.applied)

    @property
    def checked(self) -> datetime:
        return datetime.fromisoformat(self.checked_at)


def fingerprint(collection: Collection) -> str:
    """Return what changes when an index made before can no longer be used."""
    parts = [(part.name, part.boost, part.prose) for part in collection.parts]
    facets = [facet.name for facet in collection.facets]
    return json.dumps([FORMAT, ANALYSIS, thesaurus.data_sum(), collection.version, parts, facets])


def read_state(root: Path) -> State:
    """:raise IndexUnusable: if there is none, or it cannot be read."""
    try:
        values = json.loads((root / CURRENT).read_bytes())
        return State(**{**values, "applied": tuple((first, last) for first, last in values["applied"])})
    except FileNotFoundError as error:
        raise IndexUnusable("no index yet") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"{CURRENT}: unreadable") from error


def write_state(root: Path, state: State, *, durable: bool = False) -> None:
    """Replace the state at once. `durable`: it survives a power cut; a lost update is only applied again."""
    fresh = root / f"{CURRENT}.new"
    with fresh.open("w") as file:
        json.dump(asdict(state), file)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    fresh.replace(root / CURRENT)
    if durable:
        sync_folder(root)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_contents(root: Path, state: State) -> None:
    """Compare the table of contents with what was written, before it is unpickled.

    A newer one than the state knows of was committed by a process that died before it could say so.

    :raise IndexDamaged: if it is another.
    """
    folder = root / state.folder
    try:
        newest = newest_generation(folder)
        sound = newest > state.generation or contents_sum(folder, state.generation) == state.contents
    except OSError as error:
        raise IndexDamaged("table of contents: missing") from error
    if not sound:
        raise IndexDamaged("table of contents: damaged")


def with_ranges(ranges: Ranges, numbers: Iterable[int]) -> Ranges:
    """Return the ranges with these numbers in them."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted([*ranges, *((number, number) for number in numbers)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return tuple(joined)


def after(ranges: Ranges, position: int) -> Ranges:
    """Return what of the ranges lies after `position`."""
    return tuple((max(first, position + 1), last) for first, last in ranges if last > position)
