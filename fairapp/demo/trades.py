"""What companies recruit: for each trade its job titles (of the ROME directory), missions, skills and pay."""

import gzip
import json
from collections import defaultdict
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fairapp.offers.duplicates import title_key
from fairapp.reference import occupations
from fairapp.reference.occupations import JobTitle

DATA = Path(__file__).parent / "data"
LONGEST_TITLE = 60  # characters: with « F/H » it fits in a form


class Setting(StrEnum):
    """Where the work is done; it decides hours, contracts and remote work."""

    OFFICE = "office"
    WORKSHOP = "workshop"
    FIELD = "field"
    CARE = "care"


class Trade(NamedTuple):
    key: str
    setting: Setting
    pay: tuple[int, int]  # gross euros a month full time, of a beginner and of someone experienced
    is_seasonal: bool
    profile: str  # what the law or the trade asks for, else empty
    titles: tuple[JobTitle, ...]
    missions: tuple[str, ...]
    skills: tuple[str, ...]


@cache
def trades() -> dict[str, Trade]:
    """Return all trades by key.

    :raise KeyError: if a title is not in the directory.
    """
    directory = {title.label: title for title in occupations().all_titles()}
    read = json.loads((DATA / "trades.json").read_text(encoding="utf-8"))
    return {
        one["key"]: Trade(
            one["key"], Setting(one["setting"]), tuple(one["pay"]), one["is_seasonal"], one["profile"],
            tuple(directory[label] for label in one["titles"]),
            tuple(one["missions"]), tuple(one["skills"]),
        )
        for one in read
    }  # fmt: skip


@cache
def near_titles(rome_code: str) -> tuple[JobTitle, ...]:
    """Return every title of the same occupation that fits: for benchmarks, where two hundred titles are too few."""
    return tuple(one for one in occupations().titles(rome_code) if one.masculine and len(one.label) <= LONGEST_TITLE)


@cache
def _keyword_sets() -> dict[str, list[list[str]]]:
    """Return the keyword sets of real offers by the stems of their first words."""
    sets: dict[str, list[list[str]]] = defaultdict(list)
    with gzip.open(DATA / "keywords.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            words: list[str] = json.loads(line)
            for stem in {stem for word in words[:4] for stem in title_key(word).split() if len(stem) > 4}:
                sets[stem].append(words)
    return sets


def keyword_sets(job: JobTitle) -> list[list[str]]:
    """Return the sets that speak of this job, for benchmarks: words as frequent as in real offers."""
    sets = _keyword_sets()
    return next((sets[stem] for stem in title_key(job.masculine).split() if stem in sets), [])
