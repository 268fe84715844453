"""What is kept of who asks to join a school is handed out, and goes with the account."""

from sqlmodel import select

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation
from fairapp.clusters.people.services import forget_person
from fairapp.clusters.queries import export_affiliations
from fairapp.outreach.schools.models import SchoolJoin
from fairapp.outreach.schools.personal import erase_school_joins, export_school_joins
from tests.factories import affiliate, make_account


def test_an_unproven_request_is_exported_and_erased_with_its_address(world, session):
    account = make_account(session, email="a@ac-rennes.fr")
    for email in (account.email, "b@ac-rennes.fr"):
        session.add(SchoolJoin(email=email, contact_name="Camille", school_name="Collège", insee="07019"))
    session.flush()
    [told] = export_school_joins(session, account.id)
    assert (told["email"], told["school_name"]) == (account.email, "Collège")
    erase_school_joins(session, account.id)
    assert [row.email for row in session.exec(select(SchoolJoin))] == ["b@ac-rennes.fr"]


def test_the_export_tells_that_one_waits(world, session):
    account = make_account(session)
    affiliate(session, account, world.school, status=AffiliationStatus.PENDING)
    [told] = export_affiliations(session, account.id)
    assert (told["name"], told["status"], told["is_head"]) == ("Collège du Parc", "pending", False)


def test_one_who_waits_is_forgotten_too(world, session):
    account = make_account(session)
    affiliate(session, account, world.school, status=AffiliationStatus.PENDING)
    forget_person(session, account.id)
    assert session.exec(select(Affiliation).where(Affiliation.account_id == account.id)).all() == []
