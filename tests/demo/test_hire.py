"""Who applied where in the demonstration: every persona finds something, and nothing contradicts itself."""

from sqlmodel import col, func, select

from fairapp.accounts.queries import find_account
from fairapp.candidates.profiles import profile_of
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.core.files import StoredFile
from fairapp.offers.alerts.models import SavedSearch
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.inbox.figures import standings
from fairapp.offers.applications.inbox.queries import count_tabs, left_to
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.queries import of_company
from fairapp.offers.applications.states import after
from fairapp.offers.models import Offer
from fairapp.pdf import inspect


def test_each_recruiter_has_an_inbox(demo):
    for slug in ("chantiers-kermarec", "biscuiterie-ty-gwenn"):
        counts = count_tabs(demo, of_company(company_by_slug(demo, slug).id))
        assert sum(counts.values()) >= 8
        assert counts["a-traiter"] >= 1


def test_the_organiser_has_something_to_answer_and_to_compare(demo):
    cluster = cluster_by_slug(demo, "iroise-composites")
    assert count_tabs(demo, left_to(cluster.id))["a-traiter"] >= 2
    assert len(standings(demo, cluster.id)) >= 2


def test_every_state_but_those_of_time_is_there(demo):
    assert set(demo.exec(select(Application.status))) == set(ApplicationStatus) - {ApplicationStatus.UNANSWERED}


def test_the_steps_of_each_follow_the_table_and_the_clock(demo):
    found = demo.exec(select(Application).order_by(Application.id)).all()
    for one in found:
        steps = demo.exec(
            select(ApplicationStep).where(ApplicationStep.application_id == one.id).order_by(ApplicationStep.id)
        ).all()
        status, at = ApplicationStatus.NEW, one.created_at
        for step in steps:
            assert (step.from_status, step.to_status) == (status, after(status, step.action, step.side))
            assert step.at >= at
            status, at = step.to_status, step.at
        assert (one.status, one.status_at) == (status, at)
        assert one.created_at >= demo.get_one(Offer, one.offer_id).published_at


def test_the_candidate_that_one_can_be_has_all_of_it(demo):
    enora = find_account(demo, "enora@demo.example")
    profile = profile_of(demo, enora.id)
    assert inspect(demo.get_one(StoredFile, profile.cv_file_id).content, max_pages=2).pages == 1
    mine = demo.exec(select(Application).where(Application.account_id == enora.id)).all()
    assert len({one.status for one in mine}) == 4
    assert len({one.cv_file_id for one in mine} - {None, profile.cv_file_id}) == 4
    assert demo.exec(select(func.count()).where(col(SavedSearch.deleted_at).is_(None))).one() == 2
