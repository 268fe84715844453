"""Papers as each side takes them away: its own, and no other's (rows E8, E11, E12)."""

import pytest
from icalendar import Calendar

from fairapp.core.clock import now
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest
from tests.factories import make_cluster, make_company, make_member, make_school


def test_e8_both_sides_take_the_same_visit_each_with_its_own_page(site, visit):
    id = visit(RequestStatus.CONFIRMED, place="Quai nord")
    answers = [
        site.school.get(f"{site.school_url}/{id}/visite.ics"),
        site.company.get(f"{site.company_url}/{id}/visite.ics"),
    ]
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/calendar; charset=utf-8"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    [[schools], [companies]] = [Calendar.from_ical(answer.data).events for answer in answers]
    assert schools["UID"] == companies["UID"] == f"visite-{id}@localhost"
    assert (schools.start, schools.end) == (site.scene.slot.starts_at, site.scene.slot.ends_at)
    assert schools["DTSTART"].to_ical().endswith(b"Z")
    assert str(schools["LOCATION"]) == "Quai nord"
    assert str(schools["URL"]) == f"http://localhost{site.school_url}/{id}"
    assert str(companies["URL"]) == f"http://localhost{site.company_url}/{id}"
    assert site.scene.company.name in schools["SUMMARY"]
    assert site.scene.school.name in companies["SUMMARY"]


@pytest.mark.parametrize(("status", "told"), [
    (RequestStatus.CONFIRMED, "CONFIRMED"), (RequestStatus.MOVED_BY_SCHOOL, "CONFIRMED"),
    (RequestStatus.CANCELLED, "CANCELLED"),
])  # fmt: skip
def test_e9_the_event_says_whether_it_takes_place_and_which_version_it_is(site, visit, status, told):
    id = visit(status, sequence=3)
    [event] = Calendar.from_ical(site.school.get(f"{site.school_url}/{id}/visite.ics").data).events
    assert (str(event["STATUS"]), event["SEQUENCE"]) == (told, 3)


def test_e8_without_a_date_there_is_nothing_for_the_calendar(site, visit):
    id = visit(RequestStatus.SENT, starts_at=None, ends_at=None)
    answer = site.school.get(f"{site.school_url}/{id}/visite.ics")
    assert answer.status_code == 409
    assert "Aucune date n’est encore convenue" in answer.text


def test_e12_attestations_are_served_once_the_visit_is_closed(site, visit):
    id = visit(RequestStatus.CLOSED)
    for client, url, name in (
        (site.school, f"{site.school_url}/{id}/attestation.pdf", "class"),
        (site.company, f"{site.company_url}/{id}/attestation-professional.pdf", "professional"),
        (site.company, f"{site.company_url}/{id}/attestation-company.pdf", "company"),
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert f"attestation-{name}-" in answer.headers["Content-Disposition"]
    assert site.company.get(f"{site.company_url}/{id}/attestation-class.pdf").status_code == 404
    assert site.school.get(f"{site.school_url}/{visit(RequestStatus.DONE)}/attestation.pdf").status_code == 409


def test_e11_the_list_for_the_gate_is_that_of_the_day(site, visit):
    visit(RequestStatus.CONFIRMED)
    day = site.scene.slot.starts_at.date().isoformat()
    answer = site.company.get(f"{site.company_url}/accueil-{day}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    empty = site.company.get(f"{site.company_url}/accueil-2026-12-25.pdf")
    assert empty.status_code == 409
    assert "Aucune classe n’est attendue" in empty.text
    for odd in ("demain", "0001-01-01", "9999-12-31"):
        assert site.company.get(f"{site.company_url}/accueil-{odd}.pdf").status_code == 404


def test_e5_nobody_reads_another_s_papers(writing, site, visit, sign_in):
    id = visit(RequestStatus.CLOSED)
    with writing() as session:
        school, company = make_school(session), make_company(session, make_cluster(session))
        teacher, host = make_member(session, school), make_member(session, company)
    for client, base, attestation in (
        (sign_in(teacher), f"/ecole/{school.slug}/demandes", "attestation.pdf"),
        (sign_in(host), f"/entreprise/{company.slug}/demandes", "attestation-company.pdf"),
    ):
        for paper in ("visite.ics", attestation):
            assert client.get(f"{base}/{id}/{paper}").status_code == 404
    assert sign_in(teacher).get(f"{site.school_url}/{id}/visite.ics").status_code == 404


def test_e5_a_draft_is_the_school_s_alone(site, visit):
    id = visit(RequestStatus.DRAFT)
    assert site.company.get(f"{site.company_url}/{id}/visite.ics").status_code == 404
    assert site.school.get(f"{site.school_url}/{id}/visite.ics").status_code == 200


def test_e11_the_contact_is_gone_from_papers_too_once_it_is_forgotten(writing, site, visit):
    id = visit(RequestStatus.CONFIRMED)
    with writing() as session:
        request = session.get_one(OutreachRequest, id)
        request.contact_name = request.contact_phone = request.contact_email = ""
        request.anonymised_at = now()
    day = site.scene.slot.starts_at.date().isoformat()
    assert site.company.get(f"{site.company_url}/accueil-{day}.pdf").status_code == 200
