"""What is thrown away when its time has come, whatever the domain: done tasks, old changes, files past their date."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.core import changes, tasks
from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.core.tasks import Task, TaskStatus
from fairapp.core.worker import Scheduled


def tidy_up(session: Session) -> None:
    """Delete done tasks after 30 days, read changes after 7, files past their date."""
    done = delete(Task).where(col(Task.status) == TaskStatus.DONE, col(Task.finished_at) < now() - tasks.KEPT)
    session.execute(done)
    changes.prune_changes(session, before=now() - changes.KEPT)
    session.execute(delete(StoredFile).where(col(StoredFile.expires_at) < now()))


SCHEDULE = (Scheduled(tidy_up, every=timedelta(days=1)),)
