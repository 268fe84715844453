"""The organiser's list of companies, and what is done from it."""

import pytest
from flask import g
from sqlmodel import delete, select

from fairapp.clusters.enums import JoinStatus, MembershipStatus
from fairapp.clusters.members import joining
from fairapp.clusters.members.joining import ask_to_join
from fairapp.clusters.members.services import GONE
from fairapp.clusters.members.views import member as member_views
from fairapp.clusters.models import Company, Invitation, JoinDraft, JoinRequest, Membership
from fairapp.clusters.queries import membership_of
from fairapp.core.clock import today
from fairapp.core.errors import Conflict
from fairapp.web.forms import bind
from tests.factories import make_company, make_membership, make_offer
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

LIST = "/pilotage/bois/entreprises"


@pytest.fixture
def mine(world, reading):
    """Return the id of the membership of the cluster's own company."""
    with reading() as session:
        return membership_of(session, world.cluster.id, world.company.id).id


@pytest.fixture
def foreign(world, writing):
    """Return the id of a membership of another cluster."""
    with writing() as session:
        return make_membership(session, world.other_cluster, world.other_company).id


@pytest.fixture
def unclaimed(world, writing):
    with writing() as session:
        company = make_company(session, name="Scierie", slug="scierie", claimed_at=None)
        return make_membership(session, world.cluster, company, status=MembershipStatus.LISTED)


def status_of(reading, id):
    with reading() as session:
        return session.get(Membership, id).status


def said(browser, path):
    """Return what the next page announces."""
    return " ".join(soup(browser.get(path)).select_one(".flashes").text.split())


ACTIONS = ["confirmer", "dispenser", "relire", "echoir", "echeance", "retirer", "inviter", "fiche", "fusionner"]


@pytest.mark.parametrize("action", ACTIONS)
def test_another_clusters_company_does_not_exist(organiser, foreign, reading, action):
    assert organiser.post(f"{LIST}/{foreign}/{action}").status_code == 404
    assert organiser.get(f"{LIST}/{foreign}").status_code == 404
    assert status_of(reading, foreign) == MembershipStatus.CONFIRMED


@pytest.mark.parametrize("id", [0, 999, 2**63, 2**80])
def test_unknown_companies_do_not_exist(organiser, world, id):
    assert organiser.get(f"{LIST}/{id}").status_code == 404


def test_list_shows_ones_own_companies_by_status(organiser, world, unclaimed, foreign):
    def names(query):
        return [row.select_one("th a").text for row in soup(organiser.get(LIST + query)).select("#members tbody tr")]

    assert names("") == ["Élan", "Scierie"]
    assert names("?statut=listed") == ["Scierie"]
    assert names("?q=ELAN") == ["Élan"]
    assert names("?statut=nonsense&page=99") == ["Élan", "Scierie"]


def test_list_asks_the_same_number_of_queries_for_one_and_three(organiser, world, writing, app):
    seen = []
    for _ in range(2):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            organiser.get(LIST)
        seen.append(len(queries))
        with writing() as session:
            for _number in range(2):
                make_membership(session, world.cluster, make_company(session))
    assert seen[0] == seen[1]


def test_a_company_is_added_by_name_and_invited(organiser, world, reading):
    form = {"name": "Neuf & Cie", "siret": "732 829 320 00074", "email": "rh@neuf.fr", "invites": "1"}
    assert organiser.post(LIST, data=form).headers["Location"] == LIST
    assert "Neuf & Cie est adhérente" in said(organiser, LIST)
    with reading() as session:
        company = session.exec(select(Company).where(Company.siret == "73282932000074")).one()
        assert membership_of(session, world.cluster.id, company.id).status == MembershipStatus.CONFIRMED
        assert session.exec(select(Invitation.email)).all() == ["rh@neuf.fr"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_company_keeps_what_was_typed(organiser, world, reading, headers):
    response = organiser.post(LIST, data={"name": "N", "siret": "12", "email": "rh@neuf.fr"}, headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one("#email")["value"] == "rh@neuf.fr"
    assert [page.select_one(f"#{name}-error") is not None for name in ("name", "siret", "email")] == [True, True, False]


def test_422_swapped_equals_the_fresh_page(organiser, world):
    before, wrong = soup(organiser.get(LIST)), {"name": "N", "siret": "12"}
    after = swap(before, organiser.post(LIST, data=wrong, headers=HTMX), "#ajout")
    assert same(after.select_one("main"), soup(organiser.post(LIST, data=wrong)).select_one("main"))


def test_m1_a_request_is_confirmed(organiser, world, unclaimed, reading):
    response = organiser.post(f"{LIST}/{unclaimed.id}/confirmer?statut=listed&page=1")
    assert response.headers["Location"] == f"{LIST}?statut=listed&page=1"
    assert status_of(reading, unclaimed.id) == MembershipStatus.CONFIRMED


def test_o3_dispensing_from_review_swaps_the_list(organiser, world, mine, reading):
    before = soup(organiser.get(LIST))
    response = organiser.post(f"{LIST}/{mine}/dispenser", headers=HTMX)
    assert "sans relecture" in response.headers["HX-Trigger"].encode().decode("unicode-escape")
    after = swap(before, response, "#members")
    fresh = soup(organiser.get(LIST))
    assert same(after.select_one("main"), fresh.select_one("main"))
    with reading() as session:
        assert session.get(Membership, mine).is_trusted
    assert organiser.post(f"{LIST}/{mine}/relire").headers["Location"] == LIST


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 409)])
def test_o3_who_is_no_member_is_not_dispensed(organiser, world, unclaimed, headers, status):
    assert organiser.post(f"{LIST}/{unclaimed.id}/dispenser", headers=headers).status_code == status


def test_o3_a_membership_ends_and_is_renewed(organiser, world, mine, reading):
    organiser.post(f"{LIST}/{mine}/echoir")
    assert status_of(reading, mine) == MembershipStatus.LAPSED
    organiser.post(f"{LIST}/{mine}/echeance", data={"until": f"{today().year + 1}-12-31"})
    assert status_of(reading, mine) == MembershipStatus.CONFIRMED


@pytest.mark.parametrize("until", ["2020-01-01", "demain"])
def test_a_wrong_last_day_is_kept_and_blamed(organiser, world, mine, until):
    response = organiser.post(f"{LIST}/{mine}/echeance", data={"until": until}, headers=HTMX)
    assert response.status_code == 422
    assert soup(response).select_one("#until")["value"] == until
    assert soup(response).select_one("#until-error")


def test_a_term_for_a_company_just_removed_is_a_conflict(organiser, mine, monkeypatch):
    def bind_late(schema):
        gone = delete(Membership).where(Membership.id == mine)
        g.session.execute(gone, execution_options={"synchronize_session": False})
        return bind(schema)

    monkeypatch.setattr(member_views, "bind", bind_late)
    response = organiser.post(f"{LIST}/{mine}/echeance", data={"until": ""})
    assert response.status_code == 409
    assert "vient d’être retirée" in response.text


def test_a_company_is_removed_after_a_question(organiser, world, mine, reading):
    page = soup(organiser.get(f"{LIST}/{mine}/retirer"))
    assert page.select_one("main form")["action"] == f"{LIST}/{mine}/retirer"
    assert organiser.post(f"{LIST}/{mine}/retirer").headers["Location"] == LIST
    with reading() as session:
        assert session.get(Membership, mine) is None
        assert session.get(Company, world.company.id) is not None


def test_m1_someone_is_invited_to_claim_a_company(organiser, world, unclaimed, reading):
    path = f"{LIST}/{unclaimed.id}"
    assert organiser.post(f"{path}/inviter", data={"email": "lea@"}, headers=HTMX).status_code == 422
    organiser.post(f"{path}/inviter", data={"email": "lea@scierie.fr"})
    assert "lea@scierie.fr" in soup(organiser.get(path)).select_one("main").text


def test_one_account_has_so_many_letters_sent_from_all_pages_together(organiser, unclaimed):
    def statuses(path, times):
        return [organiser.post(path, data={"email": "lea@scierie.fr"}).status_code for _ in range(times)]

    assert set(statuses(f"{LIST}/{unclaimed.id}/inviter", 59)) == {303}
    assert statuses("/pilotage/bois/equipe", 2) == [303, 429]


def test_organisers_do_not_invite_into_a_claimed_company(organiser, world, mine):
    assert organiser.post(f"{LIST}/{mine}/inviter", data={"email": "x@y.fr"}).status_code == 404


def test_organisers_describe_unclaimed_companies_only(organiser, world, mine, unclaimed, reading):
    assert organiser.get(f"{LIST}/{mine}/fiche").status_code == 404
    assert organiser.get(f"{LIST}/{unclaimed.id}/fiche").status_code == 200
    organiser.post(f"{LIST}/{unclaimed.id}/fiche", data={"name": "Scierie", "place": "Privas (07000)", "pools": "1"})
    with reading() as session:
        assert session.get(Company, unclaimed.company_id).commune == "Privas"


def test_m1_two_rows_of_one_company_are_merged_after_a_question(organiser, client, world, unclaimed, mine, writing):
    with writing() as session:
        make_offer(session, session.get(Company, unclaimed.company_id), world.cluster)
    path = f"{LIST}/{unclaimed.id}/fusionner"
    choices = soup(organiser.get(f"{path}?q=elan")).select("#choix a")
    assert [link["href"] for link in choices] == [f"{path}?winner_id={world.company.id}"]
    question = soup(organiser.get(choices[0]["href"])).select_one("main form")
    fields = {field["name"]: field["value"] for field in question.select("input[name=winner_id]")}
    assert organiser.post(question["action"], data=fields).headers["Location"] == f"{LIST}/{mine}"
    moved = client.get("/entreprises/scierie")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/entreprises/elan")


def test_a_claimed_company_is_not_merged_away(organiser, world, mine):
    assert organiser.get(f"{LIST}/{mine}/fusionner").status_code == 404


def test_companies_of_other_clusters_are_no_winners(organiser, world, unclaimed):
    path = f"{LIST}/{unclaimed.id}/fusionner"
    assert organiser.get(f"{path}?winner_id={world.other_company.id}").status_code == 404
    assert organiser.post(path, data={"winner_id": world.other_company.id}).status_code == 404
    assert organiser.post(path).status_code == 404


@pytest.fixture
def asked(world, writing):
    with writing() as session:
        for cluster in (world.cluster, world.other_cluster):
            values = {"cluster_id": cluster.id, "company_name": "Neuf", "contact_name": "Léa", "email": "lea@neuf.fr"}
            ask_to_join(session, JoinDraft(**values))
        return session.exec(select(JoinRequest.id).order_by(JoinRequest.id)).all()


def test_requests_are_answered_by_organisers_of_their_cluster(organiser, world, asked, reading):
    own, foreign = asked
    page = soup(organiser.get("/pilotage/bois/demandes"))
    assert len(page.select("main section.card")) == 1
    for answer in ("accepter", "refuser"):
        assert organiser.post(f"/pilotage/bois/demandes/{foreign}/{answer}").status_code == 404
    organiser.post(f"/pilotage/bois/demandes/{own}/accepter")
    assert "Neuf est adhérente" in said(organiser, "/pilotage/bois/demandes")
    organiser.post(f"/pilotage/bois/demandes/{own}/refuser")
    assert "déjà répondu" in said(organiser, "/pilotage/bois/demandes")
    with reading() as session:
        assert [row.status for row in session.exec(select(JoinRequest).order_by(JoinRequest.id))] == [
            JoinStatus.CONFIRMED,
            JoinStatus.PENDING,
        ]


def test_an_answer_refused_half_way_is_not_given(organiser, asked, reading, run_pending, letters, monkeypatch):
    def refuse(*_, **__):
        raise Conflict(GONE)

    run_pending()
    before = len(letters())
    monkeypatch.setattr(joining, "add_member", refuse)
    organiser.post(f"/pilotage/bois/demandes/{asked[0]}/accepter")
    assert "vient d’être retirée" in said(organiser, "/pilotage/bois/demandes")
    run_pending()
    with reading() as session:
        assert session.get_one(JoinRequest, asked[0]).status == JoinStatus.PENDING
    assert len(letters()) == before


def test_export_is_the_whole_list(organiser, world, unclaimed):
    response = organiser.get(f"{LIST}.csv")
    assert response.headers["Content-Disposition"] == "attachment; filename=entreprises-bois.csv"
    lines = response.text.removeprefix("\ufeff").splitlines()
    assert [line.split(";")[0] for line in lines] == ["nom", "Élan", "Scierie"]
