"""What fields complete while one types."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("query", "value"), [("aubenas", "Aubenas (07200)"), ("07200", "Aubenas (07200)"), ("AUBEN", "Aubenas (07200)")]
)
def test_s3_communes_are_completed_by_name_or_postal_code(client: FlaskClient, query: str, value: str) -> None:
    items = client.get("/communes", query_string={"q": query}).get_json()["items"]
    assert items[0]["value"] == value
    assert "Ardèche" in items[0]["hint"]


def test_titles_come_in_both_genders_with_their_mark(client: FlaskClient) -> None:
    items = client.get("/intitules?q=aide-soignante").get_json()["items"]
    assert items[0]["value"] == "Aide-soignant / Aide-soignante F/H"
    assert all(len(item["value"]) <= 100 for item in items)


def test_occupations_carry_their_code(client: FlaskClient) -> None:
    items = client.get("/metiers?q=aide-soignant").get_json()["items"]
    assert (items[0]["value"], items[0]["hint"]) == ("Aide-soignant / Aide-soignante", "J1501")


@pytest.mark.parametrize("path", ["/communes", "/metiers", "/intitules"])
@pytest.mark.parametrize("query", ["", "a", "%", "x" * 500, "🦀", "-"])
def test_any_query_answers_a_list(client: FlaskClient, path: str, query: str) -> None:
    answer = client.get(path, query_string={"q": query})
    assert answer.status_code == 200
    assert isinstance(answer.get_json()["items"], list)


def test_suggestions_may_be_kept_by_browsers(client: FlaskClient) -> None:
    assert client.get("/communes?q=aubenas").headers["Cache-Control"] == "public, max-age=3600"
