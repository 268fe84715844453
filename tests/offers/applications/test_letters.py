"""What the candidate reads by mail (rows K2, A7): each letter once, none about what was taken back."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.offers import services as offers
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.handlers import SECOND_THOUGHTS
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.services import SYSTEM, Acting, take
from fairapp.offers.enums import CloseReason
from fairapp.offers.lifecycle import as_author
from fairapp.offers.models import Offer
from tests.factories import actor_of, make_account
from tests.offers.applications.sending import EMAIL, link_in, send
from tests.support.htmx import soup

COMPANY = Acting(Side.COMPANY)


@pytest.fixture
def later(letters):
    """Read the letters of the next minutes."""

    def read(after: timedelta = SECOND_THOUGHTS * 2):
        with time_machine.travel(now() + after):
            return letters()

    return read


def act(deciding, action: Action, acting: Acting = COMPANY, **told) -> None:
    with deciding() as session:
        take(session, session.exec(select(Application)).one(), action, acting, **told)


def close(deciding, quay, reason: CloseReason) -> None:
    with deciding() as session:
        by = as_author(actor_of(quay.recruiter, companies=(session.get_one(Company, quay.company.id),)))
        offers.close(session, session.get_one(Offer, quay.offer.id), by=by, reason=reason)


def statuses(reading) -> list[ApplicationStatus]:
    with reading() as session:
        return list(session.exec(select(Application.status).order_by(Application.id)))


def test_k1_the_first_letter_carries_the_link(client, quay, typed, letters):
    client.post(quay.path, data=typed())
    [letter] = letters()
    assert (letter.to, letter.subject) == (EMAIL, "Votre candidature est envoyée : Stratifieur F/H")
    assert client.get(link_in(letter)).status_code == 200


@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_k1_no_address_goes_out_for_a_name(client, quay, typed, letters, reading, field):
    refused = client.post(quay.path, data=typed(**{field: "Gagnez : http://evil.example"}))
    assert refused.status_code == 422
    assert soup(refused).select_one(f"#{field}-error") is not None
    assert (letters(), statuses(reading)) == ([], [])


def test_k1_a_name_is_mailed_only_to_an_address_that_its_owner_proved(client, sign_in, writing, quay, typed, letters):
    """A stranger may type anything for a name, and anybody's address."""
    client.post(quay.path, data=typed(first_name="Gagnez", last_name="mille euros"))
    [letter] = letters()
    assert letter.text.startswith("Bonjour,")
    assert "Gagnez" not in letter.text + letter.to + letter.subject
    with writing() as session:
        own = make_account(session, email="own@exemple.fr", name="Enora Le Goff")
    sign_in(own).post(quay.path, data=typed(email="own@exemple.fr"))
    [letter] = letters()
    assert letter.text.startswith("Bonjour Enora,")


@pytest.mark.parametrize(
    ("action", "told", "words"),
    [
        (Action.START, {}, "Chantiers Kermarec l’étudie."),
        (Action.INVITE, {"reason": "Venez lundi."}, "Venez lundi."),
        (Action.PROPOSE, {}, "vous propose le poste"),
        (Action.HIRE, {}, "félicitations"),
        (Action.REFUSE, {"refusal": Refusal.PLACE}, "le lieu de travail est trop éloigné"),
    ],
)
def test_k2_each_answer_is_a_letter(apply, deciding, later, action, told, words):
    apply()
    act(deciding, action, **told)
    [letter] = later()
    assert words in letter.text
    assert later(timedelta(days=1)) == []


def test_a_first_look_is_no_letter(apply, deciding, later):
    apply()
    act(deciding, Action.OPEN)
    assert later() == []


def test_a3_silence_is_told_at_once(apply, deciding, letters):
    apply()
    act(deciding, Action.LAPSE, SYSTEM)
    [letter] = letters()
    assert "n’a pas donné suite" in letter.text


def test_a_refusal_taken_back_within_the_minute_is_told_to_nobody(apply, deciding, later):
    apply()
    act(deciding, Action.REFUSE, refusal=Refusal.PROFILE)
    act(deciding, Action.REVIVE)
    act(deciding, Action.REFUSE, refusal=Refusal.PAY)
    [letter] = later()
    assert "les attentes salariales diffèrent" in letter.text


def test_who_withdrew_meanwhile_reads_nothing_more(apply, deciding, later):
    apply()
    act(deciding, Action.INVITE)
    act(deciding, Action.WITHDRAW, Acting(Side.CANDIDATE))
    assert later() == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [(CloseReason.FILLED, "Le poste est pourvu"), (CloseReason.POSTPONED, "Le recrutement est reporté ou annulé")],
)
def test_k2_those_who_wait_are_told_when_the_offer_is_over(apply, deciding, quay, later, reading, reason, words):
    apply()
    close(deciding, quay, reason)
    [letter] = later()
    assert words in letter.text
    assert statuses(reading) == [ApplicationStatus.REFUSED]


def test_k2_who_is_being_interviewed_hears_from_the_company_itself(apply, deciding, quay, later, reading):
    apply()
    act(deciding, Action.INVITE)
    later()
    close(deciding, quay, CloseReason.FILLED)
    assert (later(), statuses(reading)) == ([], [ApplicationStatus.INTERVIEW])


def test_an_offer_reopened_within_the_minute_ends_nothing(apply, deciding, quay, later, reading):
    apply()
    close(deciding, quay, CloseReason.FILLED)
    with deciding() as session:
        by = as_author(actor_of(quay.recruiter, companies=(session.get_one(Company, quay.company.id),)))
        offers.reopen(session, session.get_one(Offer, quay.offer.id), by=by)
    assert (later(), statuses(reading)) == ([], [ApplicationStatus.NEW])


def test_more_applications_than_fit_in_one_transaction_are_all_ended(deciding, quay, later, reading, monkeypatch):
    monkeypatch.setattr("fairapp.offers.applications.handlers.BATCH", 2)
    with deciding() as session:
        for number in range(5):
            send(session, quay.offer, email=f"n{number}@exemple.fr")
    close(deciding, quay, CloseReason.FILLED)
    later()
    assert statuses(reading) == [ApplicationStatus.REFUSED] * 5


def test_the_same_form_sent_again_and_again_mails_one_link(apply, client, quay, typed, letters):
    apply()
    with time_machine.travel(now(), tick=False):
        for _ in range(3):
            client.post(quay.path, data=typed())
        [letter] = letters()
    assert "Ouvrez ce lien, choisissez « Tout effacer », puis postulez." in letter.text.replace("\xa0", " ")
