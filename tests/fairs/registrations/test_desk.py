"""The organiser's pages and the desk at the door."""

import csv
import io

import openpyxl
import pytest
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.core.events import collect
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import AccessNeed, HolderKind, QuotaKind, RegistrationStatus
from fairapp.fairs.events import RegistrationMade
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import days_of_registration, fair_quota, quotas_of
from fairapp.fairs.registrations.services import correct_name, walk_in
from tests.factories import affiliate, make_account, make_cluster
from tests.fairs.factories import make_fair, make_registration
from tests.fairs.registrations.filling import sign_up
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

LIST = "/pilotage/quai/salons/grand-quai/inscriptions"


@pytest.fixture
def desk(sign_in, writing, salon):
    """Give the organiser's browser."""
    from fairapp.clusters.models import Cluster

    with writing() as session:
        account = make_account(session)
        affiliate(session, account, session.get_one(Cluster, salon.cluster_id))
    return sign_in(account)


def people(writing, salon, *rows):
    with writing() as session:
        fair = session.get_one(Fair, salon.id)
        return [make_registration(session, fair, **values) for values in rows]


def names(page):
    return [cell.text for cell in soup(page).select("#inscriptions th[scope=row] a")]


def test_the_list_is_searched_and_filtered(desk, writing, salon, days):
    people(
        writing, salon, {"last_name": "Zola", "profile": "student"}, {"last_name": "Élan", "status": "waitlisted", "queue_number": 1},
        {"last_name": "Pic", "kind": "speaker"},
    )  # fmt: skip
    with writing() as session:
        sign_up(session, session.get_one(Fair, salon.id), "jour@exemple.fr")
    assert names(desk.get(LIST)) == ["Élan Camille", "Morel Léa", "Pic Camille", "Zola Camille"]
    assert names(desk.get(f"{LIST}?q=elan")) == ["Élan Camille"]
    assert names(desk.get(f"{LIST}?q=JOUR@exemple")) == ["Morel Léa"]
    assert names(desk.get(f"{LIST}?statut=waitlisted")) == ["Élan Camille"]
    assert names(desk.get(f"{LIST}?genre=speaker")) == ["Pic Camille"]
    assert names(desk.get(f"{LIST}?profil=student")) == ["Zola Camille"]
    assert names(desk.get(f"{LIST}?jour={days[0]}")) == ["Morel Léa"]
    assert "Personne ici" in desk.get(f"{LIST}?q=personne").text


def test_the_filtered_list_swapped_equals_the_fresh_page(desk, writing, salon):
    people(writing, salon, {"last_name": "Zola"}, {"last_name": "Pic"})
    fresh = desk.get(f"{LIST}?q=pic")
    after = swap(soup(desk.get(LIST)), desk.get(f"{LIST}?q=pic", headers=HTMX), "#inscriptions")
    assert same(after.select_one("#inscriptions"), soup(fresh).select_one("#inscriptions"))


def test_the_list_costs_the_same_for_one_and_for_many(desk, writing, salon, engine, app):
    people(writing, salon, {})
    served = app.extensions["fairapp"].engine
    with count_queries(served) as one:
        desk.get(LIST)
    people(writing, salon, {}, {}, {})
    with count_queries(served) as many:
        desk.get(LIST)
    assert len(one) == len(many)


def test_c5_needs_are_counted_without_names(desk, writing, salon):
    people(
        writing, salon, {"access_needs": [AccessNeed.WHEELCHAIR], "access_note": "Rampe"}, {"access_needs": [AccessNeed.WHEELCHAIR]},
        {"access_needs": [AccessNeed.QUIET_HOUR], "status": "cancelled"},
    )  # fmt: skip
    text = soup(desk.get(LIST)).select_one("main").text.replace("\xa0", " ")
    assert "Accès en fauteuil roulant : 2, 1 précision écrite." in text
    assert "Rampe" not in text
    assert "Rampe" not in desk.post(f"{LIST}/export.csv").text


def test_somebody_is_added_by_hand_with_a_badge_and_no_place(desk, reading, salon, letters):
    sent = {
        "kind": "speaker",
        "first_name": "Ada",
        "last_name": "Pic",
        "email": "ada@exemple.fr",
        "organisation": "CFA",
    }
    assert desk.post(f"{LIST}/ajouter", data=sent).status_code == 303
    with reading() as session:
        row = session.exec(select(Registration)).one()
        assert (row.kind, row.organisation, row.status) == (HolderKind.SPEAKER, "CFA", RegistrationStatus.CONFIRMED)
        assert session.exec(select(Badge)).one().registration_id == row.id
        assert fair_quota(session, salon.id).taken == 0
    assert [letter.to for letter in letters()] == ["ada@exemple.fr"]
    again = desk.post(f"{LIST}/ajouter", data=sent)
    assert (again.status_code, soup(again).select_one("#email-error").text) == (
        422,
        "Cette adresse est déjà inscrite à ce salon.",
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_addition_keeps_what_was_typed(desk, reading, salon, headers):
    answer = desk.post(
        f"{LIST}/ajouter", data={"kind": "exhibitor", "first_name": "Ada", "email": "ada@"}, headers=headers
    )
    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#first_name")["value"] == "Ada"
    assert page.select_one("#email-error") is not None
    assert "réservation de stand" in page.select_one("#kind-error").text


def test_one_is_opened_corrected_mailed_again_and_cancelled(desk, writing, reading, salon, letters):
    with writing() as session:
        row = sign_up(session, session.get_one(Fair, salon.id))
    page = f"{LIST}/{row.id}"
    assert desk.post(f"{page}/nom", data={"first_name": "Léa", "last_name": "Morel-Duval"}).status_code == 303
    assert desk.post(f"{page}/nom", data={"first_name": "Léa", "last_name": ""}).status_code == 422
    assert soup(desk.get(page)).select_one("h1").text == "Léa Morel-Duval"
    desk.post(f"{page}/lien")
    assert [letter.subject for letter in letters()] == ["Votre lien : Grand Quai"]
    assert desk.get(f"{page}/annuler").status_code == 200
    desk.post(f"{page}/annuler")
    with reading() as session:
        assert session.get_one(Registration, row.id).status is RegistrationStatus.CANCELLED
        actions = [entry.action for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id))]
        assert actions == ["registration.edited", "registration.cancelled"]


def test_another_fair_is_404(desk, writing, salon, client):
    with writing() as session:
        other = make_registration(session, make_fair(session, make_cluster(session)))
    assert desk.get(f"{LIST}/{other.id}").status_code == 404
    assert desk.post(f"{LIST}/{other.id}/annuler").status_code == 404
    assert client.get(LIST).status_code == 303


def test_exports_hold_everyone_run_no_formula_and_leave_a_line(desk, writing, reading, salon):
    people(writing, salon, {"last_name": "=1+1"}, {"last_name": "Pic"})
    answer = desk.post(f"{LIST}/export.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "Pic"]
    sheet = openpyxl.load_workbook(io.BytesIO(desk.post(f"{LIST}/export.xlsx").data)).worksheets[0]
    assert [sheet.cell(2, 1).value, sheet.cell(2, 1).data_type] == ["=1+1", "s"]
    with reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "registration.exported")).all()
    assert [entry.detail for entry in entries] == [{"rows": 2}, {"rows": 2}]


def sizes(page):
    found = soup(page).select("input[name^=sizes]")
    return {field["name"]: field["value"] for field in found}


def test_c3_quotas_are_shown_and_set_bands_of_a_day_together(desk, reading, salon, days):
    sent = sizes(desk.get(f"{LIST}/quotas"))
    lines = {value: name.replace(".name", ".size") for name, value in sent.items() if name.endswith(".name")}
    assert sent[lines["fair:"]] == "500"
    sent |= {lines["fair:"]: "300", lines["profile:student"]: "100", lines[f"bands:{days[0]}"]: "25"}
    assert desk.post(f"{LIST}/quotas", data=sent).status_code == 303
    with reading() as session:
        set_ = {(quota.kind, quota.size) for quota in quotas_of(session, salon.id) if quota.size is not None}
    assert set_ == {(QuotaKind.FAIR, 300), (QuotaKind.PROFILE, 100), (QuotaKind.BAND, 25)}
    assert sizes(desk.get(f"{LIST}/quotas")) == sent


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_c3_a_quota_is_not_made_smaller_than_what_is_taken(desk, writing, salon, headers):
    with writing() as session:
        sign_up(session, session.get_one(Fair, salon.id))
    sent = sizes(desk.get(f"{LIST}/quotas")) | {"sizes[0].size": "0", "sizes[1].size": "7"}
    answer = desk.post(f"{LIST}/quotas", data=sent, headers=headers)
    page = soup(answer)
    assert answer.status_code == 422
    assert "1 places sont déjà prises" in page.select_one("#sizes-0-size-error").text.replace("\xa0", " ")
    assert page.select_one("#sizes-1-size")["value"] == "7"


@pytest.mark.parametrize("sent", [{}, {"sizes[0].name": "x"}, {"sizes[3].size": "y"}, {"sizes[0].name": "fair:"}])
def test_a_form_of_quotas_in_pieces_breaks_nothing(desk, reading, salon, sent):
    assert desk.post(f"{LIST}/quotas", data=sent).status_code in (303, 422)


def test_d4_a_walk_in_is_confirmed_with_a_badge_and_takes_a_place_if_one_is_left(session):
    fair = make_fair(session, make_cluster(session), in_days=0)
    fair_quota(session, fair.id).size = 1
    session.flush()
    one = walk_in(session, fair, first_name="Ana", last_name="Roy", email="Ana@exemple.fr", by=None)
    two = walk_in(session, fair, first_name="Bo", last_name="Li", by=None)
    assert [(row.status, row.is_walk_in, row.email) for row in (one, two)] == [
        (RegistrationStatus.CONFIRMED, True, "ana@exemple.fr"), (RegistrationStatus.CONFIRMED, True, None),
    ]  # fmt: skip
    assert [len(days_of_registration(session, row.id)) for row in (one, two)] == [1, 0]
    assert fair_quota(session, fair.id).taken == 1
    assert len(session.exec(select(Badge)).all()) == 2
    assert collect(session) == [RegistrationMade(one.id), RegistrationMade(two.id)]


def test_d4_a_walk_in_who_waited_is_let_in_and_the_family_s_address_stays_with_its_owner(session):
    fair = make_fair(session, make_cluster(session))
    fair_quota(session, fair.id).size = 0
    session.flush()
    waiting = sign_up(session, fair)
    same_person = walk_in(session, fair, first_name="léa", last_name="MOREL", email="lea@exemple.fr", by=None)
    sister = walk_in(session, fair, first_name="Zoé", last_name="Morel", email="lea@exemple.fr", by=None)
    again = walk_in(session, fair, first_name="Léa", last_name="Morel", email="lea@exemple.fr", by=None)
    assert (same_person.id, same_person.status) == (again.id, RegistrationStatus.CONFIRMED) == (waiting.id, "confirmed")
    lines = session.exec(select(AuditEntry.subject_id).where(AuditEntry.action == "registration.added")).all()
    assert lines == [waiting.id, sister.id]  # each once, in the journal
    assert (sister.email, sister.status) == (None, RegistrationStatus.CONFIRMED)
    assert fair_quota(session, fair.id).taken == 0


def test_g4_a_corrected_name_keeps_the_badge(session):
    fair = make_fair(session, make_cluster(session))
    row = sign_up(session, fair)
    code = session.exec(select(Badge.token)).one()
    correct_name(session, row, first_name=" Léa  Rose ", last_name="Morel", by=None)
    assert (row.first_name, row.folded_name) == ("Léa Rose", "morel lea rose")
    assert session.exec(select(Badge.token)).one() == code
