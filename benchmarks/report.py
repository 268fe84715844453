"""The page of results: what was measured in one run, on which machine, beside the goals."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pysqlite3

from benchmarks.figures import Figure

PACKAGES = ("flask", "werkzeug", "jinja2", "gunicorn", "sqlalchemy", "sqlmodel", "whoosh", "numpy")
NOTES = """\
Processor time is that of the measured processes, workers that ended included: other work on the machine slows the
clock, but is not counted; crowded caches are, on both sides of a ratio. Rounds of a page and of the bare answer take
turns, and the median of their ratios is given. « Not kept » is a page at an address that nobody asked for before: it
is searched, drawn, compressed and put away; rows and names that other searches showed within the last minute are
still in memory. « Kept » is the same page asked for again before an offer changed or the minute was over."""


@dataclass(frozen=True)
class Part:
    """What one part of the run found, and how busy the machine was when it began."""

    figures: Sequence[Figure]
    load: float
    seconds: float
    failed: bool = False


def write(parts: Mapping[str, Part], *, command: str) -> str:
    """Return the whole page."""
    return "\n".join(["# Results", "", *_machine(command), "", NOTES, "", *_tables(parts)])


def _machine(command: str) -> list[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `{command}`",
        f"- {os.cpu_count()} cores of {_processor()}, {platform.system()} {platform.machine()}",
        f"- Python {platform.python_version()}, SQLite {pysqlite3.sqlite_version}, {versions}",
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _tables(parts: Mapping[str, Part]) -> list[str]:
    lines: list[str] = []
    for name, part in parts.items():
        lines += [f"## {name}", "", f"Load average at its start {part.load:.1f}; took {part.seconds:.0f} s.", ""]
        lines += ["| what | goal | measured | ratio | |", "| --- | --- | --- | --- | --- |"]
        lines += [f"| {one.name} | {one.goal} | {one.measured} | {one.ratio} | {one.verdict} |" for one in part.figures]
        lines.append("")
    return lines
