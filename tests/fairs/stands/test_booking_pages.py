"""A company books on the plan, with htmx and without script."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.models import BookingOption, Stand, StandBooking, StandOption
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking, make_stand
from tests.fairs.stands.making import CONTACT, Place, acting_for, lay
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    company: Company
    place: Place
    base: str

    def stand(self, index: int = 0) -> str:
        return f"{self.base}/stands/{self.place.stands[index].id}"


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        place = lay(session, stands=3)
        company = make_company(session, place.cluster, name="Chantiers Kermarec")
        member = make_member(session, company, name="Anne Le Goff")
        session.add(StandOption(fair_id=place.fair.id, name="Coffret 3 kW", price_cents=6000, stock=2))
    return Desk(sign_in(member), company, place, f"/entreprise/{company.slug}/salons/{place.fair.slug}")


def typed(page: Any, **over: str) -> dict[str, str]:
    """Return what the form on the page sends once it is filled in."""
    form = soup(page).select_one("#reservation")
    fields = {one["name"]: one.get("value", "") for one in form.select("input[name]") if one.get("type") != "checkbox"}
    fields |= {key: str(value) for key, value in CONTACT.items() if key != "accepts_terms"}
    return {**fields, "accepts_terms": "1", **over}


def states(page: Any) -> dict[str, str]:
    found = (page if isinstance(page, Tag) else soup(page)).select("a.stand")
    return {one.select_one(".no").text: one["class"][1].removeprefix("stand--") for one in found}


def bookings(reading: Sessions) -> list[StandBooking]:
    with reading() as session:
        return list(session.exec(select(StandBooking).order_by(StandBooking.id)).all())


def test_b2_the_plan_and_its_list_carry_the_same_stands(desk: Desk) -> None:
    plan, listed = desk.client.get(f"{desk.base}/plan"), desk.client.get(f"{desk.base}/plan?vue=liste")
    codes = [stand.code for stand in desk.place.stands]
    assert sorted(states(plan)) == sorted(codes)
    assert [row.select_one("th a").text for row in soup(listed).select("tbody tr")] == codes
    assert len(soup(listed).select("tbody button")) == 3


def test_b3_the_enter_key_sends_the_booking_and_does_not_extend_it(desk: Desk) -> None:
    panel = soup(desk.client.post(f"{desk.stand()}/retenir", headers=HTMX))
    assert panel.select_one("#reservation button[formaction$='/prolonger']")
    assert not panel.select_one("#reservation button[type=submit]").has_attr("formaction")


def test_b3_a_click_holds_the_stand_for_15_minutes(desk: Desk, reading: Sessions) -> None:
    before = soup(desk.client.get(f"{desk.base}/plan"))
    answer = desk.client.post(f"{desk.stand()}/retenir", headers=HTMX)
    assert answer.status_code == 200
    (held,) = bookings(reading)
    assert (held.status, held.held_until - held.held_at) == (BookingStatus.HELD, timedelta(minutes=15))
    page = swap(before, answer, "#panneau")
    assert states(page)[desk.place.stands[0].code] == "mine"
    assert page.select_one("time[data-hold]")["data-hold"]
    assert same(page.select_one("#panneau"), soup(desk.client.get(f"{desk.base}/plan")).select_one("#panneau"))


def test_b3_without_script_a_link_and_a_button_hold_it(desk: Desk, reading: Sessions) -> None:
    page = soup(desk.client.get(desk.stand()))
    assert page.select_one("#panneau form")["action"] == f"{desk.stand()}/retenir"
    answer = desk.client.post(f"{desk.stand()}/retenir")
    assert (answer.status_code, answer.location) == (303, desk.stand())
    assert "jusqu" in soup(desk.client.get(desk.stand())).select_one("time[data-hold]").text


def test_b3_another_stand_takes_the_place_of_the_first_and_what_was_typed_stays(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand(0)}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), contact_name="Yann Tanguy", note="Près de la porte")
    page = soup(desk.client.post(f"{desk.stand(1)}/retenir", data=form, headers=HTMX))
    assert page.select_one("#contact_name")["value"] == "Yann Tanguy"
    assert page.select_one("#note").text.strip() == "Près de la porte"
    assert [one.status for one in bookings(reading)] == [BookingStatus.CANCELLED, BookingStatus.HELD]


def test_b4_the_loser_gets_409_the_fresh_plan_and_a_sentence(desk: Desk, writing: Sessions) -> None:
    before = soup(desk.client.get(f"{desk.base}/plan"))
    with writing() as session:
        make_booking(session, desk.place.stands[0], make_company(session, desk.place.cluster))
    code = desk.place.stands[0].code
    answer = desk.client.post(f"{desk.stand()}/retenir", headers=HTMX)
    page = swap(before, answer, "#panneau")
    assert answer.status_code == 409
    assert f"Le stand {code} vient d’être pris" in page.select_one("#panneau").text
    assert states(page)[code] == "booked"
    plain = desk.client.post(f"{desk.stand()}/retenir")
    assert (plain.status_code, states(plain)[code]) == (409, "booked")


def test_b3_the_hold_is_prolonged_once(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    for _ in range(2):
        assert desk.client.post(f"{desk.stand()}/prolonger", headers=HTMX).status_code == 200
    (held,) = bookings(reading)
    assert held.held_until - held.held_at == timedelta(minutes=30)
    assert "Prolonger" not in desk.client.get(f"{desk.base}/plan").text


def test_b1_b5_b8_a_booking_freezes_prices_terms_and_who_accepted_them(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), **{"options[0].quantity": "2"})
    for _ in range(2):  # a double click
        answer = desk.client.post(f"{desk.stand()}/reserver", data=form)
        assert (answer.status_code, answer.location) == (303, desk.base)
    (booking,) = bookings(reading)
    assert (booking.status, booking.price_cents, booking.is_member_price) == (BookingStatus.SUBMITTED, 360_00, True)
    assert (booking.terms_version, booking.terms_text) == (1, "Payer à trente jours.")
    assert booking.terms_accepted_by.startswith("Anne Le Goff <")
    assert booking.terms_address == "127.0.0.1"
    with reading() as session:
        assert [(row.quantity, row.unit_price_cents) for row in session.exec(select(BookingOption))] == [(2, 6000)]
        assert session.exec(select(StandOption)).one().taken == 2


def test_b1_who_is_no_member_pays_the_other_price(desk: Desk, writing: Sessions, sign_in, reading: Sessions) -> None:
    with writing() as session:
        stranger = make_company(session)
        member = make_member(session, stranger)
    client, base = sign_in(member), f"/entreprise/{stranger.slug}/salons/{desk.place.fair.slug}"
    url = f"{base}/stands/{desk.place.stands[0].id}"
    client.post(f"{url}/retenir")
    client.post(f"{url}/reserver", data=typed(client.get(f"{base}/plan")))
    (booking,) = bookings(reading)
    assert (booking.price_cents, booking.is_member_price) == (480_00, False)


def test_b5_too_many_are_refused_at_their_field(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), **{"options[0].quantity": "3"})
    answer = desk.client.post(f"{desk.stand()}/reserver", data=form, headers=HTMX)
    page = soup(answer)
    assert answer.status_code == 422
    assert "il n’en reste que 2" in page.select_one("#options-0-quantity-error").text
    assert page.select_one("#options-0-quantity")["value"] == "3"
    (booking,) = bookings(reading)
    assert booking.status is BookingStatus.HELD


def test_a_form_half_filled_loses_nothing(desk: Desk) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), contact_email="anne", note="Bonjour")
    del form["accepts_terms"]
    page = soup(desk.client.post(f"{desk.stand()}/reserver", data=form))
    assert page.select_one("#contact_email")["value"] == "anne"
    assert page.select_one("#note").text.strip() == "Bonjour"
    assert {one["href"] for one in page.select(".error-summary a")} == {"#contact_email", "#accepts_terms"}


def expire(writing: Sessions) -> None:
    with writing() as session:
        held = session.exec(select(StandBooking).where(StandBooking.status == BookingStatus.HELD)).one()
        held.held_until = now() - timedelta(seconds=1)


def test_b3_a_hold_that_ended_while_typing_is_taken_again_by_one_click(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), note="Longue note", **{"options[0].quantity": "1"})
    expire(writing)
    answer = desk.client.post(f"{desk.stand()}/reserver", data=form, headers=HTMX)
    page = soup(answer)
    assert answer.status_code == 409
    assert page.select_one("#note").text.strip() == "Longue note"
    assert page.select_one("#options-0-quantity")["value"] == "1"
    button = page.select_one("button[name=takes_again]")
    again = desk.client.post(f"{desk.stand()}/reserver", data={**form, "takes_again": button["value"]})
    assert again.status_code == 303
    assert [one.status for one in bookings(reading)] == [BookingStatus.EXPIRED, BookingStatus.SUBMITTED]


def test_b3_taken_by_someone_else_what_was_typed_serves_for_another(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"), note="Longue note")
    expire(writing)
    with writing() as session:
        other = make_company(session, desk.place.cluster)
        fair, wanted = session.get_one(Fair, desk.place.fair.id), session.get_one(Stand, desk.place.stands[0].id)
        services.hold_stand(session, fair, wanted, company=other, by=acting_for(session, other))
    answer = desk.client.post(f"{desk.stand()}/reserver", data={**form, "takes_again": "1"})
    page = soup(answer)
    assert answer.status_code == 409
    assert page.select_one("#note").text.strip() == "Longue note"
    (offer, *_others) = page.select("#reservation button[formaction$=retenir]")
    kept = soup(desk.client.post(offer["formaction"], data=form))
    assert kept.select_one("#note").text.strip() == "Longue note"
    assert kept.select_one("#reservation")["action"] == offer["formaction"].replace("retenir", "reserver")


def test_b8_terms_that_changed_meanwhile_are_read_again(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    form = typed(desk.client.get(f"{desk.base}/plan"))
    with writing() as session:
        session.get_one(Fair, desk.place.fair.id).terms_version = 2
    answer = desk.client.post(f"{desk.stand()}/reserver", data=form)
    assert answer.status_code == 409
    assert desk.client.post(f"{desk.stand()}/reserver", data=typed(answer)).status_code == 303
    assert bookings(reading)[0].terms_version == 2


def test_b3_a_stand_given_back_is_free(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.stand()}/retenir")
    for _ in range(2):
        page = desk.client.post(f"{desk.stand()}/liberer", headers=HTMX)
    assert states(page)[desk.place.stands[0].code] == "free"


@pytest.mark.parametrize(("dates", "said"), [
    ({"booking_from": timedelta(days=2)}, "Les réservations ouvrent le"),
    ({"booking_until": timedelta(days=-2)}, "Les réservations sont closes depuis le"),
])  # fmt: skip
def test_f3_a_closed_phase_says_its_day(desk: Desk, writing: Sessions, dates: dict, said: str) -> None:
    with writing() as session:
        fair = session.get_one(Fair, desk.place.fair.id)
        for name, distance in dates.items():
            setattr(fair, name, now() + distance)
    answer = desk.client.post(f"{desk.stand()}/retenir", headers=HTMX)
    assert (answer.status_code, said in soup(answer).text) == (422, True)


@pytest.mark.parametrize(("query", "fitting"), [
    ("taille=600", [0, 1, 2]), ("taille=900", []), ("prix=100", []), ("prix=400", [0, 1, 2]),
    ("equipement=2 chaises", [0, 1, 2]), ("equipement=prise", []), ("accessible=1", [0, 1]), ("libre=1", [1, 2]),
])  # fmt: skip
def test_b2_choices_dim_what_does_not_fit(desk: Desk, writing: Sessions, query: str, fitting: list[int]) -> None:
    with writing() as session:
        session.get_one(Stand, desk.place.stands[2].id).is_accessible = False
        make_booking(session, desk.place.stands[0], make_company(session, desk.place.cluster))
    page = soup(desk.client.get(f"{desk.base}/plan?{query}"))
    clear = [one.select_one(".no").text for one in page.select("a.stand:not(.stand--dim)")]
    assert sorted(clear) == sorted(desk.place.stands[index].code for index in fitting)


def test_b2_a_neighbour_is_beside(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        neighbour = make_company(session, desk.place.cluster)
        hall, kind = desk.place.hall, desk.place.kind
        rows = [make_stand(session, hall, kind, code=f"Z{x}", outline=[[x, 40], [x + 9, 40], [x + 9, 49], [x, 49]])
                for x in (0, 10, 20, 60)]  # fmt: skip
        make_booking(session, rows[0], neighbour)
    page = soup(desk.client.get(f"{desk.base}/plan?voisin={neighbour.id}"))
    assert [one.select_one(".no").text for one in page.select("a.stand:not(.stand--dim)")] == ["Z10"]


def test_b2_a_plan_makes_as_many_queries_for_3_stands_as_for_30(
    desk: Desk, writing: Sessions, app, engine: Engine
) -> None:
    def count(url: str) -> int:
        with count_queries(app.extensions["fairapp"].engine) as seen:
            assert desk.client.get(url).status_code == 200
        return len(seen)

    urls = [f"{desk.base}/plan", f"{desk.base}/plan?vue=liste"]
    before = [count(url) for url in urls]
    with writing() as session:
        for _ in range(27):
            stand = make_stand(session, desk.place.hall, desk.place.kind)
            make_booking(session, stand, make_company(session, desk.place.cluster))
    assert [count(url) for url in urls] == before


def test_b2_an_open_plan_learns_of_a_change(
    desk: Desk, client: FlaskClient, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairapp.fairs.stands.views.watching.FRESH_SECONDS", 0)
    watch = soup(desk.client.get(f"{desk.base}/plan")).select_one("[hx-trigger^=every]")["hx-get"]
    answer = client.get(watch, headers=HTMX)
    assert (answer.status_code, answer.headers.get("HX-Trigger")) == (204, None)
    desk.client.post(f"{desk.stand()}/retenir")
    assert client.get(watch, headers=HTMX).headers["HX-Trigger"] == "plan-changed"


def test_b2_within_a_second_flask_is_asked_once(
    desk: Desk, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairapp.fairs.stands.views.watching.FRESH_SECONDS", 60)
    watch = soup(desk.client.get(f"{desk.base}/plan")).select_one("[hx-trigger^=every]")["hx-get"]
    answers = [client.get(watch, headers=HTMX) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204] * 3
    assert ["X-Request-ID" in answer.headers for answer in answers] == [True, False, False]
    assert "X-Request-ID" in client.get(f"{watch}0", headers=HTMX).headers


def test_b2_a_hold_that_ran_out_is_a_change(
    desk: Desk, client: FlaskClient, writing: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairapp.fairs.stands.views.watching.FRESH_SECONDS", 0)
    desk.client.post(f"{desk.stand()}/retenir")
    page = desk.client.get(f"{desk.base}/plan")
    watch = soup(page).select_one("[hx-trigger^=every]")["hx-get"]
    expire(writing)
    assert client.get(watch, headers=HTMX).headers["HX-Trigger"] == "plan-changed"
    assert states(desk.client.get(f"{desk.base}/plan"))[desk.place.stands[0].code] == "free"


def test_another_companys_space_is_not_there(desk: Desk, writing: Sessions, sign_in) -> None:
    with writing() as session:
        member = make_member(session, make_company(session, desk.place.cluster))
    client = sign_in(member)
    assert client.get(f"{desk.base}/plan").status_code == 404
    assert client.post(f"{desk.stand()}/retenir").status_code == 404
