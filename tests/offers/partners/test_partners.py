"""Several companies on one offer: nobody appears without having accepted."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, delete, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import link_token
from fairapp.clusters.models import Affiliation, Cluster, Company
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.settings import Settings
from fairapp.offers import queries
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.lifecycle import Acting, as_author
from fairapp.offers.models import Offer, OfferCompany
from fairapp.offers.partners import services
from tests.factories import actor_of, make_cluster, make_company, make_member, make_offer
from tests.offers.making import changes_of, events_of
from tests.support.htmx import HTMX, same, soup, swap
from tests.support.threads import at_once

Sessions = Callable[[], AbstractContextManager[Session]]


class Table(NamedTuple):
    """An author and the company it asks."""

    cluster: Cluster
    author: Company
    other: Company
    offer: Offer
    by: Acting


def lay(session: Session) -> Table:
    cluster = make_cluster(session)
    author, other = make_company(session, cluster), make_company(session, cluster, name="Voilerie Le Bihan")
    by = as_author(actor_of(make_member(session, author), companies=(author,)))
    return Table(cluster, author, other, make_offer(session, author, cluster), by)


@pytest.fixture
def table(session: Session) -> Table:
    return lay(session)


def names_shown(session: Session, offer: Offer) -> list[str]:
    return [employer.company.name for employer in queries.sheet(session, offer).employers]


def test_o6_a_company_appears_only_once_it_accepted(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    assert names_shown(session, table.offer) == [table.author.name]
    services.answer(session, row, accepts=True, by=None)
    assert names_shown(session, table.offer) == [table.author.name, "Voilerie Le Bihan"]
    assert table.offer.is_shared is True
    assert changes_of(session, table.offer) == ["ask_company", "accept"]
    assert events_of(session) == ["PartnerAsked", "PartnerAnswered"]


def test_o6_a_company_that_declines_does_not_appear(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    services.answer(session, row, accepts=False, by=None)
    assert names_shown(session, table.offer) == [table.author.name]
    assert table.offer.is_shared is False


def test_asking_twice_asks_once(session: Session, table: Table) -> None:
    for _ in range(2):
        services.ask_company(session, table.offer, table.other.id, by=table.by)
    assert events_of(session) == ["PartnerAsked"]


def test_a_company_that_declined_may_be_asked_again(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    services.answer(session, row, accepts=False, by=None)
    again = services.ask_company(session, table.offer, table.other.id, by=table.by)
    assert (again.id, again.status, again.answered_at) == (row.id, PartnerStatus.PENDING, None)


@pytest.mark.parametrize("kind", ["itself", "stranger", "unclaimed"])
def test_only_members_of_the_same_clusters_with_people_are_asked(session: Session, table: Table, kind: str) -> None:
    asked = {
        "itself": lambda: table.author,
        "stranger": lambda: make_company(session, make_cluster(session)),
        "unclaimed": lambda: make_company(session, table.cluster, claimed_at=None),
    }[kind]()
    with pytest.raises(DomainError) as refusal:
        services.ask_company(session, table.offer, asked.id, by=table.by)
    assert refusal.value.field == "company_id"


def test_the_other_answer_comes_too_late(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    services.answer(session, row, accepts=True, by=None)
    services.answer(session, row, accepts=True, by=None)
    with pytest.raises(Conflict):
        services.answer(session, row, accepts=False, by=None)
    assert row.status is PartnerStatus.ACCEPTED


def test_a_company_may_leave_and_its_name_goes(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    services.answer(session, row, accepts=True, by=None)
    services.leave(session, row, by=actor_of(make_member(session, table.other), companies=(table.other,)))
    assert names_shown(session, table.offer) == [table.author.name]


def test_the_author_takes_a_company_off(session: Session, table: Table) -> None:
    row = services.ask_company(session, table.offer, table.other.id, by=table.by)
    for _ in range(2):
        services.remove_company(session, table.offer, row, by=table.by)
    assert session.exec(select(OfferCompany)).all() == []
    assert changes_of(session, table.offer) == ["ask_company", "remove_company"]


def test_what_is_over_is_not_shared(session: Session, table: Table) -> None:
    table.offer.status = Status.CLOSED
    session.flush()
    with pytest.raises(Conflict):
        services.ask_company(session, table.offer, table.other.id, by=table.by)


def test_two_people_who_answer_at_once_give_one_answer(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        table = lay(session)
        row = services.ask_company(session, table.offer, table.other.id, by=table.by)

    def answer(accepts: bool) -> bool:
        with writing() as session:
            services.answer(session, session.get_one(OfferCompany, row.id), accepts=accepts, by=None)
        return accepts

    answers = at_once([lambda: answer(True), lambda: answer(False)])
    (given,) = [one for one in answers if not isinstance(one, Exception)]
    assert [type(one) for one in answers if isinstance(one, Exception)] == [Conflict]
    with reading() as session:
        status = session.get_one(OfferCompany, row.id).status
    assert status is (PartnerStatus.ACCEPTED if given else PartnerStatus.DECLINED)


# Pages


class Desk(NamedTuple):
    client: FlaskClient
    path: str
    other: FlaskClient
    other_path: str
    table: Table


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        table = lay(session)
        member = make_member(session, table.other, email="elise@exemple.fr")
    path = f"/entreprise/{table.author.slug}/offres/{table.offer.id}/partenaires"
    client = sign_in(table.by.account_id)
    return Desk(client, path, sign_in(member), f"/entreprise/{table.other.slug}/partages", table)


def token_of(reading: Sessions, settings: Settings) -> str:
    with reading() as session:
        link = session.exec(select(ActionLink).where(ActionLink.purpose == LinkPurpose.OFFER_COMPANY)).one()
        return link_token(settings, link)


def outbox(settings: Settings) -> list[str]:
    return [path.read_text() for path in sorted(settings.outbox_dir.glob("*.eml"))]


def test_o6_the_other_company_accepts_by_its_mailed_link(
    desk: Desk, app: Flask, run_pending: Callable[[], int], reading: Sessions, settings: Settings
) -> None:
    answer = desk.client.post(desk.path, data={"company_id": str(desk.table.other.id)})
    assert answer.status_code == 303
    run_pending()
    (letter,) = outbox(settings)
    url = f"/partage/{token_of(reading, settings)}"
    assert "elise@exemple.fr" in letter
    assert url in letter.replace("=\n", "")
    visitor = app.test_client()
    for _ in range(2):  # a mail scanner that follows the link answers nothing
        assert visitor.get(url).status_code == 200
    with reading() as session:
        assert session.exec(select(OfferCompany)).one().status is PartnerStatus.PENDING
    assert visitor.post(url, data={"answer": "accept"}).status_code == 200
    with reading() as session:
        assert session.exec(select(OfferCompany)).one().status is PartnerStatus.ACCEPTED
    assert visitor.get(url).status_code == 404
    run_pending()
    assert any("Voilerie Le Bihan partage votre offre" in one.replace("_", " ") for one in outbox(settings))


def test_o6_who_left_the_company_no_longer_answers_for_it(
    desk: Desk, app: Flask, run_pending: Callable[[], int], reading: Sessions, writing: Sessions, settings: Settings
) -> None:
    desk.client.post(desk.path, data={"company_id": str(desk.table.other.id)})
    run_pending()
    url = f"/partage/{token_of(reading, settings)}"
    with writing() as session:
        session.exec(delete(Affiliation).where(col(Affiliation.company_id) == desk.table.other.id))
    visitor = app.test_client()
    assert (visitor.get(url).status_code, visitor.post(url, data={"answer": "accept"}).status_code) == (404, 404)
    with reading() as session:
        assert session.exec(select(OfferCompany)).one().status is PartnerStatus.PENDING


@pytest.mark.parametrize("token", ["x", "1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "999999999999999999-" + "a" * 32])
def test_a_forged_link_leads_nowhere(client: FlaskClient, token: str) -> None:
    assert client.get(f"/partage/{token}").status_code == 404
    assert client.post(f"/partage/{token}", data={"answer": "accept"}).status_code == 404


def test_o6_the_other_company_answers_in_its_own_space(desk: Desk, reading: Sessions) -> None:
    desk.client.post(desk.path, data={"company_id": str(desk.table.other.id)})
    with reading() as session:
        row = session.exec(select(OfferCompany)).one()
    assert desk.table.offer.title in desk.other.get(desk.other_path).text
    assert desk.other.get(f"{desk.other_path}/{row.id}").status_code == 200
    for answer, status in (("accept", PartnerStatus.ACCEPTED), ("leave", PartnerStatus.DECLINED)):
        assert desk.other.post(f"{desk.other_path}/{row.id}", data={"answer": answer}).status_code == 303
        with reading() as session:
            assert session.get_one(OfferCompany, row.id).status is status
    assert desk.other.post(f"{desk.other_path}/{row.id}", data={"answer": "accept"}).status_code == 409
    assert desk.other.get(f"{desk.other_path}/{row.id}").status_code == 404  # later drafts are not theirs to read


def test_a_third_company_sees_nothing_of_it(desk: Desk, writing: Sessions, sign_in: Callable[..., FlaskClient]) -> None:
    desk.client.post(desk.path, data={"company_id": str(desk.table.other.id)})
    with writing() as session:
        third = make_company(session, desk.table.cluster)
        member = make_member(session, third)
        row = session.exec(select(OfferCompany)).one()
    client = sign_in(member)
    assert client.get(desk.path).status_code == 404
    assert client.get(f"/entreprise/{third.slug}/partages/{row.id}").status_code == 404
    assert client.post(f"{desk.other_path}/{row.id}", data={"answer": "accept"}).status_code == 404


def test_s2_a_refused_invitation_swapped_in_equals_the_fresh_page(desk: Desk) -> None:
    before = soup(desk.client.get(desk.path))
    data = {"company_id": str(desk.table.author.id)}
    fragment = desk.client.post(desk.path, data=data, headers=HTMX)
    assert fragment.status_code == 422
    assert same(swap(before, fragment, "#partners"), desk.client.post(desk.path, data=data))


def test_the_author_removes_a_company(desk: Desk, reading: Sessions) -> None:
    desk.client.post(desk.path, data={"company_id": str(desk.table.other.id)})
    form = soup(desk.client.get(desk.path)).select_one("form[data-confirm]")
    assert desk.client.post(form["action"]).status_code == 303
    with reading() as session:
        assert session.exec(select(OfferCompany)).all() == []
