"""Six roles ask every route: about their own objects, about another's, and about another's inside their own space.

A letter for each of anonymous, candidate, company, school, organiser, admin: y served, L asked to sign in, F refused,
N does not exist. The first group is about one's own objects (or about none), the second about another's, the third names
one's own organisation and another's object in it: the hole that a check of the organisation alone would leave.
"""

import pytest
from flask import Flask

from fairapp.core.settings import Settings
from tests.support.matrix import World, key, row, unfilled
from tests.support.routes import routes
from tests.support.world import make_admin, make_sides

PUBLIC = ("yyyyyy", "yyyyyy yyyyyy")
BY_ONES_LINK = ("yyyyyy NNNNNN", "yyyyyy NNNNNN NNNNNN")  # and to what is behind it, not behind another's
BY_LINK = ("yyyyyy NNNNNN",)  # whoever holds the link; the other's is forged
SIGNED_IN = ("Lyyyyy",)
# Administrators run every cluster; nobody acts for a company or a school but its own people.
COMPANY = ("LFyFFF LFNFFF", "LFyFFF LFNFFF LFNFFF")
SCHOOL = ("LFFyFF LFFNFF", "LFFyFF LFFNFF LFFNFF")
DRAFTING = ("LyNyNN LNNNNN",)  # the candidate waits to be confirmed: drafts of one's own, and nothing of the school's
DRAFT = ("LNNyNN LNNNNN LNNNNN",)
CLUSTER = ("LFFFyy LFFFNy", "LFFFyy LFFFNy LFFFNN")
ADMIN = ("LFFFFy",)
ONE_OWN = ("LyNNNN LNNNNN",)  # a candidate's own, and no one else's
CLOSED = ("NNNNNN", "NNNNNN NNNNNN")  # outside the demo, and without its token

# Any company may come to any fair that is published; what it does there is its own.
EXHIBITOR = (*COMPANY, "LFyFFF LFNFFF LFyFFF")
DOOR = ("FFFFFF", "FFFFFF FFFFFF")  # for devices only; organisers name their door

EXPECTED = {
    "academic_domains": ADMIN,
    "account_data": SIGNED_IN,
    "account_profile": SIGNED_IN,
    "account_profile.confirm_new_email POST": ONE_OWN,
    "account_profile.show_new_email": ONE_OWN,
    "account_security": SIGNED_IN,
    "account_security.close_session POST": ("Lyyyyy Lyyyyy",),  # another's is left open, see tests/accounts
    "alert_links": BY_ONES_LINK,
    "alerts": PUBLIC,
    "api": PUBLIC,
    "application_answering.answer_by_company POST": COMPANY,
    "application_answering.answer_by_organiser POST": CLUSTER,
    "application_answering.preview_to_company POST": COMPANY,
    "application_answering.preview_to_organiser POST": CLUSTER,
    "application_answering.write_by_company": COMPANY,
    "application_answering.write_by_organiser": CLUSTER,
    "application_inbox.delays": CLUSTER,
    "application_inbox.of_company": COMPANY,
    "application_inbox.of_organiser": CLUSTER,
    "application_links": BY_LINK,
    "application_showing.cv_to_company": COMPANY,
    "application_showing.cv_to_organiser": CLUSTER,
    "application_showing.note_by_company POST": COMPANY,
    "application_showing.note_by_organiser POST": CLUSTER,
    "application_showing.show_to_company": COMPANY,
    "application_showing.show_to_organiser": CLUSTER,
    "application_showing.unnote_by_company POST": COMPANY,
    "application_showing.unnote_by_organiser POST": ("LFFFyN LFFFNN LFFFNN",),  # one's own words only
    "applying": PUBLIC,
    "assets": PUBLIC,
    "badge": CLUSTER,
    "badge_links": PUBLIC,
    "badges": CLUSTER,
    "board": PUBLIC,
    "board.pooling_preview": CLUSTER,
    "board_settings": CLUSTER,
    "boards": PUBLIC,
    "candidate_accesses": SIGNED_IN,
    "candidate_profile": SIGNED_IN,
    "candidate_profile.download_cv": ("LyNNNN",),  # only the candidate has one
    "catalogue": PUBLIC,
    "charter": COMPANY,
    "charter_link": BY_LINK,
    "charter_link.thank": PUBLIC,
    "companies": PUBLIC,
    "company_candidates": COMPANY,
    "company_memberships": COMPANY,
    "company_papers": COMPANY,
    "company_profile": COMPANY,
    "company_visits": COMPANY,
    "control": CLUSTER,
    "dashboard.admin": ADMIN,
    "dashboard.board": PUBLIC,
    "dashboard.candidate": SIGNED_IN,
    "dashboard.company": COMPANY,
    "dashboard.data_sources": PUBLIC,
    "dashboard.home": PUBLIC,
    "dashboard.my_home": SIGNED_IN,
    "dashboard.organiser": CLUSTER,
    "dashboard.school": SCHOOL,
    "demo.enter_as POST": CLOSED,
    "demo.show_letters": ("LFFFNN",),
    "door": DOOR,
    "door_desk": DOOR,
    "door_devices": ("yyyyyy FFFFFF",),
    "door_devices.leave POST": PUBLIC,
    "doors": CLUSTER,
    "exhibitors": COMPANY,
    "exhibitors.interest POST": EXHIBITOR,
    "exhibitors.show": EXHIBITOR,
    "exports.of_cluster": CLUSTER,
    "exports.of_company": COMPANY,
    "fair_kinds": CLUSTER,
    "fair_list": CLUSTER,
    "fair_plan": CLUSTER,
    "fair_publishing": CLUSTER,
    "fair_settings": CLUSTER,
    "fair_stands": CLUSTER,
    "fairs": PUBLIC,
    "feeds": PUBLIC,
    "health": PUBLIC,
    "health.show_metrics": CLOSED,
    "imports": CLUSTER,
    "invitation": BY_LINK,
    "join_requests": CLUSTER,
    "joining": PUBLIC,
    "legal_pages": CLUSTER,
    "legal_pages.edit_of_site": ADMIN,
    "legal_pages.list_of_site": ADMIN,
    "legal_pages.save_of_site POST": ADMIN,
    "lookups": PUBLIC,
    "member": CLUSTER,
    "members": CLUSTER,
    "merging": CLUSTER,
    "letters": ("LFFFyy",),  # of nobody: the data are made up
    "merging.merge POST": ("LFFFyy LFFFNN LFFFNN",),  # an administrator too merges within one cluster only
    "my_alerts": ("Lyyyyy", *ONE_OWN),
    "my_applications": BY_LINK,
    "my_applications.own": SIGNED_IN,
    "my_registration": BY_LINK,
    "offer_editing": COMPANY,
    "offer_expiring": BY_LINK,
    "offer_following": COMPANY,
    "offer_moderation": CLUSTER,
    "offer_partners": COMPANY,
    "offer_partners.answer_link POST": BY_LINK,
    "offer_partners.open_link": BY_LINK,
    "offer_reports": PUBLIC,
    "offer_reviewing": CLUSTER,
    "offer_statistics": CLUSTER,
    "outreach_draft": DRAFT,
    "outreach_draft.create POST": DRAFTING,
    "outreach_draft.new": DRAFTING,
    "outreach_figures": CLUSTER,
    "outreach_request.show_to_company": COMPANY,
    "outreach_request.show_to_organiser": CLUSTER,
    "outreach_request.show_to_school": DRAFT,
    "outreach_request.step_by_company POST": COMPANY,
    "outreach_request.step_by_organiser POST": CLUSTER,
    "outreach_request.step_by_school POST": SCHOOL,
    "outreach_requests.of_company": COMPANY,
    "outreach_requests.of_organiser": CLUSTER,
    "outreach_requests.of_school": DRAFTING,
    "plan_watch": PUBLIC,
    "pooling": CLUSTER,
    "professionals": COMPANY,
    "registration_desk": CLUSTER,
    "registration_of_one": CLUSTER,
    "registrations": PUBLIC,
    "school_file": CLUSTER,
    "school_joining": PUBLIC,
    "school_joining.open_link POST": BY_LINK,
    "school_joining.show_link": BY_LINK,
    "school_organising": CLUSTER,
    "school_organising.mark POST": ("LFFFyy LFFFNN",),  # an administrator too, of a school near that cluster
    "school_papers": SCHOOL,
    "school_team": SCHOOL,
    "school_waiting.show": SIGNED_IN,
    "school_waiting.take_back POST": ONE_OWN,
    "sign_in": PUBLIC,
    "sign_in.open_link POST": BY_LINK,
    "sign_in.show_link": BY_LINK,
    "stand_blocking": CLUSTER,
    "stand_links": BY_LINK,
    "stand_plans": PUBLIC,
    "stand_plans.stand": ("yyyyyy yyyyyy NNNNNN",),
    "stand_reservation": CLUSTER,
    "stand_reservations": CLUSTER,
    "stand_sharing": COMPANY,
    "stand_staff": COMPANY,
    "stands": COMPANY,
    "stands.extend POST": EXHIBITOR,
    "stands.plan": EXHIBITOR,
    "stands.release POST": EXHIBITOR,
    "teams.invite_colleague POST": COMPANY,
    "teams.invite_organiser POST": CLUSTER,
    "teams.remove_colleague POST": COMPANY,
    "teams.remove_organiser POST": CLUSTER,
    "teams.show_colleagues": COMPANY,
    "teams.show_organisers": CLUSTER,
    "teams.uninvite_colleague POST": COMPANY,
    "teams.uninvite_organiser POST": CLUSTER,
    "visit_dates": COMPANY,
    "visit_evaluation": BY_LINK,
    "widget": PUBLIC,
    "widget.code": CLUSTER,
}


def expected_of(name: str) -> tuple[str, ...]:
    """Return what may stand in a route's row: its own entry, else its blueprint's."""
    return EXPECTED.get(name) or EXPECTED[name.split(".", maxsplit=1)[0]]


@pytest.fixture
def world(app: Flask, settings: Settings, writing, sign_in, unlimited) -> World:
    with writing() as session:
        own, other = make_sides(session, settings)
        accounts = {**own.accounts(), "admin": make_admin(session).id}
    clients = {role: sign_in(account_id) for role, account_id in accounts.items()}
    bodies = {
        "candidate_profile.change_consent POST": {"purpose": "applications"},
        "merging.merge POST": {"winner_id": own.company.id},
        "school_organising.mark POST": {"id": own.school.id},
    }
    return World({"anonymous": app.test_client(), **clients}, own.values, other.values, bodies)


def test_every_route_is_in_the_table(app: Flask):
    names = {key(route) for route in routes(app)}
    blueprints = {name.split(".")[0] for name in names}
    assert {name for name in names if name not in EXPECTED and name.split(".")[0] not in EXPECTED} == set()
    assert set(EXPECTED) - names - blueprints == set(), "entries of routes that are gone"


def test_world_has_a_value_for_every_variable(app: Flask, world: World):
    assert unfilled(list(routes(app)), world.own) == set()
    assert unfilled(list(routes(app)), world.other) == set()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_role_gets_what_the_table_says(app: Flask, world: World, method: str):
    seen = {key(route): row(world, route) for route in routes(app) if route.method == method}
    wrong = {name: found for name, found in seen.items() if found not in expected_of(name)}
    assert wrong == {}


def test_no_route_answers_another_method(app: Flask):
    assert {route.method for route in routes(app)} == {"GET", "POST"}
