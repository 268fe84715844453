"""A source that nobody named is only a file's name: what the file lacks may come from another one."""

import pytest

from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.formats import read_entries
from fairapp.offers.imports.services import Target, import_offers

FIRST = b"titre;reference\nSoudeuse F/H;1\nTourneur F/H;2\n"
SECOND = b"titre;reference\nFraiseuse F/H;3\nTourneur F/H;2\n"


@pytest.mark.parametrize(("is_guessed", "status"), [(True, OfferStatus.PUBLISHED), (False, OfferStatus.CLOSED)])
def test_o8_only_a_named_source_closes_what_its_file_lacks(engine, cluster, offers, is_guessed, status):
    target = Target(cluster.id, "offres", is_guessed=is_guessed)
    for content in (FIRST, SECOND):
        import_offers(engine, read_entries(content), target)
    assert offers()["1"].status is status
