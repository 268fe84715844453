"""Two at once: CVs sent twice, a consent withdrawn while the CV is read, a person erased while they are looked at."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.accounts.services import erase_account
from fairapp.candidates import profiles, showing
from fairapp.candidates.consents import set_consent
from fairapp.candidates.cvs import Cv
from fairapp.candidates.enums import Purpose
from fairapp.candidates.models import CandidateConsent, CandidateProfile, CandidateView
from fairapp.candidates.personal import erase_profile
from fairapp.candidates.profiles import held_profile, set_cv
from fairapp.core.files import StoredFile
from tests.candidates.making import make_candidate
from tests.factories import actor_of
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded
from tests.support.threads import at_once

CV = Cv(b"%PDF-1.4 one page", 1)


@pytest.fixture
def profile(writing, scene) -> CandidateProfile:
    with writing() as session:
        make_candidate(session, session.merge(scene.enora), Purpose.MEMBER_COMPANIES)
        return set_cv(session, session.merge(scene.enora), CV)


def send(engine: Engine, account_id: int) -> None:
    with committing(engine) as session:
        set_cv(session, session.get_one(Account, account_id), CV)


def allow(engine: Engine, account_id: int, *, given: bool) -> None:
    with committing(engine) as session:
        profile = held_profile(session, session.get_one(Account, account_id))
        set_consent(session, profile, Purpose.MEMBER_COMPANIES, given=given)


def erase(engine: Engine, account_id: int) -> None:
    with committing(engine) as session:
        account = session.get_one(Account, account_id)
        erase_account(session, account, erasers=[erase_profile], address_digest="", by=None)


def files(reading) -> list[int]:
    with reading() as session:
        return list(session.exec(select(StoredFile.id)))


def test_of_two_cvs_at_once_one_stays(engine, reading, scene, profile, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(profiles, "store_cv", gap.before(profiles.store_cv))
    one = partial(send, engine, scene.enora.id)
    assert gap.meet(one, one) == [None, None]
    with reading() as session:
        assert files(reading) == [session.get_one(CandidateProfile, profile.id).cv_file_id]


def test_without_the_lock_a_cv_is_left_that_nobody_can_delete(engine, reading, scene, profile, monkeypatch):
    """Control."""
    gap = Gap(LONG)
    monkeypatch.setattr(profiles, "store_cv", gap.before(profiles.store_cv))
    with unguarded(engine, monkeypatch) as bare:
        one = partial(send, bare, scene.enora.id)
        gap.meet(one, one)
    assert len(files(reading)) == 2


def test_a_consent_given_twice_at_once_is_given_once(engine, reading, scene, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(profiles, "now", gap.before(profiles.now))
    give = partial(allow, engine, scene.enora.id, given=True)
    assert gap.meet(give, give) == [None, None]
    with reading() as session:
        assert len(session.exec(select(CandidateConsent)).all()) == 1


@pytest.fixture
def download(app, scene, profile) -> Callable[[Engine], bytes | int]:
    """Read the CV as the recruiter's page does; return its bytes, or 404."""
    actor = actor_of(scene.recruiter, companies=[scene.company])

    def read(engine: Engine) -> bytes | int:
        with app.app_context(), committing(engine) as session:
            found = showing._open_profile(session, actor, scene.company.id, profile.id)
            cv = showing._noted_cv(session, found, actor, company_id=scene.company.id) if found else None
            return cv.content if cv else 404

    return read


def looks(reading) -> int:
    with reading() as session:
        return len(session.exec(select(CandidateView)).all())


def test_k5_who_reads_while_the_consent_is_withdrawn_has_read_before(engine, reading, scene, download, monkeypatch):
    """The withdrawal waits for the reader, who is noted; the next one finds nothing."""
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(showing, "purposes_open_to", gap.after(showing.purposes_open_to))
    withdraw = partial(allow, engine, scene.enora.id, given=False)
    assert gap.meet(partial(download, engine), withdraw) == [CV.content, None]
    with reading() as session:
        seen_at = session.exec(select(CandidateView.at)).one()
        withdrawn_at = session.exec(select(CandidateConsent.withdrawn_at)).one()
    assert withdrawn_at is not None
    assert seen_at < withdrawn_at
    assert download(engine) == 404
    assert looks(reading) == 1


def test_k5_without_the_lock_a_cv_is_read_after_the_consent_was_withdrawn(engine, scene, download, monkeypatch):
    """Control."""
    gap, order = Gap(LONG), []
    monkeypatch.setattr(showing, "purposes_open_to", gap.after(showing.purposes_open_to))
    with unguarded(engine, monkeypatch) as bare:

        def read():
            answer = download(bare)
            order.append("read")
            return answer

        def withdraw():
            allow(bare, scene.enora.id, given=False)
            order.append("withdrawn")

        assert gap.meet(read, withdraw) == [CV.content, None]
    assert order == ["withdrawn", "read"]


def test_k6_who_is_erased_while_looked_at_leaves_no_trace(engine, reading, scene, download, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(showing, "purposes_open_to", gap.after(showing.purposes_open_to))
    assert gap.meet(partial(download, engine), partial(erase, engine, scene.enora.id)) == [CV.content, None]
    assert looks(reading) == 0
    assert files(reading) == []
    assert download(engine) == 404


def test_two_first_cvs_make_one_profile(engine, reading, scene):
    send_it = partial(send, engine, scene.enora.id)
    assert at_once([send_it, send_it]) == [None, None]
    with reading() as session:
        assert [session.exec(select(CandidateProfile.cv_file_id)).one()] == files(reading)
