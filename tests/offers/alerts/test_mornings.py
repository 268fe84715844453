"""The letters of a morning: what is new, why, for which search; nothing twice, nothing about nothing (row K3)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.offers import services as offers
from fairapp.offers.alerts.models import AlertSent, SavedSearch
from fairapp.offers.enums import ContractKind, OfferStatus
from fairapp.offers.lifecycle import SYSTEM, Action
from fairapp.offers.models import Offer, OfferChange
from tests.factories import PARIS, PRIVAS, make_company, make_offer
from tests.offers.alerts.conftest import count, plain


def test_k3_a_new_offer_is_told_the_next_morning_with_why_it_matches(save, publish, morning):
    save("q=soudeuse+tig&ou=Aubenas+%2807200%29&contrat=permanent")
    publish(places=(PRIVAS,))
    [letter] = morning()
    assert (letter.to, letter.subject) == ("lea@exemple.fr", "Nouvelle offre : Soudeur / Soudeuse TIG F/H")
    text = plain(letter)
    assert "Nouveau pour votre alerte « soudeuse tig, Aubenas à moins de 25 km, CDI » :" in text
    assert "Forge du Pont, Privas (07), CDI" in text
    assert "Pourquoi : « soudeur, TIG » · Aubenas à 21 km · CDI" in text


def test_k3_who_saved_a_search_of_a_board_hears_of_that_board_only(save, writing, publish, morning):
    save("q=soudeuse&tableau=mecavallee")
    publish("Soudeuse MIG F/H")
    with writing() as session:
        make_offer(session, make_company(session), title="Soudeuse ailleurs F/H")
    [letter] = morning()
    assert "Soudeuse MIG" in letter.text
    assert "ailleurs" not in letter.text


@pytest.mark.parametrize("query", ["q=infirmier", "q=soudeuse+infirmier", "q=soudeuse&ou=Paris", "contrat=internship"])
def test_k3_what_does_not_answer_in_full_is_not_told(save, publish, morning, query):
    save(query)
    publish()
    assert morning() == []


def test_k3_no_letter_when_nothing_is_new(save, publish, morning, clock):
    publish()
    clock.shift(timedelta(minutes=5))
    save()
    assert morning(after=8) == []


def test_k3_the_same_offer_is_told_once(save, publish, morning, writing):
    save()
    offer = publish()
    assert len(morning()) == 1
    with writing() as session:  # edited, suspended, back again, and closed and reopened
        row = session.get_one(Offer, offer.id)
        row.title, row.published_at = "Soudeuse expérimentée F/H", now()
        offers.suspend(session, row, by=SYSTEM, reason="à vérifier")
    with writing() as session:
        session.get_one(Offer, offer.id).status = OfferStatus.PUBLISHED
        offers.log_change(session, session.get_one(Offer, offer.id), Action.RESUME, by=SYSTEM)
    assert morning(after=8) == []


def test_k3_an_offer_that_two_searches_find_is_told_once_a_person(save, publish, morning, reading):
    save("q=soudeuse")
    save("contrat=permanent", frequency="weekly")
    publish()
    publish("Cariste F/H")
    [letter] = morning()  # Monday
    assert letter.subject == "2 nouvelles offres pour vos alertes"
    assert letter.text.count("Soudeur / Soudeuse TIG") == 1
    with reading() as session:
        assert count(session, AlertSent) == 2
    assert morning(after=8) == []


def test_k3_weekly_alerts_write_on_mondays(save, publish, morning):
    save(frequency="weekly")
    assert morning(after=2) == []  # Tuesday
    publish("Soudeuse du mardi F/H")
    assert morning(after=2) == []
    publish("Soudeuse du jeudi F/H")
    assert morning(after=3) == []
    [letter] = morning()
    assert letter.subject == "2 nouvelles offres : soudeuse"


def test_k3_a_new_rhythm_counts_for_what_was_already_found(save, sign_in, lea, publish, morning):
    search = save(frequency="weekly")
    morning()
    publish()
    assert morning() == []
    sign_in(lea).post(f"/candidat/alertes/{search.id}", data={"name": "Soudure", "frequency": "daily"})
    [letter] = morning()
    assert "« Soudure »" in plain(letter)


def test_k3_what_appeared_before_the_search_was_saved_is_known(save, clock, publish, writing, morning):
    publish("Soudeuse de la veille F/H")
    clock.shift(timedelta(hours=1))
    save()
    clock.shift(timedelta(hours=1))
    publish("Soudeuse du jour F/H", published_at=now() - timedelta(days=5))  # an import keeps its source's day
    with writing() as session:
        found = session.exec(select(Offer).where(Offer.title == "Soudeuse du jour F/H")).one()
        session.add(OfferChange(offer_id=found.id, action="publish", status=OfferStatus.PUBLISHED, at=now()))
    [letter] = morning()
    assert "Soudeuse du jour" in letter.text
    assert "veille" not in letter.text


def test_k3_an_offer_committed_late_is_not_lost(save, publish, morning, writing):
    """Published before the morning's run, committed after it: no moment up to which all was seen passes it by."""
    save()
    assert morning() == []
    publish("Soudeuse en retard F/H", published_at=now() - timedelta(hours=2))
    assert len(morning()) == 1


def test_k3_an_offer_that_comes_back_from_suspension_is_new_to_who_never_saw_it(save, publish, morning, writing):
    offer = publish(status=OfferStatus.SUSPENDED, published_at=now() - timedelta(days=9))
    save()
    assert morning() == []
    with writing() as session:
        row = session.get_one(Offer, offer.id)
        row.status = OfferStatus.PUBLISHED
        offers.log_change(session, row, Action.RESUME, by=SYSTEM)
    assert len(morning()) == 1


def test_k3_what_is_over_or_left_the_board_by_the_day_of_the_letter_is_not_told(save, publish, morning, writing):
    save("q=soudeuse", frequency="weekly")
    morning()
    filled, kept_back, told = (
        publish("Soudeuse A F/H"),
        publish("Soudeuse B F/H", company="Discrète"),
        publish("Soudeuse C F/H"),
    )
    morning()
    with writing() as session:
        offers.mark_filled(session, session.get_one(Offer, filled.id), by=SYSTEM)
        session.get_one(Company, kept_back.company_id).pools = False
    [letter] = morning(after=6)
    assert letter.subject == f"Nouvelle offre : {told.title}"


def test_k3_the_letter_shows_twenty_and_counts_the_rest(save, writing, cluster, run_pending, morning):
    save()
    with writing() as session:
        company = make_company(session, cluster)
        for number in range(23):
            make_offer(session, company, cluster, title=f"Soudeuse {number} F/H")
    run_pending()
    [letter] = morning()
    assert letter.subject == "23 nouvelles offres : soudeuse"
    assert letter.text.count("Pourquoi") == 20
    assert "3 autres offres :\nhttp://localhost/offres?q=soudeuse&tri=date" in plain(letter).replace(" :\r\n", " :\n")


def test_k3_paused_and_deleted_alerts_are_silent(save, sign_in, lea, publish, morning):
    paused, deleted = save("q=soudeuse"), save("contrat=permanent")
    client = sign_in(lea)
    client.post(f"/candidat/alertes/{paused.id}/pause")
    client.post(f"/candidat/alertes/{deleted.id}/supprimer")
    publish()
    assert morning() == []
    sign_in(lea).post(f"/candidat/alertes/{paused.id}/reprendre")
    assert morning() == []  # what came meanwhile is past
    publish("Soudeuse après F/H")
    assert len(morning()) == 1


def test_k3_what_a_paused_alert_had_found_is_dropped(save, sign_in, lea, publish, morning):
    search = save(frequency="weekly")
    morning()
    publish()
    morning()
    client = sign_in(lea)
    client.post(f"/candidat/alertes/{search.id}/pause")
    client.post(f"/candidat/alertes/{search.id}/reprendre")
    assert morning(after=7) == []


def test_k3_letters_go_to_the_address_that_the_account_has_now(save, writing, lea, publish, morning):
    save()
    with writing() as session:
        session.get_one(type(lea), lea.id).email = "lea.nouvelle@exemple.fr"
    publish()
    assert [letter.to for letter in morning()] == ["lea.nouvelle@exemple.fr"]


def test_k3_alerts_of_a_disabled_account_are_silent(save, writing, lea, publish, morning):
    save()
    with writing() as session:
        session.get_one(type(lea), lea.id).is_disabled = True
    publish()
    assert morning() == []


def test_k3_a_misspelt_search_finds_what_its_page_found(save, publish, morning):
    publish("Développeuse web F/H")
    save("q=developeuse")
    publish("Développeur web senior F/H", contract=ContractKind.PERMANENT, places=(PARIS,))
    [letter] = morning()
    assert "Pourquoi : « développeur »" in plain(letter)


def test_k3_a_run_that_comes_back_finds_nothing_to_do(save, publish, morning, reading, writing, letters):
    save()
    publish()
    assert len(morning()) == 1
    assert letters() == []
    with reading() as session:
        assert [row.name for row in session.exec(select(SavedSearch))] == ["soudeuse"]
