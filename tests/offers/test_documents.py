"""What the search is told of an offer."""

from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.offers.document_rows import live_ids
from fairapp.offers.documents import iter_published, load_many
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.models import OfferCompany
from tests.factories import AUBENAS, PRIVAS, make_cluster, make_company, make_offer
from tests.support.counting import count_queries


def test_only_offers_that_visitors_may_find_have_documents(session: Session) -> None:
    cluster = make_cluster(session)
    live = make_offer(session, make_company(session, cluster), cluster)
    draft = make_offer(session, make_company(session, cluster), cluster, status=OfferStatus.DRAFT)

    assert [document.id for document in load_many(session, [live.id, draft.id])] == [live.id]
    assert list(live_ids(session)) == [live.id]


def test_s4_all_places_count_in_their_order(session: Session) -> None:
    cluster = make_cluster(session)
    offer = make_offer(session, make_company(session, cluster), cluster, places=(PRIVAS, AUBENAS))

    (document,) = load_many(session, [offer.id])

    assert document.points == [(PRIVAS["lat"], PRIVAS["lon"]), (AUBENAS["lat"], AUBENAS["lon"])]


def test_o6_a_partner_is_found_once_it_has_accepted(session: Session) -> None:
    cluster = make_cluster(session)
    author, partner, asked = (make_company(session, cluster, name=name) for name in ("Forge", "Fonderie", "Tôlerie"))
    offer = make_offer(session, author, cluster, is_shared=True)
    for company, status in ((partner, PartnerStatus.ACCEPTED), (asked, PartnerStatus.PENDING)):
        session.add(OfferCompany(offer_id=offer.id, company_id=company.id, status=status))
    session.flush()

    (document,) = load_many(session, [offer.id])

    assert document.facets["company"] == [author.id, partner.id]
    assert document.parts[3] == "Forge Fonderie"


def test_documents_cost_the_same_queries_for_one_and_three_offers(session: Session, engine: Engine) -> None:
    cluster = make_cluster(session)
    ids = [make_offer(session, make_company(session, cluster), cluster).id for _ in range(3)]
    session.flush()

    with count_queries(engine) as one:
        list(load_many(session, ids[:1]))
    with count_queries(engine) as three:
        list(load_many(session, ids))

    assert len(one) == len(three) == 4


def test_a_rebuild_reads_what_single_changes_read(session: Session) -> None:
    cluster = make_cluster(session)
    ids = [make_offer(session, make_company(session, cluster), cluster).id for _ in range(3)]

    assert list(iter_published(session)) == list(load_many(session, ids))
