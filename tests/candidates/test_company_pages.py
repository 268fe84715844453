"""Row K5, the companies' side: a profile is seen by consent, while it holds, and every look is noted."""

import pytest
from sqlmodel import select

from fairapp.candidates.consents import set_consent
from fairapp.candidates.enums import Purpose, Seen
from fairapp.candidates.models import CandidateView
from fairapp.candidates.profiles import held_profile
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.queries import membership_of
from fairapp.fairs.enums import BookingStatus, RegistrationStatus
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.models import StandBooking
from tests.candidates.making import make_candidate, make_pdf
from tests.factories import make_account, make_company, make_member
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

LIST = "/entreprise/kermarec/candidats"


@pytest.fixture
def profile(writing, scene):
    """Give Enora's profile, with a CV; nothing is allowed."""
    with writing() as session:
        return make_candidate(session, scene.enora, cv=make_pdf())


@pytest.fixture
def allow(writing, scene):
    def change(purpose, *, given=True):
        with writing() as session:
            set_consent(session, held_profile(session, scene.enora), purpose, given=given)

    return change


def seen_by(browser, profile):
    """Return whether the profile is in the list, opens, and gives its CV."""
    listed = soup(browser.get(LIST)).select(f'a[href="{LIST}/{profile.id}"]') != []
    return listed, *(browser.get(f"{LIST}/{profile.id}{file}").status_code == 200 for file in ("", "/cv.pdf"))


SEEN, HIDDEN = (True, True, True), (False, False, False)


def noted(reading):
    with reading() as session:
        return [(row.what, row.company_id, row.account_id, row.email) for row in session.exec(select(CandidateView))]


@pytest.mark.parametrize(
    ("purpose", "sees"),
    [
        (None, HIDDEN),
        (Purpose.APPLICATIONS, HIDDEN),  # nothing was sent to this company
        (Purpose.MEMBER_COMPANIES, SEEN),
        (Purpose.FAIR_EXHIBITORS, SEEN),
    ],
)
def test_k5_a_company_sees_a_profile_only_by_consent(recruiter, profile, allow, purpose, sees):
    if purpose:
        allow(purpose)
    assert seen_by(recruiter, profile) == sees


@pytest.mark.parametrize("purpose", [Purpose.MEMBER_COMPANIES, Purpose.FAIR_EXHIBITORS])
def test_k5_a_withdrawn_consent_closes_the_profile_at_once(recruiter, enora, profile, allow, purpose, reading):
    allow(purpose)
    assert seen_by(recruiter, profile) == SEEN
    enora.post("/candidat/accords", data={"purpose": purpose.value, "given": ""})
    before = noted(reading)
    assert seen_by(recruiter, profile) == HIDDEN
    assert noted(reading) == before


def test_k5_every_look_is_noted_and_told_to_the_candidate(recruiter, enora, profile, allow, scene, reading):
    allow(Purpose.MEMBER_COMPANIES)
    recruiter.get(LIST)  # tells no name: nothing to note
    recruiter.get(f"{LIST}/{profile.id}")
    recruiter.get(f"{LIST}/{profile.id}/cv.pdf")
    by_them = (scene.company.id, scene.recruiter.id, "enora@exemple.fr")
    assert noted(reading) == [(Seen.PROFILE, *by_them), (Seen.PROFILE_CV, *by_them)]
    rows = soup(enora.get("/candidat/acces")).select("tbody tr")
    assert [(row.th.get_text(), row.td.get_text()) for row in rows] == [
        ("Chantiers Kermarec", "CV du profil"),
        ("Chantiers Kermarec", "Profil"),
    ]


def test_the_list_tells_no_name_and_no_address(recruiter, profile, allow):
    allow(Purpose.MEMBER_COMPANIES)
    page = recruiter.get(LIST).text
    assert "Stratifieuse" in page
    assert not any(word in page for word in ("Enora", "Le Goff", "enora@", "06 12"))


def test_a_company_s_cv_comes_as_an_attachment_that_can_do_nothing(recruiter, profile, allow):
    allow(Purpose.MEMBER_COMPANIES)
    answer = recruiter.get(f"{LIST}/{profile.id}/cv.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_company_that_is_no_member_finds_nobody(recruiter, profile, allow, scene, writing):
    allow(Purpose.MEMBER_COMPANIES)
    with writing() as session:
        membership_of(session, scene.cluster.id, scene.company.id).status = MembershipStatus.LAPSED
    assert seen_by(recruiter, profile) == HIDDEN


@pytest.mark.parametrize(
    ("model", "status"),
    [(Registration, RegistrationStatus.CANCELLED), (Registration, RegistrationStatus.WAITLISTED),
     (StandBooking, BookingStatus.SUBMITTED), (StandBooking, BookingStatus.CANCELLED)],
)  # fmt: skip
def test_k5_exhibitors_see_only_who_comes_where_they_stand(recruiter, profile, allow, writing, model, status):
    allow(Purpose.FAIR_EXHIBITORS)
    with writing() as session:
        session.exec(select(model)).one().status = status
    assert seen_by(recruiter, profile) == HIDDEN


def test_k5_a_registration_that_somebody_else_made_opens_nothing(recruiter, profile, allow, writing):
    allow(Purpose.FAIR_EXHIBITORS)
    with writing() as session:
        session.exec(select(Registration)).one().account_id = None  # the address is the same
    assert seen_by(recruiter, profile) == HIDDEN


def test_another_company_of_the_cluster_does_not_see_visitors_of_a_fair(sign_in, profile, allow, scene, writing):
    allow(Purpose.FAIR_EXHIBITORS)
    with writing() as session:
        other = make_company(session, scene.cluster, slug="autre")
        person = make_member(session, other)
    browser = sign_in(person)
    assert browser.get(f"/entreprise/autre/candidats/{profile.id}").status_code == 404
    assert browser.get(f"{LIST}/{profile.id}/cv.pdf").status_code == 404
    assert soup(browser.get("/entreprise/autre/candidats")).select("tbody tr") == []


def test_a_disabled_account_is_seen_by_nobody(recruiter, profile, allow, scene, writing):
    allow(Purpose.MEMBER_COMPANIES)
    with writing() as session:
        session.merge(scene.enora).is_disabled = True
    assert seen_by(recruiter, profile) == HIDDEN


@pytest.mark.parametrize("id", ["0", "999999", "99999999999"])
def test_a_profile_that_does_not_exist_is_not_found(recruiter, id):
    assert recruiter.get(f"{LIST}/{id}").status_code == 404


def test_the_list_asks_as_much_for_one_as_for_many(recruiter, engine, writing):
    def add(count):
        with writing() as session:
            for _ in range(count):
                make_candidate(session, make_account(session), Purpose.MEMBER_COMPANIES)

    add(1)
    recruiter.get(LIST)
    with count_queries(engine) as for_one:
        recruiter.get(LIST)
    add(24)
    with count_queries(engine) as for_many:
        recruiter.get(LIST)
    assert len(for_one) == len(for_many)
    page = recruiter.get(f"{LIST}?page=2")
    assert len(soup(page).select("tbody tr")) == 5
    swapped = swap(soup(recruiter.get(LIST)), recruiter.get(f"{LIST}?page=2", headers=HTMX), "#candidats")
    assert same(swapped, soup(page))
