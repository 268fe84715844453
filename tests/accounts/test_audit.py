from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.accounts.services import record
from tests.factories import actor_of, make_account


def test_entry_says_who_did_what_to_what(session):
    account = make_account(session)
    record(session, "offer.refused", "offer", 12, by=actor_of(account), cluster_id=3, reason="illegible", places=2)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.account_id, entry.action, entry.subject, entry.subject_id, entry.cluster_id) == (
        account.id, "offer.refused", "offer", 12, 3,
    )  # fmt: skip
    assert entry.detail == {"reason": "illegible", "places": 2}


def test_program_itself_acts_under_no_name(session):
    record(session, "offer.expired", "offer", 12, by=None)
    assert session.exec(select(AuditEntry.account_id)).one() is None
