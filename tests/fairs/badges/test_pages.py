"""The organiser's pages about badges."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.accounts.models import AuditEntry
from fairapp.core.files import StoredFile, store_file
from fairapp.fairs.badges.models import Badge, BadgeBatch
from fairapp.fairs.enums import BadgeLayout, BatchStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from tests.factories import make_cluster, make_member
from tests.fairs.badges.making import Place, add_person, furnish
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    place: Place
    base: str


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        place = furnish(session)
        add_person(session, place.fair, "Zoé", "Martin")
        add_person(session, place.fair, "Zoe", "MARTIN")
    return Desk(sign_in(place.organiser), place, f"/pilotage/{place.cluster.slug}/salons/{place.fair.slug}/badges")


def badge_of(writing: Sessions, registration: Registration) -> Badge:
    with writing() as session:
        found = session.exec(select(Badge).where(Badge.registration_id == registration.id))
        return max(found, key=lambda badge: badge.id)


def test_g5_counts_and_findings_are_shown_before_printing(desk):
    page = soup(desk.client.get(desk.base))

    assert "Préparer 6 badges" in page.text
    assert page.text.count("doublon") == 2
    assert [option["value"] for option in page.select("select[name=format] option")] == [
        "a4_sheet", "a6", "label_80x50", "label_62x100",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "choice", ["format=a6&categorie=exhibitor&ordre=category", "categorie=speaker", "format=nonsense"]
)
def test_swapped_page_equals_fresh_page(desk, choice):
    fresh = desk.client.get(f"{desk.base}?{choice}")
    swapped = swap(soup(desk.client.get(desk.base)), desk.client.get(f"{desk.base}?{choice}", headers=HTMX), "#avant")

    assert same(swapped.select_one("#avant"), soup(fresh).select_one("#avant"))


def test_g5_a_batch_is_asked_for_followed_and_downloaded(desk, writing, run_pending):
    asked = desk.client.post(desk.base, data={"format": "label_80x50", "ordre": "name", "categorie": ""})
    waiting = desk.client.get(asked.location)
    assert soup(waiting).select_one("#lot")["hx-trigger"] == "every 2s"
    assert "En attente" in waiting.text

    run_pending()

    ready = desk.client.get(asked.location, headers=HTMX)
    assert "hx-trigger" not in soup(ready).select_one("#lot").attrs
    assert same(swap(soup(waiting), ready, "#lot"), soup(desk.client.get(asked.location)))
    file = desk.client.post(f"{asked.location}/badges.pdf")
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert len(PdfReader(io.BytesIO(file.data)).pages) == 6
    with writing() as session:
        actions = session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["badge.batch", "badge.downloaded"]


def test_g5_progress_is_shown(desk, writing):
    asked = desk.client.post(desk.base, data={"format": "a4_sheet", "ordre": "name"})
    with writing() as session:
        batch = session.exec(select(BadgeBatch)).one()
        batch.status, batch.total, batch.done = BatchStatus.RUNNING, 3000, 1200

    page = soup(desk.client.get(asked.location))

    assert page.select_one("progress")["value"] == "1200"
    assert "1\u202f200 badges dessinés sur 3" in page.text


@pytest.mark.parametrize("status", [BatchStatus.FAILED, BatchStatus.RUNNING])
def test_g5_a_batch_that_failed_or_hangs_says_so(desk, writing, status):
    asked = desk.client.post(desk.base, data={"format": "a4_sheet", "ordre": "name"})
    with writing() as session:
        batch = session.exec(select(BadgeBatch)).one()
        batch.status, batch.created_at = status, batch.created_at.replace(year=2020)

    page = soup(desk.client.get(asked.location))

    assert "n’a pas pu être préparé" in page.text
    assert "hx-get" not in page.select_one("#lot").attrs


def test_g5_a_file_that_is_no_longer_kept_is_asked_for_again(desk, writing, run_pending):
    asked = desk.client.post(desk.base, data={"format": "label_80x50", "ordre": "name"})
    run_pending()
    with writing() as session:
        session.delete(session.exec(select(StoredFile)).one())

    assert "n’est plus gardé" in desk.client.get(asked.location).text
    assert desk.client.post(f"{asked.location}/badges.pdf").location.endswith("/badges")


def test_bad_choice_is_refused(desk, writing):
    assert desk.client.post(desk.base, data={"format": "poster", "ordre": "name"}).status_code == 422
    with writing() as session:
        assert session.exec(select(BadgeBatch)).all() == []


def test_another_clusters_organiser_sees_nothing(desk, writing, sign_in):
    with writing() as session:
        stranger = make_member(session, make_cluster(session))
    asked = desk.client.post(desk.base, data={"format": "a4_sheet", "ordre": "name"})
    client, badge = sign_in(stranger), badge_of(writing, desk.place.registrations[0])

    for path in (desk.base, asked.location, f"{desk.base}/{badge.id}", f"{desk.base}/{badge.id}/badge.pdf"):
        assert client.get(path).status_code == 404
    assert client.post(f"{asked.location}/badges.pdf").status_code == 404


def test_a_badge_of_another_fair_is_not_of_this_one(desk, writing):
    with writing() as session:
        other = furnish(session, people=1)
    badge = badge_of(writing, other.registrations[0])

    assert desk.client.get(f"{desk.base}/{badge.id}").status_code == 404
    assert desk.client.get(f"{desk.base}/{badge.id}/badge.pdf").status_code == 404


@pytest.mark.parametrize("sought", ["mart zoé", "MARTIN", "code"])
def test_a_badge_is_found_by_name_or_code(desk, writing, sought):
    badge = badge_of(writing, desk.place.registrations[0])
    sought = f"{badge.short_code[:4]}-{badge.short_code[4:]}".lower() if sought == "code" else sought

    fresh = soup(desk.client.get(f"{desk.base}/recherche", query_string={"q": sought}))
    swapped = swap(
        soup(desk.client.get(f"{desk.base}/recherche")),
        desk.client.get(f"{desk.base}/recherche", query_string={"q": sought}, headers=HTMX),
        "#trouves",
    )

    links = fresh.select("#trouves th a")
    assert len(links) == (1 if badge.short_code[:4].lower() in sought else 2)
    assert same(swapped.select_one("#trouves"), fresh.select_one("#trouves"))


@pytest.mark.parametrize("layout", ["a4_sheet", "a6", "label_80x50", "label_62x100"])
def test_g4_one_badge_is_printed_again(desk, writing, layout):
    badge = badge_of(writing, desk.place.registrations[0])

    answer = desk.client.get(f"{desk.base}/{badge.id}/badge.pdf?format={layout}")

    assert answer.mimetype == "application/pdf"
    assert desk.place.registrations[0].last_name in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    answer.close()
    assert badge_of(writing, desk.place.registrations[0]).printed_at is not None


def test_g4_a_lost_badge_is_replaced_with_its_reason(desk, writing):
    lost = badge_of(writing, desk.place.registrations[0])
    path = f"{desk.base}/{lost.id}/refaire"

    page = desk.client.get(f"{desk.base}/{lost.id}")
    refused = desk.client.post(path, data={"reason": ""}, headers=HTMX)
    done = desk.client.post(path, data={"reason": "Perdu à la gare"})
    again = desk.client.post(path, data={"reason": "Perdu encore"})

    new = badge_of(writing, desk.place.registrations[0])
    assert refused.status_code == 422
    assert swap(soup(page), refused, "#perdu").select_one("#perdu .error-summary") is not None
    assert done.location.endswith(f"/badges/{new.id}")
    assert new.id != lost.id
    assert again.status_code == 409
    assert f"{desk.base}/{new.id}" in desk.client.get(f"{desk.base}/{lost.id}").text


def test_the_page_makes_the_same_number_of_queries_for_few_and_for_many(desk, writing, engine: Engine):
    def queries() -> int:
        with count_queries(engine) as seen:
            assert desk.client.get(desk.base).status_code == 200
        return len(seen)

    few = queries()
    with writing() as session:
        for number in range(20):
            add_person(session, desk.place.fair, "Anne", f"Autre{number}")

    assert queries() == few


NIGHT = datetime(2027, 2, 28, 20, 30, tzinfo=UTC)  # 1 March, 0 h 30, in La Réunion; 28 February, 21 h 30, in Paris
THERE = "1er mars 2027"


def test_f3_badges_tell_the_days_and_hours_of_the_place(desk, writing):
    badge = badge_of(writing, desk.place.registrations[0])
    with writing() as session:
        session.get_one(Fair, desk.place.fair.id).time_zone = "Indian/Reunion"
        session.get_one(Badge, badge.id).printed_at = NIGHT
        file = store_file(session, b"%PDF-1.7", kind="badges", media_type="application/pdf", name="b", expires_at=NIGHT)
        batch = BadgeBatch(
            fair_id=desk.place.fair.id, layout=BadgeLayout.A6, status=BatchStatus.READY, file_id=file.id, total=1,
            created_at=NIGHT,
        )  # fmt: skip
        session.add(batch)
        session.flush()

    def said(path: str) -> str:
        return " ".join(soup(desk.client.get(path)).text.split())

    assert f"{THERE}, 0 h 30" in said(desk.base)
    assert f"gardé jusqu’au {THERE}" in said(f"{desk.base}/lots/{batch.id}")
    assert f"Imprimé le {THERE} à 0 h 30" in said(f"{desk.base}/{badge.id}")
    with writing() as session:
        session.get_one(Badge, badge.id).revoked_at = NIGHT
    assert f"remplacé le {THERE}" in said(f"{desk.base}/{badge.id}")
