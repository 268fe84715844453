"""An import from its entries to its report: short transactions, so that nobody else waits long.

Unlike other services it commits by itself. A crash leaves whole chunks behind; the next run goes on from there.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Engine

from fairapp.core.db import open_session
from fairapp.offers.imports.closing import Missing, count_missing, end_missing, find_missing
from fairapp.offers.imports.employers import Employers
from fairapp.offers.imports.entries import Entry
from fairapp.offers.imports.known import find_known
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.imports.sorting import Line, Target, sort_out
from fairapp.offers.imports.storing import Run, store_lines

CHUNK = 100  # offers a transaction: other writers wait a tenth of a second

Progress = Callable[[int, int], None]  # done, total
Item = TypeVar("Item")


def import_offers(
    engine: Engine, entries: Sequence[Entry], target: Target, *, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Store the readable entries and report on each; running it again changes nothing.

    `dry_run` reports the same and only reads.
    """
    found = sort_out(entries, target)
    report = ImportReport(dry_run=dry_run, wrong_lines=found.wrong)
    employers = Employers(target.cluster_id, dry_run=dry_run)
    run = Run(target.cluster_id, report, employers, is_dry=dry_run)
    with open_session(engine, read_only=True) as session:
        missing = find_missing(session, target.cluster_id, found)
    done = 0
    for lines in _chunks(found.lines):
        _store(engine, run, lines)
        done += len(lines)
        if progress:
            progress(done, len(found.lines))
    if not dry_run:
        for chunk in _chunks(missing):
            _end(engine, run, chunk)
    count_missing(report, missing)
    report.new_companies, report.twins = employers.created_count, run.twins.told()
    return report


def _store(engine: Engine, run: Run, lines: Sequence[Line]) -> None:
    """Interpret what is new or changed before the write transaction begins: that takes longer than storing it."""
    with open_session(engine, read_only=True) as session:
        known = find_known(session, run.cluster_id, lines)
    work = []
    for line in lines:
        if line.key in known and not known[line.key].needs_work(line):
            run.report.count(line, "unchanged")
        else:
            work.append(line)
            _ = line.offer
    if work:
        with open_session(engine, read_only=run.is_dry) as session:
            store_lines(session, run, work)
            if not run.is_dry:
                session.commit()


def _end(engine: Engine, run: Run, missing: Sequence[Missing]) -> None:
    with open_session(engine) as session:
        end_missing(session, run.cluster_id, missing)
        session.commit()


def _chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])
