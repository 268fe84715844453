"""Rows F3, F4, B1, B8: settings change in their order, once, and never over somebody else's change."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink, AuditEntry
from fairapp.core.clock import now, today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FairStatus, Phase, QuotaKind
from fairapp.fairs.events import FairCancelled, FairMoved, FairPublished
from fairapp.fairs.models import Fair, FairCalendar, FairTerms
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.queries import arrivals_of_registration, quotas_of
from fairapp.fairs.registrations.services import cancel, give_link, names_of, set_quotas
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import DayDraft, PresentationDraft, WhenDraft
from fairapp.fairs.setup.services import Incomplete
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_hall, make_registration, make_stand, make_stand_type
from tests.fairs.registrations.filling import sign_up


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def by(session, cluster):
    return actor_of(make_member(session, cluster), clusters=[cluster])


@pytest.fixture
def fair(session, cluster):
    fair = make_fair(session, cluster, days=2)
    collect(session)
    return fair


def when(session, fair, *, shift: int = 0, **over) -> WhenDraft:
    days = [
        DayDraft(held_on=day.held_on + timedelta(days=shift), opens=day.opens, closes=day.closes)
        for day in days_of(session, fair.id)
    ]
    values = {"days": days, "venue": fair.venue, "place": fair.commune, "version": fair.version} | over
    return WhenDraft(**values)


def test_f4_a_new_day_grows_the_sequence_and_tells_everyone(session, fair, by):
    services.reschedule(session, fair, when(session, fair, place=""), by=by)  # where the factory's town is no commune
    collect(session)
    before = fair.sequence
    assert services.reschedule(session, fair, when(session, fair, shift=7, place=""), by=by)
    assert fair.sequence == before + 1
    assert collect(session) == [FairMoved(fair_id=fair.id)]


@pytest.mark.parametrize("over", [{"venue": "Autre halle"}, {"address": "1 quai"}, {"place": "Privas (07000)"}])
def test_f4_a_new_place_too(session, fair, by, over):
    assert services.reschedule(session, fair, when(session, fair, **over), by=by)


def test_f4_the_same_day_and_place_tell_nobody(session, fair, by):
    services.reschedule(session, fair, when(session, fair, place="Aubenas (07200)"), by=by)
    collect(session)
    before = fair.sequence
    assert not services.reschedule(session, fair, when(session, fair, place="Aubenas (07200)"), by=by)
    assert (fair.sequence, collect(session)) == (before, [])


def test_f4_a_draft_moves_in_silence(session, cluster, by):
    fair = make_fair(session, cluster, status=FairStatus.DRAFT)
    assert not services.reschedule(session, fair, when(session, fair, shift=3), by=by)
    assert fair.sequence == 0


def test_f4_days_may_take_each_others_place(session, fair, by):
    first = days_of(session, fair.id)[0].held_on
    services.reschedule(session, fair, when(session, fair, shift=1), by=by)
    assert days_of(session, fair.id)[0].held_on == first + timedelta(days=1)


def test_f4_the_calendar_follows_if_asked(session, fair, by):
    until = fair.booking_until
    services.reschedule(session, fair, when(session, fair, shift=10, shifts_calendar=True), by=by)
    assert timedelta(days=9, hours=22) < fair.booking_until - until < timedelta(days=10, hours=2)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ([(1, 9, 9)], "days[0].closes"),
        ([(1, 9, 17), (1, 9, 17)], "days[1].held_on"),
        ([(-3, 9, 17)], "days[0].held_on"),
        ([], "days[0].held_on"),
    ],
)
def test_f2_days_in_disorder_are_refused_at_their_field(session, fair, by, days, field):
    typed = [
        DayDraft(held_on=today() + timedelta(days=shift), opens=time(opens), closes=time(closes))
        for shift, opens, closes in days
    ]
    with pytest.raises(DomainError) as refusal:
        services.reschedule(session, fair, when(session, fair, days=typed), by=by)
    assert refusal.value.field == field


def test_f3_phases_open_and_close_by_themselves(session, cluster, by, time_machine):
    fair = make_fair(session, cluster, in_days=100)
    start = now()
    calendar = FairCalendar(
        interest_from=start + timedelta(days=10), booking_from=start + timedelta(days=20),
        booking_until=start + timedelta(days=90),
    )  # fmt: skip
    services.edit_calendar(session, fair, calendar, fair.version, by=by)
    seen = []
    for day in (0, 10, 20, 90, 101, 102):
        seen.append(phase_of(fair, days_of(session, fair.id), start + timedelta(days=day, minutes=1)))
    assert seen[:4] == [Phase.ANNOUNCED, Phase.INTEREST, Phase.BOOKING, Phase.CLOSED]
    assert seen[-1] is Phase.OVER
    opens = datetime.combine(days_of(session, fair.id)[0].held_on, time(12), UTC)
    assert phase_of(fair, days_of(session, fair.id), opens) is Phase.OPEN


@pytest.mark.parametrize(
    ("calendar", "field"),
    [
        ({"booking_from": 5, "booking_until": 4}, "booking_until"),
        ({"interest_from": 6, "booking_from": 5}, "booking_from"),
        ({"booking_until": 5}, "booking_from"),
        ({"booking_from": 1, "booking_until": 60}, "booking_until"),
        ({"registration_from": 1, "registration_until": 60}, "registration_until"),
        ({"registration_from": 3, "registration_until": 2}, "registration_until"),
    ],
)
def test_f3_a_calendar_in_disorder_is_refused_at_its_field(session, fair, by, calendar, field):
    moments = {name: now() + timedelta(days=days) for name, days in calendar.items()}
    with pytest.raises(DomainError) as refusal:
        services.edit_calendar(session, fair, FairCalendar(**moments), fair.version, by=by)
    assert refusal.value.field == field


def test_b8_a_change_of_terms_makes_a_new_version_of_them(session, fair, by):
    terms = FairTerms(terms="Payer à la commande.")
    services.edit_terms(session, fair, terms, fair.version, by=by)
    assert fair.terms_version == 2
    services.edit_terms(session, fair, terms.model_copy(update={"seller_name": "Pôle"}), fair.version, by=by)
    assert fair.terms_version == 2
    services.edit_terms(session, fair, terms.model_copy(update={"vat_rate_bp": 850}), fair.version, by=by)
    assert fair.terms_version == 3


def test_b1_no_vat_needs_its_legal_mention(session, fair, by):
    with pytest.raises(DomainError) as refusal:
        services.edit_terms(session, fair, FairTerms(vat_rate_bp=None), fair.version, by=by)
    assert refusal.value.field == "vat_exemption"


def test_an_edit_of_an_old_version_is_refused(session, fair, by):
    draft = PresentationDraft(name="Nouveau nom", version=fair.version)
    services.edit_presentation(session, fair, draft, by=by)
    for edit in (
        lambda: services.edit_presentation(session, fair, draft, by=by),
        lambda: services.edit_calendar(session, fair, FairCalendar(), draft.version, by=by),
        lambda: services.edit_terms(session, fair, FairTerms(), draft.version, by=by),
        lambda: services.reschedule(session, fair, when(session, fair, version=draft.version), by=by),
    ):
        with pytest.raises(Conflict):
            edit()


def test_publishing_says_all_that_is_missing(session, cluster, by):
    fair = Fair(cluster_id=cluster.id, name="Salon", slug="salon-vide")
    session.add(fair)
    session.flush()
    with pytest.raises(Incomplete) as refusal:
        services.publish_fair(session, fair, by=by)
    assert len(refusal.value.missing) == 2
    assert fair.status is FairStatus.DRAFT


def test_publishing_twice_is_once(session, cluster, by):
    fair = make_fair(session, cluster, status=FairStatus.DRAFT)
    services.publish_fair(session, fair, by=by)
    services.publish_fair(session, fair, by=by)
    assert fair.status is FairStatus.PUBLISHED
    assert collect(session) == [FairPublished(fair_id=fair.id)]
    assert session.exec(select(AuditEntry.action).where(AuditEntry.action == "fair.published")).all() == [
        "fair.published"
    ]


def test_f4_cancelling_tells_everyone_once_and_ends_the_settings(session, fair, by):
    services.cancel_fair(session, fair, by=by)
    services.cancel_fair(session, fair, by=by)
    assert collect(session) == [FairCancelled(fair_id=fair.id)]
    assert fair.sequence == 1
    with pytest.raises(Conflict):
        services.edit_presentation(session, fair, PresentationDraft(name="Autre", version=fair.version), by=by)
    with pytest.raises(Conflict):
        services.publish_fair(session, fair, by=by)


def test_a_fair_that_was_held_is_not_called_off(session, cluster, by):
    with pytest.raises(Conflict):
        services.cancel_fair(session, make_fair(session, cluster, in_days=-3), by=by)


def test_only_a_draft_is_thrown_away(session, cluster, fair, by):
    with pytest.raises(Conflict):
        services.delete_draft(session, fair, by=by)
    draft = make_fair(session, cluster, status=FairStatus.DRAFT)
    make_stand(session, make_hall(session, draft), make_stand_type(session, draft))
    draft_id, guest = draft.id, make_registration(session, draft)
    give_link(session, guest)
    services.delete_draft(session, draft, by=by)
    assert session.get(Fair, draft_id) is None
    assert session.exec(select(ActionLink)).all() == []  # an address is in it


def test_a_fair_keeps_what_was_booked_when_its_settings_change(session, cluster, fair, by):
    booking = make_booking(
        session,
        make_stand(session, make_hall(session, fair), make_stand_type(session, fair)),
        make_company(session, cluster),
    )
    services.edit_terms(session, fair, FairTerms(vat_rate_bp=550, terms="Autre"), fair.version, by=by)
    session.refresh(booking)
    assert booking.vat_rate_bp == 2000


def bands(session, fair):
    return [key[-5:] for kind, key in names_of(session, fair) if kind is QuotaKind.BAND]


def test_c1_days_are_cut_into_bands_of_another_length_until_somebody_chose_one(session, fair, by):
    set_quotas(session, fair, {(QuotaKind.BAND, f"{days_of(session, fair.id)[0].held_on}T09:30"): 40}, by=by)
    services.reschedule(session, fair, when(session, fair, place="", band_minutes=120), by=by)
    assert bands(session, fair) == ["09:00", "11:00", "13:00", "15:00"] * 2
    assert [quota for quota in quotas_of(session, fair.id) if quota.kind is QuotaKind.BAND] == []
    registration = sign_up(session, fair, arrivals=[f"{days_of(session, fair.id)[0].held_on}T11:00"])
    with pytest.raises(DomainError) as refusal:
        services.reschedule(session, fair, when(session, fair, place="", band_minutes=30), by=by)
    assert refusal.value.field == "band_minutes"
    services.reschedule(session, fair, when(session, fair, place="", band_minutes=120), by=by)  # the same: no change
    services.reschedule(session, fair, when(session, fair, place=""), by=by)
    assert [key[-5:] for key in arrivals_of_registration(session, registration.id)] == ["11:00"]
    cancel(session, registration)
    services.reschedule(session, fair, when(session, fair, place="", band_minutes=60), by=by)
    assert len(bands(session, fair)) == 16
