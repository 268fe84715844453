"""How the URL map is read: what a variable is follows from the path before it."""

import pytest

from tests.support.routes import Route


@pytest.mark.parametrize(
    ("pattern", "variables"),
    [
        ("/offres", []),
        ("/offres/<int:id>-<slug>", [("offres", "id"), ("offres", "slug")]),
        ("/clusters/<slug>/offres.<any(rss, atom):kind>", [("clusters", "slug"), ("offres", "kind")]),
        ("/pilotage/<slug>/membres/<int:id>/retirer", [("pilotage", "slug"), ("membres", "id")]),
    ],
)
def test_variables_are_named_by_the_path_before_them(pattern, variables):
    assert Route("x", "GET", pattern).variables == variables


def test_path_is_filled_and_quoted():
    route = Route("x", "GET", "/offres/<int:id>-<slug>")
    assert route.path({("offres", "id"): 3, ("offres", "slug"): "é a"}) == "/offres/3-%C3%A9%20a"
