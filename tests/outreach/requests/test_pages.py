"""One request through all its states, as teacher, company and organiser, page by page (row E5)."""

from datetime import timedelta
from typing import NamedTuple

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import select

from fairapp.clusters.enums import AffiliationStatus, MembershipStatus
from fairapp.clusters.events import MembershipEnded
from fairapp.clusters.models import Membership
from fairapp.core.events import emit
from fairapp.core.tasks import enqueue_reactions
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import Evaluation, OutreachRequest, Slot
from fairapp.outreach.requests.services import clockwork
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import affiliate, make_account, make_company, make_member, make_school
from tests.outreach.factories import a_school_day, make_request
from tests.outreach.requests.making import Scene, stage
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, soup


class Site(NamedTuple):
    scene: Scene
    school: FlaskClient
    company: FlaskClient
    organiser: FlaskClient

    @property
    def urls(self) -> dict[str, str]:
        return {
            "school": f"/ecole/{self.scene.school.slug}/demandes",
            "company": f"/entreprise/{self.scene.company.slug}/demandes",
            "organiser": f"/pilotage/{self.scene.cluster.slug}/ecoles/demandes",
        }

    def page(self, side: str, id: int):
        answer = getattr(self, side).get(f"{self.urls[side]}/{id}")
        assert answer.status_code == 200
        return soup(answer)

    def step(self, side: str, id: int, way: str, **sent):
        """Send the form of one way as the page shows it, with what is typed."""
        form = self.page(side, id).select_one(f'form[action$="/{way}"]')
        assert form is not None, f"{side} has no « {way} »"
        fields = {one["name"]: one.get("value", "") for one in form.select("input[name]") if one.get("type") != "radio"}
        return getattr(self, side).post(form["action"], data=fields | sent)


@pytest.fixture
def site(writing, sign_in) -> Site:
    with writing() as session:
        scene = stage(session, groups_max=1)
    return Site(scene, *(sign_in(one.account_id) for one in (scene.teacher, scene.host, scene.organiser)))


CLASS = {
    "grade": "3e", "class_name": "3e B", "pupils": "24", "adults": "2", "wishes": "Les métiers de l’atelier.",
    "contact_name": "Soizic Bourhis", "contact_email": "soizic.bourhis@ac-grenoble.fr", "has_agreement": "1",
}  # fmt: skip


def new_url(site: Site, *, slot: Slot | None = None) -> str:
    url = f"{site.urls['school']}/nouvelle?intervention={site.scene.visit.id}"
    return f"{url}&creneau={slot.id}" if slot else url


def only_request(reading) -> OutreachRequest:
    with reading() as session:
        return session.exec(select(OutreachRequest)).one()


def send(site: Site, **over) -> object:
    page = soup(site.school.get(new_url(site)))
    key = page.select_one("[name=form_key]")["value"]
    return site.school.post(new_url(site), data=CLASS | {"form_key": key, "then": "send"} | over)


def typed_date(in_days: int) -> dict[str, str]:
    at = a_school_day(in_days=in_days)
    return {"dates[0].day": at.date().isoformat(), "dates[0].hour": "09:00", "duration_min": "90"}


def test_e5_a_request_goes_through_all_its_states(site, writing, reading):
    assert send(site, then="draft").status_code == 303
    id = only_request(reading).id
    draft = site.page("school", id)
    assert draft.select_one("[name=class_name]")["value"] == "3e B"
    assert site.company.get(f"{site.urls['company']}/{id}").status_code == 404  # a draft is the school's alone
    sent = CLASS | {"version": draft.select_one("[name=version]")["value"], "then": "send"}
    assert site.school.post(f"{site.urls['school']}/{id}", data=sent).status_code == 303
    assert only_request(reading).status is RequestStatus.SENT

    speaker = {"speaker_id": str(site.scene.speaker.id)}
    assert site.step("company", id, "proposer", **typed_date(20), **speaker).status_code == 303
    assert site.step("school", id, "autres-dates", reason="Plutôt un matin de janvier").status_code == 303
    assert site.step("company", id, "proposer", **typed_date(30), **speaker).status_code == 303
    choice = site.page("school", id).select_one("[name=proposal_id]")["value"]
    assert site.step("school", id, "choisir", proposal_id=choice).status_code == 303
    agreed = only_request(reading)
    assert (agreed.status, agreed.starts_at, agreed.sequence) == (RequestStatus.CONFIRMED, a_school_day(in_days=30), 0)

    assert site.step("company", id, "deplacer", **typed_date(40), reason="Arrêt de la ligne").status_code == 303
    moving = only_request(reading)
    assert (moving.status, moving.starts_at) == (RequestStatus.MOVED_BY_COMPANY, agreed.starts_at)
    assert "Arrêt de la ligne" in site.page("school", id).text
    other = site.page("school", id).select_one("[name=proposal_id]")["value"]
    assert site.step("school", id, "accepter", proposal_id=other).status_code == 303
    moved = only_request(reading)
    assert (moved.starts_at, moved.sequence) == (a_school_day(in_days=40), 1)

    with time_machine.travel(moved.starts_at + timedelta(days=2), tick=False), writing() as session:
        clockwork.run(session, Action.FINISH, id)
        clockwork.run(session, Action.THANK, id)
    marks = {"useful": "4", "organised": "3", "again": "4"}
    assert site.step("school", id, "bilan", **marks, comment="Merci !").status_code == 303
    assert site.step("company", id, "bilan", **marks).status_code == 303
    assert site.step("organiser", id, "corriger", pupils_came="22").status_code == 303
    with time_machine.travel(moved.starts_at + timedelta(days=9), tick=False), writing() as session:
        clockwork.run(session, Action.CLOSE, id)
    closed = only_request(reading)
    assert (closed.status, closed.pupils_came) == (RequestStatus.CLOSED, 22)
    for side in ("school", "company", "organiser"):
        assert "Terminée" in site.page(side, id).select_one(".pill").text
        assert "Merci !" in site.page(side, id).select_one("[aria-labelledby=t-avis] table").text


def test_e7_a_slot_is_booked_at_once_and_the_next_class_waits(site, writing, reading):
    slot = site.scene.slot
    page = soup(site.school.get(new_url(site, slot=slot)))
    assert page.select_one("[name=slot_id] option[selected]")["value"] == str(slot.id)
    assert send(site, slot_id=str(slot.id)).status_code == 303
    with reading() as session:
        assert session.get_one(Slot, slot.id).groups_taken == 1
    late = send(site, slot_id=str(slot.id), class_name="3e C")
    assert late.status_code == 409
    shown = soup(late)
    assert shown.select_one("[name=class_name]")["value"] == "3e C"
    assert shown.select_one("button[value=wait]")
    with reading() as session:
        assert len(session.exec(select(OutreachRequest)).all()) == 1
    waiting = send(site, slot_id=str(slot.id), class_name="3e C", then="wait")
    assert waiting.status_code == 303
    url = waiting.headers["Location"]
    assert "liste d'attente" in soup(site.school.get(url)).select_one("#demande .callout").text.replace("’", "'")
    for _ in range(2):
        assert site.school.post(f"{url}/quitter-attente").status_code == 303
    assert not soup(site.school.get(url)).select_one("#demande .callout")


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"pupils": "34"}, "pupils", "30 élèves au plus"),
        ({"needs": "Rampe pour Léa Martin"}, "needs", "Léa Martin"),
        ({"has_agreement": ""}, "has_agreement", "Cochez"),
        ({"grade": ""}, "grade", ""),
        ({"grade": "terminale"}, "grade", "autres niveaux"),
        ({"class_name": ""}, "class_name", ""),
        ({"contact_email": "pas une adresse"}, "contact_email", ""),
        ({"contact_phone": "demander au secrétariat"}, "contact_phone", "06 12 34 56 78"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_e6_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(site, over, field, words, headers):
    page = soup(site.school.get(new_url(site)))
    sent = CLASS | {"form_key": page.select_one("[name=form_key]")["value"], "then": "send"} | over
    answer = site.school.post(new_url(site), data=sent, headers=headers)
    assert answer.status_code == 422
    shown = soup(answer)
    assert shown.select_one(f"[name={field}]")["aria-invalid"] == "true"
    assert words in shown.select_one(".error-summary").text.replace("\N{NO-BREAK SPACE}", " ")
    assert shown.select_one("[name=wishes]").text.strip() == CLASS["wishes"]
    assert shown.select_one("[name=contact_phone]").get("value", "") == over.get("contact_phone", "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"dates[0].day": "2026-01-05", "dates[0].hour": "09:00"}, "passée"),
        ({"dates[0].day": "", "dates[0].hour": "09:00"}, "jour et l’heure"),
        ({}, "une à trois dates"),
    ],
)
def test_e4_a_date_that_does_not_suit_is_refused_with_its_reason(site, reading, typed, words):
    assert send(site).status_code == 303
    answer = site.step("company", only_request(reading).id, "proposer", **typed)
    assert answer.status_code == 422
    assert words in soup(answer).select_one(".error-summary").text
    assert soup(answer).select_one('[name="dates[0].hour"]').get("value", "") == typed.get("dates[0].hour", "")


def test_e9_a_reason_is_asked_and_the_page_that_is_behind_is_told(site, reading):
    assert send(site).status_code == 303
    id = only_request(reading).id
    assert site.step("company", id, "decliner").status_code == 422
    old = {"version": "1", "reason": "Trop loin"}
    assert site.school.post(f"{site.urls['school']}/{id}/retirer", data=old).status_code == 409
    assert site.step("company", id, "decliner", reason="Atelier fermé").status_code == 303
    gone = site.school.post(f"{site.urls['school']}/{id}/retirer", data={"version": "3", "reason": "Trop loin"})
    assert gone.status_code == 409
    assert "changé entre-temps" in soup(gone).select_one(".callout").text
    assert only_request(reading).status is RequestStatus.REFUSED
    again = site.step("school", id, "copier")
    assert again.status_code == 303
    assert site.school.get(again.headers["Location"]).status_code == 200


def test_e5_the_organiser_gives_an_open_request_to_a_company(site, reading):
    cluster = site.scene.cluster
    url = f"{site.urls['school']}/nouvelle?cluster={cluster.slug}"
    key = soup(site.school.get(url)).select_one("[name=form_key]")["value"]
    assert site.school.post(url, data=CLASS | {"form_key": key, "then": "send"}).status_code == 303
    request = only_request(reading)
    assert request.company_id is None
    assert "Soizic Bourhis" not in site.page("company", request.id).text  # before the company takes it up
    assert site.step("organiser", request.id, "confier", company_id=str(site.scene.company.id)).status_code == 303
    assert only_request(reading).company_id == site.scene.company.id
    assert site.step("company", request.id, "rendre").status_code == 303
    assert site.step("company", request.id, "prendre").status_code == 303
    assert "Soizic Bourhis" in site.page("company", request.id).text
    assert only_request(reading).company_id == site.scene.company.id


def test_lists_show_each_side_its_own(site, reading):
    assert send(site).status_code == 303
    id = only_request(reading).id
    for side, url in site.urls.items():
        page = soup(getattr(site, side).get(url))
        tab = "en-attente" if side != "company" else "a-repondre"
        assert page.select_one("[aria-current=page][href*=onglet]")["href"].endswith(tab)
        assert [link["href"] for link in page.select("tbody th a")] == [f"{url}/{id}"]


def test_e16_the_organiser_sees_what_is_late_and_one_school_at_a_time(site, writing, reading):
    assert send(site).status_code == 303
    url = site.urls["organiser"]
    assert soup(site.organiser.get(f"{url}?onglet=en-retard")).select("tbody tr") == []
    with writing() as session:
        session.exec(select(OutreachRequest)).one().changed_at -= timedelta(days=10)
        other = make_request(session, make_school(session), site.scene.cluster, status=RequestStatus.SENT)
    late = soup(site.organiser.get(url))
    assert [link["href"] for link in late.select("tbody th a")] == [f"{url}/{only_of(reading, site)}"]
    one = soup(site.organiser.get(f"{url}?onglet=en-attente&etablissement={other.school_id}"))
    assert [link["href"] for link in one.select("tbody th a")] == [f"{url}/{other.id}"]


def only_of(reading, site) -> int:
    with reading() as session:
        return session.exec(select(OutreachRequest.id).where(OutreachRequest.school_id == site.scene.school.id)).one()


@pytest.mark.parametrize("side", ["school", "company", "organiser"])
def test_lists_ask_the_database_as_often_for_many_as_for_few(site, app, writing, side):
    def fill(count: int) -> int:
        with writing() as session:
            for _ in range(count):
                make_request(
                    session, site.scene.school, site.scene.cluster, status=RequestStatus.SENT,
                    intervention_id=site.scene.visit.id, company_id=site.scene.company.id,
                )  # fmt: skip
        with count_queries(app.extensions["fairapp"].engine) as queries:
            assert getattr(site, side).get(f"{site.urls[side]}?onglet=en-attente").status_code == 200
        return len(queries)

    assert fill(1) == fill(5)


def test_e1_who_waits_to_be_confirmed_prepares_and_sends_nothing(site, writing, reading, sign_in):
    with writing() as session:
        newcomer = make_account(session)
        affiliate(session, newcomer, site.scene.school, status=AffiliationStatus.PENDING)
        others = make_request(session, site.scene.school, site.scene.cluster)
    waiting = site._replace(school=sign_in(newcomer))
    refused = send(waiting)
    assert (refused.status_code, "à confirmer" in soup(refused).select_one(".error-summary").text) == (422, True)
    assert send(waiting, then="draft").status_code == 303
    shown = soup(waiting.school.get(waiting.urls["school"]))
    assert len(shown.select("tbody th a")) == 1  # nothing of the school's
    assert waiting.school.get(f"{waiting.urls['school']}/{others.id}").status_code == 404


def test_e13_a_visit_that_this_side_evaluated_waits_for_the_other(site, writing):
    with writing() as session:
        done = make_request(
            session, site.scene.school, site.scene.cluster, status=RequestStatus.DONE,
            intervention_id=site.scene.visit.id, company_id=site.scene.company.id,
        )  # fmt: skip
        session.add(Evaluation(request_id=done.id, side=Side.SCHOOL, useful=4, organised=4, again=4))
    for side, tab, hot in (("school", "en-attente", []), ("company", "a-repondre", ["1"])):
        url = site.urls[side]
        page = soup(getattr(site, side).get(url))
        assert page.select_one("[aria-current=page][href*=onglet]")["href"].endswith(tab)
        assert [link["href"] for link in page.select("tbody th a")] == [f"{url}/{done.id}"]
        assert [count.text for count in page.select(f".side a[href='{url}'] .count")] == hot


def test_e5_a_company_answers_what_it_took_up_and_nothing_else(site, writing, reading, sign_in):
    """An open request is seen by every member; the forms of others are not on its page, and do nothing when posted."""
    with writing() as session:
        open_to_all = make_request(session, site.scene.school, site.scene.cluster, status=RequestStatus.SENT)
        rival = make_company(session, session.merge(site.scene.cluster))
        member = make_member(session, rival)
    other, url = sign_in(member), f"/entreprise/{rival.slug}/demandes/{open_to_all.id}"
    page = soup(other.get(url))
    assert [form["action"] for form in page.select("#demande form")] == [f"{url}/prendre"]
    assert "Soizic Bourhis" not in page.text
    for way in ("rendre", "decliner", "proposer"):
        sent = {"version": "1", "reason": "Non", **typed_date(30)}
        assert other.post(f"{url}/{way}", data=sent).status_code in (409, 422)
    assert only_request(reading).status is RequestStatus.SENT


def test_e7_a_company_that_left_the_cluster_receives_no_class(site, writing, run_pending, app):
    with writing() as session:
        session.exec(select(Membership)).one().status = MembershipStatus.LAPSED
    refused = send(site, slot_id=str(site.scene.slot.id))
    assert (refused.status_code, "plus en ligne" in soup(refused).text) == (422, True)
    with writing() as session:
        emit(session, MembershipEnded(site.scene.cluster.id, site.scene.company.id))
        enqueue_reactions(session, SUBSCRIPTIONS)
    run_pending()
    assert app.test_client().get(f"/visites/{site.scene.visit.id}").status_code == 404


def test_a_key_of_one_teacher_is_nobody_elses(site, reading):
    assert send(site).status_code == 303
    first = only_request(reading)
    assert site.step("school", first.id, "retirer", reason="Erreur").status_code == 303
    assert send(site, form_key=f"copie-{first.id}-3", then="draft").status_code == 303
    copied = site.step("school", first.id, "copier")
    assert copied.status_code == 303
    assert not copied.headers["Location"].endswith(f"/{first.id}")


def test_e9_both_sides_write_to_each_other_and_nothing_else_changes(site, reading, letters):
    assert send(site).status_code == 303
    request = only_request(reading)
    letters()
    for _ in range(2):  # a double click
        assert site.step("company", request.id, "ecrire", reason="Des allergies à signaler ?").status_code == 303
    assert [letter.to for letter in letters()] == [CLASS["contact_email"]]
    assert site.step("school", request.id, "ecrire", reason="Deux, aux fruits à coque.").status_code == 303
    told = [quote.text for quote in site.page("organiser", request.id).select(".timeline blockquote")]
    assert told == ["Des allergies à signaler ?", "Deux, aux fruits à coque."]
    after = only_request(reading)
    assert (after.status, after.version, after.changed_at) == (request.status, request.version, request.changed_at)
    named = site.step("school", request.id, "ecrire", reason="Pour Léa Martin")
    assert (named.status_code, "Léa Martin" in soup(named).select_one(".error-summary").text) == (422, True)
