"""The exhibitor's space, answers by mailed links, and the public plan."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time, timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import link_token
from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import BookingStatus, FairStatus, PartnerStatus
from fairapp.fairs.models import Fair, FairDay, FairInterest
from fairapp.fairs.queries import days_of
from fairapp.fairs.stands import services
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandBooking
from tests.factories import make_company, make_member, make_offer
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import Place, acting_for, join, lay
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    company: Company
    other: Company
    other_client: FlaskClient
    place: Place
    booking: StandBooking
    base: str
    other_base: str

    @property
    def row(self) -> str:
        return f"{self.base}/reservations/{self.booking.id}"


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        place = lay(session)
        company, other = (make_company(session, place.cluster, name=name) for name in ("Kermarec", "Voilerie Le Bihan"))
        member, colleague = make_member(session, company), make_member(session, other, email="elise@exemple.fr")
        booking = make_booking(session, place.stands[0], company, price_cents=480_01)
    base, other_base = (f"/entreprise/{one.slug}/salons/{place.fair.slug}" for one in (company, other))
    return Desk(sign_in(member), company, other, sign_in(colleague), place, booking, base, other_base)


def outbox(settings: Settings) -> list[str]:
    return [path.read_text() for path in sorted(settings.outbox_dir.glob("*.eml"))]


def token_of(reading: Sessions, settings: Settings, purpose: LinkPurpose) -> str:
    with reading() as session:
        query = select(ActionLink).where(ActionLink.purpose == purpose, ActionLink.email == "elise@exemple.fr")
        return link_token(settings, session.exec(query).one())


def assert_kept_by_nobody(answer: TestResponse) -> None:
    """Neither caches nor search engines keep a page whose address is the key."""
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_b10_the_fairs_of_a_company_with_its_stand(desk: Desk) -> None:
    page = soup(desk.client.get(f"/entreprise/{desk.company.slug}/salons"))
    assert page.select_one("li.card a")["href"] == desk.base
    assert page.select_one("li.card .pill").text == f"Stand {desk.place.stands[0].code}"


def test_f3_a_company_says_that_it_would_come(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    assert desk.client.post(f"{desk.base}/interet").status_code == 422  # stands are booked already
    with writing() as session:
        fair = session.get_one(Fair, desk.place.fair.id)
        fair.interest_from, fair.booking_from = now() - timedelta(days=1), now() + timedelta(days=1)
    for _ in range(2):
        assert desk.client.post(f"{desk.base}/interet").status_code == 303
    assert "Vous êtes intéressés" in desk.client.get(desk.base).text
    desk.client.post(f"{desk.base}/interet", data={"withdraw": "1"})
    with reading() as session:
        assert session.exec(select(FairInterest)).all() == []


def test_b10_the_list_of_fairs_makes_as_many_queries_for_1_as_for_3(desk: Desk, app: Flask, writing: Sessions) -> None:
    def count() -> int:
        with count_queries(app.extensions["fairapp"].engine) as seen:
            desk.client.get(f"/entreprise/{desk.company.slug}/salons")
        return len(seen)

    before = count()
    with writing() as session:
        for _ in range(2):
            make_booking(session, lay(session).stands[0], desk.company)
    assert count() == before


def test_f2_the_exhibitors_space_tells_every_day_and_its_hours(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        [first] = days_of(session, desk.place.fair.id)
        second = FairDay(
            fair_id=first.fair_id, held_on=first.held_on + timedelta(1), opens=time(10), closes=time(15, 30)
        )
        session.add(second)
    told = [line.text for line in soup(desk.client.get(desk.base)).select("#space .meta li")]
    assert len(told) == 3  # the days, the place
    assert told[0].endswith("de 9\u00a0h à 17\u00a0h")
    assert told[1].endswith("de 10\u00a0h à 15\u00a0h\u00a030")


def test_b10_the_checklist_says_what_is_to_do(desk: Desk, writing: Sessions) -> None:
    def to_do() -> list[str]:
        facts = soup(desk.client.get(desk.base)).select(".facts li")
        return [one.b.text for one in facts if not one.small.text.startswith("Fait")]

    assert to_do() == [
        "Conditions acceptées", "Équipe nommée", "Logo", "Présentation de l’entreprise", "Paiement reçu"
    ]  # fmt: skip
    desk.client.post(f"{desk.row}/equipe", data={"first_name": "Yann", "last_name": "Tanguy"})
    assert "Équipe nommée" not in to_do()


def test_b10_staff_gets_a_badge_within_the_quota(desk: Desk, reading: Sessions) -> None:
    before = soup(desk.client.get(desk.base))
    people = [("Yann", "Tanguy"), ("Yann", "Tanguy"), ("Anne", "Le Goff"), ("Loïc", "Morvan"), ("Maé", "Riou")]
    for first, last in people:
        assert desk.client.post(f"{desk.row}/equipe", data={"first_name": first, "last_name": last}).status_code == 303
    with reading() as session:
        assert len(session.exec(select(Badge)).all()) == 4
    answer = desk.client.post(f"{desk.row}/equipe", data={"first_name": "Eva", "last_name": "Kerbrat"}, headers=HTMX)
    page = swap(before, answer, "#space")
    assert answer.status_code == 422
    assert page.select_one(f"#s{desk.booking.id}-last_name")["value"] == "Kerbrat"
    assert "4 badges sont attribués" in page.select_one(".error-summary").text
    with reading() as session:
        person = session.exec(select(BookingStaff)).first()
    desk.client.post(f"{desk.row}/equipe/{person.id}/retirer")
    with reading() as session:
        assert len(session.exec(select(BookingStaff)).all()) == 3


def test_b6_a_refused_invitation_swapped_in_equals_the_fresh_page(desk: Desk) -> None:
    before = soup(desk.client.get(desk.base))
    answer = desk.client.post(f"{desk.row}/partenaires", data={"share": "1"}, headers=HTMX)
    plain = desk.client.post(f"{desk.row}/partenaires", data={"share": "1"})
    assert (answer.status_code, plain.status_code) == (422, 422)
    assert same(swap(before, answer, "#space").select_one("#space"), soup(plain).select_one("#space"))


def test_b6_one_company_is_asked_by_many_only_so_often_a_day(desk: Desk) -> None:
    asked = {"company_id": str(desk.other.id), "share": "1"}
    answers = [desk.client.post(f"{desk.row}/partenaires", data=asked).status_code for _ in range(21)]
    assert answers == [303] * 20 + [429]


def test_b6_the_other_company_accepts_by_its_mailed_link(
    desk: Desk, app: Flask, run_pending: Callable[[], int], reading: Sessions, settings: Settings
) -> None:
    desk.client.post(f"{desk.row}/partenaires", data={"company_id": str(desk.other.id), "share": "1"})
    run_pending()
    url = f"/stands/partage/{token_of(reading, settings, LinkPurpose.BOOKING_PARTNER)}"
    (letter,) = outbox(settings)
    assert url in letter.replace("=\n", "")
    visitor = app.test_client()
    assert_kept_by_nobody(visitor.get(url))
    assert "240" in soup(visitor.get(url)).select_one(".facts").text
    with reading() as session:
        assert session.exec(select(BookingPartner)).one().status is PartnerStatus.PENDING
    answer = visitor.post(url, data={"answer": "accept", "contact_name": "Élise"})
    assert answer.status_code == 200
    assert_kept_by_nobody(answer)
    with reading() as session:
        row = session.exec(select(BookingPartner)).one()
    assert (row.status, row.contact_name, row.contact_email) == (PartnerStatus.ACCEPTED, "Élise", "elise@exemple.fr")
    assert visitor.get(url).status_code == 404
    run_pending()
    assert any("partage votre stand" in one.replace("_", " ") for one in outbox(settings))


def test_b6_each_company_sees_its_share_and_names_its_own_staff(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.row}/partenaires", data={"company_id": str(desk.other.id), "share": "1"})
    with reading() as session:
        row = session.exec(select(BookingPartner)).one()
    path = f"{desk.other_base}/partages/{row.id}"
    assert "vous propose de partager" in desk.other_client.get(desk.other_base).text
    assert desk.other_client.post(path, data={"answer": "accept"}).status_code == 303
    shares = []
    for client, base in ((desk.client, desk.base), (desk.other_client, desk.other_base)):
        page = soup(client.get(base))
        pairs = zip(page.select(".kv dt"), page.select(".kv dd"), strict=True)
        shares.append({dt.text: dd.text for dt, dd in pairs}["Votre part"])
    assert [share.replace("\u202f", "").replace("\xa0", " ") for share in shares] == ["288,01 €", "288 €"]
    url = f"{desk.other_base}/reservations/{desk.booking.id}/equipe"
    assert desk.other_client.post(url, data={"first_name": "Élise", "last_name": "Le Bihan"}).status_code == 303
    with reading() as session:
        assert session.exec(select(BookingStaff)).one().company_id == desk.other.id
    assert desk.other_client.get(f"{desk.other_base}/reservations/{desk.booking.id}/annuler").status_code == 404
    assert desk.other_client.post(path, data={"answer": "leave"}).status_code == 303
    with reading() as session:
        assert session.exec(select(BookingStaff)).all() == []


@pytest.mark.parametrize(("status", "names"), [(PartnerStatus.PENDING, 404), (PartnerStatus.ACCEPTED, 303)])
def test_b6_only_the_host_reads_the_pro_forma_and_only_who_accepted_names_staff(
    desk: Desk, writing: Sessions, status: PartnerStatus, names: int
) -> None:
    with writing() as session:
        session.add(BookingPartner(booking_id=desk.booking.id, company_id=desk.other.id, status=status))
    url = f"{desk.other_base}/reservations/{desk.booking.id}"
    assert desk.other_client.get(f"{url}/proforma.pdf").status_code == 404
    assert "proforma.pdf" not in desk.other_client.get(desk.other_base).text
    assert "proforma.pdf" in desk.client.get(desk.base).text
    person = {"first_name": "Élise", "last_name": "Le Bihan"}
    assert desk.other_client.post(f"{url}/equipe", data=person).status_code == names


def test_b6_a_third_company_sees_nothing_of_it(desk: Desk, writing: Sessions, sign_in, reading: Sessions) -> None:
    desk.client.post(f"{desk.row}/partenaires", data={"company_id": str(desk.other.id), "share": "1"})
    with writing() as session:
        third = make_company(session, desk.place.cluster)
        member = make_member(session, third)
        row = session.exec(select(BookingPartner)).one()
    client, base = sign_in(member), f"/entreprise/{third.slug}/salons/{desk.place.fair.slug}"
    assert client.post(f"{base}/partages/{row.id}", data={"answer": "accept"}).status_code == 404
    url = f"{base}/reservations/{desk.booking.id}"
    for path in ("equipe", "partenaires", "annuler"):
        assert client.post(f"{url}/{path}").status_code == 404


def test_f4_a_cancelled_fair_asks_nothing_of_its_exhibitors(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        session.get_one(Fair, desk.place.fair.id).status = FairStatus.CANCELLED
    page = soup(desk.client.get(desk.base))
    assert page.select_one("#space .pill").text.strip() == "Annulé"
    assert page.select("#space form") == []


def test_a_booking_is_cancelled_after_a_question(desk: Desk, reading: Sessions) -> None:
    assert "Libérer ce stand" in desk.client.get(f"{desk.row}/annuler").text
    for _ in range(2):
        assert desk.client.post(f"{desk.row}/annuler").status_code == 303
    with reading() as session:
        assert session.get_one(StandBooking, desk.booking.id).status is BookingStatus.CANCELLED


def test_b7_an_offered_stand_is_declined_by_the_mailed_link(
    desk: Desk, app: Flask, writing: Sessions, run_pending: Callable[[], int], reading: Sessions, settings: Settings
) -> None:
    with writing() as session:
        fair = session.get_one(Fair, desk.place.fair.id)
        make_booking(session, desk.place.stands[1], make_company(session))
        for company in (desk.other, join(session, desk.place)[0]):
            services.join_waiting_list(session, fair, desk.place.kind, company=company, by=acting_for(session, company))
    desk.client.post(f"{desk.row}/annuler")
    run_pending()
    url = f"/stands/proposition/{token_of(reading, settings, LinkPurpose.STAND_OFFER)}"
    assert any(url in letter.replace("=\n", "") for letter in outbox(settings))
    visitor = app.test_client()
    page = visitor.get(url)
    assert "Décliner" in page.text
    declined = visitor.post(url)
    assert declined.status_code == 200
    for answer in (page, declined):
        assert_kept_by_nobody(answer)
    assert visitor.post(url).status_code == 404
    with reading() as session:
        held = session.exec(select(StandBooking).where(StandBooking.status == BookingStatus.HELD)).one()
    assert held.company_id != desk.other.id


def test_b7_an_offered_stand_is_booked_on_the_plan(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        fair = session.get_one(Fair, desk.place.fair.id)
        make_booking(session, desk.place.stands[1], make_company(session))
        services.join_waiting_list(
            session, fair, desk.place.kind, company=desk.other, by=acting_for(session, desk.other)
        )
    desk.client.post(f"{desk.row}/annuler")
    page = soup(desk.other_client.get(f"{desk.other_base}/plan"))
    assert page.select_one("#reservation")["action"].endswith("/reserver")
    assert "La liste d’attente vous propose ce stand" in page.select_one(".hold").text


@pytest.mark.parametrize("token", ["x", "1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
@pytest.mark.parametrize("page", ["partage", "proposition"])
def test_a_forged_link_leads_nowhere(client: FlaskClient, page: str, token: str) -> None:
    assert client.get(f"/stands/{page}/{token}").status_code == 404
    assert client.post(f"/stands/{page}/{token}", data={"answer": "accept"}).status_code == 404


# The public plan


def test_b2_everyone_reads_who_stands_where_but_not_who_hesitates(
    desk: Desk, client: FlaskClient, writing: Sessions
) -> None:
    with writing() as session:
        fair = session.get_one(Fair, desk.place.fair.id)
        services.hold_stand(session, fair, desk.place.stands[1], company=desk.other, by=acting_for(session, desk.other))
    page = client.get(f"/salons/{desk.place.fair.slug}/plan")
    assert "Kermarec" in page.text
    assert "Le Bihan" not in page.text
    shown = soup(client.get(f"/salons/{desk.place.fair.slug}/stands/{desk.place.stands[0].id}", headers=HTMX))
    assert shown.select_one("#panneau a")["href"] == f"/entreprises/{desk.company.slug}"


def test_a_draft_has_no_plan(desk: Desk, client: FlaskClient, writing: Sessions) -> None:
    with writing() as session:
        session.get_one(Fair, desk.place.fair.id).status = FairStatus.DRAFT
    for path in ("plan", "plan/etat", f"stands/{desk.place.stands[0].id}"):
        assert client.get(f"/salons/{desk.place.fair.slug}/{path}").status_code == 404


def test_r3_the_stands_of_who_hires_are_framed(
    desk: Desk, client: FlaskClient, writing: Sessions, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        make_booking(session, desk.place.stands[1], desk.other)
        make_offer(session, desk.other, desk.place.cluster, title="Voilier / Voilière F/H")
    run_pending()
    page = soup(client.get(f"/salons/{desk.place.fair.slug}/plan?q=voilier"))
    assert [one.select_one(".no").text for one in page.select("a.stand--lit")] == [desk.place.stands[1].code]
    assert "1 exposant recrute" in page.select_one(".plan-found").text
    assert soup(client.get(f"/salons/{desk.place.fair.slug}/plan?q=boulanger")).select("a.stand--lit") == []
