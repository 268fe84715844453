"""Two at once, and workers that die: nothing is lost, nothing told twice (row K3)."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlmodel import select

from fairapp.accounts.models import Account, ActionLink
from fairapp.core import tasks
from fairapp.core.clock import now, today
from fairapp.core.db import make_engine
from fairapp.core.errors import DomainError
from fairapp.core.tasks import LEASE, TaskContext
from fairapp.mail import outbox
from fairapp.offers.alerts import clockwork
from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertOffer, AlertReader, AlertSent, SavedSearch
from fairapp.offers.alerts.queries import readers_due
from fairapp.offers.alerts.services import (
    MOST,
    Wish,
    ask,
    confirm,
    ending,
    forget_old,
    holding,
    note_hits,
    resume,
    save_own,
    saving,
    tick_off,
    write_letters,
)
from fairapp.offers.alerts.services.holding import LINKS
from fairapp.offers.alerts.services.writing import Hit
from fairapp.offers.board.criteria import Criteria
from fairapp.offers.models import Offer
from fairapp.wiring import make_worker
from tests.factories import make_account, make_offer
from tests.offers.alerts.conftest import count
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded
from tests.support.threads import at_once


@pytest.fixture
def crowd(settings):
    """Give an engine with a connection for each thread."""
    engine = make_engine(settings.database_url, threads=8)
    yield engine
    engine.dispose()


def wish(number: int) -> Wish:
    return Wish(Criteria(text=f"mot{number}"), None, f"mot{number}", Frequency.DAILY)


def save_one_more(engine, account, number: int) -> int:
    with committing(engine) as session:
        return save_own(session, wish(number), email=account.email, account_id=account.id, locale="fr").id


@pytest.fixture
def nineteen(writing):
    with writing() as session:
        account = make_account(session)
        for number in range(MOST - 1):
            save_own(session, wish(number), email=account.email, account_id=account.id, locale="fr")
    return account


def kept(reading) -> int:
    with reading() as session:
        return count(session, SavedSearch)


def test_k3_the_twentieth_place_is_given_once(crowd, nineteen, reading):
    answers = at_once([partial(save_one_more, crowd, nineteen, 100 + number) for number in range(5)])
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True, True, True, True]
    assert kept(reading) == MOST


def test_k3_the_same_search_saved_twice_at_once_is_one(crowd, writing, reading):
    with writing() as session:
        account = make_account(session)
    answers = at_once([partial(save_one_more, crowd, account, 1)] * 5)
    assert len(set(answers)) == 1
    assert kept(reading) == 1


def test_k3_one_address_that_asks_twice_at_once_is_one_reader(crowd, reading):
    def send(number: int) -> None:
        with committing(crowd) as session:
            ask(session, wish(number), email="ali@exemple.fr", locale="fr")

    assert at_once([partial(send, number) for number in range(3)]) == [None] * 3
    with reading() as session:
        assert (count(session, AlertReader), count(session, SavedSearch)) == (1, 3)


@pytest.fixture
def found(writing) -> int:
    """A search has found an offer that waits for this morning's letter; give the search."""
    with writing() as session:
        account, offer = make_account(session), make_offer(session)
        search = save_own(session, wish(1), email=account.email, account_id=account.id, locale="fr")
        note_hits(session, [Hit(search.id, offer.id, None, Frequency.DAILY)])
    return search.id


def write(engine) -> list[int]:
    with committing(engine) as session:
        return write_letters(session, today(), limit=10)[0]


def test_k3_two_workers_write_one_letter(crowd, found, reading):
    letters = at_once([partial(write, crowd)] * 4)
    assert sorted(map(len, letters)) == [0, 0, 0, 1]
    with reading() as session:
        assert (count(session, AlertLetter), count(session, AlertSent)) == (1, 1)


def test_k3_even_without_the_letters_own_row_an_offer_is_told_once(engine, found, monkeypatch, reading):
    """Both looked who was due before either wrote, and nothing keeps them from a letter each: the offer's row does."""
    drop_unique(engine, "alert_letter", "uq_alert_letter_reader_id_day")
    with unguarded(engine, monkeypatch) as bare:
        gap = Gap(LONG)
        monkeypatch.setattr("fairapp.offers.alerts.services.writing.readers_due", gap.after(readers_due))
        assert sorted(gap.meet(partial(write, bare), partial(write, bare)), key=len) == [[], [1]]
    with reading() as session:
        assert (count(session, AlertSent), count(session, AlertLetter)) == (1, 1)


def test_k3_finding_and_ticking_off_twice_at_once_is_once(crowd, found, reading):
    with reading() as session:
        offer_id = session.exec(select(AlertHit.offer_id)).one()

    def run() -> None:
        with committing(crowd) as session:
            note_hits(session, [Hit(found, offer_id, 3.0, Frequency.DAILY)])
            tick_off(session, [offer_id])

    assert at_once([run] * 4) == [None] * 4
    with reading() as session:
        assert (count(session, AlertHit), count(session, AlertOffer)) == (1, 1)


def test_k3_a_search_deleted_while_it_was_searched_for_loses_nobody_elses_finds(writing, found, reading):
    with writing() as session:
        other = session.exec(select(AlertHit.offer_id)).one()
        session.delete(session.get_one(SavedSearch, found))
        session.flush()
        account = make_account(session)
        mine = save_own(session, wish(2), email=account.email, account_id=account.id, locale="fr").id
        note_hits(session, [Hit(found, other, None, Frequency.DAILY), Hit(mine, other, None, Frequency.DAILY)])
    with reading() as session:
        assert session.exec(select(AlertHit.search_id)).all() == [mine]


@pytest.mark.parametrize("stopped", [{"status": AlertStatus.PAUSED}, {"deleted_at": now()}], ids=["paused", "deleted"])
def test_k3_a_search_stopped_while_it_was_searched_for_finds_nothing(writing, found, reading, stopped):
    with writing() as session:
        session.execute(delete(AlertHit))
        session.get_one(SavedSearch, found).sqlmodel_update(stopped)
        session.flush()
        note_hits(session, [Hit(found, session.exec(select(Offer.id)).one(), None, Frequency.DAILY)])
    with reading() as session:
        assert count(session, AlertHit) == 0


@pytest.mark.parametrize("again", ["resume", "saved"])
def test_k3_what_was_kept_while_a_search_was_being_stopped_is_past_when_it_starts_again(writing, found, reading, again):
    with writing() as session:
        search = session.get_one(SavedSearch, found)
        search.status = AlertStatus.PAUSED
        session.flush()
        if again == "resume":
            resume(session, search)
        else:
            account = session.exec(select(Account)).one()
            save_own(session, wish(1), email=account.email, account_id=account.id, locale="fr")
    with reading() as session:
        assert (session.get_one(SavedSearch, found).status, count(session, AlertHit)) == (AlertStatus.ACTIVE, 0)


class Killed(BaseException):
    """A worker dies, as by kill -9: whatever it was about to write is not written."""


@pytest.fixture
def five(writing, cluster, publish) -> None:
    """Five people wait for news of one offer."""
    publish("Comptable F/H", places=())
    with writing() as session:
        for _ in range(5):
            account = make_account(session)
            save_own(
                session, Wish(Criteria(text="soudeuse"), None, "soudeuse", Frequency.DAILY),
                email=account.email, account_id=account.id, locale="fr",
            )  # fmt: skip
    publish()


def work_until_killed(app: Flask) -> bool:
    """Run what is due as one worker; tell whether it died."""
    try:
        with app.app_context():
            make_worker(app.extensions["fairapp"].engine).run_pending()
    except Killed:
        return True
    return False


def test_k3_a_worker_killed_while_mailing_loses_none_and_repeats_one(app, five, writing, clock, monkeypatch):
    """It dies each time between sending a letter and noting that it was sent."""
    delivered, deaths, finish = [], [], tasks.finish
    keep = outbox.keep

    def deliver(folder, letter, **more) -> None:
        delivered.append((str(letter["To"]), str(letter["Message-ID"])))
        keep(folder, letter, **more)

    def die(engine, task, token) -> None:
        if task.handler.endswith("send_news") and len(deaths) < 3 and task.id not in deaths:
            deaths.append(task.id)
            raise Killed
        finish(engine, task, token)

    monkeypatch.setattr(outbox, "keep", deliver)
    monkeypatch.setattr(tasks, "finish", die)
    clock.shift(timedelta(hours=20))
    with writing() as session:
        clockwork.plan_day(session)
    kills = 0
    while work_until_killed(app):
        kills += 1
        clock.shift(LEASE + timedelta(seconds=1))
    clock.shift(LEASE + timedelta(seconds=1))
    work_until_killed(app)
    assert kills == 3
    assert len({to for to, _ in delivered}) == 5  # none lost
    assert len(delivered) == 5 + kills  # at most one repeated per kill
    assert max(Counter(delivered).values()) == 2
    assert len({name for _, name in delivered}) == 5  # with the same Message-ID


def test_k3_a_run_killed_anywhere_goes_on_where_it_was(app, five, writing, reading, clock, monkeypatch):
    """The first run dies after half of what was found, the second before it ticks the offers off."""
    monkeypatch.setattr(clockwork, "HITS_AT_ONCE", 2)
    notes, ticks = [], []

    def note(session, hits) -> None:
        notes.append(len(hits))
        if len(notes) == 2:
            raise Killed
        note_hits(session, hits)

    def tick(session, ids) -> None:
        ticks.append(len(ids))
        if len(ticks) == 1:
            raise Killed
        tick_off(session, ids)

    monkeypatch.setattr(clockwork, "note_hits", note)
    monkeypatch.setattr(clockwork, "tick_off", tick)
    context = TaskContext(app.extensions["fairapp"].engine, 0, "")
    for _ in range(2):
        with app.app_context(), pytest.raises(Killed):
            clockwork.match_new_offers(context, today().isoformat())
    with app.app_context():
        clockwork.match_new_offers(context, today().isoformat())
    with reading() as session:
        assert (count(session, AlertHit), count(session, AlertOffer)) == (5, 2)
        assert session.exec(select(AlertSent)).all() == []


def test_k3_confirming_and_forgetting_at_once_is_one_of_both(crowd, writing, reading, monkeypatch):
    with writing() as session:
        ask(session, wish(1), email="ali@exemple.fr", locale="fr")
        search = session.exec(select(SavedSearch)).one()
        search.created_at -= timedelta(days=8)
    gap = Gap(A_MOMENT)
    monkeypatch.setattr("fairapp.offers.alerts.services.saving.hold", gap.after(holding.hold))

    def yes() -> str:
        with committing(crowd) as session:
            return str(confirm(session, search).status)

    def clean() -> None:
        with committing(crowd) as session:
            forget_old(session)

    assert gap.meet(yes, clean) == ["active", None]
    assert kept(reading) == 1


def test_k3_who_asks_while_their_empty_row_is_tidied_away_is_heard(crowd, writing, reading, monkeypatch, clock):
    with writing() as session:
        ask(session, wish(1), email="ali@exemple.fr", locale="fr")
        session.delete(session.exec(select(SavedSearch)).one())
    clock.shift(timedelta(days=2))
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(ending, "_erase", gap.before(ending._erase))

    def clean() -> None:
        with committing(crowd) as session:
            forget_old(session)

    def again() -> None:
        with committing(crowd) as session:
            ask(session, wish(2), email="ali@exemple.fr", locale="fr")

    assert gap.meet(clean, again) == [None, None]
    with reading() as session:
        assert [row.name for row in session.exec(select(SavedSearch))] == ["mot2"]
        assert (count(session, AlertReader), count(session, ActionLink)) == (1, len(LINKS))


def test_k3_a_search_saved_while_its_empty_row_is_tidied_away_is_kept(crowd, writing, reading, monkeypatch, clock):
    """The tidying waits for the row, and looks at its searches again once it has it."""
    with writing() as session:
        ask(session, wish(1), email="ali@exemple.fr", locale="fr")
        session.delete(session.exec(select(SavedSearch)).one())
    clock.shift(timedelta(days=2))
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(saving, "_add", gap.after(saving._add))

    def again() -> None:
        with committing(crowd) as session:
            ask(session, wish(2), email="ali@exemple.fr", locale="fr")

    def clean() -> None:
        with committing(crowd) as session:
            forget_old(session)

    assert gap.meet(again, clean) == [None, None]
    with reading() as session:
        assert (count(session, SavedSearch), count(session, ActionLink)) == (1, len(LINKS))
