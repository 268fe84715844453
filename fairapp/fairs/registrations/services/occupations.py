"""The job that somebody looks for: a title of the ROME directory where the words name one."""

from typing import NamedTuple

from fairapp import reference
from fairapp.core.text import fold, squeeze


class JobSought(NamedTuple):
    jobs_sought: str
    rome_code: str | None


def job_sought(typed: str) -> JobSought:
    """Keep what was typed; a title of the directory, in either gender, brings its code."""
    words = squeeze(typed)
    if not words:
        return JobSought("", None)
    for title in reference.occupations().suggest_job_titles(words):
        if fold(words) in (fold(title.label), fold(title.masculine), fold(title.feminine)):
            return JobSought(title.label[:200], title.rome_code)
    return JobSought(words, None)
