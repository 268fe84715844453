"""The moderation queue: what waits, what to check, decisions on several offers at once and taken back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.enums import PartnerStatus, ReportReason
from fairapp.offers.models import Offer, OfferCompany, OfferReport
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.making import COMPLETE, changes_of
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    """An organiser at the queue of one cluster."""

    client: FlaskClient
    path: str
    cluster: Cluster
    company: Company

    def offer(self, session: Session, **over: object) -> Offer:
        values = COMPLETE | {"status": Status.SUBMITTED, "submitted_at": now()} | over
        return make_offer(session, self.company, self.cluster, **values)


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster, name="Chantiers Kermarec")
        organiser = make_member(session, cluster)
    return Desk(sign_in(organiser), f"/pilotage/{cluster.slug}/offres", cluster, company)


def titles(answer: object) -> list[str]:
    return [link.text for link in soup(answer).select("tbody th a")]  # type: ignore[arg-type]


def remarks(desk: Desk, tab: str = "a-relire") -> list[str]:
    return [pill.text for pill in soup(desk.client.get(f"{desk.path}?onglet={tab}")).select(".row--flags .pill")]


def status_of(reading: Sessions, offer: Offer) -> Status:
    with reading() as session:
        return session.get_one(Offer, offer.id).status


def test_o3_each_tab_shows_its_offers(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        for status in Status:
            desk.offer(session, title=f"Offre {status.value}", status=status)
        reported = desk.offer(session, title="Offre signalée", status=Status.PUBLISHED)
        session.add(OfferReport(offer_id=reported.id, reporter="a", reason=ReportReason.FRAUD))
    tabs = {
        "a-relire": {"Offre submitted"},
        "signalees": {"Offre suspended", "Offre signalée"},
        "renvoyees": {"Offre returned", "Offre refused"},
        "publiees": {"Offre published", "Offre signalée"},
    }
    for tab, shown in tabs.items():
        page = desk.client.get(f"{desk.path}?onglet={tab}")
        assert set(titles(page)) == shown
        assert soup(page).select_one(".tabs [aria-current=page] .count").text == str(len(shown))


def test_o3_the_oldest_waits_first(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        desk.offer(session, title="Récente F/H", submitted_at=now())
        desk.offer(session, title="Ancienne F/H", submitted_at=now() - timedelta(days=2))
    assert titles(desk.client.get(desk.path)) == ["Ancienne F/H", "Récente F/H"]


def test_o3_an_offer_of_another_cluster_is_not_in_the_queue(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        foreign = make_cluster(session)
        offer = make_offer(session, make_company(session, foreign), foreign, status=Status.SUBMITTED)
    assert titles(desk.client.get(desk.path)) == []
    assert desk.client.get(f"{desk.path}/{offer.id}").status_code == 404
    answer = desk.client.post(f"{desk.path}/actions", data={"action": "publier", "offre": f"{offer.id}.1"})
    assert answer.status_code == 422


def test_a_companys_draft_stays_its_own(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.DRAFT)
    assert desk.client.get(f"{desk.path}/{offer.id}").status_code == 404


def test_a_complete_offer_has_nothing_to_check(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        desk.offer(session)
    assert remarks(desk) == ["Complète"]


@pytest.mark.parametrize(
    ("over", "remark"),
    [
        ({"salary_min_cents": None, "salary_max_cents": None}, "Salaire absent"),
        ({"salary_min_cents": 50_000, "salary_max_cents": 60_000}, "Sous le SMIC"),
        ({"title": "Soudeur"}, "Titre d’un seul genre"),
        ({"places": ({"label": "Ardèche (07)", "department": "07"},)}, "Lieu imprécis"),
        ({"places": ()}, "Lieu absent"),
        ({"description": COMPLETE["description"] + " Appelez le 04 75 00 00 00."}, "Coordonnées dans le texte"),
    ],
)
def test_o3_what_to_check_is_said_in_short(desk: Desk, writing: Sessions, over: dict[str, object], remark: str) -> None:
    with writing() as session:
        desk.offer(session, **over)
    assert remarks(desk) == [remark]


def test_o7_a_possible_duplicate_is_said(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        desk.offer(session, duplicate_key="1|07019|soudeur")
        desk.offer(session, duplicate_key="1|07019|soudeur", status=Status.PUBLISHED)
    assert remarks(desk) == ["Doublon possible"]


def test_o6_a_company_that_has_not_answered_is_said(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
        other = make_company(session, desk.cluster, name="Voilerie Le Bihan")
        session.add(OfferCompany(offer_id=offer.id, company_id=other.id, status=PartnerStatus.PENDING))
    assert remarks(desk) == ["Accord de Voilerie Le Bihan attendu"]


def test_twenty_offers_cost_as_many_queries_as_one(desk: Desk, writing: Sessions, app: Flask) -> None:
    counts = []
    for more in (1, 19):
        with writing() as session:
            for _ in range(more):
                desk.offer(session, duplicate_key="k", title="Soudeur")
        desk.client.get(desk.path)
        with count_queries(app.extensions["fairapp"].engine) as seen:
            desk.client.get(desk.path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("text", ["soudeuse", "KERMAREC", "chantiers soud"])
def test_the_search_box_finds_titles_and_companies(desk: Desk, writing: Sessions, text: str) -> None:
    with writing() as session:
        desk.offer(session, title="Soudeur / Soudeuse F/H")
        other = make_company(session, desk.cluster, name="Biscuiterie")
        make_offer(session, other, desk.cluster, title="Agent F/H", status=Status.SUBMITTED, submitted_at=now())
    assert titles(desk.client.get(desk.path, query_string={"q": text})) == ["Soudeur / Soudeuse F/H"]


@pytest.mark.parametrize("query", ["q=%25", "q=_", "page=999", "onglet=x", "fait=x&offres=abc", "q=" + "a" * 500])
def test_any_address_of_the_queue_answers_a_page(desk: Desk, query: str) -> None:
    assert desk.client.get(f"{desk.path}?{query}").status_code == 200


def test_o3_several_offers_are_published_at_once(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offers = [desk.offer(session, title=f"Soudeur {n} F/H") for n in range(3)]
    chosen = [f"{offer.id}.{offer.version}" for offer in offers[:2]]
    answer = desk.client.post(f"{desk.path}/actions", data={"action": "publier", "offre": chosen})
    assert answer.status_code == 303
    assert [status_of(reading, offer) for offer in offers] == [Status.PUBLISHED, Status.PUBLISHED, Status.SUBMITTED]
    page = desk.client.get(answer.location)
    assert "2 offres publiées." in soup(page).select_one(".callout").text.replace("\u00a0", " ")
    assert titles(page) == ["Soudeur 2 F/H"]


def test_s2_the_queue_swapped_in_after_a_decision_equals_the_fresh_page(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offers = [desk.offer(session, title=f"Soudeur {n} F/H") for n in range(3)]
    before = soup(desk.client.get(desk.path))
    data = {"action": "publier", "offre": f"{offers[0].id}.1"}
    fragment = desk.client.post(f"{desk.path}/actions", data=data, headers=HTMX)
    assert fragment.status_code == 200
    assert "2" in soup(fragment).select_one("#onglets .count").text
    fresh = soup(desk.client.get(fragment.headers["HX-Replace-Url"]))
    swapped = swap(before, fragment, "#file")
    assert same(swapped.select_one("#file"), fresh.select_one("#file"))
    assert same(swapped.select_one("#onglets"), fresh.select_one("#onglets"))


def test_o3_a_refusal_without_a_reason_asks_for_it_and_keeps_the_choice(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    with writing() as session:
        offer, _other = desk.offer(session), desk.offer(session)
    chosen = {"action": "refuser", "offre": f"{offer.id}.1"}
    asked = desk.client.post(f"{desk.path}/actions", data=chosen)
    assert asked.status_code == 200
    page = soup(asked)
    assert [box["value"] for box in page.select("input[name=offre][checked]")] == [f"{offer.id}.1"]
    assert page.select_one("select[name=motif]") is not None
    assert desk.client.post(f"{desk.path}/actions", data=chosen | {"motif": "", "precision": " "}).status_code == 422
    assert status_of(reading, offer) is Status.SUBMITTED
    done = desk.client.post(f"{desk.path}/actions", data=chosen | {"motif": "Doublon", "precision": "De la 12."})
    assert done.status_code == 303
    with reading() as session:
        assert session.get_one(Offer, offer.id).status is Status.REFUSED


def test_o3_annuler_takes_the_decision_back(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
    done = desk.client.post(f"{desk.path}/actions", data={"action": "publier", "offre": f"{offer.id}.1"})
    page = soup(desk.client.get(done.location))
    form, button = page.select_one("form#annuler"), page.select_one("button[form=annuler]")
    data = {element["name"]: element["value"] for element in page.select("input[form=annuler]")}
    desk.client.post(form["action"], data=data | {button["name"]: button["value"]})
    assert status_of(reading, offer) is Status.SUBMITTED
    with reading() as session:
        assert changes_of(session, offer) == ["publish", "requeue"]


def test_what_changed_meanwhile_is_told_and_holds_up_nothing_else(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    with writing() as session:
        fresh, changed = desk.offer(session, title="Fraîche F/H"), desk.offer(session, title="Changée F/H", version=2)
    data = {"action": "publier", "offre": [f"{fresh.id}.1", f"{changed.id}.1"]}
    answer = desk.client.post(f"{desk.path}/actions", data=data)
    assert answer.status_code == 200
    assert "Changée F/H" in soup(answer).select_one(".callout[data-tone=warn]").text
    assert [status_of(reading, offer) for offer in (fresh, changed)] == [Status.PUBLISHED, Status.SUBMITTED]


def test_when_nothing_could_be_done_the_answer_is_409(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.REFUSED)
    answer = desk.client.post(f"{desk.path}/actions", data={"action": "publier", "offre": f"{offer.id}.1"})
    assert answer.status_code == 409


@pytest.mark.parametrize("offre", [[], ["x"], ["1.2.3"], ["-1.1"], ["99999999999999999999.1"], ["٣.1"]])
def test_a_choice_of_nothing_is_refused(desk: Desk, offre: list[str]) -> None:
    answer = desk.client.post(f"{desk.path}/actions", data={"action": "publier", "offre": offre})
    assert answer.status_code == 422


def test_an_unknown_action_is_no_request_of_ours(desk: Desk) -> None:
    assert desk.client.post(f"{desk.path}/actions", data={"action": "détruire"}).status_code == 400


def test_a_company_does_not_see_the_queue(desk: Desk, writing: Sessions, sign_in: Callable[..., FlaskClient]) -> None:
    with writing() as session:
        member = make_member(session, desk.company)
    assert sign_in(member).get(desk.path).status_code == 403


def test_o3_a_decision_taken_back_leaves_the_offer_its_place_in_the_queue(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        first, _later = desk.offer(session, title="Tourneur F/H"), desk.offer(session, title="Fraiseur F/H")
        first.submitted_at = now() - timedelta(days=3)
    order = titles(desk.client.get(desk.path))
    asked = {"action": "refuser", "offre": f"{first.id}.1", "motif": "Doublon"}
    page = soup(desk.client.get(desk.client.post(f"{desk.path}/actions", data=asked).location))
    assert "1 offre refusée." in page.select_one(".callout").text.replace("\u00a0", " ")
    back = {field["name"]: field["value"] for field in page.select(".callout input[name=offre], .callout button")}
    answer = desk.client.post(f"{desk.path}/actions", data=back)
    assert answer.status_code == 303
    assert titles(desk.client.get(desk.path)) == order == ["Tourneur F/H", "Fraiseur F/H"]


def test_o3_one_dialog_asks_for_the_reason_of_each_decision_in_its_own_words(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        desk.offer(session)
    page = soup(desk.client.get(desk.path))
    openers = {button["data-for"] for button in page.select(".bulk [data-open]")}
    assert openers == {"renvoyer", "refuser"}
    for part in ("h2 [data-when]", "button[data-when]"):
        assert {one["data-when"] for one in page.select(f"#motif-choix {part}")} == openers
