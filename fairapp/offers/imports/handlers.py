"""An import asked for on a page runs in the background, with progress."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile, store_file
from fairapp.core.tasks import TaskContext, enqueue, long_running
from fairapp.core.text import N_, slugify, squeeze
from fairapp.offers.imports.entries import WrongFile
from fairapp.offers.imports.formats import read_entries
from fairapp.offers.imports.services import import_offers
from fairapp.offers.imports.sorting import SOURCE_MAX, Target
from fairapp.offers.models import OfferImport

CHECKED_AT_ONCE = 2 * 1024 * 1024  # bytes; a larger file is read by the task, not while somebody waits
FILE_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Upload:
    """A file as somebody sends it; `source` empty: each offer's own, else the file's name."""

    name: str
    content: bytes
    source: str = ""
    dry_run: bool = False


def check_upload(upload: Upload) -> None:
    """Look at the file, unless it is large. A long table takes seconds: call it before the write transaction begins.

    :raise WrongFile: if there is no file, or it holds no offers.
    """
    if not upload.content:
        raise WrongFile(N_("Choisissez un fichier d’offres."), field="file")
    if len(upload.content) <= CHECKED_AT_ONCE:
        read_entries(upload.content)


def queue_import(session: Session, cluster: Cluster, upload: Upload, *, by: Actor) -> OfferImport:
    """Keep a file that was checked, and have it imported."""
    name = squeeze(upload.name)[-120:] or "offres"
    expires_at = now() + FILE_KEPT
    file = store_file(
        session, upload.content, kind="import", media_type="application/octet-stream", name=name, expires_at=expires_at
    )
    source = upload.source or slugify(name.rpartition(".")[0] or name, length=SOURCE_MAX) or "import"
    run = OfferImport(
        cluster_id=cluster.id, source=source, file_id=file.id, dry_run=upload.dry_run, account_id=by.account_id
    )
    session.add(run)
    session.flush()
    enqueue(session, run_import, key=task_key(run.id), import_id=run.id, overrides=bool(upload.source))
    record(session, "offers.imported", "import", run.id, by=by, cluster_id=cluster.id, dry_run=upload.dry_run)
    return run


def task_key(import_id: int) -> str:
    return f"import:{import_id}"


@long_running(minutes=30)
def run_import(context: TaskContext, import_id: int, *, overrides: bool) -> None:
    """Import the stored file; running again after a crash changes only what is left."""
    with context.reading() as session:
        run = session.get(OfferImport, import_id)
        file = session.get(StoredFile, run.file_id) if run and run.file_id else None
    if run is None or run.finished_at is not None:
        return
    try:
        entries = read_entries(file.content if file else b"")
    except DomainError as refusal:
        report: dict[str, object] = {"refused": refusal.message, "params": refusal.params}
    else:
        target = Target(run.cluster_id, run.source, overrides=overrides, is_guessed=not overrides)
        done = import_offers(context.engine, entries, target, dry_run=run.dry_run, progress=context.progress)
        report = done.as_dict()
    with context.writing() as session:
        run = session.get_one(OfferImport, import_id)
        run.report, run.finished_at = report, now()
        session.commit()


DIRECT = (run_import,)
