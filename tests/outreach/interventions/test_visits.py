"""What a company offers: drafts, published only with a professional who accepted the charter (rows E2, E3)."""

import pytest
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.queries import membership_of
from fairapp.core.changes import SearchChange
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import Format, Grade, InterventionStatus, Setting
from fairapp.outreach.interventions.drafts import VisitDraft
from fairapp.outreach.interventions.services import visits
from fairapp.outreach.models import Intervention
from tests.factories import make_cluster, make_company, make_membership
from tests.outreach.factories import make_speaker
from tests.support.threads import at_once


def draft(**over: object) -> VisitDraft:
    values = {"title": "Du blé au biscuit", "body": "La ligne.", "grades": [Grade.THIRD]}
    return VisitDraft.model_validate(values | over)


def create(session, own, form_key: str | None = None, **over: object) -> Intervention:
    return visits.create_intervention(session, draft(**over), company=own.company, form_key=form_key, by=own.actor)


def test_e2_a_draft_is_kept_without_anybody(own, session):
    visit = create(session, own)
    assert (visit.status, visit.cluster_id, visit.speaker_id) == (InterventionStatus.DRAFT, own.cluster_id, None)


def test_e2_the_same_form_sent_twice_makes_one(own, session):
    first = create(session, own, form_key="k" * 32)
    again = create(session, own, form_key="k" * 32, title="Autre titre")
    assert (again.id, again.title) == (first.id, "Autre titre")


def test_e2_the_same_form_sent_twice_at_once_makes_one(writing, site):
    def one() -> int:
        with writing() as session:
            return create(session, site, form_key="k" * 32).id

    assert len(set(at_once([one, one]))) == 1


def test_e2_a_visit_of_a_company_is_in_the_company(own, session):
    with pytest.raises(DomainError) as refused:
        create(session, own, format=Format.VISIT, setting=Setting.IN_CLASS)
    assert refused.value.field == "setting"


def test_e2_another_companys_professional_is_refused(own, session):
    stranger = make_speaker(session, make_company(session))
    with pytest.raises(DomainError) as refused:
        create(session, own, speaker_id=stranger.id)
    assert refused.value.field == "speaker_id"


def test_e2_in_several_clusters_one_is_chosen(own, session):
    other = make_cluster(session)
    make_membership(session, other, own.company)
    with pytest.raises(DomainError) as refused:
        create(session, own)
    assert refused.value.field == "cluster_id"
    assert create(session, own, cluster_id=other.id).cluster_id == other.id
    with pytest.raises(DomainError, match="pas membre"):
        create(session, own, cluster_id=make_cluster(session).id)


@pytest.mark.parametrize(
    ("over", "field", "said"),
    [
        ({"speaker_id": None}, "speaker_id", "sans professionnel·le"),
        ({"body": " "}, "body", "Décrivez"),
    ],
)
def test_e3_what_lacks_is_told_at_its_field(own, session, over, field, said):
    visit = create(session, own, **({"speaker_id": own.speaker.id} | over))
    with pytest.raises(DomainError, match=said) as refused:
        visits.publish_intervention(session, visit, by=own.actor)
    assert (refused.value.field, visit.status) == (field, InterventionStatus.DRAFT)


def test_e3_without_the_charter_nothing_is_published(own, session):
    unsigned = make_speaker(session, own.company, first_name="Erwan", charter_version=None, charter_at=None)
    visit = create(session, own, speaker_id=unsigned.id)
    with pytest.raises(DomainError, match="Erwan n’a pas encore accepté la charte"):
        visits.publish_intervention(session, visit, by=own.actor)


def test_e2_publishing_needs_a_membership_today(own, session):
    visit = create(session, own, speaker_id=own.speaker.id)
    membership_of(session, own.cluster_id, own.company.id).status = MembershipStatus.LISTED
    with pytest.raises(DomainError, match="pas membre"):
        visits.publish_intervention(session, visit, by=own.actor)


def test_e2_published_closed_and_published_again(own, session):
    visit = create(session, own, speaker_id=own.speaker.id)
    seen = []
    steps = (visits.publish_intervention, visits.close_intervention, visits.publish_intervention)
    for step in steps:
        for _ in range(2):  # twice changes nothing
            step(session, visit, by=own.actor)
        seen.append(visit.status.value)
    session.flush()
    assert seen == ["published", "closed", "published"]
    journal = session.exec(select(AuditEntry.action).where(AuditEntry.subject_id == visit.id)).all()
    assert [action.removeprefix("intervention.") for action in journal] == [
        "created", "published", "closed", "published",
    ]  # fmt: skip
    told = session.exec(select(SearchChange).where(SearchChange.row_id == visit.id)).all()
    assert [change.kind for change in told] == ["intervention"] * 4


def test_e2_two_colleagues_do_not_overwrite_each_other(own, session):
    visit = create(session, own)
    visits.edit_intervention(session, visit, draft(title="Le mien"), version=1, by=own.actor)
    with pytest.raises(Conflict):
        visits.edit_intervention(session, visit, draft(title="Le sien"), version=1, by=own.actor)
    assert (visit.title, visit.version) == ("Le mien", 2)


def test_e2_two_colleagues_at_once_one_is_told(writing, site):
    with writing() as session:
        visit = create(session, site)

    def edit(title: str) -> str:
        with writing() as session:
            found = session.get_one(Intervention, visit.id)
            try:
                visits.edit_intervention(session, found, draft(title=title), version=1, by=site.actor)
            except Conflict:
                return "told"
            return "kept"

    assert sorted(at_once([lambda: edit("Le mien"), lambda: edit("Le sien")])) == ["kept", "told"]


def test_e2_what_is_on_line_stays_complete(own, session):
    with pytest.raises(DomainError) as refused:
        visits.edit_intervention(session, own.visit, draft(speaker_id=None), version=1, by=own.actor)
    assert refused.value.field == "speaker_id"
    assert own.visit.speaker_id == own.speaker.id


def test_e2_a_published_visit_stays_in_its_cluster(own, session):
    other = make_cluster(session)
    make_membership(session, other, own.company)
    changed = draft(speaker_id=own.speaker.id, cluster_id=other.id)
    with pytest.raises(DomainError, match="reste dans son cluster"):
        visits.edit_intervention(session, own.visit, changed, version=1, by=own.actor)


def test_e2_a_copy_is_a_draft_and_made_once(own, session):
    first, again = (
        visits.copy_intervention(session, own.visit, company=own.company, form_key="c" * 32, by=own.actor)
        for _ in range(2)
    )
    assert first.id == again.id != own.visit.id
    assert (first.status, first.title) == (InterventionStatus.DRAFT, f"{own.visit.title} (copie)")
    assert (first.grades, first.speaker_id) == (own.visit.grades, own.visit.speaker_id)
