"""Registering: one live registration an address, places in quotas, the waiting list (rows C1 to C3)."""

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import AccessNeed, ConsentPurpose, Profile, QuotaKind, RegistrationStatus
from fairapp.fairs.events import RegistrationAskedAgain, RegistrationMade
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import (
    arrivals_of_registration,
    consents_of,
    days_of_registration,
    link_of,
    quotas_of,
)
from fairapp.fairs.registrations.services import register
from tests.factories import make_cluster
from tests.fairs.factories import make_fair, make_quota
from tests.fairs.registrations.filling import band, draft, sign_up


@pytest.fixture
def fair(session):
    return make_fair(session, make_cluster(session), days=2)


def bound(session, fair, size):
    [quota] = [quota for quota in quotas_of(session, fair.id) if quota.kind is QuotaKind.FAIR]
    quota.size = size
    session.add(quota)
    session.flush()


def taken(session, fair):
    return {f"{quota.kind}:{quota.key}": quota.taken for quota in quotas_of(session, fair.id) if quota.taken}


def test_c1_a_candidate_registers_without_an_account(session, fair):
    chosen = band(session, fair, "10:00", day=1)
    registration = sign_up(
        session, fair, arrivals=[chosen], access_needs=[AccessNeed.WHEELCHAIR], access_note=" Rampe "
    )
    assert (registration.status, registration.profile) == (RegistrationStatus.CONFIRMED, Profile.JOB_SEEKER)
    assert (registration.folded_name, registration.jobs_sought) == ("morel lea", "Menuisier / Menuisière")
    assert registration.rome_code == "H2206"
    assert (registration.access_needs, registration.access_note) == ([AccessNeed.WHEELCHAIR], "Rampe")
    assert arrivals_of_registration(session, registration.id) == [chosen]
    assert [day.isoformat() for day in days_of_registration(session, registration.id)] == [chosen[:10]]
    assert link_of(session, registration.id).email == "lea@exemple.fr"
    assert session.exec(select(Badge.registration_id)).all() == [registration.id]
    assert collect(session) == [RegistrationMade(registration.id)]


def test_c3_a_place_is_taken_in_each_quota_that_concerns_the_registration(session, fair):
    one, two = band(session, fair, day=0), band(session, fair, "16:30", day=1)
    sign_up(session, fair, arrivals=[one, two])
    assert taken(session, fair) == {
        "fair:": 1, "profile:job_seeker": 1, f"day:{one[:10]}": 1, f"day:{two[:10]}": 1, f"band:{one}": 1,
        f"band:{two}": 1,
    }  # fmt: skip


@pytest.mark.parametrize("again", ["lea@exemple.fr", " LEA@Exemple.FR "])
def test_c2_a_second_try_keeps_the_first_and_sends_the_link_again(session, fair, again):
    first = sign_up(session, fair)
    before = taken(session, fair)
    collect(session)
    assert sign_up(session, fair, again, first_name="Autre", arrivals=[band(session, fair, "11:00")]).id == first.id
    assert collect(session) == [RegistrationAskedAgain(first.id)]
    assert [row.first_name for row in session.exec(select(Registration))] == ["Léa"]
    assert taken(session, fair) == before


def test_c2_a_double_click_is_one_registration_and_one_letter(session, fair):
    first = register(session, fair, draft(session, fair), form_key="a" * 32)
    assert register(session, fair, draft(session, fair), form_key="a" * 32).id == first.id
    assert collect(session) == [RegistrationMade(first.id)]


def test_c2_who_cancelled_may_register_again(session, fair):
    first = sign_up(session, fair)
    first.status = RegistrationStatus.CANCELLED
    session.add(first)
    session.flush()
    assert sign_up(session, fair).id != first.id


def test_c2_a_full_band_answers_alike_whether_the_address_is_known_or_not(session, fair):
    full = band(session, fair)
    make_quota(session, fair, QuotaKind.BAND, key=full, size=1)
    sign_up(session, fair)
    for email in ("lea@exemple.fr", "autre@exemple.fr"):
        with pytest.raises(DomainError) as refusal:
            sign_up(session, fair, email)
        assert (refusal.value.field, refusal.value.message[:26]) == ("arrivals", "Cette heure d'arrivée est ")
        session.expunge_all()


def test_c3_a_full_day_leads_to_another_day(session, fair):
    make_quota(session, fair, QuotaKind.DAY, key=band(session, fair)[:10], size=0)
    with pytest.raises(DomainError, match="Ce jour est complet"):
        sign_up(session, fair)


def test_c3_every_band_of_the_only_day_full_leads_to_the_waiting_list(session):
    fair = make_fair(session, make_cluster(session), band_minutes=120)
    for hour in ("09:00", "11:00", "13:00", "15:00"):
        make_quota(session, fair, QuotaKind.BAND, key=band(session, fair, hour), size=0)
    assert sign_up(session, fair, arrivals=[band(session, fair, "09:00")]).queue_number == 1


@pytest.mark.parametrize("kind", [QuotaKind.FAIR, QuotaKind.PROFILE])
def test_c3_full_leads_to_the_waiting_list_with_numbers_of_their_own(session, fair, kind):
    if kind is QuotaKind.PROFILE:
        make_quota(session, fair, kind, key=Profile.JOB_SEEKER, size=1)
    else:
        bound(session, fair, 1)
    rows = [sign_up(session, fair, f"c{n}@exemple.fr") for n in range(3)]
    assert [(row.status, row.queue_number) for row in rows] == [
        (RegistrationStatus.CONFIRMED, None), (RegistrationStatus.WAITLISTED, 1), (RegistrationStatus.WAITLISTED, 2),
    ]  # fmt: skip
    assert max(taken(session, fair).values()) == 1
    assert len(session.exec(select(Badge)).all()) == 1
    assert len(session.exec(select(ActionLink)).all()) == 3


def test_c3_the_waiting_list_takes_no_place_elsewhere(session, fair):
    bound(session, fair, 0)
    sign_up(session, fair)
    assert taken(session, fair) == {}


@pytest.mark.parametrize(
    ("arrivals", "told"),
    [([], "Choisissez quand"), (["2020-01-01T09:00"], "de la liste"), (["09:00", "10:00"], "une seule heure")],
)
def test_c1_arrivals_that_make_no_sense_are_refused(session, fair, arrivals, told):
    chosen = [one if "T" in one else band(session, fair, one) for one in arrivals]
    with pytest.raises(DomainError, match=told) as refusal:
        sign_up(session, fair, arrivals=chosen)
    assert refusal.value.field == "arrivals"


def test_c1_nobody_registers_before_or_after(session):
    fair = make_fair(session, make_cluster(session), registration_from=None)
    with pytest.raises(DomainError, match="ne sont pas ouvertes"):
        sign_up(session, fair)


def test_c6_consents_are_dated_rows_and_only_those_ticked(session, fair):
    registration = sign_up(session, fair, consents=[ConsentPurpose.EXHIBITORS])
    [consent] = consents_of(session, registration.id)
    assert (consent.purpose, consent.version, consent.withdrawn_at) == (ConsentPurpose.EXHIBITORS, 1, None)
    assert consent.given_at is not None
