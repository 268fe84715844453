"""What may stand in an address."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask

from fairapp.web.access import MAX_ID, public


@pytest.mark.parametrize(("number", "status"), [(MAX_ID, 200), (MAX_ID + 1, 404), (2**63, 404), (10**30, 404)])
def test_number_that_no_column_holds_is_no_page(
    tiny: Callable[..., Flask], bp: Blueprint, number: int, status: Any
) -> None:
    bp.get("/offres/<int:id>")(public(lambda id: str(id)))
    assert tiny(bp).test_client().get(f"/offres/{number}").status_code == status
