"""The inbox (row A2): what waits longest first, filters, one application, notes, another company sees nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from fairapp.candidates.enums import Seen
from fairapp.candidates.models import CandidateView
from fairapp.core.clock import now
from fairapp.offers.applications.enums import ApplicationStatus as Status
from fairapp.offers.applications.models import Application, ApplicationNote
from fairapp.offers.applications.personal import export_applications
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import OfferCompany
from tests.factories import make_account, make_company, make_member, make_offer
from tests.offers.applications.inbox.making import make_application, make_cv
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

DAY = timedelta(days=1)


def names(answer: object) -> list[str]:
    return [link.text for link in soup(answer).select("tbody th a")]  # type: ignore[arg-type]


def tabs(answer: object) -> dict[str, str]:
    found = {}
    for link in soup(answer).select(".tabs a"):  # type: ignore[arg-type]
        count = link.select_one(".count")
        found[link["href"].split("onglet=")[1].split("&")[0]] = count.text if count else "0"
    return found


def test_a2_each_tab_counts_and_shows_its_states(recruiter, scene, apply):
    for status in Status:
        apply(status=status, first_name="Une", last_name=status.value)
    assert tabs(recruiter.get(scene.url)) == {
        "a-traiter": "2", "a-l-etude": "1", "entretiens": "1", "propositions": "1", "embauches": "1", "closes": "3",
    }  # fmt: skip
    shown = {tab: set(names(recruiter.get(f"{scene.url}?onglet={tab}"))) for tab in ("a-traiter", "closes")}
    assert shown == {
        "a-traiter": {"Une new", "Une read"},
        "closes": {"Une refused", "Une withdrawn", "Une unanswered"},
    }


def test_who_waits_longest_is_first(recruiter, scene, apply):
    at = now()
    apply(last_name="Récente", created_at=at - DAY)
    apply(last_name="Lue", created_at=at - 9 * DAY, status=Status.READ, status_at=at)
    apply(last_name="Ancienne", created_at=at - 8 * DAY)
    page = recruiter.get(scene.url)
    assert [name.split()[-1] for name in names(page)] == ["Lue", "Ancienne", "Récente"]
    assert [len(row.select(".pill")) for row in soup(page).select("tbody tr")] == [2, 2, 1]  # « À relancer »


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=morvan", ["Maël Morvan"]), ("q=MAEL", ["Maël Morvan"]), ("q=soudure TIG", ["Ana Le Bihan"]),
     ("q=%25", []), ("offre=999999", []), ("offre=x&page=99&onglet=rien", ["Maël Morvan", "Ana Le Bihan"])],
)  # fmt: skip
def test_a2_filters_find_people_words_and_offers(recruiter, scene, apply, asked, found):
    apply(first_name="Maël", last_name="Morvan", email="maelle.morvan@exemple.fr")
    apply(first_name="Ana", last_name="Le Bihan", message="Dix ans de soudure TIG.")
    assert names(recruiter.get(f"{scene.url}?{asked}")) == found


def test_a2_the_filter_by_offer_counts_its_own(recruiter, scene, apply, writing):
    with writing() as session:
        other = make_offer(session, scene.company, scene.cluster, title="Peintre marine")
    apply(first_name="Une", last_name="Soudeuse")
    apply(other, first_name="Un", last_name="Peintre")
    page = recruiter.get(f"{scene.url}?offre={other.id}")
    assert names(page) == ["Un Peintre"]
    assert tabs(page)["a-traiter"] == "1"
    options = [option.text for option in soup(page).select("select[name=offre] option")]
    assert options == ["Toutes les offres", "Peintre marine (1)", "Soudeur / Soudeuse (1)"]


def test_thirty_applications_cost_as_many_queries_as_one(recruiter, scene, writing, app: Flask):
    counts = []
    for more in (1, 29):
        with writing() as session:
            for _ in range(more):
                one = make_application(session, scene.offer)
                session.add(ApplicationNote(application_id=one.id, company_id=scene.company.id, body="À voir"))
        recruiter.get(scene.url)
        with count_queries(app.extensions["fairapp"].engine) as seen:
            assert len(names(recruiter.get(scene.url))) in (1, 30)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_s2_a_filter_swapped_in_equals_the_fresh_page(recruiter, scene, apply):
    apply(first_name="Maël", last_name="Morvan")
    apply(first_name="Ana", last_name="Le Bihan")
    before, asked = soup(recruiter.get(scene.url)), f"{scene.url}?onglet=a-traiter&q=morvan"
    swapped = swap(before, recruiter.get(asked, headers=HTMX), "#candidatures")
    assert same(swapped.select_one("#candidatures"), soup(recruiter.get(asked)).select_one("#candidatures"))


def test_an_application_is_not_in_another_company_s_inbox(recruiter, scene, writing, apply):
    with writing() as session:
        stranger = make_company(session, scene.cluster)
        theirs = make_offer(session, stranger, scene.cluster)
    id = apply(theirs)
    assert names(recruiter.get(scene.url)) == []
    paths = ("", "/cv", f"/repondre?reponse=refuser&candidature={id}")
    assert [recruiter.get(f"{scene.url}/{id}{path}").status_code for path in paths[:2]] == [404, 404]
    assert recruiter.get(f"{scene.url}{paths[2]}").status_code == 303  # as if nothing had been chosen
    sent = recruiter.post(f"{scene.url}/repondre", data={"reponse": "etudier", "candidature": id, "message": "Oui"})
    assert sent.status_code == 404
    assert recruiter.post(f"{scene.url}/{id}/notes", data={"body": "Vu"}).status_code == 404
    assert recruiter.get(f"/entreprise/{stranger.slug}/candidatures").status_code == 404


def test_o6_who_shares_the_offer_answers_too_and_who_declined_does_not(sign_in, scene, writing, apply):
    with writing() as session:
        partners = {status: make_company(session, scene.cluster) for status in PartnerStatus}
        for status, company in partners.items():
            session.add(OfferCompany(offer_id=scene.offer.id, company_id=company.id, status=status, answered_at=now()))
        people = {status: make_member(session, company) for status, company in partners.items()}
    apply(first_name="Maël", last_name="Morvan")
    seen = {
        status: names(sign_in(people[status]).get(f"/entreprise/{company.slug}/candidatures"))
        for status, company in partners.items()
    }
    assert seen == {PartnerStatus.ACCEPTED: ["Maël Morvan"], PartnerStatus.PENDING: [], PartnerStatus.DECLINED: []}


def test_whose_time_is_over_is_no_longer_shown(recruiter, scene, apply):
    id = apply(email=None, forgotten_at=now(), status=Status.REFUSED)
    assert tabs(recruiter.get(scene.url))["closes"] == "0"
    assert recruiter.get(f"{scene.url}/{id}").status_code == 404


def test_a1_opening_an_application_reads_it_once_and_says_who_looked(recruiter, scene, apply, reading):
    id = apply()
    for _again in range(2):
        page = recruiter.get(f"{scene.url}/{id}")
        assert soup(page).select_one(".pill").text == "Lue"
    with reading() as session:
        assert session.get_one(Application, id).status is Status.READ
        views = session.exec(select(CandidateView)).all()
    assert {(view.what, view.company_id, view.account_id, view.subject_id) for view in views} == {
        (Seen.APPLICATION, scene.company.id, scene.recruiter.id, id)
    }


def test_a_list_opens_nothing(recruiter, scene, apply, reading):
    id = apply()
    recruiter.get(scene.url)
    recruiter.get(f"{scene.url}/repondre?reponse=refuser&candidature={id}")
    with reading() as session:
        assert session.get_one(Application, id).status is Status.NEW


def test_a4_the_cv_is_a_download_of_no_telling_name_and_is_noted(recruiter, scene, writing, reading):
    with writing() as session:
        one = make_application(session, scene.offer)
        make_cv(session, one)
    answer = recruiter.get(f"{scene.url}/{one.id}/cv")
    assert answer.data == b"%PDF-1.7 un CV"
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''cv-{one.id}.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with reading() as session:
        [view] = session.exec(select(CandidateView)).all()
        assert (view.what, view.email, view.company_id) == (Seen.CV, one.email, scene.company.id)


def test_without_a_cv_there_is_nothing_to_download(recruiter, scene, apply, reading):
    assert recruiter.get(f"{scene.url}/{apply()}/cv").status_code == 404
    with reading() as session:
        assert session.exec(select(CandidateView)).all() == []


def test_s2_a_note_swapped_in_equals_the_fresh_page(recruiter, scene, apply):
    here = f"{scene.url}/{apply(status=Status.READ)}"
    before = soup(recruiter.get(here))
    swapped = swap(before, recruiter.post(f"{here}/notes", data={"body": "Appeler lundi"}, headers=HTMX), "#notes")
    fresh = soup(recruiter.get(here))
    assert "Appeler lundi" in fresh.select_one("#notes").text
    assert same(swapped.select_one("#notes"), fresh.select_one("#notes"))


@pytest.mark.parametrize("body", ["", "   ", "x" * 2001])
def test_a_note_without_words_or_too_long_is_told_at_its_field(recruiter, scene, apply, body):
    answer = recruiter.post(f"{scene.url}/{apply()}/notes", data={"body": body})
    assert answer.status_code == 422
    assert soup(answer).select_one("#body-error") is not None


def test_only_who_wrote_a_note_takes_it_back(recruiter, scene, apply, writing, reading, sign_in):
    id = apply()
    recruiter.post(f"{scene.url}/{id}/notes", data={"body": "Vu au salon"})
    with writing() as session:
        note = session.exec(select(ApplicationNote)).one()
        colleague = make_member(session, scene.company)
    path = f"{scene.url}/{id}/notes/{note.id}/retirer"
    assert sign_in(colleague).post(path).status_code == 404
    assert [recruiter.post(path).status_code for _twice in range(2)] == [303, 303]
    with reading() as session:
        assert session.exec(select(ApplicationNote)).all() == []


def test_o6_colleagues_notes_stay_with_their_company_and_go_into_the_person_s_copy(
    recruiter, scene, apply, writing, reading, sign_in
):
    with writing() as session:
        partner = make_company(session, scene.cluster, slug="partenaire")
        shared = OfferCompany(offer_id=scene.offer.id, company_id=partner.id, status=PartnerStatus.ACCEPTED)
        shared.answered_at = now()
        session.add(shared)
        colleague = make_member(session, partner)
        account = make_account(session, email="maelle@exemple.fr")
    id, other = apply(email=account.email), sign_in(colleague)
    theirs = "/entreprise/partenaire/candidatures"
    recruiter.post(f"{scene.url}/{id}/notes", data={"body": "Vu au salon"})
    other.post(f"{theirs}/{id}/notes", data={"body": "Trop loin"})
    shown = {browser: browser.get(f"{url}/{id}").text for browser, url in ((recruiter, scene.url), (other, theirs))}
    assert ["Vu au salon" in shown[one] for one in (recruiter, other)] == [True, False]
    assert ["Trop loin" in shown[one] for one in (recruiter, other)] == [False, True]
    assert "1 note" in soup(other.get(theirs)).select_one("tbody").text
    with reading() as session:
        [exported] = export_applications(session, account.id)
    assert [note["body"] for note in exported["notes"]] == ["Vu au salon", "Trop loin"]


def test_the_menu_says_how_many_are_new(recruiter, scene, apply):
    apply()
    apply(status=Status.READ)
    link = soup(recruiter.get(scene.url)).select_one(f'.side__link[href="{scene.url}"]')
    assert link.select_one(".count--hot").text == "1"
