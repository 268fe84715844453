"""A new address: what one sent follows, and whoever has the old address next inherits nothing of it."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account
from fairapp.accounts.services import confirm_email_change, issue_link
from fairapp.candidates.enums import Seen
from fairapp.candidates.queries import accesses_to
from fairapp.candidates.views_log import note_seen
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.personal import export_applications
from fairapp.offers.applications.policies import is_own
from tests.factories import actor_of, make_account
from tests.offers.applications.sending import EMAIL, link_in, send

NEW = "enora.nouvelle@exemple.fr"


@pytest.fixture
def enora(writing) -> Account:
    with writing() as session:
        return make_account(session, email=EMAIL, name="Enora Le Goff")


@pytest.fixture
def old_link(sign_in, enora, quay, typed, letters) -> str:
    """Enora applied while she was signed in; give the link that her old mailbox holds."""
    sign_in(enora).post(quay.path, data=typed())
    [letter] = letters()
    return link_in(letter)


@pytest.fixture
def move(deciding, enora, run_pending):
    def to(email: str = NEW) -> None:
        with deciding() as session:
            account = session.get_one(Account, enora.id)
            link = issue_link(session, LinkPurpose.CHANGE_EMAIL, email=email, subject_id=account.id)
            confirm_email_change(session, account, link, by=actor_of(account))
        run_pending()

    return to


def listed(browser: FlaskClient) -> int:
    return browser.get("/candidat/candidatures").text.count("Stratifieur F/H")


def test_k6_an_application_follows_to_the_new_address(client, sign_in, enora, old_link, move, reading, letters):
    move()
    with reading() as session:
        assert session.exec(select(Application.email)).one() == NEW
    assert listed(sign_in(enora)) == 1
    assert client.get(old_link).status_code == 404


def test_k6_the_next_owner_of_an_address_reads_nothing_of_the_one_before(
    sign_in, enora, old_link, move, writing, reading
):
    with writing() as session:
        note_seen(session, email=EMAIL, company_id=None, account_id=None, what=Seen.CV, subject_id=1)
    move()
    with writing() as session:
        heir = make_account(session, email=EMAIL)
    assert listed(sign_in(heir)) == 0
    with reading() as session:
        assert [accesses_to(session, one, offset=0, limit=9) == [] for one in (heir, enora)] == [True, False]
        assert export_applications(session, heir.id) == []


def test_k6_between_two_owners_the_account_decides_before_the_address(sign_in, writing, enora, old_link, reading):
    """The address is given anew before the tasks of the change have run."""
    with writing() as session:
        session.get_one(Account, enora.id).email = NEW
        session.flush()
        heir = make_account(session, email=EMAIL)
        note_seen(session, email=NEW, company_id=None, account_id=None, what=Seen.CV, subject_id=1)
    with reading() as session:
        application = session.exec(select(Application)).one()
        assert [is_own(actor_of(one), application) for one in (heir, enora)] == [False, True]
        assert export_applications(session, heir.id) == []
    assert [listed(sign_in(one)) for one in (heir, enora)] == [0, 1]


def test_a6_two_open_applications_to_one_offer_stay_two(quay, old_link, move, deciding, sign_in, enora, reading):
    with deciding() as session:
        send(session, quay.offer, email=NEW)
    move()
    with reading() as session:
        assert sorted(session.exec(select(Application.email))) == sorted([EMAIL, NEW])
    assert listed(sign_in(enora)) == 2
