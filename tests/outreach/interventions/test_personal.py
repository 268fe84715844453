"""A professional who erases the account is nobody any more; the company's visits stay."""

from fairapp.accounts.hooks import hooks
from fairapp.outreach.interventions.personal import erase_speakers, export_speakers
from tests.factories import make_account, make_company
from tests.outreach.factories import make_speaker


def test_a_professional_reads_what_is_kept(own, session):
    mine = make_account(session, email="erwan@biscuiterie.fr")
    make_speaker(session, own.company, first_name="Erwan", email=mine.email)
    make_speaker(session, make_company(session, name="Ailleurs"), first_name="Erwan", account_id=mine.id, email="")
    told = export_speakers(session, mine.id)
    assert [(one["company"], one["first_name"]) for one in told] == [("Biscuiterie", "Erwan"), ("Ailleurs", "Erwan")]


def test_an_erased_professional_has_no_name(own, session):
    mine = make_account(session)
    own.speaker.account_id = mine.id
    session.add(own.speaker)
    other = make_speaker(session, own.company)
    erase_speakers(session, mine.id)
    session.flush()
    assert (own.speaker.first_name, own.speaker.email, own.speaker.account_id) == ("Anonyme", "", None)
    assert not own.speaker.is_active
    assert own.visit.speaker_id == own.speaker.id
    assert other.first_name == "Nolwenn"


def test_every_account_is_asked(app):
    with app.app_context():
        assert hooks().exporters["speakers"] is export_speakers
        assert erase_speakers in hooks().erasers
