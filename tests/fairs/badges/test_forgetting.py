"""Somebody who is erased is in no file of badges any more."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from fairapp.core.clock import now
from fairapp.core.files import StoredFile, store_file
from fairapp.fairs.badges.models import BadgeBatch
from fairapp.fairs.enums import BadgeLayout, BatchStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.personal import erase_registration
from tests.factories import make_cluster
from tests.fairs.factories import make_badge, make_fair, make_registration


def make_batch(session: Session, fair: Fair, status: BatchStatus = BatchStatus.READY) -> BadgeBatch:
    batch = BadgeBatch(fair_id=fair.id, layout=BadgeLayout.A4_SHEET, status=status, finished_at=now())
    if status is BatchStatus.READY:
        batch.file_id = store_file(session, b"%PDF-", kind="badges", media_type="application/pdf").id
    session.add(batch)
    session.flush()
    return batch


def kept(session: Session) -> int:
    return len(session.exec(select(StoredFile.id).where(StoredFile.kind == "badges")).all())


@pytest.fixture
def fair(session):
    return make_fair(session, make_cluster(session))


def test_trust_an_erased_name_leaves_the_printed_files(session, fair):
    other = make_fair(session, make_cluster(session))
    batches = [make_batch(session, fair), make_batch(session, other)]
    row = make_registration(session, fair)
    make_badge(session, row, issued_at=now() - timedelta(hours=1))
    erase_registration(session, row)
    session.expire_all()
    assert [batch.file_id is None for batch in batches] == [True, False]
    assert kept(session) == 1


@pytest.mark.parametrize("status", [BatchStatus.WAITING, BatchStatus.RUNNING])
def test_trust_a_batch_under_way_does_not_bring_an_erased_name_back(session, fair, status):
    batch = make_batch(session, fair, status)
    row = make_registration(session, fair)
    make_badge(session, row)
    erase_registration(session, row)
    session.expire_all()
    assert batch.status is BatchStatus.FAILED


def test_who_was_in_no_file_takes_none_away(session, fair):
    batch, running = make_batch(session, fair), make_batch(session, fair, BatchStatus.RUNNING)
    late, waiting = make_registration(session, fair), make_registration(session, fair)
    erase_registration(session, waiting)
    assert running.status is BatchStatus.RUNNING
    make_badge(session, late, issued_at=now() + timedelta(seconds=1))
    erase_registration(session, late)
    session.expire_all()
    assert (batch.file_id is None, kept(session)) == (False, 1)
