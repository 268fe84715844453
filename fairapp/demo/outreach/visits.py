"""The professionals, what they offer and when; rows are written as services would leave them, only faster."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.accounts.services import create_account
from fairapp.clusters.models import Affiliation, Cluster, Company
from fairapp.clusters.people.services import affiliate
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.changes import note_change
from fairapp.core.clock import now, today
from fairapp.core.text import slugify
from fairapp.demo.outreach import food, health, light, naval
from fairapp.demo.outreach.stage import Offered, Stage, actor_of
from fairapp.demo.outreach.telling import Dates, DemoSpeaker, DemoVisit
from fairapp.outreach.charter import VERSION
from fairapp.outreach.dates import off_school
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.interventions.drafts import SlotTerms
from fairapp.outreach.interventions.services.slots import cancel_slot, place_slot
from fairapp.outreach.models import Intervention, Slot, Speaker
from fairapp.outreach.zones import at_hour

SPEAKERS = (*naval.SPEAKERS, *food.SPEAKERS, *light.SPEAKERS, *health.SPEAKERS)
WEEK = timedelta(weeks=1)


def load_visits(stage: Stage) -> None:
    for demo in SPEAKERS:
        company = stage.companies[demo.company]
        if company.id not in stage.hosts:
            stage.hosts[company.id] = actor_of(_host(stage, company, demo), company=company)
        speaker = _speaker(stage, company, demo)
        stage.speakers[company.id, demo.first_name] = speaker
        for visit in demo.visits:
            stage.offered[visit.key] = _offered(stage, company, speaker, visit)


def _host(stage: Stage, company: Company, demo: DemoSpeaker) -> Account:
    """Return who answers for the company: one that visitors can be, else its professional."""
    known = select(Account).join(Affiliation).where(Affiliation.company_id == company.id)
    if account := stage.session.exec(known).first():
        return account
    account = create_account(stage.session, email=_email(company, demo), name=demo.first_name)
    affiliate(stage.session, company, account_id=account.id)
    return account


def _email(company: Company, demo: DemoSpeaker) -> str:
    return f"{slugify(demo.first_name)}@{company.slug}.example"


def _speaker(stage: Stage, company: Company, demo: DemoSpeaker) -> Speaker:
    host = stage.hosts[company.id]
    is_host = host.name.partition(" ")[0] == demo.first_name
    speaker = Speaker(
        company_id=company.id, account_id=host.account_id if is_host else None, first_name=demo.first_name,
        job_title=demo.job, topics=list(demo.topics), area_km=demo.km, departments=list(demo.departments),
        email=host.email if is_host else _email(company, demo), charter_version=VERSION if demo.has_signed else None,
        charter_at=now() - timedelta(days=stage.rnd.randint(30, 75)) if demo.has_signed else None,
        created_at=now() - timedelta(days=80),
    )  # fmt: skip
    stage.session.add(speaker)
    stage.session.flush()
    return speaker


def _offered(stage: Stage, company: Company, speaker: Speaker, demo: DemoVisit) -> Offered:
    is_draft = demo.status is InterventionStatus.DRAFT
    visit = Intervention(
        company_id=company.id, cluster_id=clusters_of_company(stage.session, company.id)[0].id, speaker_id=speaker.id,
        title=demo.title, body=demo.body, format=demo.format, setting=demo.setting, grades=list(demo.grades),
        topics=list(demo.topics), duration_min=demo.minutes, pupils_max=demo.pupils, equipment=demo.equipment,
        meeting_point=demo.meeting, is_accessible=demo.is_accessible, area_km=speaker.area_km, status=demo.status,
        published_at=None if is_draft else now() - timedelta(days=stage.rnd.randint(3, 70)),
    )  # fmt: skip
    stage.session.add(visit)
    stage.session.flush()
    note_change(stage.session, "intervention", visit.id)
    slots = [slot for dates in demo.dates for slot in _slots(stage, company, visit, dates)]
    return Offered(visit, sorted(slots, key=lambda slot: slot.starts_at))


def _slots(stage: Stage, company: Company, visit: Intervention, dates: Dates) -> Iterator[Slot]:
    terms = SlotTerms(groups_max=dates.groups, pupils_max=dates.groups * visit.pupils_max)
    zone = stage.session.get_one(Cluster, visit.cluster_id).time_zone
    for rank, day in enumerate(_days(dates, company.department)):
        slot = place_slot(stage.session, visit, at_hour(day, dates.hour, zone), terms, zone=zone)
        if slot is not None and rank in dates.cancelled:
            cancel_slot(stage.session, slot, by=stage.hosts[company.id])
        elif slot is not None:
            yield slot


def _days(dates: Dates, department: str | None) -> list[date]:
    """Return the days that are meant, each in the next week with school on that weekday where it has none."""
    monday = today() - timedelta(days=today().weekday())
    days: list[date] = []
    for week in dates.weeks:
        day = monday + week * WEEK + timedelta(days=dates.weekday)
        while off_school(day, department) or day in days:
            day += WEEK
        days.append(day)
    return days
