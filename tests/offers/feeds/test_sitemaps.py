"""What search engines are told of (row S13)."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from fairapp.clusters.enums import MembershipStatus
from fairapp.offers.enums import OfferStatus
from fairapp.offers.feeds import views
from tests.factories import make_cluster, make_company, make_membership, make_offer

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def world(writing):
    with writing() as session:
        cluster = make_cluster(session, slug="pole")
        company = make_company(session, cluster, slug="atelier")
        listed = make_company(session, slug="citee", claimed_at=None)
        make_membership(session, cluster, listed, status=MembershipStatus.LISTED)
        lapsed = make_company(session, slug="partie")
        make_membership(session, cluster, lapsed, status=MembershipStatus.LAPSED)
        make_company(session, slug="fusionnee", merged_into_id=company.id)
        apart = make_company(session, cluster, slug="a-part", pools=False)
        return [
            make_offer(session, company, cluster, title="Soudeur F/H"),
            make_offer(session, apart, cluster, title="Comptable F/H"),
            make_offer(session, company, cluster, title="Pourvue F/H", status=OfferStatus.FILLED),
            make_offer(session, company, cluster, title="Brouillon F/H", status=OfferStatus.DRAFT),
        ]


def addresses(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [place.text for place in ElementTree.fromstring(answer.data).iterfind(".//s:loc", NAMES)]


def test_s13_the_index_leads_to_every_page(client, world):
    parts = addresses(client, "/sitemap.xml")
    assert parts == [f"http://localhost/sitemap-{name}.xml" for name in ("pages", "offres-1", "entreprises-1")]
    pages = [page for part in parts for page in addresses(client, part.removeprefix("http://localhost"))]
    assert len(pages) == len(set(pages))
    answers = {page: client.get(page.removeprefix("http://localhost")).status_code for page in pages}
    assert set(answers.values()) == {200}, answers


def test_s13_only_open_offers_are_listed_whatever_the_board(client, world):
    welder, accountant, *_ = world
    assert addresses(client, "/sitemap-offres-1.xml") == [
        f"http://localhost/offres/{welder.id}-soudeur-f-h", f"http://localhost/offres/{accountant.id}-comptable-f-h",
    ]  # fmt: skip


def test_s13_companies_with_a_page_are_listed(client, world):
    assert addresses(client, "/sitemap-entreprises-1.xml") == [
        f"http://localhost/entreprises/{slug}" for slug in ("atelier", "citee", "a-part")
    ]


def test_dates_are_those_of_the_protocol(client, world):
    tree = ElementTree.fromstring(client.get("/sitemap-offres-1.xml").data)
    dates = [datetime.fromisoformat(date.text) for date in tree.iterfind(".//s:lastmod", NAMES)]
    assert len(dates) == 2
    assert all(date.tzinfo for date in dates)


def test_many_offers_make_several_files(client, world, monkeypatch):
    second = world[1]
    monkeypatch.setattr(views, "PER_SITEMAP", 1)
    parts = [part for part in addresses(client, "/sitemap.xml") if "offres" in part]
    assert parts[-1] == f"http://localhost/sitemap-offres-{second.id + 1}.xml"
    found = [addresses(client, part.removeprefix("http://localhost")) for part in parts]
    assert sum(map(len, found)) == 2


def test_parts_that_cannot_be_are_404(client, world):
    for part in ("0", "10001", "99999999999999999999", "x"):
        assert client.get(f"/sitemap-offres-{part}.xml").status_code == 404


def test_an_unchanged_sitemap_is_304(client, world):
    for url in ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-offres-1.xml", "/clusters/pole/sitemap.xml"):
        first = client.get(url)
        assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_robots_are_kept_out_of_what_is_personal(client):
    answer = client.get("/robots.txt")
    lines = answer.text.splitlines()
    assert (answer.mimetype, lines[0], lines[-1]) == (
        "text/plain", "User-agent: *", "Sitemap: http://localhost/sitemap.xml",
    )  # fmt: skip
    closed = {"compte", "pilotage", "admin", "alertes", "candidatures", "fin-d-offre", "reponse"}
    assert {f"Disallow: /{path}/" for path in closed} <= set(lines)
    assert not any(
        line == f"Disallow: {path}" for line in lines for path in ("/", "/offres", "/clusters", "/entreprises/")
    )
