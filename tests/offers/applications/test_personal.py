"""A copy of what is kept of who applied, and its end with their account (row K6)."""

import pytest
from sqlmodel import select

from fairapp.accounts.services import erase_account
from fairapp.candidates.cvs import Cv, store_cv
from fairapp.candidates.enums import Seen
from fairapp.candidates.models import CandidateView
from fairapp.candidates.views_log import note_seen
from fairapp.core.files import StoredFile
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.applications.personal import erase_applications, export_applications, export_sent_cvs
from fairapp.offers.applications.services import Acting, Sender, apply_for, erase, take
from fairapp.offers.models import Offer
from tests.factories import make_account
from tests.offers.applications.sending import EMAIL, draft, send

MARKER = "Zéphyrine-Kerzoncuf"


@pytest.fixture
def account(quay, session):
    return make_account(session, email=EMAIL)


def test_k6_the_copy_holds_words_steps_and_the_companys_notes(account, quay, session):
    row = send(session, quay.offer, message="Bonjour")
    send(session, quay.offer, email="autre@exemple.fr")
    take(session, row, Action.REFUSE, Acting(Side.COMPANY), refusal=Refusal.PAY, reason="Désolés")
    session.add(ApplicationNote(application_id=row.id, body="Trop cher"))
    session.flush()
    [copy] = export_applications(session, account.id)
    assert (copy["offer"], copy["message"], copy["status"]) == ("Stratifieur F/H", "Bonjour", "refused")
    assert [step["reason"] for step in copy["steps"]] == ["Désolés"]
    assert [note["body"] for note in copy["notes"]] == ["Trop cher"]


def test_k6_the_copy_holds_the_cvs_that_were_sent(account, quay, session):
    cv = store_cv(session, Cv(b"%PDF-1.7", 1), owner="application")
    row = apply_for(session, session.get_one(Offer, quay.offer.id), draft(), sender=Sender(), cv=cv)
    assert list(export_sent_cvs(session, account.id)) == [(f"cv-{row.id}.pdf", b"%PDF-1.7")]


def test_k6_erasing_an_account_leaves_no_marker_in_any_table(account, quay, session):
    values = {"first_name": MARKER, "last_name": MARKER, "message": MARKER, "phone": "06 98 76 54 32"}
    cv = store_cv(session, Cv(MARKER.encode(), 1), owner="application")
    offer = session.get_one(Offer, quay.offer.id)
    row = apply_for(session, offer, draft(**values), sender=Sender(account_id=account.id), cv=cv)
    take(session, row, Action.INVITE, Acting(Side.COMPANY), reason=f"Bonjour {MARKER}")
    session.add(ApplicationNote(application_id=row.id, body=MARKER))
    note_seen(
        session, email=EMAIL, company_id=quay.company.id, account_id=None, what=Seen.APPLICATION, subject_id=row.id
    )
    erase_account(session, account, erasers=(erase_applications,), address_digest="0", by=None)
    session.flush()
    session.expire_all()
    for table in Application.metadata.sorted_tables:
        if table.name not in {"task"}:
            found = repr(session.execute(select(table)).all())
            assert (table.name, MARKER in found, EMAIL in found) == (table.name, False, False)
    assert session.exec(select(StoredFile)).all() == []
    assert session.exec(select(Application.status)).all() == [ApplicationStatus.WITHDRAWN]


def test_k6_what_was_sent_with_the_address_before_the_account_goes_too(account, quay, session):
    row = send(session, quay.offer)
    for _ in range(2):
        erase_applications(session, account.id)
    assert (row.email, row.status) == (None, ApplicationStatus.WITHDRAWN)
    assert session.exec(select(CandidateView)).all() == []


def test_k6_who_saw_the_profile_is_still_told_once_an_application_of_that_number_is_forgotten(account, quay, session):
    row = send(session, quay.offer)
    for what in Seen:
        note_seen(session, email=EMAIL, company_id=quay.company.id, account_id=None, what=what, subject_id=row.id)
    erase(session, row, Acting(Side.CANDIDATE))
    assert set(session.exec(select(CandidateView.what))) == {Seen.PROFILE, Seen.PROFILE_CV}


def test_what_was_answered_keeps_its_answer_for_the_figures(account, quay, session):
    row = send(session, quay.offer)
    take(session, row, Action.HIRE, Acting(Side.COMPANY))
    erase_applications(session, account.id)
    assert (row.email, row.status) == (None, ApplicationStatus.HIRED)
