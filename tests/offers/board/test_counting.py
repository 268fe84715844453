"""Open offers are counted alike by the index and, while it is unusable, by SQL."""

from datetime import timedelta

from fairapp.core.clock import today
from fairapp.offers.board.counting import count_open
from fairapp.offers.enums import OfferStatus
from fairapp.search import IndexUnusable
from tests.factories import make_cluster, make_company, make_offer


class Unusable:
    def search(self, _request):
        raise IndexUnusable("for this test")


def test_the_index_and_sql_count_alike(app, writing, reading, run_pending):
    with writing() as session:
        one, other, empty = (make_cluster(session) for _ in range(3))
        company = make_company(session, one)
        make_offer(session, company, one, other, is_shared=True)
        make_offer(session, company, one)
        make_offer(session, company, one, status=OfferStatus.SUSPENDED)
        make_offer(session, company, one, valid_through=today() - timedelta(days=1))
    run_pending()
    with reading() as session:
        counted = count_open(session, app.extensions["fairapp"].search)
        assert counted == count_open(session, Unusable())
    assert counted == (2, 1, {one.id: 2, other.id: 1})
    assert empty.id not in counted.by_cluster
