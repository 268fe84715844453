"""What people type about organisations, as the schemas of forms and imports understand it."""

import pytest
from pydantic import ValidationError

from fairapp.clusters.models import ClusterProfile, CompanyDraft


def company(**values):
    return CompanyDraft.model_validate({"name": "Élan", **values})


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("website", "www.elan.fr", "https://www.elan.fr"),
        ("website", "http://elan.fr/qui?x=1", "http://elan.fr/qui?x=1"),
        ("website", "", ""),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("naf_code", "6201z", "62.01Z"),
        ("contact_email", " Contact@Elan.FR ", "contact@elan.fr"),
    ],
)
def test_values_are_completed(field, typed, kept):
    assert getattr(company(**{field: typed}), field) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("website", "https://elan.fr/<script>"),
        ("website", "https://moi@elan.fr"),
        ("website", "http://[::1"),
        ("website", "n'importe quoi"),
        ("siret", "123"),
        ("naf_code", "99.99Z"),
        ("contact_email", "contact"),
        ("headcount", -1),
        ("name", "É"),
    ],
)
def test_wrong_values_blame_their_field(field, typed):
    with pytest.raises(ValidationError) as refused:
        company(**{field: typed})
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#0b5566;}", "", "url(x)"])
def test_m2_only_plain_colours_reach_the_style_sheet(colour):
    with pytest.raises(ValidationError):
        ClusterProfile.model_validate({"name": "Pôle", "colour": colour})
