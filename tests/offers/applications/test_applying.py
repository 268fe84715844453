"""Applying in two clicks, without account (rows K1, A6)."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.files import StoredFile
from fairapp.offers import services as offers
from fairapp.offers.applications.enums import Action, Refusal, Side, Source
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import Channel, recipient_of
from fairapp.offers.applications.services import MOST_PER_OFFER, Acting, take
from fairapp.offers.applications.views import applying
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.lifecycle import as_author
from fairapp.offers.models import Offer, OfferCompany
from tests.candidates.making import make_candidate, make_pdf
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member, make_offer
from tests.offers.applications.sending import EMAIL, link_in, send
from tests.support.htmx import HTMX, same, soup, swap


def applications(reading) -> list[Application]:
    with reading() as session:
        return list(session.exec(select(Application)).all())


def test_k1_apply_opens_the_form_in_place_and_send_answers_in_place(client, quay, typed, reading):
    page = client.get(f"/offres/{quay.offer.id}", follow_redirects=True).text
    button = soup(page).select_one("#postuler a[hx-get]")
    assert (button["href"], button["hx-target"]) == (quay.path, "#postuler")
    opened = swap(page, client.get(quay.path, headers=HTMX), "#postuler")
    form = opened.select_one("#postuler form")
    assert (form["action"], form["hx-target"]) == (quay.path, "#postuler")
    answer = client.post(quay.path, data=typed(), headers=HTMX)
    assert "Candidature envoyée" in swap(str(opened), answer, "#postuler").select_one("#postuler").text
    assert [row.email for row in applications(reading)] == [EMAIL]


def test_k1_without_script_each_step_is_a_page(client, quay, typed):
    assert client.get(quay.path).status_code == 200
    answer = client.post(quay.path, data=typed())
    assert (answer.status_code, answer.location) == (303, f"{quay.path}/merci")
    assert "Candidature envoyée" in client.get(answer.location).text


def test_the_form_swapped_equals_the_form_fresh(client, quay):
    fresh = client.get(quay.path).text
    pages = [swap(fresh, client.get(quay.path, headers=HTMX), "#postuler"), soup(fresh)]
    for field in [field for page in pages for field in page.select("[name=form_key], [name=debut]")]:
        field.decompose()  # each form that is shown is one of its own
    assert same(*pages)


def test_k1_a_signed_link_follows(client, quay, apply):
    page = client.get(apply())
    assert soup(page.text).h1.text == "Ma candidature\N{NO-BREAK SPACE}: Stratifieur F/H"
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(client, quay, typed, reading):
    answer = client.post(quay.path, data=typed(email="enora", phone="06 oui"), headers=HTMX)
    assert answer.status_code == 422
    page = soup(answer.text)
    assert page.select_one("#message").text.strip() == "Je soude depuis dix ans."
    assert all(page.select_one(f"#{name}-error") for name in ("email", "phone"))
    assert applications(reading) == []


def test_k1_a_cv_or_a_few_words_are_needed(client, quay, typed, reading):
    assert client.post(quay.path, data=typed(message="")).status_code == 422
    cv = (io.BytesIO(make_pdf("Enora")), "cv.pdf")
    answer = client.post(quay.path, data=typed(message="", cv=cv), content_type="multipart/form-data")
    assert answer.status_code == 303
    [row] = applications(reading)
    with reading() as session:
        file = session.get_one(StoredFile, row.cv_file_id)
        assert (file.kind, file.name.startswith("application-")) == ("cv", True)


def test_a4_what_is_no_pdf_is_refused_at_its_field(client, quay, typed, reading):
    cv = (io.BytesIO(b"MZ no document"), "cv.pdf")
    answer = client.post(quay.path, data=typed(cv=cv), content_type="multipart/form-data", headers=HTMX)
    assert (answer.status_code, soup(answer.text).select_one("#cv-error") is not None) == (422, True)
    with reading() as session:
        assert session.exec(select(StoredFile)).all() == []


def test_k5_who_is_signed_in_sends_the_profile_and_its_cv_in_two_clicks(writing, sign_in, quay, typed, reading):
    with writing() as session:
        account = make_account(session, email=EMAIL)
        own = make_candidate(session, account, cv=make_pdf("Enora")).cv_file_id
    browser = sign_in(account)
    form = soup(browser.get(quay.path, headers=HTMX).text)
    filled = {field["name"]: field["value"] for field in form.select("input[value]")}
    assert {name: filled[name] for name in ("first_name", "last_name", "email", "phone")} == {
        "first_name": "Enora", "last_name": "Le Goff", "email": EMAIL, "phone": "06 12 34 56 78",
    }  # fmt: skip
    assert form.select_one("[name=sends_own_cv]").has_attr("checked")
    assert browser.post(quay.path, data=typed(message="", sends_own_cv="1")).status_code == 303
    [row] = applications(reading)
    assert (row.account_id, row.cv_file_id is not None, row.cv_file_id != own) == (account.id, True, True)


def test_k5_the_profile_s_cv_goes_with_no_other_address(writing, sign_in, quay, typed, reading):
    with writing() as session:
        account = make_account(session, email="autre@exemple.fr")
        make_candidate(session, account, cv=make_pdf("Autre"))
    assert sign_in(account).post(quay.path, data=typed(sends_own_cv="1")).status_code == 303
    assert [row.cv_file_id for row in applications(reading)] == [None]


def test_an_address_that_was_not_proven_is_tied_to_no_account(sign_in, writing, quay, typed, reading):
    with writing() as session:
        account = make_account(session, email="autre@exemple.fr")
    sign_in(account).post(quay.path, data=typed())
    assert [row.account_id for row in applications(reading)] == [None]


@pytest.mark.parametrize(("via", "source"), [("widget", Source.WIDGET), ("fair", Source.FAIR), ("<x>", Source.BOARD)])
def test_o11_where_the_offer_was_found_is_noted(client, quay, typed, reading, via, source):
    page = soup(client.get(f"/offres/{quay.offer.id}", query_string={"via": via}, follow_redirects=True).text)
    form = soup(client.get(page.select_one("#postuler a[hx-get]")["hx-get"]).text)
    client.post(quay.path, data=typed(via=form.select_one("[name=via]")["value"]))
    assert [row.source for row in applications(reading)] == [source]


# Who answers


def case(session, **over) -> Offer:
    cluster = make_cluster(session, contact_email="")
    company = make_company(session, cluster)
    make_member(session, cluster)
    return make_offer(session, company, cluster, **over)


def test_k1_applications_go_to_the_companys_people_first(session):
    offer = case(session, apply_url="https://ats.exemple/1", apply_email="rh@exemple.fr")
    make_member(session, session.get_one(Company, offer.company_id))
    assert recipient_of(session, offer).channel is Channel.COMPANY


@pytest.mark.parametrize(
    ("over", "channel"),
    [
        ({"apply_url": "https://ats.exemple/1", "apply_email": "rh@exemple.fr"}, Channel.LINK),
        ({"apply_email": "rh@exemple.fr"}, Channel.LETTER),
        ({}, Channel.ORGANISER),
    ],
)
def test_k1_else_to_the_offers_page_its_address_or_the_organiser(session, over, channel):
    assert recipient_of(session, case(session, **over)).channel is channel


def test_k1_people_of_an_unclaimed_company_read_nothing(session):
    offer = case(session)
    company = session.get_one(Company, offer.company_id)
    make_member(session, company)
    company.claimed_at = None
    session.flush()
    assert recipient_of(session, offer).channel is Channel.ORGANISER


def test_o6_a_company_that_shares_the_offer_answers_once_it_accepted(session):
    offer = case(session)
    partner = make_company(session)
    make_member(session, partner)
    row = OfferCompany(offer_id=offer.id, company_id=partner.id)
    session.add(row)
    session.flush()
    assert recipient_of(session, offer).channel is Channel.ORGANISER
    row.status = PartnerStatus.ACCEPTED
    session.flush()
    assert recipient_of(session, offer).channel is Channel.COMPANY


def test_k1_where_one_applies_elsewhere_there_is_a_link_and_no_form(writing, client, typed, reading):
    with writing() as session:
        offer = case(session, apply_url="https://ats.exemple/1")
    page = soup(client.get(f"/offres/{offer.id}", follow_redirects=True).text)
    assert page.select_one("#postuler a")["href"] == "https://ats.exemple/1"
    assert soup(client.get(f"/offres/{offer.id}/postuler").text).select_one("#postuler form") is None
    assert client.post(f"/offres/{offer.id}/postuler", data=typed()).status_code == 409
    assert applications(reading) == []


# Limits and traps


def test_a6_who_fills_in_the_hidden_field_is_thanked_and_forgotten(client, quay, typed, reading):
    assert client.post(quay.path, data=typed(site_web="https://x.exemple")).status_code == 303
    assert applications(reading) == []


@pytest.mark.parametrize("stamp", ["", "garbled"])
def test_a6_a_form_without_its_stamp_is_asked_for_again(client, quay, typed, reading, stamp):
    assert client.post(quay.path, data=typed(debut=stamp)).status_code == 422
    assert applications(reading) == []


def test_a6_who_types_somebodys_address_keeps_nobody_from_applying(client, quay, typed, apply):
    """Refused forms, and those without a token of ours, count for the connection that they come from alone."""
    statuses = {client.post(quay.path, data=typed(phone="x")).status_code for _ in range(21)}
    client.sends_token = False
    statuses |= {client.post(quay.path, data=typed()).status_code for _ in range(5)}
    client.sends_token = True
    assert statuses == {422, 400}
    assert apply()


def test_a6_a_mailbox_is_filled_from_nowhere_and_its_owner_applies_all_the_same(
    client, sign_in, quay, typed, apply, letters, writing, reading, monkeypatch
):
    monkeypatch.setattr(applying, "PER_ADDRESS", "1 per day")
    with writing() as session:
        offer = make_offer(session, quay.company, quay.cluster, title="Gréeur F/H")
        owner = make_account(session, email=EMAIL)
    apply()
    other = f"/offres/{offer.id}/postuler"
    answer = client.post(other, data=typed())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{other}/merci")
    assert (letters(), len(applications(reading))) == ([], 1)
    assert sign_in(owner).post(other, data=typed()).status_code == 303
    assert (len(letters()), len(applications(reading))) == (1, 2)


def test_a6_an_open_application_is_sent_once_and_its_link_again(client, quay, typed, apply, letters, reading):
    path = apply()
    answer = client.post(quay.path, data=typed(first_name="Quelqu’un d’autre"))
    assert answer.location == f"{quay.path}/merci"  # who sends it learns nothing
    [letter] = letters()
    assert (letter.to, link_in(letter)) == (EMAIL, path)
    assert [row.first_name for row in applications(reading)] == ["Enora"]


def test_a6_a_cv_sent_twice_is_kept_once(client, quay, typed, apply, reading):
    apply()
    cv = (io.BytesIO(make_pdf("Enora")), "cv.pdf")
    client.post(quay.path, data=typed(cv=cv), content_type="multipart/form-data")
    with reading() as session:
        assert session.exec(select(StoredFile)).all() == []


def test_a6_one_offer_hears_of_one_address_three_times(quay, session):
    for _ in range(MOST_PER_OFFER):
        row = send(session, quay.offer)
        take(session, row, Action.REFUSE, Acting(Side.COMPANY), refusal=Refusal.PROFILE)
    assert send(session, quay.offer).id == row.id


def test_a6_a_form_that_made_an_application_makes_none_for_another_address(client, quay, typed, reading):
    values = typed()
    client.post(quay.path, data=values)
    assert client.post(quay.path, data=values | {"email": "autre@exemple.fr"}).status_code == 409
    assert len(applications(reading)) == 1


# An offer that is over


def test_an_offer_that_closed_meanwhile_takes_nothing(client, quay, typed, writing, reading):
    with writing() as session:
        company = session.get_one(Company, quay.company.id)
        by = as_author(actor_of(quay.recruiter, companies=(company,)))
        offers.mark_filled(session, session.get_one(Offer, quay.offer.id), by=by)
    answer = client.post(quay.path, data=typed(), headers=HTMX)
    assert (answer.status_code, "n’est plus ouverte" in answer.text) == (409, True)
    assert applications(reading) == []


@pytest.mark.parametrize("status", [OfferStatus.DRAFT, OfferStatus.SUSPENDED])
def test_what_nobody_sees_takes_nothing(client, writing, quay, typed, status):
    with writing() as session:
        session.get_one(Offer, quay.offer.id).status = status
    assert [client.get(quay.path).status_code, client.post(quay.path, data=typed()).status_code] == [404, 404]


def test_an_offer_past_its_last_day_takes_nothing(client, quay, typed):
    with time_machine.travel(now() + timedelta(days=31)):
        assert client.post(quay.path, data=typed()).status_code == 409


def test_a6_one_connection_sends_sixty_an_hour(client, quay, typed):
    statuses = [client.post(quay.path, data=typed(phone="x", email=f"n{n}@exemple.fr")).status_code for n in range(61)]
    assert statuses == [422] * 60 + [429]


def test_a6_one_offer_takes_so_many_an_hour_from_wherever(client, quay, typed, apply, reading, monkeypatch):
    monkeypatch.setattr(applying, "PER_OFFER", "1 per hour")
    assert client.post(quay.path, data=typed(phone="x")).status_code == 422  # nothing was sent, nothing counted
    apply()
    refused = client.post(quay.path, data=typed(email="mael@exemple.fr"))
    assert refused.status_code == 422
    assert "Trop de candidatures" in refused.text
    assert soup(refused).select_one("#email")["value"] == "mael@exemple.fr"
    assert len(applications(reading)) == 1
