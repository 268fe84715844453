"""The description of the API: valid, true of every answer, and readable on a page."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fairapp.offers.api import openapi, schemas
from fairapp.offers.enums import ContractKind
from tests.factories import make_cluster, make_company, make_offer
from tests.support.htmx import soup


@pytest.fixture
def offer(writing, run_pending):
    with writing() as session:
        cluster = make_cluster(session)
        offer = make_offer(session, make_company(session, cluster), cluster, skills=["TIG"], salary_text="Selon profil")
    run_pending()
    return offer


@pytest.fixture
def schema(app):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def test_the_description_is_valid_openapi(schema):
    schema.validate()
    assert {operation.ok().label for operation in schema.get_all_operations()} == {
        f"GET {path}" for path in openapi.PATHS
    }


@pytest.mark.parametrize("path", openapi.PATHS)
def test_whatever_is_asked_the_answer_is_as_described(schema, offer, unlimited, path):
    """Valid and invalid parameters, made from the description itself."""

    @settings(
        max_examples=25, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )  # fmt: skip
    @given(case=schema[path]["GET"].as_strategy())
    def ask(case):
        answer = case.call()
        assert answer.status_code in {200, 304, 400, 404}, case.formatted_path
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])  # no schema knows our communes

    ask()


def test_a_found_offer_is_as_described(schema, offer, client):
    for path, url in (("/offers", "/offers"), ("/offers/{id}", f"/offers/{offer.id}"), ("/suggest", "/suggest?q=aub")):
        answer = client.get(f"/api/v1{url}")
        assert answer.status_code == 200
        model = openapi.PATHS[path].answer
        assert model.model_validate(answer.json).model_dump(mode="json") == answer.json
    assert set(schemas.OfferDetail.model_fields) == set(client.get(f"/api/v1/offers/{offer.id}").json)


def test_the_page_names_every_parameter_and_what_it_takes(client):
    page = soup(client.get("/api/v1/"))
    names = [cell.get_text() for cell in page.select("tbody th code")]
    assert names[: len(schemas.OffersQuery.model_fields)] == list(schemas.OffersQuery.model_fields)
    contract = page.select("tbody tr")[names.index("contract")].get_text()
    assert all(kind in contract for kind in ContractKind)


def test_the_page_needs_no_other_site(client):
    page = soup(client.get("/api/v1/"))
    addresses = [tag.get("src") or tag.get("href") for tag in page.select("script, link[rel=stylesheet], img, iframe")]
    assert all(address.startswith("/") for address in addresses if address)
