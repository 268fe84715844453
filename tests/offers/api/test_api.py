"""The read API: shapes, parameters, errors, caching, other origins."""

import shutil
from datetime import timedelta

import pytest
from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.geo.distance import RADII_KM
from fairapp.offers.enums import ContractKind, OfferStatus, PartnerStatus, SalaryUnit
from fairapp.offers.models import Offer, OfferCompany
from tests.factories import AUBENAS, PARIS, PRIVAS, make_cluster, make_company, make_offer

ITEM = {
    "id", "reference", "title", "company", "places", "contract", "salary", "published_at", "valid_through", "url",
    "distance_km",
}  # fmt: skip


@pytest.fixture
def world(writing, run_pending):
    """Two clusters, four open offers and one closed."""
    with writing() as session:
        pole, grappe = (
            make_cluster(session, slug="pole", name="Pôle"),
            make_cluster(session, slug="grappe", name="Grappe"),
        )
        company = make_company(session, pole, name="Atelier Lenoir")
        found = _make_offers(session, pole, grappe, company)
    run_pending()
    return found


def _make_offers(session: Session, pole, grappe, company) -> dict[str, Offer]:
    day = timedelta(days=1)
    imported = {
        "source": "france-travail",
        "reference": "183DSHS",
        "annual_max_cents": 3_000_000,
        "salary_min_cents": 215_000,
        "salary_max_cents": 250_000,
    }
    return {
        "welder": make_offer(
            session, company, pole, title="Soudeur F/H", published_at=now() - 3 * day, salary_unit=SalaryUnit.MONTH, **imported
        ),
        "nurse": make_offer(
            session, None, pole, grappe, title="Infirmier F/H", places=(PRIVAS,), published_at=now() - 2 * day,
            contract=ContractKind.FIXED_TERM,
        ),
        "parisian": make_offer(session, None, grappe, title="Comptable F/H", places=(PARIS,), published_at=now() - day),
        "anywhere": make_offer(session, None, grappe, title="Rédacteur F/H", places=(), is_shared=True),
        "closed": make_offer(session, company, pole, title="Soudeur senior F/H", status=OfferStatus.CLOSED),
    }  # fmt: skip


def search(client, **params):
    answer = client.get("/api/v1/offers", query_string=params)
    assert answer.status_code == 200, answer.text
    return answer.json


def titles(found):
    return [item["title"].removesuffix(" F/H") for item in found["items"]]


# Shapes


def test_offers_have_the_promised_shape(client, world):
    found = search(client)
    assert set(found) == {"total", "page", "pages", "items", "facets", "suggestion"}
    assert (found["total"], found["page"], found["pages"], found["suggestion"]) == (4, 1, 1, None)
    assert titles(found) == ["Rédacteur", "Comptable", "Infirmier", "Soudeur"]
    welder, offer = found["items"][3], world["welder"]
    assert set(welder) == ITEM
    assert welder == {
        "id": offer.id,
        "reference": "183DSHS",
        "title": "Soudeur F/H",
        "company": "Atelier Lenoir",
        "places": [{"commune": "Aubenas", "insee": "07019", "department": "07"}],
        "contract": "permanent",
        "salary": {"min": 2150.0, "max": 2500.0, "unit": "month", "text": ""},
        "published_at": welder["published_at"],
        "valid_through": offer.valid_through.isoformat(),
        "url": f"http://localhost/offres/{offer.id}-soudeur-f-h",
        "distance_km": None,
    }
    assert welder["published_at"].endswith("Z")
    assert found["facets"] == {
        "contract": {"permanent": 3, "fixed_term": 1},
        "department": {"07": 2, "75": 1},
        "cluster": {"pole": 2, "grappe": 3},
    }


def test_one_offer_tells_more(client, world):
    found = client.get(f"/api/v1/offers/{world['nurse'].id}").json
    assert set(found) >= ITEM
    assert (found["company"], found["contract"], found["clusters"]) == (None, "fixed_term", ["grappe", "pole"])
    assert found["description"] == world["nurse"].description


def test_companies_that_share_an_offer_are_named_once_they_accepted(client, writing, run_pending):
    with writing() as session:
        cluster = make_cluster(session)
        own, partner, asked = (make_company(session, cluster, name=name) for name in ("Un", "Deux", "Trois"))
        offer = make_offer(session, own, cluster, is_shared=True)
        session.add(OfferCompany(offer_id=offer.id, company_id=partner.id, status=PartnerStatus.ACCEPTED))
        session.add(OfferCompany(offer_id=offer.id, company_id=asked.id))
    run_pending()
    assert search(client)["items"][0]["company"] == "Un, Deux"


def test_clusters_tell_how_many_offers_a_search_for_them_finds(client, world):
    items = client.get("/api/v1/clusters").json["items"]
    assert items == [
        {"slug": "grappe", "name": "Grappe", "offers": 3},
        {"slug": "pole", "name": "Pôle", "offers": 2},
    ]
    for item in items:
        assert search(client, cluster=item["slug"])["total"] == item["offers"]


def test_suggestions_while_typing(client, world):
    found = client.get("/api/v1/suggest?q=aub").json["items"]
    assert {"kind": "commune", "text": "Aubenas", "offers": 1} in found
    assert client.get("/api/v1/suggest").json == {"items": []}


# Parameters


PARAMETERS = [
    ({"q": "soudeuse"}, ["Soudeur"]),
    ({"contract": "fixed_term"}, ["Infirmier"]),
    ({"contract": "CDD,CDI", "department": "07"}, ["Infirmier", "Soudeur"]),
    ({"department": "75"}, ["Comptable"]),
    ({"cluster": "pole"}, ["Infirmier", "Soudeur"]),
    ({"cluster": "pole,grappe", "department": "07,75"}, ["Comptable", "Infirmier", "Soudeur"]),
    ({"shared": "true"}, ["Rédacteur"]),
    ({"shared": ""}, ["Rédacteur", "Comptable", "Infirmier", "Soudeur"]),
    ({"commune": "07019", "radius": "10"}, ["Soudeur"]),
    ({"commune": "Aubenas (07200)", "radius": "25"}, ["Infirmier", "Soudeur"]),
    ({"commune": "07019", "sort": "distance"}, ["Soudeur", "Infirmier"]),
    ({"commune": "75056"}, ["Comptable"]),
    ({"sort": "date", "per_page": "1", "page": "2"}, ["Comptable"]),
    ({"sort": "salary", "per_page": "1"}, ["Soudeur"]),
    ({"inconnu": "x"}, ["Rédacteur", "Comptable", "Infirmier", "Soudeur"]),
]


def test_each_parameter_filters(client, world):
    found = [(params, titles(search(client, **params))) for params, _ in PARAMETERS]
    assert found == PARAMETERS


def test_s3_each_radius_is_taken(client, world):
    found = {radius: search(client, commune="07019", radius=radius)["total"] for radius in RADII_KM}
    assert found == {radius: 1 if radius < 25 else 2 for radius in RADII_KM}


def test_s3_distances_are_told(client, world):
    found = search(client, commune="07019", sort="distance")["items"]
    assert [item["distance_km"] for item in found] == sorted(item["distance_km"] for item in found)
    assert found[0]["distance_km"] < 5 < found[1]["distance_km"] < 25


def test_s5_a_facet_ignores_its_own_choice(client, world):
    facets = search(client, contract="fixed_term")["facets"]
    assert facets["contract"] == {"permanent": 3, "fixed_term": 1}
    assert facets["department"] == {"07": 1}


def test_s6_a_typing_error_gets_a_suggestion(client, world):
    found = search(client, q="comptble")
    assert (found["suggestion"], titles(found)) == ("comptable", ["Comptable"])


def test_s9_a_page_beyond_the_last_is_the_last(client, world):
    found = search(client, per_page=3, page=999)
    assert (found["page"], found["pages"], titles(found)) == (2, 2, ["Soudeur"])


def test_m3_offers_that_a_company_keeps_to_its_clusters_are_not_here(client, writing, run_pending):
    with writing() as session:
        cluster = make_cluster(session, slug="pole")
        make_offer(session, make_company(session, cluster, pools=False), cluster)
        make_offer(session, make_company(session, cluster), cluster)
    run_pending()
    assert search(client)["total"] == 1
    assert client.get("/api/v1/clusters").json["items"][0]["offers"] == 1


def test_without_its_index_the_search_still_answers(client, world, app):
    shutil.rmtree(app.extensions["fairapp"].settings.search_dir)
    found = search(client, cluster="pole")
    assert (found["total"], titles(found)) == (2, ["Infirmier", "Soudeur"])
    assert {item["slug"]: item["offers"] for item in client.get("/api/v1/clusters").json["items"]} == {
        "pole": 2,
        "grappe": 3,
    }
    assert client.get("/api/v1/suggest?q=aub").json == {"items": []}


# Errors


WRONG = [
    ("/offers?contract=bénévolat", "contract"),
    ("/offers?contract=permanent,x", "contract"),
    ("/offers?department=99", "department"),
    ("/offers?commune=Nulle-Part-du-Tout", "commune"),
    ("/offers?radius=0", "radius"),
    ("/offers?radius=abc", "radius"),
    ("/offers?cluster=nulle-part", "cluster"),
    ("/offers?shared=peut-être", "shared"),
    ("/offers?sort=hasard", "sort"),
    ("/offers?page=0", "page"),
    ("/offers?per_page=101", "per_page"),
    (f"/offers?q={'x' * 101}", "q"),
    (f"/suggest?q={'x' * 101}", "q"),
]


def test_what_makes_no_sense_answers_400_and_names_the_parameter(client, world):
    for url, parameter in WRONG:
        answer = client.get(f"/api/v1{url}")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), url
        assert answer.json == {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": f"Paramètre incorrect\u00a0: {parameter}.",
        }


def test_what_is_not_there_answers_404(client, world):
    for path in ("/offers/999999", "/offers/99999999999999999999", "/offers/0", "/offers/x", "/inconnu"):
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.mimetype, answer.json["status"]) == (404, "application/problem+json", 404), (
            path
        )
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_closed_offer_is_not_there(client, world):
    assert client.get(f"/api/v1/offers/{world['closed'].id}").status_code == 404


def test_only_reading_is_possible(client):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.open("/api/v1/offers", method=method)
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json"), method
        assert "GET" in answer.headers["Allow"]


def test_too_many_requests_answer_429(client, monkeypatch):
    monkeypatch.setattr("fairapp.web.read_counts.MemoryCounts.hit", lambda *_: 7)
    answer = client.get("/api/v1/offers")
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (
        429,
        "application/problem+json",
        "7",
    )


# Caching and other origins


def test_an_unchanged_answer_is_304(client, world):
    for path in ("/offers?q=soudeur", f"/offers/{world['welder'].id}", "/clusters", "/suggest?q=aub"):
        first = client.get(f"/api/v1{path}")
        again = client.get(f"/api/v1{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b""), path


def test_a_change_is_seen_at_the_next_request(client, world, engine, run_pending):
    first = client.get("/api/v1/offers")
    with open_session(engine) as session:
        session.get_one(Offer, world["welder"].id).status = OfferStatus.CLOSED
        session.commit()
    again = client.get("/api/v1/offers", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, len(again.json["items"])) == (200, 3)


def test_any_origin_may_ask(client, world):
    answer = client.get("/api/v1/offers", headers={"Origin": "https://ailleurs.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Retry-After"
    asked = client.options(
        "/api/v1/offers",
        headers={
            "Origin": "https://ailleurs.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_an_answer_sets_no_cookie(client, world):
    assert "Set-Cookie" not in client.get("/api/v1/offers").headers


def test_places_that_no_bracket_ends_are_kept_whole(client, writing, run_pending):
    with writing() as session:
        make_offer(session, places=({"label": "Ardèche", "department": "07"}, AUBENAS))
    run_pending()
    assert [place["commune"] for place in search(client)["items"][0]["places"]] == ["Ardèche", "Aubenas"]
