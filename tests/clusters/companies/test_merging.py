"""Two rows of one company become one, whatever refers to them."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlmodel import select

from fairapp.clusters.companies.merging import mend_merges, merge_companies, references, referring
from fairapp.clusters.enums import MembershipStatus, RuleField, RuleOperator
from fairapp.clusters.events import CompaniesMerged, CompanyChanged
from fairapp.clusters.models import Company, Membership, PoolingCondition, PoolingRule
from fairapp.clusters.queries import company_by_slug, membership_of
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from fairapp.offers.models import Offer, OfferCompany
from tests.factories import affiliate, make_account, make_cluster, make_company, make_membership, make_offer

SIRET = "73282932000074"


@pytest.fixture
def cluster(session):
    return make_cluster(session)


def unclaimed(session, *clusters, **over):
    return make_company(session, *clusters, claimed_at=None, **over)


def merge(session, cluster, loser, winner):
    merge_companies(session, loser, winner, by=None, cluster_id=cluster.id)


def test_whatever_refers_to_companies_is_known_from_the_metadata():
    named = {f"{table.name}.{column.name}" for table, column in references()}
    assert {
        "company.merged_into_id", "membership.company_id", "affiliation.company_id", "invitation.company_id",
        "join_request.company_id", "offer.company_id", "offer_company.company_id",
    } <= named  # fmt: skip


def test_a_table_added_tomorrow_is_not_forgotten():
    metadata = MetaData()
    company = Table("company", metadata, Column("id", Integer, primary_key=True))
    tomorrow = Table(
        "stand", metadata, Column("id", Integer, primary_key=True), Column("exhibitor_id", ForeignKey("company.id"))
    )
    assert list(referring([company, tomorrow], company.c.id)) == [(tomorrow, tomorrow.c.exhibitor_id)]


def test_m1_offers_people_and_partners_go_to_the_winner(session, cluster):
    loser, winner, third = unclaimed(session, cluster), make_company(session, cluster), make_company(session, cluster)
    offer, shared = make_offer(session, loser, cluster), make_offer(session, third, cluster)
    session.add(OfferCompany(offer_id=shared.id, company_id=loser.id))
    merge(session, cluster, loser, winner)
    assert session.get(Offer, offer.id).company_id == winner.id
    assert session.exec(select(OfferCompany.company_id)).all() == [winner.id]
    assert session.exec(select(Membership.company_id).where(Membership.company_id == loser.id)).all() == []
    assert collect(session) == [CompaniesMerged(loser.id, winner.id), CompanyChanged(winner.id)]


def test_what_would_stand_twice_stands_once(session, cluster):
    loser, winner, third = unclaimed(session, cluster), make_company(session, cluster), make_company(session, cluster)
    person, shared = make_account(session), make_offer(session, third, cluster)
    for company in (loser, winner):
        session.add(OfferCompany(offer_id=shared.id, company_id=company.id))
        affiliate(session, person, company)
    merge(session, cluster, loser, winner)
    assert session.exec(select(OfferCompany.company_id)).all() == [winner.id]
    assert session.exec(select(Membership.company_id).order_by(Membership.company_id)).all() == sorted(
        [winner.id, third.id]
    )


@pytest.mark.parametrize(
    ("lost", "kept", "after"),
    [("confirmed", "listed", "confirmed"), ("listed", "confirmed", "confirmed"), ("pending", "lapsed", "pending")],
)
def test_the_stronger_membership_survives(session, cluster, lost, kept, after):
    loser, winner = unclaimed(session), make_company(session)
    make_membership(session, cluster, loser, status=MembershipStatus(lost), is_trusted=lost == "confirmed")
    make_membership(session, cluster, winner, status=MembershipStatus(kept), is_trusted=kept == "confirmed")
    merge(session, cluster, loser, winner)
    membership = membership_of(session, cluster.id, winner.id)
    assert (membership.status.value, membership.is_trusted) == (after, after == "confirmed")


def test_old_address_and_earlier_merges_lead_to_the_winner(session, cluster):
    first, second, third = unclaimed(session, cluster), unclaimed(session, cluster), make_company(session, cluster)
    merge(session, cluster, first, second)
    merge(session, cluster, second, third)
    assert company_by_slug(session, first.slug) == company_by_slug(session, second.slug) == third


def test_siret_follows_unless_the_winner_has_one(session, cluster):
    loser, winner = unclaimed(session, cluster, siret=SIRET), make_company(session, cluster)
    merge(session, cluster, loser, winner)
    assert (session.get(Company, winner.id).siret, session.get(Company, loser.id).siret) == (SIRET, None)


def test_gaps_of_an_unclaimed_winner_are_filled_a_claimed_one_keeps_its_words(session, cluster):
    told = {"website": "https://elan.fr", "insee": "07019", "commune": "Aubenas", "department": "07"}
    plain, claimed = unclaimed(session, cluster), make_company(session, cluster)
    merge(session, cluster, unclaimed(session, cluster, **told), plain)
    merge(session, cluster, unclaimed(session, cluster, **told), claimed)
    assert (plain.website, plain.commune) == ("https://elan.fr", "Aubenas")
    assert (claimed.website, claimed.commune) == ("", "")


def test_pooling_conditions_follow_the_company_they_name(session, cluster):
    loser, winner, partner = unclaimed(session, cluster), make_company(session, cluster), make_cluster(session)
    rule = PoolingRule(cluster_id=partner.id, partner_id=cluster.id)
    session.add(rule)
    session.flush()
    for company in (loser, winner):
        condition = {"field": RuleField.COMPANY, "operator": RuleOperator.IS_NOT, "value": str(company.id)}
        session.add(PoolingCondition(rule_id=rule.id, **condition))
    merge(session, cluster, loser, winner)
    assert session.exec(select(PoolingCondition.value)).all() == [str(winner.id)]


def test_a_claimed_company_does_not_disappear(session, cluster):
    with pytest.raises(DomainError, match="fiche non réclamée"):
        merge(session, cluster, make_company(session, cluster), make_company(session, cluster))


def test_nothing_is_merged_twice_or_into_itself(session, cluster):
    loser, winner = unclaimed(session, cluster), make_company(session, cluster)
    with pytest.raises(DomainError):
        merge(session, cluster, loser, loser)
    merge(session, cluster, loser, winner)
    with pytest.raises(Conflict):
        merge(session, cluster, loser, winner)


def test_what_was_written_about_the_loser_meanwhile_is_mended_the_same_day(session, cluster):
    loser, winner = unclaimed(session, cluster), make_company(session, cluster)
    merge(session, cluster, loser, winner)
    late = make_offer(session, loser, cluster)
    mend_merges(session)
    assert session.get(Offer, late.id).company_id == winner.id
