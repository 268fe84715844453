"""Row K6: one takes a copy of everything, and leaves; nothing that tells who one was is found afterwards."""

import io
import json
import logging
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
import structlog
import time_machine
from sqlalchemy import text
from sqlmodel import SQLModel, select

from fairapp import tables  # noqa: F401 - every table must be searched
from fairapp.accounts.handlers import end_unused
from fairapp.accounts.models import Account
from fairapp.candidates.enums import Purpose, Seen
from fairapp.candidates.models import CandidateConsent, CandidateProfile, CandidateView
from fairapp.candidates.views_log import KEPT, note_seen, prune_views
from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.web import logs
from tests.candidates.making import changed_pdf, make_candidate
from tests.support.copies import files_in, written_in

MARKERS = ("marqueur@exemple.fr", "Marqueuse", "06 99 88 77 66", "Marqueterie", "MARQUE DANS LE CV")
EMAIL, NAME, PHONE, HEADLINE, IN_CV = MARKERS


def title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = IN_CV


@pytest.fixture
def log_lines(monkeypatch):
    """Log as the server does, and give what was written."""
    output, root = io.StringIO(), logging.getLogger()
    before = (root.handlers, root.level)
    monkeypatch.setattr(logs, "sys", SimpleNamespace(stderr=output))
    logs.configure("info")
    yield output.getvalue
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def marked(writing, scene, sign_in, run_pending):
    """Give the browser of somebody who left traces everywhere that candidates can."""
    with writing() as session:
        account = session.merge(scene.enora)
        account.email, account.name = EMAIL, f"Anne {NAME}"
    browser = sign_in(scene.enora)
    typed = {"first_name": "Anne", "last_name": NAME, "phone": PHONE, "headline": HEADLINE}
    browser.post("/candidat/profil", data=typed)
    browser.post("/candidat/cv", data={"cv": (io.BytesIO(changed_pdf(title)), f"{NAME}.pdf")})
    browser.post("/candidat/accords", data={"purpose": Purpose.MEMBER_COMPANIES.value, "given": "1"})
    browser.post("/connexion", data={"email": EMAIL})
    run_pending()
    return browser


@pytest.fixture
def look(sign_in, scene, reading):
    def open_all():
        with reading() as session:
            id = session.exec(select(CandidateProfile.id)).one()
        recruiter = sign_in(scene.recruiter)
        paths = [f"/entreprise/kermarec/candidats/{id}", f"/entreprise/kermarec/candidats/{id}/cv.pdf"]
        assert [recruiter.get(path).status_code for path in paths] == [200, 200]

    return open_all


def rows_that_say(session, markers):
    """Bytes are looked through too."""
    quote = session.bind.dialect.identifier_preparer.quote
    return [
        (table.name, marker)
        for table in SQLModel.metadata.sorted_tables
        for row in session.execute(text(f"SELECT * FROM {quote(table.name)}"))
        for marker in markers
        if any(marker in _text(value) for value in row)
    ]


def _text(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def files_that_say(folder, markers):
    return [
        (path.name, marker)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for marker in markers
        if marker.encode() in path.read_bytes()
    ]


def test_k6_the_copy_holds_what_was_written_allowed_and_seen_and_the_cv(marked, look):
    look()
    copy = marked.get("/compte/donnees.zip")
    told = written_in(copy)["candidate"]
    assert (told["profile"]["last_name"], told["profile"]["phone"]) == (NAME, PHONE)
    assert [(row["purpose"], row["version"], row["withdrawn_at"]) for row in told["consents"]] == [
        ("member_companies", 1, None)
    ]
    assert [(row["what"], row["by"]) for row in told["seen"]] == [
        ("profile_cv", "Chantiers Kermarec"), ("profile", "Chantiers Kermarec"),
    ]  # fmt: skip
    files = files_in(copy)
    assert set(files) == {"donnees.json", "profil/cv.pdf"}
    assert IN_CV.encode() in files["profil/cv.pdf"]


def test_k6_markers_of_an_erased_person_are_found_nowhere(
    app, marked, look, log_lines, reading, run_pending, settings, engine
):
    """Tables, search index, letters, logs; and the file of the database itself, as deleted rows are overwritten."""
    look()
    with reading() as session:
        assert {marker for _table, marker in rows_that_say(session, MARKERS)} == set(MARKERS)
    marked.post("/compte/suppression", data={"email": EMAIL})
    run_pending()
    for index in app.extensions["fairapp"].indexes:
        index.apply()
    with reading() as session:
        assert rows_that_say(session, MARKERS) == []
        assert session.exec(select(StoredFile)).all() == []
    assert files_that_say(settings.data_dir, MARKERS) == []
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        own = Path(engine.url.database).read_bytes()
        assert [marker for marker in MARKERS if marker.encode() in own] == []
    assert [marker for marker in MARKERS if marker in log_lines()] == []


def test_what_an_erased_recruiter_saw_stays_without_their_name(marked, look, scene, writing, sign_in, reading):
    look()
    sign_in(scene.recruiter).post("/compte/suppression", data={"email": scene.recruiter.email})
    with reading() as session:
        assert {(row.account_id, row.company_id) for row in session.exec(select(CandidateView))} == {
            (None, scene.company.id)
        }


def test_what_was_seen_before_one_had_an_account_goes_too(writing, reading, scene, enora):
    with writing() as session:
        note_seen(
            session, email="autre@exemple.fr", company_id=scene.company.id, account_id=None, what=Seen.APPLICATION,
            subject_id=1,
        )  # fmt: skip
        note_seen(
            session, email=scene.enora.email, company_id=None, account_id=None, what=Seen.APPLICATION, subject_id=2
        )
    enora.post("/compte/suppression", data={"email": scene.enora.email})
    with reading() as session:
        assert [row.subject_id for row in session.exec(select(CandidateView))] == [1]


@pytest.mark.parametrize(("days", "stays"), [(729, True), (731, False)])
def test_accesses_are_kept_two_years(session, days, stays):
    note_seen(session, email="a@exemple.fr", company_id=None, account_id=None, what=Seen.CV, subject_id=1)
    assert KEPT.days == 730
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        prune_views(session)
    assert (session.exec(select(CandidateView)).all() != []) == stays


def test_an_unused_profile_ends_after_730_days_with_its_cv_if_it_was_announced(app, writing, reading, scene):
    """699 nothing, 700 the letter, 730 the end; whoever was not told stays, and a sign of life begins anew."""
    with writing() as session:
        make_candidate(session, session.merge(scene.enora), Purpose.MEMBER_COMPANIES, cv=changed_pdf(title))
    kept = {}
    for day in (699, 700, 729, 730):
        with app.app_context(), time_machine.travel(now() + timedelta(days=day), tick=False), writing() as session:
            end_unused(session)
            account = session.get(Account, scene.enora.id)
            kept[day] = account and account.erasure_announced_at is not None
    assert kept == {699: False, 700: True, 729: True, 730: None}
    with reading() as session:
        for model in (CandidateProfile, CandidateConsent, StoredFile):
            assert session.exec(select(model)).all() == []
