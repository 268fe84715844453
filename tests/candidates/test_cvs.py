"""Row A4: what a CV may be, and what its sender is told otherwise."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.candidates import cvs
from fairapp.candidates.cvs import (
    MAX_BYTES,
    MAX_PAGES,
    SENTENCES,
    Cv,
    Upload,
    check_cv,
    copy_cv,
    delete_cv,
    store_cv,
    sweep_cvs,
)
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.files import StoredFile, store_file
from fairapp.offers.applications.models import Application
from fairapp.pdf import Problem
from tests.candidates.making import changed_pdf, make_candidate, make_pdf, set_action
from tests.factories import make_account, make_offer

PDF = make_pdf()


def refusal_of(name, content):
    with pytest.raises(DomainError) as refused:
        check_cv(Upload(name, content))
    assert refused.value.field == "cv"
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("cv.docx", "ne finit pas par"),
        ("cv.pdf.exe", "ne finit pas par"),
        ("cv", "ne finit pas par"),
        ("../../etc/passwd.pdf", "n'ont rien à y faire"),
        ("..\\..\\cv.pdf", "n'ont rien à y faire"),
        ("cv\0.pdf", "n'ont rien à y faire"),
        ("cv\r\nX-Header: 1.pdf", "n'ont rien à y faire"),
        ("cv\u202efdp.exe.pdf", "n'ont rien à y faire"),
        ("a" * 296 + ".pdf", "trop long : 120 caractères"),
    ],
)
def test_a4_wrong_names_are_refused(name, told):
    assert told in refusal_of(name, PDF)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7" + b" " * MAX_BYTES, "trop lourd : 5 Mo"),
        (b"MZ\x90\0", "n'est pas un PDF"),
        (make_pdf(*"a" * (MAX_PAGES + 1)), "trop de pages : 20"),
        (changed_pdf(set_action("JavaScript", JS="app.alert(1)")), "JavaScript"),
    ],
)
def test_a4_wrong_files_are_refused_with_what_to_do(content, told):
    assert told in refusal_of("cv.pdf", content)


@pytest.mark.parametrize(("grown", "taken"), [(0, True), (1, False)])
def test_a4_a_cv_that_grew_when_it_was_written_anew_is_not_kept(monkeypatch, grown, taken):
    monkeypatch.setattr(cvs, "inspect", lambda _content, **_limits: Cv(b" " * (MAX_BYTES + grown), 1))
    if taken:
        assert len(check_cv(Upload("cv.pdf", PDF)).content) == MAX_BYTES
    else:
        assert "trop compliqué" in refusal_of("cv.pdf", PDF)


def test_every_problem_has_its_sentence():
    assert set(SENTENCES) == set(Problem)


@pytest.mark.parametrize("name", ["cv.pdf", "CV.PDF", "Curriculum d’Enora (2026) été.pdf"])
def test_a_plain_cv_is_taken(name):
    assert check_cv(Upload(name, PDF)).pages == 1


def test_a4_a_stored_name_is_random_and_tells_nothing_of_the_sent_one(session):
    names = {store_cv(session, Cv(PDF, 1), owner="profile").name for _ in range(3)}
    assert len(names) == 3
    assert all(re.fullmatch(r"profile-[0-9a-f]{32}\.pdf", name) for name in names)


def test_a_copy_lives_its_own_life(session):
    first = store_cv(session, Cv(PDF, 1), owner="profile")
    copy = copy_cv(session, first.id, owner="application")
    delete_cv(session, first.id)
    delete_cv(session, first.id)
    assert [(row.id, row.content) for row in session.exec(select(StoredFile))] == [(copy.id, PDF)]


def test_only_cvs_are_copied_and_deleted_as_cvs(session):
    logo = StoredFile(kind="logo", media_type="image/png", content=b"x", size=1, sha256="0")
    session.add(logo)
    session.flush()
    delete_cv(session, logo.id)
    assert copy_cv(session, logo.id, owner="application") is None
    assert session.get(StoredFile, logo.id) is logo


def test_k6_a_cv_that_nobody_names_is_swept_after_a_day(session):
    """Not before, as its row may be on its way; nor one of a profile or an application, nor another kind of file."""
    start = now()
    own = make_candidate(session, make_account(session), cv=PDF).cv_file_id
    sent = store_cv(session, Cv(PDF, 1), owner="application")
    offer = make_offer(session)
    row = Application(offer_id=offer.id, email="a@exemple.fr", first_name="A", last_name="B", cv_file_id=sent.id)
    session.add(row)
    alone = store_cv(session, Cv(PDF, 1), owner="application")
    logo = store_file(session, b"x", kind="logo", media_type="image/png")
    kept = {own, sent.id, logo.id}
    for hours, left in ((23, kept | {alone.id}), (25, kept)):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            sweep_cvs(session)
        assert set(session.exec(select(StoredFile.id))) == left
