"""Companies: one row however they are named, described by their people."""

import pytest
from sqlmodel import func, select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.companies.queries import find_company
from fairapp.clusters.companies.services import create_company, edit_profile, find_or_create_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import CompanyChanged
from fairapp.clusters.models import Company, CompanyDraft
from fairapp.clusters.queries import membership_of
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from tests.factories import make_cluster, make_company, make_membership

SIRET, OTHER_SITE, OTHER = "73282932000074", "73282932000082", "55208131766522"


@pytest.fixture
def cluster(session):
    return make_cluster(session)


def find(session, cluster, name, siret=None):
    return find_or_create_company(session, cluster_id=cluster.id, name=name, siret=siret)


def test_o8_siret_finds_the_company_wherever_it_is(session, cluster):
    known = make_company(session, name="Élan SAS", siret=SIRET, claimed_at=None)
    assert find(session, cluster, "ELAN", "732 829 320 00074") == known
    assert membership_of(session, cluster.id, known.id).status == MembershipStatus.LISTED


@pytest.mark.parametrize(
    ("name", "member_elsewhere", "same"),
    [
        ("ELAN Menuiserie", True, True),
        ("ELAN Menuiserie", False, False),  # nobody vouches for the number that its people stated
        ("Boulangerie Martin", True, False),
    ],
)
def test_o8_a_stated_siret_does_not_draw_in_the_offers_of_others(session, cluster, name, member_elsewhere, same):
    claimed = make_company(session, *([make_cluster(session)] if member_elsewhere else []), name="Élan", siret=SIRET)
    found = find(session, cluster, name, SIRET)
    assert (found == claimed) is same
    assert find(session, cluster, name, SIRET) == found
    if not same:
        assert (found.name, found.siret, found.claimed_at) == (name, None, None)
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "company.without_number")).one()
        assert (noted.cluster_id, noted.subject_id) == (cluster.id, found.id)


def test_o8_a_file_without_names_finds_only_companies_of_the_cluster(session, cluster):
    elsewhere = make_company(session, make_cluster(session), name="Élan", siret=SIRET)
    assert find_company(session, cluster_id=cluster.id, name="", siret=SIRET) is None
    make_membership(session, cluster, elsewhere)
    assert find_company(session, cluster_id=cluster.id, name="", siret=SIRET) == elsewhere


def test_o8_else_the_folded_name_within_the_cluster(session, cluster):
    known = make_company(session, cluster, name="Menuiserie Élan")
    make_company(session, make_cluster(session), name="Menuiserie Élan")
    assert find(session, cluster, "  MENUISERIE   elan ") == known
    assert membership_of(session, cluster.id, known.id).status == MembershipStatus.CONFIRMED


def test_o8_else_a_new_unclaimed_company_listed_in_the_cluster(session, cluster):
    make_company(session, make_cluster(session), name="Élan")  # elsewhere: a namesake
    made = find(session, cluster, "Élan", SIRET)
    assert (made.name, made.siret, made.claimed_at, made.folded_name) == ("Élan", SIRET, None, "elan")
    assert membership_of(session, cluster.id, made.id).status == MembershipStatus.LISTED
    assert find(session, cluster, "Élan", SIRET) == made


@pytest.mark.parametrize(("siret", "same"), [(OTHER_SITE, True), (OTHER, False), ("not a siret", True), (None, True)])
def test_a_namesake_with_another_siren_is_another_company(session, cluster, siret, same):
    known = make_company(session, cluster, name="Élan", siret=SIRET)
    assert (find(session, cluster, "Élan", siret) == known) is same


def test_a_claimed_namesake_comes_first(session, cluster):
    make_company(session, cluster, name="Élan", claimed_at=None)
    claimed = make_company(session, cluster, name="Élan")
    assert find(session, cluster, "Élan") == claimed


def test_what_was_merged_is_found_as_what_it_became(session, cluster):
    winner = make_company(session, cluster, name="Élan")
    make_company(session, siret=SIRET, merged_into_id=winner.id, claimed_at=None)
    assert find(session, cluster, "Ancien nom", SIRET) == winner


def test_a_name_is_needed(session, cluster):
    with pytest.raises(DomainError):
        find(session, cluster, " \u200b ")


def test_same_name_gets_another_address(session):
    slugs = [create_company(session, name="Élan").slug for _ in range(6)]
    assert slugs[:4] == ["elan", "elan-2", "elan-3", "elan-4"]
    assert len(set(slugs)) == 6


def test_a_name_without_letters_has_an_address_too(session):
    assert create_company(session, name="+++").slug == "sans-nom"


def draft(**values):
    return CompanyDraft.model_validate({"name": "Élan", **values})


def test_m5_place_gives_commune_department_and_position(session):
    company = make_company(session)
    edit_profile(session, company, draft(place="Aubenas (07200)", sector="Bois"), by=None)
    assert (company.insee, company.commune, company.department) == ("07019", "Aubenas", "07")
    assert company.lat is not None
    session.flush()
    assert company.search_text == "elan bois aubenas"
    assert collect(session) == [CompanyChanged(company.id)]
    edit_profile(session, company, draft(place=""), by=None)
    assert (company.insee, company.commune, company.lat) == (None, "", None)


def test_unknown_commune_blames_the_place(session):
    with pytest.raises(DomainError) as refused:
        edit_profile(session, make_company(session), draft(place="Nulle-Part-du-Tout"), by=None)
    assert refused.value.field == "place"


def test_sector_is_the_naf_label_when_nothing_else_is_said(session):
    company = make_company(session)
    edit_profile(session, company, draft(naf_code="62.01Z"), by=None)
    assert company.sector == "Programmation informatique"
    edit_profile(session, company, draft(naf_code="62.01Z", sector="Logiciel libre"), by=None)
    assert company.sector == "Logiciel libre"


def test_another_companys_siret_is_refused(session):
    make_company(session, siret=SIRET)
    with pytest.raises(DomainError) as refused:
        edit_profile(session, make_company(session), draft(siret=SIRET), by=None)
    assert refused.value.field == "siret"


def test_siret_of_what_was_merged_into_it_may_be_taken_over(session):
    company = make_company(session)
    merged = make_company(session, siret=SIRET, merged_into_id=company.id)
    edit_profile(session, company, draft(siret=SIRET), by=None)
    session.flush()
    assert (company.siret, merged.siret) == (SIRET, None)


def test_m3_a_company_may_keep_its_offers_at_home(session):
    company = make_company(session)
    edit_profile(session, company, draft(pools=False), by=None)
    assert session.exec(select(func.count()).where(Company.pools == False)).one() == 1  # noqa: E712


def test_listing_never_weakens_a_membership(session, cluster):
    company = make_company(session, name="Élan")
    make_membership(session, cluster, company, status=MembershipStatus.PENDING)
    find(session, cluster, "Élan")
    assert membership_of(session, cluster.id, company.id).status == MembershipStatus.PENDING
