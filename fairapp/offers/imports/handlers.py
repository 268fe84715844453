"""An import asked for on a page runs in the background, with progress."""

from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile
from fairapp.core.tasks import TaskContext, long_running
from fairapp.offers.imports.formats import read_entries
from fairapp.offers.imports.services import Target, import_offers
from fairapp.offers.models import OfferImport


@long_running(minutes=30)
def run_import(context: TaskContext, import_id: int) -> None:
    """Read the stored file and import it; running again after a crash changes only what is left."""
    with context.reading() as session:
        run = session.get(OfferImport, import_id)
        if run is None or run.finished_at is not None:
            return
        file = session.get(StoredFile, run.file_id) if run.file_id else None
        content = file.content if file else b""
    report: dict[str, object]
    try:
        entries = read_entries(content)
    except DomainError as refusal:
        report = {"refused": refusal.message, "params": {name: str(value) for name, value in refusal.params.items()}}
    else:
        target = Target(run.cluster_id, run.source)
        report = import_offers(
            context.engine, entries, target, dry_run=run.dry_run, progress=context.progress
        ).as_dict()
    with context.writing() as session:
        _finish(session, import_id, report)
        session.commit()


def _finish(session: Session, import_id: int, report: dict[str, object]) -> None:
    run = session.get_one(OfferImport, import_id)
    run.report, run.finished_at = report, now()


DIRECT = (run_import,)
