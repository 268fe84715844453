"""What is kept about people with alerts: handed out, erased, and forgotten in time (trust.md)."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import confirm_email_change, issue_link, link_token
from fairapp.offers.alerts import handlers
from fairapp.offers.alerts.letters import send_answer
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertReader, AlertSent, SavedSearch
from fairapp.offers.alerts.personal import erase_alerts, export_alerts
from fairapp.offers.alerts.queries import link_of, readers_of
from tests.factories import actor_of, make_account
from tests.offers.alerts.conftest import count
from tests.support.htmx import soup

TABLES = (AlertReader, SavedSearch, AlertHit, AlertLetter, AlertSent)


def counts(reading) -> list[int]:
    with reading() as session:
        return [count(session, model) for model in TABLES]


@pytest.fixture
def told(client, ask, publish, morning) -> str:
    """Ali had a letter about an offer; give the address of his page."""
    publish("Comptable F/H", places=())
    link = ask()
    client.post(link)
    publish()
    morning()
    return link.rsplit("/", maxsplit=2)[0]


def tidy(writing, run_pending) -> None:
    from fairapp.core.tasks import enqueue_reactions
    from fairapp.wiring import SUBSCRIPTIONS

    with writing() as session:
        handlers.forget_old(session)
        enqueue_reactions(session, SUBSCRIPTIONS)


def test_k6_the_copy_holds_searches_letters_and_offers(save, publish, morning, lea, reading):
    save("q=soudeuse")
    offer = publish()
    morning()
    with reading() as session:
        [exported] = export_alerts(session, lea.id)
    assert exported["email"] == "lea@exemple.fr"
    assert [(row["name"], row["criteria"]) for row in exported["searches"]] == [("soudeuse", "q=soudeuse")]
    assert (exported["letters"], exported["offers_sent"]) == (["2026-11-23"], [offer.id])


def test_k6_with_the_account_everything_goes(save, publish, morning, lea, writing, reading):
    save()
    publish()
    morning()
    assert 0 not in counts(reading)
    with writing() as session:
        erase_alerts(session, lea.id)
    assert counts(reading) == [0] * len(TABLES)


def test_k6_who_has_no_account_erases_all_by_the_link(client, told, letters, settings, reading):
    assert client.post(f"{told}/effacer").status_code == 303
    assert client.get(told).status_code == client.post(f"{told}/desinscription").status_code == 404
    letters()
    assert counts(reading) == [0] * len(TABLES)
    assert list(settings.outbox_dir.glob("*.eml")) == []
    with reading() as session:
        assert session.exec(select(ActionLink)).all() == []
        rows = " ".join(
            repr(row)
            for table in SQLModel.metadata.sorted_tables
            for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
        )
    assert "ali@exemple.fr" not in rows


def test_k3_after_somebody_is_erased_the_next_persons_letters_are_their_own(
    client, told, ask, letters, publish, morning, reading
):
    """Tasks remember the ids of rows that are gone: no row takes one over, and no letter is held for sent."""
    [before] = ids(reading)
    client.post(f"{told}/effacer")
    letters()
    client.post(ask("zoe@exemple.fr"))
    publish("Soudeuse MIG F/H")
    assert [letter.to for letter in morning()] == ["zoe@exemple.fr"]
    [after] = ids(reading)
    assert all(new > old for new, old in zip(after, before, strict=True))


def ids(reading) -> list[tuple[int, ...]]:
    with reading() as session:
        rows = select(AlertReader.id, SavedSearch.id, AlertLetter.id).select_from(AlertReader)
        return list(session.exec(rows.join(SavedSearch).join(AlertLetter, AlertLetter.reader_id == AlertReader.id)))


def test_k3_an_answer_tells_nobody_of_anothers_search(app, told, ask, letters, reading):
    ask("zoe@exemple.fr", query="contrat=permanent")
    with reading() as session, app.app_context():
        search = session.exec(select(SavedSearch).order_by(SavedSearch.id.desc())).first()
        for reader in session.exec(select(AlertReader).order_by(AlertReader.id)).all():
            send_answer(session, reader.id, search.id, 0)
    assert [letter.to for letter in letters()] == ["zoe@exemple.fr"]


def test_an_address_without_account_is_asked_after_eleven_months_and_forgotten_a_month_later(
    told, clock, writing, run_pending, letters, reading
):
    letters()
    seen = []
    for days in (333, 3, 28, 1, 1):
        clock.shift(timedelta(days=days))
        tidy(writing, run_pending)
        seen.append(([letter.subject for letter in letters()], counts(reading)[0]))
    assert seen == [([], 1), (["Garder vos alertes ?"], 1), ([], 1), ([], 1), ([], 0)]


def test_any_sign_of_life_starts_the_year_again(client, told, clock, writing, run_pending, letters, reading):
    clock.shift(timedelta(days=340))
    tidy(writing, run_pending)
    assert [letter.subject for letter in letters()][-1:] == ["Garder vos alertes ?"]
    assert "Garder mes alertes" in client.get(told).text
    assert client.post(f"{told}/garder").status_code == 303
    clock.shift(timedelta(days=300))
    tidy(writing, run_pending)
    assert counts(reading)[0] == 1
    assert "Garder mes alertes" not in client.get(told).text


def test_confirming_one_more_search_starts_the_year_again_with_its_notice(
    told, ask, client, clock, writing, run_pending, letters, reading
):
    """Answered a notice by confirming another search: the old notice is not taken for that of the next year."""
    clock.shift(timedelta(days=330))
    link = ask(query="contrat=permanent")
    clock.shift(timedelta(days=6))
    tidy(writing, run_pending)
    assert [letter.subject for letter in letters()] == ["Garder vos alertes ?"]
    client.post(link)
    clock.shift(timedelta(days=366))
    for notices in (1, 0):
        tidy(writing, run_pending)
        assert (len(letters()), counts(reading)[0]) == (notices, 1)


def test_a_notice_older_than_the_last_sign_of_life_is_none(told, clock, writing, run_pending, letters, reading):
    with writing() as session:
        reader = session.exec(select(AlertReader)).one()
        reader.erasure_announced_at = reader.seen_at - timedelta(hours=1)
    clock.shift(timedelta(days=400))
    tidy(writing, run_pending)
    assert ([letter.subject for letter in letters()][-1:], counts(reading)[0]) == (["Garder vos alertes ?"], 1)


def test_nobody_is_forgotten_unasked(told, clock, writing, run_pending, reading):
    clock.shift(timedelta(days=2000))
    tidy(writing, run_pending)
    assert counts(reading)[0] == 1


def test_who_has_an_account_is_not_asked(save, clock, writing, run_pending, letters, reading):
    save()
    clock.shift(timedelta(days=400))
    tidy(writing, run_pending)
    clock.shift(timedelta(days=40))
    tidy(writing, run_pending)
    assert (letters(), counts(reading)[0]) == ([], 1)


def test_letters_and_finds_go_after_ninety_days_what_was_sent_is_remembered(told, clock, writing, run_pending, reading):
    for days, left in ((89, [1, 1]), (2, [0, 0])):
        clock.shift(timedelta(days=days))
        tidy(writing, run_pending)
        assert [counts(reading)[2], counts(reading)[3]] == left
    assert counts(reading)[4] == 1


def move(writing, account, email: str) -> None:
    from fairapp.core.tasks import enqueue_reactions
    from fairapp.wiring import SUBSCRIPTIONS

    with writing() as session:
        mine = session.get_one(Account, account.id)
        link = issue_link(session, LinkPurpose.CHANGE_EMAIL, email=email, subject_id=mine.id)
        confirm_email_change(session, mine, link, by=actor_of(mine))
        enqueue_reactions(session, SUBSCRIPTIONS)


def own_page(reading, app) -> str:
    with reading() as session:
        reader = session.exec(select(AlertReader)).one()
        return f"/alertes/{link_token(app.extensions['fairapp'].settings, link_of(session, reader))}"


def test_k6_alerts_follow_to_the_new_address_and_the_next_owner_of_the_old_one_reads_nothing(
    app, client, save, lea, sign_in, publish, morning, writing, reading, letters
):
    save()
    before = own_page(reading, app)
    move(writing, lea, "lea.nouvelle@exemple.fr")
    with writing() as session:
        heir = make_account(session, email="lea@exemple.fr")
        assert list(readers_of(session, heir.id, heir.email)) == []  # not even before the tasks have run
    publish()
    assert [letter.to for letter in morning()] == ["lea.nouvelle@exemple.fr"]
    assert [client.get(page).status_code for page in (before, own_page(reading, app))] == [404, 200]
    rows = [soup(sign_in(one).get("/candidat/alertes")).select(".alert-row") for one in (lea, heir)]
    assert list(map(len, rows)) == [1, 0]


def test_k6_what_the_new_address_had_saved_without_account_is_taken_over(
    client, save, ask, lea, publish, morning, writing, reading
):
    save("q=soudeuse")
    for query in ("q=soudeuse", "contrat=permanent"):
        client.post(ask("nouvelle@exemple.fr", query=query))
    publish()
    assert len(morning()) == 2
    move(writing, lea, "nouvelle@exemple.fr")
    publish("Soudeuse MIG F/H")
    [letter] = morning()
    assert letter.to == "nouvelle@exemple.fr"
    assert "TIG" not in letter.text  # both were told of it
    with reading() as session:
        assert session.exec(select(AlertReader.account_id)).all() == [lea.id]
        assert sorted(row.criteria for row in session.exec(select(SavedSearch))) == ["contrat=permanent", "q=soudeuse"]
