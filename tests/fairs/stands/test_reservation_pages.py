"""The organiser's bookings (row B11)."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlmodel import Session, select

from fairapp.accounts.models import AuditEntry
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.stands.models import BookingOption, Stand, StandBooking, StandOption
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking, make_stand
from tests.fairs.stands.making import Place, lay
from tests.support.counting import count_queries
from tests.support.htmx import soup

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    place: Place
    rows: list[StandBooking]
    base: str


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        place = lay(session, stands=3)
        names = ("=Kermarec", "Le Bihan")
        waits = {"status": BookingStatus.SUBMITTED, "confirmed_at": None}
        rows = [
            make_booking(session, stand, make_company(session, place.cluster, name=name), **waits)
            for name, stand in zip(names, place.stands, strict=False)
        ]
        option = StandOption(fair_id=place.fair.id, name="Table", price_cents=10_00, taken=2)
        session.add(option)
        session.flush()
        row = BookingOption(booking_id=rows[0].id, option_id=option.id, quantity=2, unit_price_cents=10_00)
        session.add(row)
        organiser = make_member(session, place.cluster)
    return Desk(
        sign_in(organiser), place, rows, f"/pilotage/{place.cluster.slug}/salons/{place.fair.slug}/reservations"
    )


def names(page: object) -> list[str]:
    return [one.text for one in soup(page).select("#reservations tbody th a")]


def status_of(reading: Sessions, row: StandBooking) -> BookingStatus:
    with reading() as session:
        return session.get_one(StandBooking, row.id).status


@pytest.mark.parametrize(("query", "shown"), [
    ("", ["=Kermarec", "Le Bihan"]), ("?statut=confirmed", []), ("?statut=submitted", ["=Kermarec", "Le Bihan"]),
    ("?q=bihan", ["Le Bihan"]), ("?paye=oui", []), ("?paye=non", ["=Kermarec", "Le Bihan"]),
])  # fmt: skip
def test_b11_the_list_is_filtered(desk: Desk, query: str, shown: list[str]) -> None:
    assert names(desk.client.get(f"{desk.base}{query}")) == shown


def test_b11_one_or_many_are_confirmed(desk: Desk, reading: Sessions) -> None:
    assert desk.client.post(f"{desk.base}/confirmer").status_code == 422
    ids = [str(row.id) for row in desk.rows]
    assert desk.client.post(f"{desk.base}/confirmer", data={"ids": ids}).status_code == 303
    assert {status_of(reading, row) for row in desk.rows} == {BookingStatus.CONFIRMED}


def test_b11_fill_and_revenue_by_type(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        session.get_one(Stand, desk.place.stands[2].id).is_blocked = True
    desk.client.post(f"{desk.base}/{desk.rows[0].id}/paiement", data={"paid": "1"})
    cells = soup(desk.client.get(desk.base)).select("section[aria-labelledby=t-fill] tbody td")
    told = [cell.text.replace("\u202f", "").replace("\xa0", " ") for cell in cells]
    assert told == ["3", "2", "0", "1", "0", "980 €", "500 €"]


def test_b11_sums_beyond_32_bits_are_counted(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        row = session.exec(select(BookingOption)).one()
        row.quantity, row.unit_price_cents = 1000, 100_000_000
    page = soup(desk.client.get(desk.base)).text
    assert "1000000960€" in page.replace("\u202f", "").replace("\xa0", "")


def test_b11_moved_swapped_cancelled(desk: Desk, reading: Sessions) -> None:
    first, second = desk.rows
    here = f"{desk.base}/{first.id}"
    assert desk.client.get(here).status_code == 200
    target = desk.place.stands[2]
    assert desk.client.post(f"{here}/deplacer", data={"stand_id": str(target.id)}).status_code == 303
    assert desk.client.post(f"{here}/deplacer", data={"stand_id": str(second.stand_id)}).status_code == 409
    assert desk.client.post(f"{here}/echanger", data={"other_id": str(second.id)}).status_code == 303
    with reading() as session:
        stands = [session.get_one(StandBooking, row.id).stand_id for row in desk.rows]
    assert stands == [second.stand_id, target.id]
    assert desk.client.get(f"{here}/annuler").status_code == 200
    assert desk.client.post(f"{here}/annuler").status_code == 303
    assert status_of(reading, first) is BookingStatus.CANCELLED
    assert desk.client.post(f"{here}/paiement", data={"paid": "1"}).status_code == 409


def test_b11_a_stand_is_blocked_and_put_back(desk: Desk, reading: Sessions) -> None:
    url = f"{desk.base}/stands/{desk.place.stands[2].id}"
    assert desk.client.post(f"{url}/bloquer", data={"reason": "Pilier"}).status_code == 303
    assert "Pilier" in desk.client.get(f"{desk.base}/stands").text
    assert desk.client.post(f"{url}/debloquer").status_code == 303
    taken = f"{desk.base}/stands/{desk.place.stands[0].id}/bloquer"
    assert desk.client.post(taken).status_code == 409


def test_b11_an_export_is_asked_for_by_post_and_noted(desk: Desk, reading: Sessions) -> None:
    page = soup(desk.client.get(desk.base))
    for kind in ("csv", "xlsx"):
        path = f"{desk.base}.{kind}"
        assert page.select_one(f"form[method=post][action='{path}']") is not None
        assert desk.client.get(path).status_code == 405
        assert desk.client.post(path).status_code == 200
    with reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "booking.exported")).all()
    assert [entry.detail["rows"] for entry in entries] == [2, 2]


def test_b11_exported_without_a_formula(desk: Desk) -> None:
    text = desk.client.post(f"{desk.base}.csv").text
    assert ";'=Kermarec;" in text
    book = load_workbook(io.BytesIO(desk.client.post(f"{desk.base}.xlsx").data))
    cell = book.active["C2"]
    assert (cell.value, cell.data_type) == ("=Kermarec", "s")


def test_b11_the_list_makes_as_many_queries_for_2_as_for_12(desk: Desk, app: Flask, writing: Sessions) -> None:
    def count() -> int:
        with count_queries(app.extensions["fairapp"].engine) as seen:
            assert desk.client.get(desk.base).status_code == 200
        return len(seen)

    before = count()
    with writing() as session:
        for _ in range(10):
            stand = make_stand(session, desk.place.hall, desk.place.kind)
            make_booking(session, stand, make_company(session, desk.place.cluster))
    assert count() == before


def test_another_clusters_bookings_are_not_there(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        foreign = make_booking(session, lay(session).stands[0], make_company(session))
    assert desk.client.get(f"{desk.base}/{foreign.id}").status_code == 404
    assert desk.client.post(f"{desk.base}/{foreign.id}/annuler").status_code == 404
