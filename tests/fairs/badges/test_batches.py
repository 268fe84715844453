"""Batches are drawn in the background, once, whatever dies meanwhile (row G5)."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp import pdf
from fairapp.accounts.models import AuditEntry
from fairapp.core import tasks
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.files import StoredFile
from fairapp.core.paths import ROOT
from fairapp.core.settings import Settings
from fairapp.core.tasks import Task, TaskContext, TaskStatus
from fairapp.fairs.badges import handlers
from fairapp.fairs.badges.models import Badge, BadgeBatch, BatchDraft
from fairapp.fairs.badges.services import ask_batch
from fairapp.fairs.enums import BadgeLayout, BatchOrder, BatchStatus, HolderKind
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import actor_of
from tests.fairs.badges.making import Place, furnish
from tests.fairs.factories import make_registration

Sessions = Callable[[], AbstractContextManager[Session]]


def ask(session: Session, place: Place, **draft: object) -> BadgeBatch:
    batch = ask_batch(session, place.fair, BatchDraft(**draft), by=actor_of(place.organiser, clusters=[place.cluster]))
    tasks.enqueue_reactions(session, SUBSCRIPTIONS)
    return batch


def ended(engine: Engine, batch_id: int) -> tuple[BadgeBatch, list[StoredFile]]:
    with open_session(engine, read_only=True) as session:
        files = session.exec(select(StoredFile).where(StoredFile.kind == "badges")).all()
        return session.get_one(BadgeBatch, batch_id), list(files)


def test_g5_a_batch_becomes_a_file(app, engine, writing, run_pending):
    with writing() as session:
        place = furnish(session, people=9)
        unprinted = make_registration(session, place.fair, last_name="Sans-Badge")
        batch = ask(session, place)

    run_pending()

    done, files = ended(engine, batch.id)
    assert (done.status, done.total, done.done) == (BatchStatus.READY, 11, 11)
    assert [file.id for file in files] == [done.file_id]
    assert len(PdfReader(io.BytesIO(files[0].content)).pages) == 2
    assert files[0].expires_at > now()
    with writing() as session:
        assert session.exec(select(Badge).where(Badge.registration_id == unprinted.id)).one().printed_at is not None
        assert None not in session.exec(select(Badge.printed_at)).all()


@pytest.mark.parametrize(("kind", "count"), [(HolderKind.EXHIBITOR, 1), (HolderKind.SPEAKER, 0)])
def test_g5_one_category_may_be_printed_alone(app, engine, writing, run_pending, kind, count):
    with writing() as session:
        batch = ask(session, furnish(session), kind=kind, layout=BadgeLayout.LABEL_62X100, order=BatchOrder.CATEGORY)

    run_pending()

    done, files = ended(engine, batch.id)
    assert (done.status, done.total, len(files)) == (BatchStatus.READY, count, min(count, 1))


def test_g5_asking_twice_gives_the_batch_that_is_under_way(writing, app):
    with writing() as session:
        place = furnish(session)
        first, again = ask(session, place), ask(session, place)
        other = ask(session, place, kind=HolderKind.CANDIDATE)
        session.flush()
        assert first.id == again.id
        assert other.id != first.id
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "badge.batch")).all()) == 2


def test_g5_done_twice_it_ends_once(app, engine, writing):
    """A worker that lost its lease and the one that took over both come to the end."""
    with writing() as session:
        batch = ask(session, furnish(session))
    context = TaskContext(engine, 0, "")

    with app.app_context():
        handlers.print_batch(context, batch.id)
        first, _files = ended(engine, batch.id)
        with writing() as session:
            kept = handlers._keep(session, batch.id, b"%PDF-", name="late.pdf", badge_ids=[])
            session.rollback()
        handlers.print_batch(context, batch.id)

    again, files = ended(engine, batch.id)
    assert not kept
    assert [file.id for file in files] == [first.file_id] == [again.file_id]


def test_g5_a_document_that_cannot_be_drawn_ends_the_batch(app, engine, writing, run_pending, monkeypatch):
    with writing() as session:
        batch = ask(session, furnish(session))

    def fail(_documents: object) -> None:
        raise pdf.DrawingFailed("too slow")

    monkeypatch.setattr(pdf, "draw_many", fail)
    run_pending()

    done, files = ended(engine, batch.id)
    assert (done.status, files) == (BatchStatus.FAILED, [])
    assert done.finished_at is not None


def test_g5_findings_are_kept_without_names(app, engine, writing, run_pending):
    with writing() as session:
        place = furnish(session, people=1)
        for _twice in range(2):
            make_registration(session, place.fair, first_name="Zoé", last_name="Martin")
        batch = ask(session, place)

    run_pending()

    done, _files = ended(engine, batch.id)
    assert [finding["trouble"] for finding in done.preflight] == ["duplicate", "duplicate"]
    assert "Martin" not in str(done.preflight)


def test_g5_a_worker_killed_in_the_middle_is_replaced_and_the_batch_ends_once(
    app: Flask, engine: Engine, settings: Settings, writing: Sessions, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        place = furnish(session, people=104)  # 14 sheets: two documents, so that there is a middle
        batch = ask(session, place)
    worker = start_worker(settings)
    wait_until(lambda: ended(engine, batch.id)[0].done > 0)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    half, files = ended(engine, batch.id)
    assert (half.status, files) == (BatchStatus.RUNNING, [])

    with writing() as session:  # its lease is over
        task = session.exec(select(Task).where(Task.status == TaskStatus.RUNNING)).one()
        task.run_at = now()
    run_pending()

    done, files = ended(engine, batch.id)
    assert (done.done, [file.id for file in files]) == (105, [done.file_id])
    assert len(PdfReader(io.BytesIO(files[0].content)).pages) == 14


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAIRAPP_")}
    environment |= {"FAIRAPP_DATA_DIR": str(settings.data_dir), "FAIRAPP_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-m", "fairapp", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_until(condition: Callable[[], bool], *, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_a_child_ends_with_the_process_that_started_it():
    code = "from fairapp.pdf.children import Child; import time; c = Child(); c.draw('x'); print(c._process.pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()

    wait_until(lambda: is_gone(child), seconds=10)


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
