"""Row K6: « Tout effacer » by the link takes the letters out of the outbox too, the candidate's and the recruiters'."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.mail import outbox
from fairapp.offers.applications.enums import Action, Side
from fairapp.offers.applications.inbox.handlers import queue_reminders
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.services import Acting, take
from tests.offers.applications.sending import link_in

NAME, WORDS, EMAIL = "Zéphyrine-Kerzoncuf", "Marqueterie de Zéphyrine", "zephyrine@exemple.fr"


@pytest.fixture
def naming(settings):
    """Give the addresses of the letters that say who it was, as they are read and as they are stored."""

    def read() -> list[str]:
        letters = outbox.latest(settings.outbox_dir, limit=500)
        return [one.to for one in letters if any(it in f"{one.to} {one.subject} {one.text}" for it in (NAME, EMAIL))]

    return read


@pytest.fixture
def sent(client, quay, typed, letters, deciding, run_pending):
    """Somebody applied, was waited for, read, and withdrew: each told by a letter."""
    assert client.post(quay.path, data=typed(first_name=NAME, message=WORDS, email=EMAIL)).status_code == 303
    path = link_in(letters()[0])
    with time_machine.travel(now() + timedelta(days=8), tick=False), deciding() as session:
        queue_reminders(session)
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        run_pending()
    with deciding() as session:
        row = session.exec(select(Application)).one()
        take(session, row, Action.START, Acting(Side.COMPANY))
    client.post(f"{path}/retirer")
    run_pending()
    return path


def test_k6_no_letter_names_who_erased_all_of_it(client, sent, naming, settings, run_pending, quay):
    assert sorted(naming()) == sorted([EMAIL, *[quay.recruiter.email] * 3])  # new, reminder, withdrawn
    client.post(f"{sent}/effacer")
    run_pending()
    assert naming() == []
    marks = [mark.encode() for mark in ("phyrine", "zephyrine")]
    files = [path for path in settings.data_dir.rglob("*") if path.is_file() and path.suffix == ".eml"]
    assert [path.name for path in files if any(mark in path.read_bytes() for mark in marks)] == []


def test_k6_letters_about_others_stay(client, sent, naming, quay, typed, run_pending, settings):
    other = typed(email="autre@exemple.fr")
    client.post(quay.path, data=other)
    run_pending()
    client.post(f"{sent}/effacer")
    run_pending()
    assert {one.to for one in outbox.latest(settings.outbox_dir)} >= {"autre@exemple.fr", quay.recruiter.email}
