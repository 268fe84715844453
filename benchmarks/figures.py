"""What a benchmark finds: a figure beside its goal."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What the parts of one run share."""

    folder: Path  # where test worlds are kept between runs
    quick: bool  # fewer rounds, smaller worlds: to try a change out, not to publish

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Figure:
    """One line of the results. `ok` is None where there is no goal, or nothing could be measured."""

    name: str
    goal: str
    measured: str
    ok: bool | None = None
    ratio: str = ""  # to the baseline of the same run

    @property
    def verdict(self) -> str:
        return {True: "met", False: "**missed**", None: ""}[self.ok]


def times(ratio: float) -> str:
    return f"{ratio:.1f}×"


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]


def middle_ratio(values: Sequence[float], baseline: Sequence[float]) -> float:
    """Return the median of the ratios round by round: what slows one round slows both sides."""
    return statistics.median(value / base for value, base in zip(values, baseline, strict=True))
