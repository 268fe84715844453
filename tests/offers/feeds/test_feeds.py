"""RSS and Atom of any search (row K4)."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from fairapp.clusters.models import PoolingRule
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.offers.models import Offer
from tests.factories import PARIS, make_cluster, make_company, make_offer
from tests.support.counting import count_queries

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def world(writing, run_pending):
    with writing() as session:
        pole, grappe = (
            make_cluster(session, slug="pole", name="Pôle"),
            make_cluster(session, slug="grappe", name="Grappe"),
        )
        company = make_company(session, pole, name="R&D <Lenoir>")
        welder = make_offer(
            session, company, pole, title="Soudeur & chaudronnier F/H", description="## Mission\n\n- Souder\x0b",
            published_at=now() - timedelta(days=1),
        )  # fmt: skip
        accountant = make_offer(session, None, grappe, title="Comptable F/H", places=(PARIS,))
        rule = PoolingRule(cluster_id=pole.id, partner_id=grappe.id)
        session.add(rule)
    run_pending()
    return {"welder": welder, "accountant": accountant, "rule": rule}


def atom(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(answer.data)


def rss(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/rss+xml")
    return ElementTree.fromstring(answer.data).find("channel")


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_k4_atom_is_well_formed(client, world):
    feed = atom(client, "/offres.atom?q=soudeur")
    offer, (entry,) = world["welder"], feed.iter(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}id") == "http://localhost/offres.atom?q=soudeur"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://localhost/offres.atom?q=soudeur", "alternate": "http://localhost/offres?q=soudeur",
    }  # fmt: skip
    assert feed.findtext(f"{ATOM}title").endswith("offres d’emploi, soudeur")
    assert entry.findtext(f"{ATOM}title") == "Soudeur & chaudronnier F/H"
    assert entry.findtext(f"{ATOM}id") == f"http://localhost/offres/{offer.id}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost/offres/{offer.id}-soudeur-chaudronnier-f-h"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "R&D <Lenoir>"
    summary = entry.findtext(f"{ATOM}summary")
    assert (summary.partition(".")[0], "Souder" in summary, "#" in summary) == ("CDI, Aubenas (07)", True, False)
    published = datetime.fromisoformat(entry.findtext(f"{ATOM}published"))
    assert abs(published - offer.published_at) < timedelta(seconds=1)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) >= published


def test_k4_rss_is_well_formed(client, world):
    channel = rss(client, "/offres.rss?q=soudeur")
    offer, (item,) = world["welder"], channel.iter("item")
    assert channel.findtext("link") == "http://localhost/offres?q=soudeur"
    assert channel.find(f"{ATOM}link").get("href") == "http://localhost/offres.rss?q=soudeur"
    assert item.findtext("link") == f"http://localhost/offres/{offer.id}-soudeur-chaudronnier-f-h"
    assert (item.findtext("guid"), item.find("guid").get("isPermaLink")) == (
        f"http://localhost/offres/{offer.id}",
        "true",
    )
    assert abs(parsedate_to_datetime(item.findtext("pubDate")) - offer.published_at) < timedelta(seconds=1)
    assert client.get(item.findtext("guid").removeprefix("http://localhost")).headers["Location"] == (
        item.findtext("link").removeprefix("http://localhost")
    )


def test_k4_the_newest_come_first_whatever_the_search_sorts_by(client, world):
    for url in ("/offres.atom", "/offres.atom?tri=salaire", "/offres.atom?page=4"):
        assert titles(atom(client, url)) == ["Comptable F/H", "Soudeur & chaudronnier F/H"]


def test_k4_a_feed_is_filtered_like_its_page(client, world):
    assert titles(atom(client, "/offres.atom?ou=Aubenas+(07200)&rayon=10")) == ["Soudeur & chaudronnier F/H"]
    assert titles(atom(client, "/offres.atom?dep=75")) == ["Comptable F/H"]
    assert titles(atom(client, "/offres.atom?q=boulanger")) == []
    assert list(rss(client, "/offres.rss?q=boulanger").iter("item")) == []


def test_k4_an_unchanged_feed_is_304(client, world):
    for url in ("/offres.atom", "/offres.rss", "/offres.atom?q=boulanger", "/clusters/pole/offres.atom"):
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), url


def test_a_company_that_goes_is_a_change(client, world, engine):
    first = client.get("/offres.atom")
    with open_session(engine) as session:
        offer = session.get_one(Offer, world["welder"].id)
        offer.company_id = None
        session.commit()
    again = client.get("/offres.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, "Entreprise non communiquée" in again.text) == (200, True)


def test_m3_a_removed_rule_takes_the_offers_out_at_the_next_request(client, world, engine):
    """Out of the search, the feed, the widget and the sitemap of the board; elsewhere they stay."""
    urls = (
        "/clusters/pole/offres",
        "/clusters/pole/offres.atom",
        "/embed/clusters/pole/offres",
        "/clusters/pole/sitemap.xml",
    )
    page = f"/offres/{world['accountant'].id}-comptable-f-h"
    first = {url: client.get(url) for url in urls}
    assert {url: page in answer.text for url, answer in first.items()} == dict.fromkeys(urls, True)
    with open_session(engine) as session:
        session.delete(session.get_one(PoolingRule, world["rule"].id))
        session.commit()
    tags = {url: {"If-None-Match": answer.headers.get("ETag", "x")} for url, answer in first.items()}
    assert {url: page in client.get(url, headers=tags[url]).text for url in urls} == dict.fromkeys(urls, False)
    for url in ("/offres", "/clusters/grappe/offres", "/sitemap-offres-1.xml", page):
        assert page in client.get(url).text


def test_what_is_not_there_is_404(client, world):
    for url in ("/clusters/nulle-part/offres.atom", "/clusters/nulle-part/sitemap.xml", "/offres.json"):
        assert client.get(url).status_code == 404


def test_one_entry_takes_the_queries_of_three(client, world, engine, writing, run_pending):
    client.get("/offres.atom")
    with count_queries(engine) as few:
        client.get("/offres.atom")
    with writing() as session:
        make_offer(session)
        make_offer(session)
    run_pending()
    with count_queries(engine) as more:
        client.get("/offres.atom")
    assert len(more) == len(few)
